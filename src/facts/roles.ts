import type { AttachedPolicy, GetAccountAuthorizationDetailsResponse, PolicyDetail } from '@aws-sdk/client-iam';
import type { Tag } from '@aws-sdk/client-iam';
import type { IAM } from '../aws/clients/iam.ts';
import { isDenied, isNotOffered } from '../aws/errors.ts';
import { once } from '../once.ts';
import { parseEncodedPolicy, type Policy } from '../policies/reading/policy.ts';
import type { PrincipalTags } from '../policies/reading/principal-tags.ts';

/** The parts of a role that nodes and sessions depend on. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  /** `AROA…`; absent where it is not known. */
  readonly id?: string;
  /** Absent where they are not known. */
  readonly tags?: PrincipalTags;
  /** Says who may assume it; absent where that is not known. */
  readonly trust?: Policy;
  /** Names of the instance profiles that hand it out. */
  readonly profiles: readonly string[];
  /** ARNs of the managed policies attached to it. */
  attached(): Promise<readonly string[]>;
  /** Documents of its policies, inline and managed by the account; those of AWS are left out. */
  policies(): Promise<readonly Policy[]>;
  /** Document of its permissions boundary; undefined: it has none, or, where roles are read together, one of AWS. */
  boundary(): Promise<Policy | undefined>;
}

export interface Roles {
  /** Roles by name. */
  readonly byName: ReadonlyMap<string, Role>;
  /** True if every role of the account is in `byName`, not only those of instance profiles. */
  readonly complete: boolean;
}

/**
 * Reads the roles of an account in as few calls as possible: GetAccountAuthorizationDetails gives a hundred or
 * more at a time. Where that is denied or not offered, it lists instance profiles, and reads roles one by one.
 */
export async function readRoles(iam: IAM): Promise<Roles> {
  try {
    return await rolesInDetail(iam);
  } catch (error) {
    if (!isDenied(error) && !isNotOffered(error)) throw error;
    return rolesOfProfiles(iam, error);
  }
}

async function rolesInDetail(client: IAM): Promise<Roles> {
  const asked = { Filter: ['Role' as const, 'LocalManagedPolicy' as const] };
  const byName = new Map<string, Role>();
  const documents = new Map<string, Policy>();
  for await (const page of client.paginateGetAccountAuthorizationDetails(asked, { pageSize: 1000 })) {
    keepDocuments(page, documents);
    for (const role of page.RoleDetailList ?? []) {
      const attached = attachedIn(role);
      const inline = inlineIn(role.RolePolicyList);
      const name = role.RoleName ?? '';
      byName.set(name, {
        name,
        arn: role.Arn ?? '',
        ...(role.RoleId && { id: role.RoleId }),
        tags: tagsOf(role),
        ...trustOf(role),
        profiles: (role.InstanceProfileList ?? []).flatMap(({ InstanceProfileName }) => InstanceProfileName ?? []),
        attached: () => Promise.resolve(attached),
        // Called only after all pages have been read.
        policies: () => Promise.resolve([...inline, ...attached.flatMap((arn) => documents.get(arn) ?? [])]),
        boundary: () => Promise.resolve(documents.get(role.PermissionsBoundary?.PermissionsBoundaryArn ?? '')),
      });
    }
  }
  return { byName, complete: true };
}

/** Keeps the managed policies of a page, in their default versions, by ARN. */
export function keepDocuments(page: GetAccountAuthorizationDetailsResponse, documents: Map<string, Policy>): void {
  for (const { Arn = '', DefaultVersionId, PolicyVersionList } of page.Policies ?? []) {
    const version =
      PolicyVersionList?.find(({ VersionId }) => VersionId === DefaultVersionId) ??
      PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion);
    const policy = parseEncodedPolicy(version?.Document ?? '');
    if (policy) documents.set(Arn, { ...policy, origin: Arn });
  }
}

/** Lists the ARNs of the managed policies of an identity. */
export const attachedIn = (of: {
  readonly AttachedManagedPolicies?: readonly AttachedPolicy[] | undefined;
}): readonly string[] => (of.AttachedManagedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []);

/** Reads inline policies. `of`: the group that has them. */
export const inlineIn = (details: readonly PolicyDetail[] = [], of?: string): readonly Policy[] =>
  details.flatMap(({ PolicyName, PolicyDocument }) => inlinePolicy(PolicyName, PolicyDocument, of));

/** Reads the role of one instance profile, by its name; others of the account are left out. */
export async function readRoleOfProfile(iam: IAM, profile: string): Promise<Roles> {
  const { byName } = await rolesOfProfiles(iam);
  return { byName: new Map([...byName].filter(([, { profiles }]) => profiles.includes(profile))), complete: false };
}

async function rolesOfProfiles(client: IAM, reason?: unknown): Promise<Roles> {
  const found = new Map<string, Pick<Role, 'arn' | 'id' | 'trust'> & { readonly profiles: string[] }>();
  try {
    for await (const page of client.paginateListInstanceProfiles({}, { pageSize: 1000 })) {
      for (const { InstanceProfileName = '', Roles: roles = [] } of page.InstanceProfiles ?? []) {
        for (const { RoleName = '', Arn = '', RoleId, AssumeRolePolicyDocument } of roles) {
          const about = { ...(RoleId && { id: RoleId }), ...trustOf({ AssumeRolePolicyDocument }) };
          const role = found.get(RoleName) ?? { arn: Arn, ...about, profiles: [] };
          role.profiles.push(InstanceProfileName);
          found.set(RoleName, role);
        }
      }
    }
  } catch (error) {
    // The call that was made first is the one that should be allowed.
    throw reason !== undefined && (isDenied(error) || isNotOffered(error)) ? reason : error;
  }
  const byName = new Map(
    [...found].map(([name, role]) => [name, { name, ...role, ...lazyPolicies(client, name) }] as const),
  );
  return { byName, complete: false };
}

/** The names of the error by which IAM says that there is no such thing. */
export const NO_ENTITY: readonly string[] = ['NoSuchEntity', 'NoSuchEntityException'];

/** Reads a role by its name; undefined if there is none. */
export async function readRole(client: IAM, name: string): Promise<Role | undefined> {
  try {
    const { Role: role } = await client.getRole({ RoleName: name });
    return {
      name,
      arn: role?.Arn ?? '',
      ...(role?.RoleId && { id: role.RoleId }),
      ...(role && { tags: tagsOf(role), ...trustOf(role) }),
      profiles: [],
      ...lazyPolicies(client, name),
    };
  } catch (error) {
    if (NO_ENTITY.includes((error as Error).name)) return undefined;
    throw error;
  }
}

/** Reads who may assume a role, as IAM answers it; without it where that cannot be parsed. */
const tagsOf = ({ Tags = [] }: { readonly Tags?: readonly Tag[] | undefined }): PrincipalTags =>
  Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));

export function trustOf({
  AssumeRolePolicyDocument = '',
}: {
  readonly AssumeRolePolicyDocument?: string | undefined;
}): Pick<Role, 'trust'> {
  const trust = parseEncodedPolicy(AssumeRolePolicyDocument);
  return trust ? { trust } : {};
}

function lazyPolicies(client: IAM, RoleName: string): Pick<Role, 'attached' | 'policies' | 'boundary'> {
  const attached = once(async () => {
    const arns: string[] = [];
    for await (const page of client.paginateListAttachedRolePolicies({ RoleName })) {
      arns.push(...(page.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []));
    }
    return arns;
  });
  const inline = async (): Promise<readonly Policy[]> => {
    const policies: Policy[] = [];
    for await (const page of client.paginateListRolePolicies({ RoleName })) {
      for (const PolicyName of page.PolicyNames ?? []) {
        const { PolicyDocument = '' } = await client.getRolePolicy({ RoleName, PolicyName });
        policies.push(...inlinePolicy(PolicyName, PolicyDocument));
      }
    }
    return policies;
  };
  return {
    attached,
    policies: once(async () => {
      const own = (await attached()).filter((arn) => !isOfAws(arn));
      const [documents, managed] = await Promise.all([
        inline(),
        Promise.all(own.map((arn) => managedPolicy(client, arn))),
      ]);
      return [...documents, ...managed.flat()];
    }),
    boundary: once(async () => {
      const { Role: role } = await client.getRole({ RoleName });
      return boundaryAt(client, role?.PermissionsBoundary);
    }),
  };
}

/**
 * Tells whether AWS alone can change a role: one that a service, or IAM Identity Center, made for itself.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
 */
export const isProtected = (arn: string): boolean => /:role\/(aws-service-role|aws-reserved)\//.test(arn);

/** Tells whether AWS keeps a managed policy; others are the account's own. */
export const isOfAws = (arn: string): boolean => arn.split(':')[4] === 'aws';

/** Reads the document of a permissions boundary; undefined where there is none. */
export async function boundaryAt(
  client: IAM,
  boundary: { readonly PermissionsBoundaryArn?: string | undefined } | undefined,
): Promise<Policy | undefined> {
  const arn = boundary?.PermissionsBoundaryArn;
  return arn === undefined ? undefined : (await managedPolicy(client, arn))[0];
}

/** Reads the document of a managed policy, as a list of that one policy; empty if it cannot be parsed. */
export async function managedPolicy(client: IAM, PolicyArn: string): Promise<readonly Policy[]> {
  const { Policy: policy } = await client.getPolicy({ PolicyArn });
  const { PolicyVersion } = await client.getPolicyVersion({ PolicyArn, VersionId: policy?.DefaultVersionId ?? 'v1' });
  const document = parseEncodedPolicy(PolicyVersion?.Document ?? '');
  return document ? [{ ...document, origin: PolicyArn }] : [];
}

/** Reads the document of an inline policy, as a list of that one policy; empty if it cannot be parsed. `of`: the group that has it. */
export function inlinePolicy(name = '', text = '', of?: string): readonly Policy[] {
  const policy = parseEncodedPolicy(text);
  const origin = `inline policy ${name}${of === undefined ? '' : ` of group ${of}`}`;
  return policy ? [{ ...policy, origin }] : [];
}
