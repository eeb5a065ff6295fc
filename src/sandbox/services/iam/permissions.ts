import type { Tags } from '../../state/tags.ts';
import type { Context, Permission, Permissions, RawInput } from '../operation.ts';
import { anything, tagsIn, textIn, textsIn } from '../permission.ts';
import { groupsOf, iamArn, iamOf, rolesOf, usersOf } from './account.ts';

const onPolicy: Permissions = (context, input) => [policyPermission(context, textIn(input, 'PolicyArn'))];
const onRole: Permissions = (context, input) => [rolePermission(context, textIn(input, 'RoleName'))];
const onUser: Permissions = (context, input) => [
  userPermission(context, textIn(input, 'UserName') || (context.caller.arn.split('/').at(-1) ?? '')),
];
const onGroup: Permissions = (context, input) => [
  identity(context, 'group', groupsOf(context), textIn(input, 'GroupName')),
];
const onProfile: Permissions = (context, input) => [profilePermission(context, textIn(input, 'InstanceProfileName'))];

/** Adds the policy that is attached or detached. */
const withPolicy =
  (on: Permissions): Permissions =>
  (context, input) =>
    on(context, input).map((permission) => ({
      ...permission,
      keys: { 'iam:policyarn': [textIn(input, 'PolicyArn')] },
    }));

const newTags = (input: RawInput): Tags => tagsIn(input, 'Tags', 'Key', 'Value');

/** Asks about creating something and, where it gets tags, about tagging it. */
const creating =
  (tagAction: string, arnOf: (context: Context, input: RawInput) => string): Permissions =>
  (context, input) => {
    const made: Permission = { resource: arnOf(context, input), requestTags: newTags(input) };
    return Object.keys(made.requestTags ?? {}).length > 0 ? [made, { ...made, action: tagAction }] : [made];
  };

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagement.html */
export const iamPermissions: Readonly<Record<string, Permissions>> = {
  AddRoleToInstanceProfile: onProfile,
  AttachRolePolicy: withPolicy(onRole),
  AttachUserPolicy: withPolicy(onUser),
  CreateInstanceProfile: creating('iam:TagInstanceProfile', (context, input) =>
    iamArn(context, `instance-profile${textIn(input, 'Path') || '/'}${textIn(input, 'InstanceProfileName')}`),
  ),
  CreatePolicy: creating('iam:TagPolicy', (context, input) =>
    iamArn(context, `policy${textIn(input, 'Path') || '/'}${textIn(input, 'PolicyName')}`),
  ),
  CreatePolicyVersion: onPolicy,
  CreateRole: creating('iam:TagRole', (context, input) =>
    iamArn(context, `role${textIn(input, 'Path') || '/'}${textIn(input, 'RoleName')}`),
  ),
  CreateUser: creating('iam:TagUser', (context, input) =>
    iamArn(context, `user${textIn(input, 'Path') || '/'}${textIn(input, 'UserName')}`),
  ),
  DeletePolicy: onPolicy,
  DeletePolicyVersion: onPolicy,
  DeleteRole: onRole,
  DeleteRolePolicy: onRole,
  DetachGroupPolicy: withPolicy(onGroup),
  DetachRolePolicy: withPolicy(onRole),
  DetachUserPolicy: withPolicy(onUser),
  GetAccountAuthorizationDetails: anything,
  GetGroupPolicy: onGroup,
  GetInstanceProfile: onProfile,
  GetPolicy: onPolicy,
  GetPolicyVersion: onPolicy,
  GetRole: onRole,
  GetRolePolicy: onRole,
  GetUser: onUser,
  GetUserPolicy: onUser,
  ListAttachedGroupPolicies: onGroup,
  ListAttachedRolePolicies: onRole,
  ListAttachedUserPolicies: onUser,
  ListEntitiesForPolicy: onPolicy,
  ListGroupPolicies: onGroup,
  ListGroupsForUser: onUser,
  ListInstanceProfiles: anything,
  ListInstanceProfilesForRole: onRole,
  ListPolicies: anything,
  ListPolicyTags: onPolicy,
  ListPolicyVersions: onPolicy,
  ListRolePolicies: onRole,
  ListRoles: anything,
  ListUserPolicies: onUser,
  PutRolePolicy: onRole,
  PutUserPolicy: onUser,
  RemoveRoleFromInstanceProfile: onProfile,
  SetDefaultPolicyVersion: onPolicy,
  SimulatePrincipalPolicy: (_context, input) => [{ resource: textIn(input, 'PolicySourceArn') }],
  TagPolicy: (context, input) => [
    { ...policyPermission(context, textIn(input, 'PolicyArn')), requestTags: newTags(input) },
  ],
  UntagPolicy: (context, input) => [
    { ...policyPermission(context, textIn(input, 'PolicyArn')), tagKeys: textsIn(input, 'TagKeys') },
  ],
};

function policyPermission(context: Context, arn: string): Permission {
  const { policies } = iamOf(context);
  const tags = Object.hasOwn(policies, arn) ? policies[arn]?.tags : undefined;
  return { resource: arn, ...(tags && { tags }) };
}

const rolePermission = (context: Context, name: string): Permission =>
  identity(context, 'role', rolesOf(context), name);
const userPermission = (context: Context, name: string): Permission =>
  identity(context, 'user', usersOf(context), name);

function profilePermission(context: Context, name: string): Permission {
  return identity(context, 'instance-profile', iamOf(context).instanceProfiles, name);
}

function identity(
  context: Context,
  kind: string,
  things: Readonly<Record<string, { readonly path: string; readonly tags?: Tags }>>,
  name: string,
): Permission {
  const found = Object.hasOwn(things, name) ? things[name] : undefined;
  return {
    resource: iamArn(context, `${kind}${found?.path ?? '/'}${name}`),
    ...(found?.tags && { tags: found.tags }),
  };
}
