import { AwsError } from '../../protocols/aws-error.ts';
import type { Identity, ManagedPolicy } from '../../state/iam.ts';
import type { Context } from '../operation.ts';
import { groupsOf, iamOf, rolesOf, usersOf } from './account.ts';
import { dateOf, noSuchEntity } from './answers.ts';
import { awsPolicies } from './aws-policies.ts';

type Version = ManagedPolicy['versions'][number];

/** Lists the managed policies by ARN: those of AWS, and the account's own. */
export function managedPolicies(context: Context): Readonly<Record<string, ManagedPolicy>> {
  return { ...awsPolicies(context.partition), ...iamOf(context).policies };
}

/** Finds a managed policy, of AWS or of the account; undefined if the ARN has none. */
export function managedAt(context: Context, arn: string): ManagedPolicy | undefined {
  const policies = isAwsPolicy(arn) ? awsPolicies(context.partition) : iamOf(context).policies;
  return Object.hasOwn(policies, arn) ? policies[arn] : undefined;
}

/** Finds a managed policy; refuses a malformed ARN, and one of a policy that does not exist. */
export function managedByArn(context: Context, arn: string): ManagedPolicy {
  const [, owner] = /^arn:[^:]+:iam::(\d{12}|aws):policy\/.+$/.exec(arn) ?? [];
  if (owner === undefined || !arn.startsWith(`arn:${context.partition.id}:`)) {
    throw new AwsError('InvalidInput', `ARN ${arn} is not valid.`);
  }
  const policy = managedAt(context, arn);
  if (!policy) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  return policy;
}

/** Finds one of the account's own managed policies, for changes: AWS's are refused. */
export function ownPolicy(context: Context, operation: string, arn: string): ManagedPolicy {
  const policy = managedByArn(context, arn);
  if (!isAwsPolicy(arn)) return policy;
  const refusal = `User: ${context.caller.arn} is not authorized to perform: iam:${operation} on resource: policy ${arn}`;
  throw new AwsError('AccessDenied', refusal, 403);
}

/** Refuses a permissions boundary that is no managed policy. */
export function checkBoundary(context: Context, arn: string): void {
  if (!managedAt(context, arn)) throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);
}

export function isAwsPolicy(arn: string): boolean {
  return arn.split(':')[4] === 'aws';
}

/** Reads the name of a policy from its ARN; the policy need not exist. */
export function policyNameOf(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

export function versionOf(policy: ManagedPolicy, arn: string, version: string): Version {
  const found = policy.versions.find((candidate) => candidate.version === version);
  if (found) return found;
  throw noSuchEntity(`Policy ${arn} version ${version} does not exist or is not attachable.`);
}

/** Shows a version as lists have it, without the document. */
export function versionShown(policy: ManagedPolicy, { version, created }: Version): object {
  return { VersionId: version, IsDefaultVersion: version === policy.defaultVersion, CreateDate: dateOf(created) };
}

/** Reads the number in a version's name. */
export function versionNumber({ version }: Version): number {
  return Number(version.slice(1));
}

type Used = Pick<Identity, 'attached' | 'boundary'>;

/** Finds the identities that a policy is attached to, or is the permissions boundary of. */
export function usesOf(
  context: Context,
  arn: string,
): { readonly attached: readonly Used[]; readonly bounded: readonly Used[] } {
  const identities: readonly Used[] = [usersOf(context), rolesOf(context), groupsOf(context)].flatMap((all) =>
    Object.values<Used>(all),
  );
  return {
    attached: identities.filter(({ attached }) => attached.includes(arn)),
    bounded: identities.filter(({ boundary }) => boundary === arn),
  };
}

/** Shows a policy as lists have it: without description and tags. */
export function policyListed(context: Context, arn: string, policy: ManagedPolicy): object {
  const { attached, bounded } = usesOf(context, arn);
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: attached.length,
    PermissionsBoundaryUsageCount: bounded.length,
    IsAttachable: true,
    CreateDate: dateOf(policy.created),
    UpdateDate: dateOf(policy.versions.at(-1)?.created ?? policy.created),
  };
}
