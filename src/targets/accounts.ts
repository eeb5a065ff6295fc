import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import type { Connection } from '../aws/connection.ts';
import { enabledRegions, organizationAccounts } from './discovery.ts';
import { explain } from '../aws/errors.ts';
import { type Account, memberAccount, ownAccount, type Reach, unansweredProgram } from './identity.ts';
import { partitionOf } from '../aws/regions.ts';
import { interrupted, type Problem, TargetError, timeLimit } from '../errors.ts';
import { unlessAborted } from '../aws/unless-aborted.ts';
import { regionsOf, type Scope } from './scope.ts';
import { createTarget, type Target, type TargetPlace } from './target.ts';
import { placeLabel } from '../aws/place.ts';

/** A region of an account that cannot be worked on, and the reason. */
export interface Unreachable {
  readonly account?: string;
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
 * cannot be entered gives one failed entry per region; the others go on. After an interruption no more are entered.
 */
export async function reachTargets(
  scope: Scope,
  connection: Connection,
  interrupt: AbortSignal = new AbortController().signal,
): Promise<readonly Reached[]> {
  const signal = AbortSignal.any([interrupt, AbortSignal.timeout(scope.timeout * 1000)]);
  // Accounts are entered side by side, and every call listens: Node would take that for a leak.
  setMaxListeners(0, signal);
  const reach = { scope, connection, signal };
  const limit = pLimit(scope.concurrency);
  const entrances = await findEntrances(reach);
  const reached = await Promise.all(entrances.map((entrance) => limit(() => reachAccount(reach, entrance, interrupt))));
  return withoutRepeats(reached.flat());
}

/** A way into one account. */
interface Entrance {
  readonly account?: string;
  readonly profile?: string;
  enter(): Promise<Account>;
}

async function findEntrances(reach: Reach): Promise<readonly Entrance[]> {
  const { accounts, excludeAccounts, profiles } = reach.scope;
  if (!accounts) {
    return (profiles ?? [undefined]).map((profile) => ({
      ...(profile && { profile: profile.name }),
      enter: () => ownAccount(reach, profile?.name),
    }));
  }
  const profile = profiles?.[0]?.name;
  const named = { ...(profile !== undefined && { profile }) };
  try {
    const caller = await inTime(reach, () => ownAccount(reach, profile));
    const ids = accounts === 'all' ? await inTime(reach, () => organizationAccounts(reach, caller)) : accounts;
    return ids
      .filter((id) => !excludeAccounts.includes(id))
      .map((id) => ({ ...named, account: id, enter: () => memberAccount(reach, caller, id) }));
  } catch (error) {
    const enter = (): Promise<never> => Promise.reject(error);
    return (accounts === 'all' ? ['all'] : accounts).map((account) => ({ ...named, account, enter }));
  }
}

async function reachAccount(
  reach: Reach,
  { account, profile, enter }: Entrance,
  interrupt: AbortSignal,
): Promise<Reached[]> {
  const { scope, connection, signal } = reach;
  const asked = regionsOf(scope, profile);
  const named = { ...(profile !== undefined && { profile }) };
  try {
    const entered = await inTime(reach, enter);
    if (scope.excludeAccounts.includes(entered.id)) return [];
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
    const late = async (): Promise<unknown> =>
      (await unansweredProgram(reach, profile).catch(() => undefined)) ?? timeLimit(scope.timeout);
    const reason = interrupt.aborted ? interrupted('begun') : signal.aborted ? await late() : error;
    const problem = explain(reason, profile ?? scope.homeProfile);
    return asked.map((region) => ({ ...(account !== undefined && { account }), ...named, region, status, problem }));
  }
}

// Not everything that credentials come from listens to the signal.
const inTime = <Value>({ signal }: Reach, work: () => Promise<Value>): Promise<Value> =>
  unlessAborted(signal, work, () => signal.reason);

const otherPartition = ({ partition, region: valid }: Account, region: string, there: string): TargetError =>
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
