import { oneOf, required, structure } from '../../protocols/shape.ts';
import type { Identity } from '../../state/iam.ts';
import { type Context, reads, writes } from '../operation.ts';
import { groupsOf, modifiableRole, ownIam, roleByName, rolesOf, userByName, usersOf } from './account.ts';
import { iamPage, limitExceeded, noSuchEntity } from './answers.ts';
import { managedAt, managedByArn, policyNameOf } from './managed.ts';
import { usageFilter } from './policies.ts';
import { arn, newUserName, paging, path, policyPath, roleName } from './shapes.ts';

type Paging = { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined };

/** The part of an identity that tells which policies it uses; a group has no boundary. */
type Used = Pick<Identity, 'id' | 'path' | 'attached' | 'boundary'>;

/** Shows an attached policy as IAM does. One of AWS's that the sandbox does not know has only a name. */
export function attachedShown(policyArn: string): object {
  return { PolicyName: policyNameOf(policyArn), PolicyArn: policyArn };
}

/** Attaches a policy; a second time changes nothing. */
function attach(context: Context, { attached }: Identity, policyArn: string, quota: string): void {
  managedByArn(context, policyArn);
  if (attached.includes(policyArn)) return;
  if (attached.length >= 10) throw limitExceeded(`Cannot exceed quota for ${quota}: 10`);
  attached.push(policyArn);
}

/** Lists the managed policies of an identity. */
export function listAttached(
  context: Context,
  { attached }: Pick<Identity, 'attached'>,
  input: Paging & { readonly PathPrefix?: string | undefined },
) {
  const wanted = attached.filter((name) => (managedAt(context, name)?.path ?? '/').startsWith(input.PathPrefix ?? '/'));
  const { items, more } = iamPage(wanted, policyNameOf, input);
  return { AttachedPolicies: items.map(attachedShown), ...more };
}

export const attachmentOperations = {
  ListAttachedRolePolicies: reads(
    structure({ RoleName: required(roleName), PathPrefix: policyPath, ...paging }),
    (context, input) => listAttached(context, roleByName(context, input.RoleName), input),
  ),
  ListAttachedUserPolicies: reads(
    structure({ UserName: required(newUserName), PathPrefix: policyPath, ...paging }),
    (context, input) => listAttached(context, userByName(context, input.UserName), input),
  ),
  AttachRolePolicy: writes(
    structure({ RoleName: required(roleName), PolicyArn: required(arn) }),
    (context, { RoleName: name, PolicyArn: policyArn }) => {
      const role = modifiableRole(context, name);
      attach(context, role, policyArn, 'PoliciesPerRole');
      ownIam(context).roles[name] = role;
    },
  ),
  DetachRolePolicy: writes(
    structure({ RoleName: required(roleName), PolicyArn: required(arn) }),
    (context, { RoleName: name, PolicyArn: policyArn }) => {
      const role = modifiableRole(context, name);
      if (!role.attached.includes(policyArn)) throw noSuchEntity(`Policy ${policyArn} was not found.`);
      role.attached = role.attached.filter((other) => other !== policyArn);
      ownIam(context).roles[name] = role;
    },
  ),
  AttachUserPolicy: writes(
    structure({ UserName: required(newUserName), PolicyArn: required(arn) }),
    (context, { UserName: name, PolicyArn: policyArn }) => {
      const user = userByName(context, name);
      attach(context, user, policyArn, 'PoliciesPerUser');
      ownIam(context).users[name] = user;
    },
  ),
  DetachUserPolicy: writes(
    structure({ UserName: required(newUserName), PolicyArn: required(arn) }),
    (context, { UserName: name, PolicyArn: policyArn }) => {
      const user = userByName(context, name);
      if (!user.attached.includes(policyArn)) throw noSuchEntity(`Policy ${policyArn} was not found.`);
      user.attached = user.attached.filter((other) => other !== policyArn);
      ownIam(context).users[name] = user;
    },
  ),
  ListEntitiesForPolicy: reads(
    structure({
      PolicyArn: required(arn),
      EntityFilter: oneOf('User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'),
      PathPrefix: path,
      PolicyUsageFilter: usageFilter,
      ...paging,
    }),
    (context, input) => {
      managedByArn(context, input.PolicyArn);
      const { PolicyUsageFilter: usage, EntityFilter: kind } = input;
      const uses = ({ attached, boundary, path: own }: Used): boolean =>
        own.startsWith(input.PathPrefix ?? '/') &&
        ((usage !== 'PermissionsBoundary' && attached.includes(input.PolicyArn)) ||
          (usage !== 'PermissionsPolicy' && boundary === input.PolicyArn));
      const entities = [
        ...Object.entries(groupsOf(context)).map(([name, group]) => ({ kind: 'Group', name, identity: group as Used })),
        ...Object.entries(usersOf(context)).map(([name, user]) => ({ kind: 'User', name, identity: user as Used })),
        ...Object.entries(rolesOf(context)).map(([name, role]) => ({ kind: 'Role', name, identity: role as Used })),
      ].filter((entity) => (kind ?? entity.kind) === entity.kind && uses(entity.identity));
      const { items, more } = iamPage(entities, (entity) => `${entity.kind} ${entity.name}`, input);
      const groups = items.filter((entity) => entity.kind === 'Group');
      const roles = items.filter((entity) => entity.kind === 'Role');
      const users = items.filter((entity) => entity.kind === 'User');
      return {
        PolicyGroups: groups.map(({ name, identity }) => ({ GroupName: name, GroupId: identity.id })),
        PolicyUsers: users.map(({ name, identity }) => ({ UserName: name, UserId: identity.id })),
        PolicyRoles: roles.map(({ name, identity }) => ({ RoleName: name, RoleId: identity.id })),
        ...more,
      };
    },
  ),
};
