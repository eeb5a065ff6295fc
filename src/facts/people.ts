import { closest, distance } from 'fastest-levenshtein';
import type { IAM } from '../aws/clients/iam.ts';
import { isDenied, isNotOffered } from '../aws/errors.ts';
import type { PrincipalInput } from '../inputs/principals.ts';
import { type Caller, principalOf, readUser } from './caller.ts';
import { NO_ENTITY, type Role, type Roles } from './roles.ts';

/** A role or user that is asked about. */
export type Person = Caller | Missing;

/** One that does not exist, with the ARNs that may be meant. */
export interface Missing {
  readonly kind: 'missing';
  /** With its path: `role/people/Admin`, `user/alice`. */
  readonly name: string;
  readonly near: readonly string[];
}

/** What is read of an account to find people in it. */
interface Source {
  readonly client: IAM;
  roles(): Promise<Roles>;
  role(name: string): Promise<Role | undefined>;
}

/** Reads roles and users of one account, in the order they were asked for. */
export const readPeople = (asked: readonly PrincipalInput[], from: Source): Promise<readonly Person[]> =>
  Promise.all(asked.map((one) => (one.kind === 'role' ? readRolePerson(one, from) : readUserPerson(one, from))));

async function readRolePerson({ arn, name, session }: PrincipalInput, { role, roles }: Source): Promise<Person> {
  const found = await role(name);
  const asGiven = session === undefined ? pathOf(arn) : `role/${name}`;
  if (found && (session !== undefined || found.arn === arn)) return principalOf(found, session);
  // Names are unique whatever their paths: it is that one, by a wrong path.
  if (found) return { kind: 'missing', name: asGiven, near: [found.arn] };
  const { byName } = await roles();
  const near = nearest(name, [...byName.keys()]);
  return { kind: 'missing', name: asGiven, near: near.map((other) => byName.get(other)?.arn ?? other) };
}

async function readUserPerson({ arn, name }: PrincipalInput, { client }: Source): Promise<Person> {
  try {
    const found = await readUser(client, name);
    return found.arn === arn ? found : { kind: 'missing', name: pathOf(arn), near: [found.arn] };
  } catch (error) {
    if (!NO_ENTITY.includes((error as Error).name)) throw error;
    const arns = await userArns(client);
    const near = nearest(name, [...arns.keys()]);
    return { kind: 'missing', name: pathOf(arn), near: near.map((other) => arns.get(other) ?? other) };
  }
}

const pathOf = (arn: string): string => arn.split(':').slice(5).join(':');

/** Lists the ARNs of all users by name; empty where that is denied. */
async function userArns(client: IAM): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  try {
    for await (const page of client.paginateGetAccountAuthorizationDetails({ Filter: ['User'] }, { pageSize: 1000 })) {
      for (const { UserName = '', Arn = '' } of page.UserDetailList ?? []) found.set(UserName, Arn);
    }
  } catch (error) {
    if (!isDenied(error) && !isNotOffered(error)) throw error;
  }
  return found;
}

/** Finds the name that is most like another one, if it is like it at all. */
function nearest(name: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const near = closest(name, names);
  return distance(name, near) <= Math.max(2, name.length / 3) ? [near] : [];
}
