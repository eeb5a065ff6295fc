import type { GroupDetail, UserDetail } from '@aws-sdk/client-iam';
import type { IAM } from '../aws/clients/iam.ts';
import { opensNodes } from '../policies/reading/identity-policy.ts';
import type { Policy } from '../policies/reading/policy.ts';
import { isForPeople } from '../policies/reading/trust-policy.ts';
import { type Principal, principalOf } from './caller.ts';
import { attachedIn, inlineIn, isOfAws, keepDocuments, managedPolicy, trustOf } from './roles.ts';

/** A person, with all policies, those of AWS included. */
interface Candidate {
  readonly principal: Principal;
  readonly all: readonly Policy[];
  /** True if there are others, whose text is not there. */
  readonly unread: boolean;
}

/**
 * Reads every role and user whose policies may allow sessions, or ways around their log: some pages of one call. Roles that only
 * services of AWS can assume are nobody's, and left out.
 */
export async function readEveryone(client: IAM): Promise<readonly Principal[]> {
  const documents = new Map<string, Policy>();
  const groups = new Map<string, GroupDetail>();
  const users: UserDetail[] = [];
  const found: (() => Candidate)[] = [];
  const pages = client.paginateGetAccountAuthorizationDetails(
    { Filter: ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'] },
    { pageSize: 1000 },
  );
  for await (const page of pages) {
    keepDocuments(page, documents);
    for (const group of page.GroupDetailList ?? []) groups.set(group.GroupName ?? '', group);
    users.push(...(page.UserDetailList ?? []));
    for (const role of page.RoleDetailList ?? []) {
      const { trust } = trustOf(role);
      if ((role.Arn ?? '').includes(':role/aws-service-role/') || (trust && !isForPeople(trust))) continue;
      found.push(() => {
        const attached = attachedIn(role);
        const held = policiesOf(inlineIn(role.RolePolicyList), attached, documents);
        const about = {
          name: role.RoleName ?? '',
          arn: role.Arn ?? '',
          ...(role.RoleId && { id: role.RoleId }),
          profiles: [],
          attached: () => Promise.resolve(attached),
          policies: () => Promise.resolve(held.own),
          boundary: () => boundaryIn(client, documents, role.PermissionsBoundary?.PermissionsBoundaryArn),
        };
        return { principal: principalOf(about), ...held };
      });
    }
  }
  // A group, and a policy, may come on a later page than whoever has it.
  const people = [...found.map((make) => make()), ...users.map((user) => userOf(client, user, groups, documents))];
  return people.filter(({ all, unread }) => unread || opensNodes(all)).map(({ principal }) => principal);
}

function userOf(
  client: IAM,
  user: UserDetail,
  groups: ReadonlyMap<string, GroupDetail>,
  documents: ReadonlyMap<string, Policy>,
): Candidate {
  const { UserName = '', Arn = '', UserId } = user;
  const its = (user.GroupList ?? []).flatMap((name) => groups.get(name) ?? []);
  const attached = [user, ...its].flatMap(attachedIn);
  const inline = [
    ...inlineIn(user.UserPolicyList),
    ...its.flatMap(({ GroupName, GroupPolicyList }) => inlineIn(GroupPolicyList, GroupName)),
  ];
  const held = policiesOf(inline, attached, documents);
  const principal: Principal = {
    kind: 'principal',
    name: `user/${UserName}`,
    arn: Arn,
    ...(UserId && { userId: UserId }),
    sessionName: UserName,
    attached: () => Promise.resolve(attached),
    policies: () => Promise.resolve(held.own),
    boundary: () => boundaryIn(client, documents, user.PermissionsBoundary?.PermissionsBoundaryArn),
  };
  return { principal, ...held };
}

/** Gathers the policies of a person: `own` without those of AWS. */
function policiesOf(
  inline: readonly Policy[],
  attached: readonly string[],
  documents: ReadonlyMap<string, Policy>,
): Pick<Candidate, 'all' | 'unread'> & { readonly own: readonly Policy[] } {
  const managed = attached.flatMap((arn) => documents.get(arn) ?? []);
  const ours = attached.filter((arn) => !isOfAws(arn)).flatMap((arn) => documents.get(arn) ?? []);
  const unread = attached.some((arn) => !documents.has(arn));
  return { own: [...inline, ...ours], all: [...inline, ...managed], unread };
}

const boundaryIn = async (
  client: IAM,
  documents: ReadonlyMap<string, Policy>,
  arn: string | undefined,
): Promise<Policy | undefined> =>
  arn === undefined ? undefined : (documents.get(arn) ?? (await managedPolicy(client, arn))[0]);
