import { list, oneOf, structure } from '../../protocols/shape.ts';
import type { Group, Identity, ManagedPolicy, Role, User } from '../../state/iam.ts';
import { type Context, reads } from '../operation.ts';
import { groupsOf, groupsOfUser, iamOf, rolesOf, usersOf } from './account.ts';
import { encoded, iamPage } from './answers.ts';
import { attachedShown } from './attachments.ts';
import { groupListed } from './groups.ts';
import { boundaryAndTags } from './identity.ts';
import { isAwsPolicy, managedPolicies, policyListed, usesOf, versionShown } from './managed.ts';
import { profileShown } from './profiles.ts';
import { roleListed } from './roles.ts';
import { paging } from './shapes.ts';
import { userListed } from './users.ts';

/** One thing of the account: the list it belongs to, and its position among all of them. */
interface Detail {
  readonly list: 'UserDetailList' | 'RoleDetailList' | 'GroupDetailList' | 'Policies';
  readonly order: string;
  shown(): object;
}

function userDetail(context: Context, name: string, user: User): Detail {
  const shown = () => ({
    ...userListed(context, name, user),
    UserPolicyList: inlineShown(user),
    GroupList: groupsOfUser(context, name).map(([group]) => group),
    AttachedManagedPolicies: user.attached.map(attachedShown),
    ...boundaryAndTags(user),
  });
  return { list: 'UserDetailList', order: `1 ${name}`, shown };
}

function roleDetail(context: Context, name: string, role: Role): Detail {
  const shown = () => ({
    ...roleListed(context, name, role),
    InstanceProfileList: Object.entries(iamOf(context).instanceProfiles)
      .filter(([, profile]) => profile.roles.includes(name))
      .map(([profileName, profile]) => profileShown(context, profileName, profile)),
    RolePolicyList: inlineShown(role),
    AttachedManagedPolicies: role.attached.map(attachedShown),
    ...boundaryAndTags(role),
    RoleLastUsed: {},
  });
  return { list: 'RoleDetailList', order: `2 ${name}`, shown };
}

function groupDetail(context: Context, name: string, group: Group): Detail {
  const shown = () => ({
    ...groupListed(context, name, group),
    GroupPolicyList: inlineShown(group),
    AttachedManagedPolicies: group.attached.map(attachedShown),
  });
  return { list: 'GroupDetailList', order: `3 ${name}`, shown };
}

function policyDetail(context: Context, arn: string, policy: ManagedPolicy): Detail {
  const shown = () => ({
    ...policyListed(context, arn, policy),
    PolicyVersionList: policy.versions.toReversed().map((version) => ({
      Document: encoded(version.document),
      ...versionShown(policy, version),
    })),
  });
  return { list: 'Policies', order: `${isAwsPolicy(arn) ? 5 : 4} ${policy.name}`, shown };
}

function inlineShown({ inline }: Pick<Identity, 'inline'>): readonly object[] {
  return Object.entries(inline).map(([PolicyName, document]) => ({ PolicyName, PolicyDocument: encoded(document) }));
}

const KINDS = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'] as const;

export const detailOperations = {
  // It shows only those of AWS's own policies that are in use.
  GetAccountAuthorizationDetails: reads(structure({ Filter: list(oneOf(...KINDS)), ...paging }), (context, input) => {
    const filter = input.Filter?.length ? input.Filter : KINDS;
    const isUsed = (arn: string): boolean => Object.values(usesOf(context, arn)).some((uses) => uses.length > 0);
    const users = Object.entries(usersOf(context)).map(([name, user]) => userDetail(context, name, user));
    const roles = Object.entries(rolesOf(context)).map(([name, role]) => roleDetail(context, name, role));
    const groups = Object.entries(groupsOf(context)).map(([name, group]) => groupDetail(context, name, group));
    const policies = Object.entries(managedPolicies(context))
      .filter(([arn]) => filter.includes(isAwsPolicy(arn) ? 'AWSManagedPolicy' : 'LocalManagedPolicy'))
      .filter(([arn]) => !isAwsPolicy(arn) || isUsed(arn))
      .map(([arn, policy]) => policyDetail(context, arn, policy));
    const wanted = [
      ...(filter.includes('User') ? users : []),
      ...(filter.includes('Role') ? roles : []),
      ...(filter.includes('Group') ? groups : []),
      ...policies,
    ];
    const { items, more } = iamPage(wanted, ({ order }) => order, input);
    const shownIn = (name: Detail['list']): readonly object[] =>
      items.filter((detail) => detail.list === name).map((detail) => detail.shown());
    return {
      UserDetailList: shownIn('UserDetailList'),
      GroupDetailList: shownIn('GroupDetailList'),
      RoleDetailList: shownIn('RoleDetailList'),
      Policies: shownIn('Policies'),
      ...more,
    };
  }),
};
