import type { RequestContext } from '../../iam/policy-conditions.ts';
import { AwsError } from '../../protocols/aws-error.ts';
import type { Identity } from '../../state/iam.ts';
import type { Context } from '../operation.ts';
import { roleByName, userByName } from './account.ts';
import { noSuchEntity } from './answers.ts';

/** A user or role of the caller's account. */
export interface Principal {
  readonly kind: 'user' | 'role';
  readonly name: string;
  readonly arn: string;
  readonly identity: Identity;
}

/** Finds the principal of an ARN. Refuses that of an assumed role, as IAM does, and one whose path is wrong. */
export function principalOf(context: Context, arn: string): Principal {
  const [, partition, account, kind, path = '', name = ''] =
    /^arn:([\w-]+):iam::(\d{12}):(user|role|group)(\/(?:.+\/)?)([\w+=,.@-]+)$/.exec(arn) ?? [];
  if (partition !== context.partition.id) {
    const message = `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`;
    throw new AwsError('InvalidInput', message);
  }
  if (account !== context.account) {
    const denied = `User: ${context.caller.arn} is not authorized to perform: iam:SimulatePrincipalPolicy on resource: ${arn}`;
    throw new AwsError('AccessDenied', denied, 403);
  }
  if (kind !== 'user' && kind !== 'role') throw noSuchEntity(`The group with name ${name} cannot be found.`);
  const identity = kind === 'user' ? userByName(context, name) : roleByName(context, name);
  if (identity.path !== path) throw noSuchEntity(`The ${kind} with name ${name} cannot be found.`);
  return { kind, name, arn, identity };
}

/** Gives the condition keys that follow from the principal. Those that a role's session would add, such as aws:userid, are not known. */
export function principalContext(
  { state, account }: Context,
  { kind, name, arn, identity }: Principal,
): RequestContext {
  const { organization } = state;
  const keys: [string, string][] = [
    ['aws:principalarn', arn],
    ['aws:principalaccount', account],
    ['aws:principaltype', kind === 'user' ? 'User' : 'AssumedRole'],
    ...Object.entries(identity.tags).map(([tag, value]): [string, string] => [
      `aws:principaltag/${tag.toLowerCase()}`,
      value,
    ]),
  ];
  if (kind === 'user') keys.push(['aws:username', name], ['aws:userid', identity.id]);
  if (organization?.accounts.some(({ id }) => id === account)) keys.push(['aws:principalorgid', organization.id]);
  return new Map(keys.map(([key, value]) => [key, [value]]));
}
