import { allows, parsePolicy } from '../../iam/policy.ts';
import { AwsError } from '../../protocols/aws-error.ts';
import { bool, required, structure, text } from '../../protocols/shape.ts';
import type { Key } from '../../state/kms.ts';
import { type Context, reads, writes } from '../operation.ts';
import { keyById, keyId } from './key.ts';

export const policyText = text({ min: 1, max: 131_072, pattern: String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+` });
const policyName = text({ min: 1, max: 128, pattern: String.raw`[\w]+` });

/** Writes the policy of a key that is made without one: the account's IAM policies decide. */
export function defaultKeyPolicy(context: Context): string {
  const statement = {
    Sid: 'Enable IAM User Permissions',
    Effect: 'Allow',
    Principal: { AWS: `arn:${context.partition.id}:iam::${context.account}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  return JSON.stringify({ Version: '2012-10-17', Id: 'key-default-1', Statement: [statement] }, null, 2);
}

/** Refuses a policy that is larger than 32 KiB or malformed, that names impossible principals, or that would lock its account out of the key. */
export function checkKeyPolicy(context: Context, policy: string, bypassLockoutCheck = false): void {
  // https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
  if (Buffer.byteLength(policy) > 32_768) {
    throw new AwsError('LimitExceededException', 'The key policy document exceeds the maximum size of 32768 bytes.');
  }
  const statements = parsePolicy(policy);
  if (!statements) throw malformed('The policy document is not valid JSON or has a statement that is not complete.');
  for (const { principals } of statements) {
    const accounts = principals['AWS'] ?? [];
    const services = principals['Service'] ?? [];
    if (
      !accounts.every((name) => isPrincipal(context, name)) ||
      !services.every((name) => /^[\w.-]+\.[\w.-]+$/.test(name))
    ) {
      throw malformed('Policy contains a statement with one or more invalid principals.');
    }
  }
  if (bypassLockoutCheck) return;
  const request = {
    principals: [
      ['AWS', `arn:${context.partition.id}:iam::${context.account}:root`],
      ['AWS', context.account],
      ['AWS', context.caller.arn],
    ] as const,
    action: 'kms:PutKeyPolicy',
    context: { 'kms:calleraccount': context.account },
  };
  if (!allows(statements, request)) {
    throw malformed('The new key policy will not allow you to update the key policy in the future.');
  }
}

/** Makes CloudWatch Logs refuse the key for a while, if that fault is on. */
export function startFresh(context: Context, key: Key): void {
  if (context.faults.freshKeyRefusals) key.refusalsLeft = context.faults.freshKeyRefusals;
}

export const keyPolicyOperations = {
  GetKeyPolicy: reads(structure({ KeyId: keyId, PolicyName: policyName }), (context, input) => {
    const key = keyById(context, input.KeyId);
    onlyDefault(input.PolicyName);
    return { Policy: key.policy, PolicyName: 'default' };
  }),
  PutKeyPolicy: writes(
    structure({
      KeyId: keyId,
      PolicyName: policyName,
      Policy: required(policyText),
      BypassPolicyLockoutSafetyCheck: bool(),
    }),
    (context, input) => {
      const key = keyById(context, input.KeyId);
      onlyDefault(input.PolicyName);
      checkKeyPolicy(context, input.Policy, input.BypassPolicyLockoutSafetyCheck);
      key.policy = input.Policy;
      startFresh(context, key);
    },
  ),
};

function isPrincipal(context: Context, name: string): boolean {
  if (name === '*' || /^\d{12}$/.test(name)) return true;
  const [arn, partition, service, , account, resource] = name.split(':');
  return (
    arn === 'arn' &&
    partition === context.partition.id &&
    (service === 'iam' || service === 'sts') &&
    /^\d{12}$/.test(account ?? '') &&
    /^(root|user\/.+|role\/.+|assumed-role\/.+|federated-user\/.+)$/.test(resource ?? '')
  );
}

function onlyDefault(name: string | undefined): void {
  if (name !== undefined && name !== 'default') throw new AwsError('NotFoundException', 'No such policy exists');
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocumentException', message);
}
