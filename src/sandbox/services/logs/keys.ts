import { allows, parsePolicy } from '../../iam/policy.ts';
import { AwsError } from '../../protocols/aws-error.ts';
import type { Key } from '../../state/kms.ts';
import type { Context } from '../operation.ts';

/** The actions of CloudWatch Logs on a key; the wildcards of the documented policy cover all of these. */
const ACTIONS = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:DescribeKey',
];

/**
 * Refuses a key that CloudWatch Logs cannot use for this log group: not a key ARN of this region, missing, not enabled, not symmetric,
 * not admitted by the key's policy, or (a fault) too fresh. AWS gives the same answer to all but the first.
 */
export function checkLogKey(context: Context, keyArn: string, groupArn: string): void {
  const [arn, , service, region, account = '', resource = ''] = keyArn.split(':');
  if (arn !== 'arn' || service !== 'kms' || !resource.startsWith('key/')) {
    throw new AwsError('InvalidParameterException', `Specified KMS key ${keyArn} is not a valid key ARN`);
  }
  const owner = context.account === account ? context.here : context.state.accounts[account]?.[context.region];
  const key = region === context.region ? owner?.keys[resource.slice('key/'.length)] : undefined;
  if (!key || key.arn !== keyArn || !usable(context, key, groupArn)) throw denied(groupArn);
  if (key.refusalsLeft !== undefined) {
    key.refusalsLeft -= 1;
    if (key.refusalsLeft <= 0) delete key.refusalsLeft;
    context.touch();
    throw denied(groupArn);
  }
}

function usable(context: Context, key: Key, groupArn: string): boolean {
  if (key.state !== 'Enabled' || key.spec !== 'SYMMETRIC_DEFAULT' || key.usage !== 'ENCRYPT_DECRYPT') return false;
  const statements = parsePolicy(key.policy);
  if (!statements) return false;
  // It is not clearly documented which suffix the service principal has in China: both work.
  const suffixes = new Set([context.partition.suffix, 'amazonaws.com']);
  const principals = [...suffixes].map((suffix) => ['Service', `logs.${context.region}.${suffix}`] as const);
  const conditions = {
    'kms:encryptioncontext:aws:logs:arn': groupArn,
    'aws:sourcearn': groupArn,
    'aws:sourceaccount': context.account,
  };
  return ACTIONS.every((action) => allows(statements, { principals, action, context: conditions }));
}

function denied(groupArn: string): AwsError {
  return new AwsError(
    'AccessDeniedException',
    `The specified KMS key does not exist or is not allowed to be used with Arn '${groupArn}'`,
  );
}
