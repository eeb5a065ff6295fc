import type { IAM } from '../aws/clients/iam.ts';
import { once, onceEach } from '../once.ts';
import type { Target } from '../targets/target.ts';
import { type Caller, readCaller } from './caller.ts';
import { readEveryone } from './everyone.ts';
import { type Person, readPeople } from './people.ts';
import type { RegionFacts } from './region.ts';
import { readRole, readRoles, type Role, type Roles } from './roles.ts';

/** The facts of one account, over all regions asked for. Each is read once, on first use. */
export interface AccountFacts<Region extends RegionFacts = RegionFacts> {
  readonly account: string;
  /** The target through which IAM is asked. */
  readonly target: Target;
  /** Resolves to the regions that are open to the account, in the order they were asked for. */
  regions(): Promise<readonly Region[]>;
  iam(): Promise<IAM>;
  roles(): Promise<Roles>;
  /** Finds a role by its name, whether an instance profile hands it out or not; undefined if there is none. */
  role(name: string): Promise<Role | undefined>;
  /** Resolves to the owner of the credentials, as IAM knows them. */
  caller(): Promise<Caller>;
  /** Resolves to those whose sessions are asked about: the caller, unless the question names others. */
  people(): Promise<readonly Person[]>;
}

/**
 * Makes the facts of an account, which read nothing yet. `isOpen` tells whether a region can be worked in; `known` is
 * what has been read elsewhere. Undefined if there is no region.
 */
export function accountFacts<Region extends RegionFacts>(
  regions: readonly Region[],
  isOpen: (facts: Region) => Promise<boolean>,
  known: Partial<Pick<AccountFacts, 'roles'>> = {},
): AccountFacts<Region> | undefined {
  const [first] = regions;
  if (!first) return undefined;
  const { target } = first;
  const asked = onceEach(async (name) => readRole(await facts.iam(), name));
  const facts: AccountFacts<Region> = {
    account: target.account,
    target,
    regions: once(async () => {
      const open = await Promise.all(regions.map(isOpen));
      return regions.filter((_, index) => open[index]);
    }),
    iam: () => target.iam(),
    roles: once(async () => readRoles(await facts.iam())),
    async role(name) {
      const { byName, complete } = await facts.roles();
      const role = byName.get(name);
      return role || complete ? role : asked(name);
    },
    caller: once(() => readCaller(target, facts.role)),
    people: once(async () => {
      const { principals } = first.question;
      if (principals === undefined) return [await facts.caller()];
      if (principals === 'all') return readEveryone(await facts.iam());
      const ours = principals.filter(({ account }) => account === target.account);
      return readPeople(ours, { client: await facts.iam(), roles: facts.roles, role: facts.role });
    }),
    ...known,
  };
  return facts;
}
