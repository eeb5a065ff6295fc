import { AwsError } from '../../protocols/aws-error.ts';
import { integer, required, structure } from '../../protocols/shape.ts';
import type { Role } from '../../state/iam.ts';
import { type Context, reads, writes } from '../operation.ts';
import { iamArn, iamOf, isTaken, modifiableRole, ownIam, roleByName, rolesOf, SERVICE_PATH } from './account.ts';
import { alreadyExists, dateOf, deleteConflict, encoded, iamPage, limitExceeded } from './answers.ts';
import { checkTrust, sizeOf } from './documents.ts';
import { boundaryAndTags, newIdentity } from './identity.ts';
import { arn, description, paging, path, pathPrefix, policyDocument, roleName, tagList } from './shapes.ts';

/** Shows a role as lists have it: without tags and boundary. */
export function roleListed(context: Context, name: string, role: Role): object {
  return {
    Path: role.path,
    RoleName: name,
    RoleId: role.id,
    Arn: roleArn(context, name, role),
    CreateDate: dateOf(role.created),
    AssumeRolePolicyDocument: encoded(role.trust),
  };
}

export function roleArn(context: Context, name: string, role: Role): string {
  return iamArn(context, `role${role.path}${name}`);
}

function roleShown(context: Context, name: string, role: Role): object {
  return { ...roleListed(context, name, role), ...session(role), ...boundaryAndTags(role), RoleLastUsed: {} };
}

function session(role: Role): object {
  return { Description: role.description, MaxSessionDuration: role.maxSessionDuration ?? 3600 };
}

export const roleOperations = {
  ListRoles: reads(structure({ PathPrefix: pathPrefix, ...paging }), (context, input) => {
    const roles = Object.entries(rolesOf(context)).filter(([, role]) => role.path.startsWith(input.PathPrefix ?? '/'));
    const { items, more } = iamPage(roles, ([name]) => name, input);
    return { Roles: items.map(([name, role]) => ({ ...roleListed(context, name, role), ...session(role) })), ...more };
  }),
  GetRole: reads(structure({ RoleName: required(roleName) }), (context, { RoleName: name }) => ({
    Role: roleShown(context, name, roleByName(context, name)),
  })),
  CreateRole: writes(
    structure({
      Path: path,
      RoleName: required(roleName),
      AssumeRolePolicyDocument: required(policyDocument),
      Description: description,
      MaxSessionDuration: integer({ min: 3600, max: 43_200 }),
      PermissionsBoundary: arn,
      Tags: tagList,
    }),
    (context, input) => {
      const { RoleName: name, AssumeRolePolicyDocument: trust } = input;
      if (input.Path?.startsWith(SERVICE_PATH)) {
        throw new AwsError('ValidationError', 'The path /aws-service-role/ is reserved for service-linked roles.');
      }
      if (isTaken(iamOf(context).roles, name)) throw alreadyExists(`Role with name ${name} already exists.`);
      checkTrust(trust);
      if (sizeOf(trust) > 2048) throw limitExceeded('Cannot exceed quota for ACLSizePerRole: 2048');
      const role: Role = {
        ...newIdentity(context, 'AROA', input),
        trust,
        ...(input.Description !== undefined && { description: input.Description }),
        ...(input.MaxSessionDuration !== undefined && { maxSessionDuration: input.MaxSessionDuration }),
      };
      ownIam(context).roles[name] = role;
      return { Role: { ...roleListed(context, name, role), ...boundaryAndTags(role) } };
    },
  ),
  DeleteRole: writes(structure({ RoleName: required(roleName) }), (context, { RoleName: name }) => {
    const role = modifiableRole(context, name);
    const { instanceProfiles, roles } = iamOf(context);
    if (Object.values(instanceProfiles).some((profile) => profile.roles.includes(name))) {
      throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
    }
    if (role.attached.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.');
    if (Object.keys(role.inline).length > 0) throw deleteConflict('Cannot delete entity, must delete policies first.');
    delete roles[name];
  }),
};
