import { setMaxListeners } from 'node:events';
import { setImmediate as soon } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Connection } from '../aws/connection.ts';
import { enabledRegions } from './discovery.ts';
import { explain } from '../aws/errors.ts';
import { callerAccount, memberAccount } from './by-role.ts';
import { notBegunWithout } from './credentials-gone.ts';
import { type Account, type Reach, unansweredProgram } from './identity.ts';
import { globalRegionOf, partitionOf } from '../aws/regions.ts';
import { interrupted, type Problem, TargetError, timeLimit, UserError } from '../errors.ts';
import { unlessAborted } from '../aws/unless-aborted.ts';
import { askedAccounts } from './organization/asking.ts';
import { asksOrganization } from './organization/choice.ts';
import type { Member } from './organization/member.ts';
import type { Chosen } from './organization/chosen.ts';
import { isLeft, regionsOf, type Scope } from './scope.ts';
import { createTarget, type Target, type TargetPlace } from './target.ts';
import { placeLabel } from '../aws/place.ts';

/** A region of an account that cannot be worked on, and the reason. */
export interface Unreachable {
  readonly account?: string;
  /** What the organization says of the account, if it was asked. */
  readonly member?: Member;
  readonly profile?: string;
  readonly region: string;
  /** `not-run`: it could be worked on, but no more targets are begun. */
  readonly status: 'failed' | 'skipped' | 'not-run';
  readonly problem: Problem;
}

export type Reached = Target | Unreachable;

export const isTarget = (reached: Reached): reached is Target => !('problem' in reached);

/**
 * Enters every account of a scope, once, and lists its targets in the order they were asked for. An account that
 * cannot be entered gives one failed entry per region; the others go on. After an interruption no more are entered. Rejects with a
 * UserError where the organization has nothing of what was asked for.
 */
export async function reachTargets(
  scope: Scope,
  connection: Connection,
  interrupt: AbortSignal = new AbortController().signal,
): Promise<readonly Reached[]> {
  const limit = pLimit(scope.concurrency * ENTERED_AT_ONCE);
  const enter = (entrance: Entrance, reach: Reach): Promise<Reached[]> =>
    limit(() => reachAccount(reach, entrance, interrupt));
  const begin = (): Reach => withinTime(scope, connection, interrupt);
  const early = new Map<string | undefined, Promise<Reached[]>>();
  const entrances = await findEntrances(begin(), interrupt, (entrance) => {
    // The next page is asked for first.
    if (!early.has(entrance.account))
      early.set(
        entrance.account,
        soon().then(() => enter(entrance, begin())),
      );
  });
  const reach = begin();
  const reached = entrances.map((entrance) => early.get(entrance.account) ?? enter(entrance, reach));
  return withoutRepeats((await Promise.all(reached)).flat());
}

/** How many times as many accounts are entered at once as targets are worked on: entering is one call to STS, and none to the account. */
const ENTERED_AT_ONCE = 4;

/** A region of an account that is meant; it need not have been entered. */
export interface Located {
  readonly account: string;
  readonly member?: Member;
  readonly profile?: string;
  readonly region: string;
}

/**
 * Lists the targets of a scope. Accounts are entered only where nothing else tells which they are, or which regions they have; for the
 * accounts alone, each of which comes once, the regions do not matter. Rejects as `reachTargets` does.
 */
export async function locateTargets(
  scope: Scope,
  connection: Connection,
  interrupt: AbortSignal,
  wanted: 'regions' | 'accounts',
): Promise<readonly (Located | Unreachable)[]> {
  if (!scope.accounts || (scope.regions === 'all' && wanted === 'regions'))
    return reachTargets(scope, connection, interrupt);
  const reach = withinTime(scope, connection, interrupt);
  const entrances = await findEntrances(reach, interrupt);
  const located = entrances.map(async (entrance): Promise<readonly (Located | Unreachable)[]> => {
    const { account, member, profile, passedOver, partition } = entrance;
    const named = { ...(member && { member }), ...(profile !== undefined && { profile }) };
    if (account === undefined || partition === undefined || passedOver) return reachAccount(reach, entrance, interrupt);
    const regions = regionsOf(scope, profile);
    if (wanted === 'accounts') return regions.slice(0, 1).map((region) => ({ account, ...named, region }));
    return regions.map((region) => {
      const there = partitionOf(region).name;
      if (there === partition) return { account, ...named, region };
      const problem = explain(otherPartition({ partition, region: globalRegionOf(partition) ?? '' }, region, there));
      return { account, ...named, region, status: 'failed', problem };
    });
  });
  return (await Promise.all(located)).flat();
}

/** A way into one account. */
interface Entrance {
  readonly account?: string;
  readonly member?: Member;
  readonly profile?: string;
  /** Why the account is passed over. */
  readonly passedOver?: Problem;
  /** That of the account, where it is known without entering it. */
  readonly partition?: string;
  enter(reach: Reach): Promise<Account>;
  /** What has become of the caller's credentials, by which other accounts are entered, too. */
  readonly caller?: { gone?: Problem };
}

/** Finds the ways into all accounts that are meant; `foresee` is told of some of them while others are still to be listed. */
async function findEntrances(
  reach: Reach,
  interrupt: AbortSignal,
  foresee?: (entrance: Entrance) => void,
): Promise<readonly Entrance[]> {
  const { scope } = reach;
  const { accounts, profiles } = scope;
  if (!accounts) {
    return (profiles ?? [undefined]).map((profile) => ({
      ...(profile && { profile: profile.name }),
      enter: (within) => callerAccount(within, profile?.name),
    }));
  }
  const profile = profiles?.[0]?.name;
  const named = { ...(profile !== undefined && { profile }) };
  const failing = (reason: unknown): readonly Entrance[] => {
    const enter = (): Promise<never> => Promise.reject(reason);
    return (accounts === 'all' ? ['all'] : accounts).map((account) => ({ ...named, account, enter }));
  };
  let caller: Account;
  try {
    caller = await inTime(reach, () => callerAccount(reach, profile));
  } catch (error) {
    return failing(reach.signal.aborted && !interrupt.aborted ? await lateness(reach, profile) : error);
  }
  const state = {};
  if (!asksOrganization(scope)) {
    const ids = accounts === 'all' ? [] : accounts;
    return ids.filter((id) => isLeft(scope, id)).map((id) => ({ ...named, ...entranceOf({ id }, caller, state) }));
  }
  try {
    const into = (one: Chosen): Entrance => ({ ...named, ...entranceOf(one, caller, state) });
    const ask = (): Promise<readonly Chosen[]> =>
      askedAccounts(reach, caller, interrupt, foresee && ((one) => foresee(into(one))));
    const chosen = await unlessAborted(interrupt, ask, () => interrupt.reason);
    return chosen.map(into);
  } catch (error) {
    // What the organization does not have was asked for in vain: that ends the run.
    if (error instanceof UserError) throw error;
    return failing(error);
  }
}

function entranceOf(
  { id, member, isManagement, passedOver }: Chosen,
  caller: Account,
  state: { gone?: Problem },
): Entrance {
  const problem = passedOver ?? (isManagement && id !== caller.id ? ofManagement(id, caller) : undefined);
  return {
    account: id,
    ...(member && { member }),
    ...(problem && { passedOver: problem }),
    partition: caller.partition,
    caller: state,
    enter: (within) => memberAccount(within, caller, id),
  };
}

const ofManagement = (id: string, caller: Account): Problem => ({
  code: 'ManagementAccount',
  message: `account ${id} is the management account of the organization, and ${caller.arn} is of account ${caller.id}`,
  advice: 'run it for that account with its own credentials: the role that members have does not exist there',
});

async function reachAccount(
  reach: Reach,
  { account, member, profile, passedOver, caller, enter }: Entrance,
  interrupt: AbortSignal,
): Promise<Reached[]> {
  const { scope, connection, signal } = reach;
  const asked = regionsOf(scope, profile);
  const named = { ...(member && { member }), ...(profile !== undefined && { profile }) };
  const passing = (status: Unreachable['status'], problem: Problem): Reached[] =>
    asked.map((region) => ({ ...(account !== undefined && { account }), ...named, region, status, problem }));
  if (passedOver) return passing('skipped', passedOver);
  if (caller?.gone && !interrupt.aborted) return passing('not-run', caller.gone);
  try {
    const entered = await inTime(reach, () => enter(reach));
    if (!isLeft(scope, entered.id)) return [];
    const all = asked[0] === 'all' ? await inTime(reach, () => enabledRegions(reach, entered)) : asked;
    const regions = all.filter((name) => !scope.excludeRegions.includes(name));
    return regions.map((region) => {
      const partition = partitionOf(region);
      if (partition.name !== entered.partition) {
        const problem = explain(otherPartition(entered, region, partition.name));
        return { account: entered.id, ...named, region, status: 'failed', problem };
      }
      const place: TargetPlace = {
        account: entered.id,
        caller: entered.arn,
        ...(entered.assumed && { assumed: true }),
        ...(scope.homeProfile !== undefined && !connection.credentials && { homeProfile: scope.homeProfile }),
        ...named,
        region,
        partition,
      };
      return createTarget(place, entered.credentials, connection);
    });
  } catch (error) {
    const status = interrupt.aborted ? 'not-run' : 'failed';
    const late = signal.aborted && !interrupt.aborted;
    const reason = interrupt.aborted ? interrupted('begun') : late ? await lateness(reach, profile) : error;
    const problem = explain(reason, profile ?? scope.homeProfile);
    const without = notBegunWithout(problem);
    // One line says it; others that were being entered at the same time would only repeat it.
    if (caller?.gone && without) return passing('not-run', caller.gone);
    if (caller && without) caller.gone = without;
    return passing(status, problem);
  }
}

const lateness = async (reach: Reach, profile: string | undefined): Promise<TargetError> =>
  (await unansweredProgram(reach, profile).catch(() => undefined)) ?? timeLimit(reach.scope.timeout);

/** Begins the time that accounts may take. */
function withinTime(scope: Scope, connection: Connection, interrupt: AbortSignal): Reach {
  const signal = AbortSignal.any([interrupt, AbortSignal.timeout(scope.timeout * 1000)]);
  // Accounts are entered side by side, and every call listens: Node would take that for a leak.
  setMaxListeners(0, signal);
  return { scope, connection, signal };
}

// Not everything that credentials come from listens to the signal.
const inTime = <Value>({ signal }: Reach, work: () => Promise<Value>): Promise<Value> =>
  unlessAborted(signal, work, () => signal.reason);

const otherPartition = (
  { partition, region: valid }: Pick<Account, 'partition' | 'region'>,
  region: string,
  there: string,
): TargetError =>
  new TargetError(
    'OtherPartition',
    `region ${region} is in partition ${there}, and these credentials are valid in ${partition} only`,
    `name a region such as ${valid} with --regions, or use other credentials`,
  );

// Two profiles can lead to one account: its regions must not be worked on twice at once.
function withoutRepeats(reached: readonly Reached[]): readonly Reached[] {
  const first = new Map<string, Target>();
  return reached.map((entry) => {
    if (!isTarget(entry)) return entry;
    const label = placeLabel(entry);
    const earlier = first.get(label);
    if (!earlier) {
      first.set(label, entry);
      return entry;
    }
    const { account, profile, region } = entry;
    const why = `profile ${profile} leads to account ${account} too, which profile ${earlier.profile} covers already`;
    const problem = explain(new TargetError('Repeated', why));
    return { account, ...(profile !== undefined && { profile }), region, status: 'skipped', problem };
  });
}
