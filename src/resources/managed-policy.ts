import type { PolicyVersion, Tag } from '@aws-sdk/client-iam';
import type { IAM } from '../aws/clients/iam.ts';
import { isDenied } from '../aws/errors.ts';
import { TargetError } from '../errors.ts';
import { parseEncodedPolicy, type Policy, samePolicy } from '../policies/reading/policy.ts';
import type { Tags } from './resource.ts';

/** A customer-managed policy as it was read. All regions of an account share one IAM. */
export interface ManagedPolicy {
  readonly arn: string;
  /** The document in effect; undefined where it cannot be parsed as a policy. */
  readonly document: Policy | undefined;
  readonly tags: Tags;
  /** `v3` */
  readonly defaultVersion: string;
}

/** Reads a policy by its ARN; undefined if there is none. */
export async function findManagedPolicy(iam: IAM, arn: string): Promise<ManagedPolicy | undefined> {
  for (let tries = 1; ; tries += 1) {
    const { Policy: found } = (await unlessGone(iam.getPolicy({ PolicyArn: arn }))) ?? {};
    if (!found) return undefined;
    const { DefaultVersionId: defaultVersion = '', Tags = [] } = found;
    const version = await unlessGone(iam.getPolicyVersion({ PolicyArn: arn, VersionId: defaultVersion }));
    // Someone has put another version into effect in between, and deleted this one; or has deleted the whole policy.
    if (!version && tries < 3) continue;
    const document = parseEncodedPolicy(version?.PolicyVersion?.Document ?? '');
    return { arn, document, tags: fromIamTags(Tags), defaultVersion };
  }
}

/** Creates a policy, with its tags in the same call, and resolves to its ARN. Its name is unique, so a repeated call is refused. */
export async function createManagedPolicy(
  iam: IAM,
  name: string,
  document: Policy,
  tags: Tags,
  description = 'Made by session-manager',
): Promise<string> {
  const { Policy: made } = await iam.createPolicy({
    PolicyName: name,
    PolicyDocument: JSON.stringify(document),
    Description: description,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });
  return made?.Arn ?? '';
}

/** The most versions that a policy can have: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MOST_VERSIONS = 5;

/** How another document is put into effect. */
export interface Manner {
  /** The version on which it is based. */
  readonly base?: string;
  /** True: keep every version that is there, because others wrote them. */
  readonly keepVersions?: boolean;
}

/**
 * Puts another document into effect, as a new version; if there is no room, deletes the oldest that is not in effect, or
 * rejects with a TargetError where versions are to be kept.
 * IAM does not ask what the document is based on. Where that matters, it is `base`: resolves to undefined, with nothing
 * done, if another version is in effect by now; otherwise to the documents that others have put into effect meanwhile.
 */
export async function updateManagedPolicy(
  iam: IAM,
  arn: string,
  document: Policy,
  { base, keepVersions = false }: Manner = {},
): Promise<readonly Policy[] | undefined> {
  for (let tries = 1; ; tries += 1) {
    const versions = await versionsOf(iam, arn);
    const current = versions.find(({ IsDefaultVersion }) => IsDefaultVersion)?.VersionId;
    if (base !== undefined && current !== base) return undefined;
    if (keepVersions && versions.length >= MOST_VERSIONS) throw noRoom(arn);
    const newest = Math.max(0, ...versions.map(numberOf));
    const since = (): Promise<readonly Policy[]> | readonly Policy[] =>
      base === undefined ? [] : documentsSince(iam, arn, newest);
    try {
      const made = await addVersion(iam, arn, document, versions);
      return made === newest + 1 ? [] : await since();
    } catch (error) {
      const { name } = error as Error;
      // Another run may have taken the last free place.
      if (tries === 3 || !(name === 'AnswerLost' || isQuota(error))) throw error;
      const there = name === 'AnswerLost' ? (await findManagedPolicy(iam, arn))?.document : undefined;
      if (there && samePolicy(there, document)) return since();
    }
  }
}

const noRoom = (arn: string): TargetError =>
  new TargetError(
    'NoRoom',
    `IAM policy ${arn} has ${MOST_VERSIONS} versions, as many as IAM takes, and session-manager did not write them`,
    'delete one that nobody needs (aws iam delete-policy-version), or choose another name',
  );

/** Adds a version, and resolves to its number. */
async function addVersion(
  iam: IAM,
  arn: string,
  document: Policy,
  versions: readonly PolicyVersion[],
): Promise<number | undefined> {
  if (versions.length >= MOST_VERSIONS) {
    const [oldest] = spare(versions);
    if (oldest !== undefined) await unlessGone(iam.deletePolicyVersion({ PolicyArn: arn, VersionId: oldest }));
  }
  const { PolicyVersion: made } = await iam.createPolicyVersion({
    PolicyArn: arn,
    PolicyDocument: JSON.stringify(document),
    SetAsDefault: true,
  });
  return made && numberOf(made);
}

async function documentsSince(iam: IAM, arn: string, newest: number): Promise<readonly Policy[]> {
  const later = (await versionsOf(iam, arn)).filter((version) => numberOf(version) > newest);
  const documents = later.map(async ({ VersionId }) => {
    const found = await unlessGone(iam.getPolicyVersion({ PolicyArn: arn, VersionId }));
    return parseEncodedPolicy(found?.PolicyVersion?.Document ?? '') ?? [];
  });
  return (await Promise.all(documents)).flat();
}

// Both the SDK's name for it, and ours.
const isQuota = (error: unknown): boolean => /^(QuotaExceeded|LimitExceeded)/.test((error as Error).name);

/**
 * Attaches a policy to roles, one after the other; those that have it keep it. A role that cannot have it does not keep
 * others from getting it.
 */
export async function attach(iam: IAM, arn: string, roleNames: readonly string[]): Promise<void> {
  const full: { readonly name: string; readonly error: unknown }[] = [];
  const denied: unknown[] = [];
  for (const RoleName of roleNames) {
    try {
      await iam.attachRolePolicy({ RoleName, PolicyArn: arn });
    } catch (error) {
      if (isQuota(error)) full.push({ name: RoleName, error });
      else if (isDenied(error)) denied.push(error);
      else throw error;
    }
  }
  if (denied.length > 0) throw denied[0];
  const [first] = full;
  if (!first) return;
  const names = full.map(({ name }) => name).join(', ');
  throw new TargetError(
    'QuotaExceeded',
    `${full.length === 1 ? 'role' : 'roles'} ${names} cannot have another managed policy: as many as IAM allows are attached`,
    'detach one that is not needed, or ask AWS for a higher quota of managed policies per role',
    { cause: first.error },
  );
}

/** Names whom a policy is attached to: roles by their names, others in words. */
export async function attachments(
  iam: IAM,
  arn: string,
): Promise<{ readonly roles: readonly string[]; readonly others: readonly string[] }> {
  const { roles = [], users = [], groups = [] } = (await unlessGone(entities(iam, arn))) ?? {};
  return { roles, others: [...users.map((name) => `user ${name}`), ...groups.map((name) => `group ${name}`)] };
}

/** Takes a policy off every role, user and group. */
export async function detachAll(iam: IAM, arn: string): Promise<void> {
  const { roles = [], users = [], groups = [] } = (await unlessGone(entities(iam, arn))) ?? {};
  for (const RoleName of roles) await unlessGone(iam.detachRolePolicy({ RoleName, PolicyArn: arn }));
  for (const UserName of users) await unlessGone(iam.detachUserPolicy({ UserName, PolicyArn: arn }));
  for (const GroupName of groups) await unlessGone(iam.detachGroupPolicy({ GroupName, PolicyArn: arn }));
}

/**
 * Removes a policy with all its versions, wherever it is attached. Can be called again after it was stopped anywhere, and
 * where there is nothing to remove.
 */
export async function removeManagedPolicy(iam: IAM, arn: string): Promise<void> {
  await detachAll(iam, arn);
  const versions = (await unlessGone(versionsOf(iam, arn))) ?? [];
  for (const VersionId of spare(versions)) await unlessGone(iam.deletePolicyVersion({ PolicyArn: arn, VersionId }));
  await unlessGone(iam.deletePolicy({ PolicyArn: arn }));
}

interface Entities {
  readonly roles: readonly string[];
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

async function entities(iam: IAM, arn: string): Promise<Entities> {
  const roles: string[] = [];
  const users: string[] = [];
  const groups: string[] = [];
  // As a permissions boundary it cannot be detached.
  const asked = { PolicyArn: arn, PolicyUsageFilter: 'PermissionsPolicy' } as const;
  for await (const page of iam.paginateListEntitiesForPolicy(asked)) {
    roles.push(...(page.PolicyRoles ?? []).flatMap(({ RoleName = [] }) => RoleName));
    users.push(...(page.PolicyUsers ?? []).flatMap(({ UserName = [] }) => UserName));
    groups.push(...(page.PolicyGroups ?? []).flatMap(({ GroupName = [] }) => GroupName));
  }
  return { roles, users, groups };
}

async function versionsOf(iam: IAM, arn: string): Promise<readonly PolicyVersion[]> {
  const versions: PolicyVersion[] = [];
  for await (const page of iam.paginateListPolicyVersions({ PolicyArn: arn })) {
    versions.push(...(page.Versions ?? []));
  }
  return versions;
}

/** Lists the versions that are not in effect, the oldest first: `v9` comes before `v10`. */
const spare = (versions: readonly PolicyVersion[]): readonly string[] =>
  versions
    .filter(({ IsDefaultVersion }) => !IsDefaultVersion)
    .flatMap(({ VersionId = [] }) => VersionId)
    .toSorted((one, other) => numberOf({ VersionId: one }) - numberOf({ VersionId: other }));

const numberOf = ({ VersionId = 'v0' }: Pick<PolicyVersion, 'VersionId'>): number => Number(VersionId.slice(1));

/** Reads tags as IAM tells them. */
export const fromIamTags = (tags: readonly Tag[] = []): Tags =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));

/** Gives the answer, or undefined where IAM says that the thing does not exist. */
async function unlessGone<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if ((error as Error).name.startsWith('NoSuchEntity')) return undefined;
    throw error;
  }
}
