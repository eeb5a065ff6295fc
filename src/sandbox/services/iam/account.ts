import { randomBytes } from 'node:crypto';
import { SANDBOX_USER, sandboxUserId } from '../../iam/sandbox-user.ts';
import { AwsError } from '../../protocols/aws-error.ts';
import { emptyIam, type Group, type IamState, type Role, type User } from '../../state/iam.ts';
import type { Context } from '../operation.ts';
import { noSuchEntity } from './answers.ts';

type Place = Pick<Context, 'state' | 'account' | 'partition'>;

/** Gives the identities of the caller's account, to read. */
export function iamOf({ state, account }: Place): IamState {
  return state.iam[account] ?? emptyIam();
}

/** Gives the identities of the caller's account, to change. */
export function ownIam({ state, account }: Place): IamState {
  return (state.iam[account] ??= emptyIam());
}

/** Writes the ARN of something in this account: `role/path/name`. */
export function iamArn({ account, partition }: Place, resource: string): string {
  return `arn:${partition.id}:iam::${account}:${resource}`;
}

/** Makes a new unique id; the prefix gives the kind of thing. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export function uniqueId(prefix: 'AROA' | 'AIDA' | 'AIPA' | 'ANPA'): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return prefix + Array.from(randomBytes(17), (byte) => letters[byte % 32]).join('');
}

/**
 * Lists the users by name. Credentials that the sandbox did not hand out belong to `sandbox`: if nobody has made this user, it is an
 * administrator.
 */
export function usersOf(place: Place): Readonly<Record<string, User>> {
  const { users } = iamOf(place);
  if (Object.hasOwn(users, SANDBOX_USER)) return users;
  return { ...users, [SANDBOX_USER]: administrator(place, sandboxUserId(place.account)) };
}

/** Lists the roles by name. A role that was assumed but never created is an administrator's. */
export function rolesOf(place: Place): Readonly<Record<string, Role>> {
  const roles: Record<string, Role> = { ...iamOf(place).roles };
  for (const { account, arn, userId } of Object.values(place.state.sessions)) {
    if (account !== place.account) continue;
    const [, name] = /:assumed-role\/([^/]+)\//.exec(arn) ?? [];
    if (name === undefined || Object.hasOwn(roles, name)) continue;
    roles[name] = { ...administrator(place, userId.split(':')[0] ?? ''), trust: trustIn(place) };
  }
  return roles;
}

/** Lists the groups of the account by name. */
export const groupsOf = (place: Place): Readonly<Record<string, Group>> => iamOf(place).groups ?? {};

/** Lists the groups that a user is in, with their names. */
export const groupsOfUser = (place: Place, user: string): readonly (readonly [name: string, group: Group])[] =>
  Object.entries(groupsOf(place)).filter(([, { users }]) => users.includes(user));

export function userByName(place: Place, name: string): User {
  const users = usersOf(place);
  const user = Object.hasOwn(users, name) ? users[name] : undefined;
  if (!user) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}

export function roleByName(place: Place, name: string): Role {
  const { roles: made } = iamOf(place);
  const roles = Object.hasOwn(made, name) ? made : rolesOf(place);
  const role = Object.hasOwn(roles, name) ? roles[name] : undefined;
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

/** Finds a role that can be changed; refuses one that a service has made for itself. A change has to put it into the state. */
export function modifiableRole(place: Place, name: string): Role {
  const role = roleByName(place, name);
  if (![SERVICE_PATH, IDENTITY_CENTER_PATH].some((path) => role.path.startsWith(path))) return role;
  const message = `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`;
  throw new AwsError('UnmodifiableEntity', message);
}

/** The path of the roles that services make for themselves. */
export const SERVICE_PATH = '/aws-service-role/';

/** The path of the roles that IAM Identity Center makes for its permission sets. */
const IDENTITY_CENTER_PATH = '/aws-reserved/';

/** Tells whether a name is taken, whatever the case of its letters: IAM takes no second one. */
export function isTaken(things: Readonly<Record<string, unknown>>, name: string): boolean {
  return Object.keys(things).some((taken) => taken.toLowerCase() === name.toLowerCase());
}

function administrator({ partition }: Place, id: string): User {
  return {
    id,
    path: '/',
    created: '2024-01-01T00:00:00.000Z',
    inline: {},
    attached: [`arn:${partition.id}:iam::aws:policy/AdministratorAccess`],
    tags: {},
  };
}

function trustIn(place: Place): string {
  const account = place.state.organization?.managementAccount ?? place.account;
  const principal = { AWS: `arn:${place.partition.id}:iam::${account}:root` };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  });
}
