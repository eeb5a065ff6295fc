import { required, structure } from '../../protocols/shape.ts';
import type { InstanceProfile } from '../../state/iam.ts';
import { type Context, reads, writes } from '../operation.ts';
import { isoTime } from '../times.ts';
import { iamArn, iamOf, isTaken, modifiableRole, ownIam, roleByName, rolesOf, uniqueId } from './account.ts';
import { alreadyExists, dateOf, iamPage, limitExceeded, noSuchEntity } from './answers.ts';
import { roleListed } from './roles.ts';
import { paging, path, pathPrefix, profileName, roleName } from './shapes.ts';

const profileAndRole = structure({ InstanceProfileName: required(profileName), RoleName: required(roleName) });

/** Shows an instance profile with its roles; a role that the state names but does not have is left out. */
export function profileShown(context: Context, name: string, profile: InstanceProfile): object {
  const roles = rolesOf(context);
  return {
    Path: profile.path,
    InstanceProfileName: name,
    InstanceProfileId: profile.id,
    Arn: iamArn(context, `instance-profile${profile.path}${name}`),
    CreateDate: dateOf(profile.created),
    Roles: profile.roles.flatMap((role) => {
      const found = Object.hasOwn(roles, role) ? roles[role] : undefined;
      return found ? [roleListed(context, role, found)] : [];
    }),
  };
}

function profileByName(context: Context, name: string): InstanceProfile {
  const { instanceProfiles } = iamOf(context);
  const profile = Object.hasOwn(instanceProfiles, name) ? instanceProfiles[name] : undefined;
  if (!profile) throw noSuchEntity(`Instance Profile ${name} cannot be found.`);
  return profile;
}

/** Lists one page of the selected instance profiles. */
function listed(
  context: Context,
  input: Parameters<typeof iamPage>[2],
  wanted: (profile: InstanceProfile) => boolean,
): object {
  const profiles = Object.entries(iamOf(context).instanceProfiles).filter(([, profile]) => wanted(profile));
  const { items, more } = iamPage(profiles, ([name]) => name, input);
  return { InstanceProfiles: items.map(([name, profile]) => profileShown(context, name, profile)), ...more };
}

export const instanceProfileOperations = {
  ListInstanceProfiles: reads(structure({ PathPrefix: pathPrefix, ...paging }), (context, input) =>
    listed(context, input, (profile) => profile.path.startsWith(input.PathPrefix ?? '/')),
  ),
  ListInstanceProfilesForRole: reads(structure({ RoleName: required(roleName), ...paging }), (context, input) => {
    roleByName(context, input.RoleName);
    return listed(context, input, (profile) => profile.roles.includes(input.RoleName));
  }),
  GetInstanceProfile: reads(
    structure({ InstanceProfileName: required(profileName) }),
    (context, { InstanceProfileName: name }) => ({
      InstanceProfile: profileShown(context, name, profileByName(context, name)),
    }),
  ),
  CreateInstanceProfile: writes(
    structure({ InstanceProfileName: required(profileName), Path: path }),
    (context, { InstanceProfileName: name, Path: ownPath = '/' }) => {
      if (isTaken(iamOf(context).instanceProfiles, name)) {
        throw alreadyExists(`Instance Profile ${name} already exists.`);
      }
      const profile = { id: uniqueId('AIPA'), path: ownPath, created: isoTime(context.now), roles: [] };
      ownIam(context).instanceProfiles[name] = profile;
      return { InstanceProfile: profileShown(context, name, profile) };
    },
  ),
  AddRoleToInstanceProfile: writes(profileAndRole, (context, { InstanceProfileName: name, RoleName: role }) => {
    const profile = profileByName(context, name);
    modifiableRole(context, role);
    if (profile.roles.length > 0) {
      throw limitExceeded('Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1');
    }
    profile.roles.push(role);
  }),
  RemoveRoleFromInstanceProfile: writes(profileAndRole, (context, { InstanceProfileName: name, RoleName: role }) => {
    const profile = profileByName(context, name);
    if (!profile.roles.includes(role)) throw noSuchEntity(`The role with name ${role} cannot be found.`);
    profile.roles = profile.roles.filter((other) => other !== role);
  }),
};
