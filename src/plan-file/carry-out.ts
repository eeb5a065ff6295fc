import type { Order } from '../engine/order.ts';
import { remove } from '../engine/remove.ts';
import { createReport, type Report } from '../engine/report.ts';
import { unreachableReport } from '../engine/target-report.ts';
import type { PlannedChange, Review } from '../engine/review.ts';
import type { Planned } from '../engine/run.ts';
import { setup } from '../engine/setup.ts';
import { resourcesOf } from '../resources/index.ts';
import { isTarget, type Reached, type Unreachable } from '../targets/accounts.ts';
import { isInShard } from '../targets/organization/shard.ts';
import type { Scope } from '../targets/scope.ts';
import { inputsReader } from './asked.ts';
import { driftOf, planDiffers } from './drift.ts';
import { isReady, type PlanFile } from './plan-file.ts';
import { placesOf } from './places.ts';

/** What else than the plan an order needs: where to, and how. */
export interface Manner extends Pick<
  Order,
  'scope' | 'connection' | 'flags' | 'fanOut' | 'interrupt' | 'now' | 'judge'
> {
  /** True: each profile must lead where it led when the plan was made; false: others were given. */
  readonly asPlanned: boolean;
}

/** Sets up what a plan says, in each target whose plan is still the same; the others are refused, and nothing is written there. */
export async function setupAsPlanned(whole: PlanFile, manner: Manner): Promise<Report> {
  const plan = inShard(whole, manner.scope);
  return nothingReady(plan, 'setup') ?? setup(orderOf(plan, manner));
}

/** Takes down what a plan says, in each target whose plan is still the same. `confirm` as for `remove`. */
export async function removeAsPlanned(
  whole: PlanFile,
  manner: Manner,
  confirm?: (planned: readonly Planned[]) => Promise<boolean>,
): Promise<Report> {
  const plan = inShard(whole, manner.scope);
  return nothingReady(plan, 'delete') ?? remove(orderOf(plan, manner), confirm);
}

/** Leaves out the accounts of other shards. */
export const inShard = (plan: PlanFile, { shard }: Scope): PlanFile => ({
  ...plan,
  targets: plan.targets.filter(({ account }) => account === null || isInShard(account, shard)),
});

/** Makes the report of a plan without a target that could be planned; undefined where there is one. */
function nothingReady({ targets }: PlanFile, command: string): Report | undefined {
  if (targets.some(isReady)) return undefined;
  return createReport(command, false, placesOf(targets, [], true).filter(isUnreachable).map(unreachableReport));
}

const isUnreachable = (reached: Reached): reached is Unreachable => !isTarget(reached);

function orderOf(plan: PlanFile, { asPlanned, ...manner }: Manner): Order {
  const { targets } = plan;
  const inputs = inputsReader();
  const flagsIn = new Map(targets.map(({ account, region, flags }) => [`${account}/${region}`, flags]));
  const { flags: first = {} } = targets.find(isReady) ?? {};
  return {
    ...manner,
    inputs: inputs(first),
    inputsFor({ account, region }) {
      const flags = flagsIn.get(`${account}/${region}`) ?? first;
      return { inputs: inputs(flags), flags };
    },
    narrow: (reached) => placesOf(targets, reached, asPlanned),
    review: reviewOf(plan),
  };
}

function reviewOf({ kind, targets }: PlanFile): Review {
  const ids = new Set(resourcesOf('account').map(({ id }) => id));
  const ofRegions = new Map<string, readonly PlannedChange[]>();
  const ofAccounts = new Map<string, readonly PlannedChange[]>();
  for (const { account, region, changes } of targets.filter(isReady)) {
    ofRegions.set(
      `${account}/${region}`,
      changes.filter(({ resource }) => !ids.has(resource)),
    );
    const before = ofAccounts.get(account) ?? [];
    ofAccounts.set(account, [...before, ...changes.filter(({ resource }) => ids.has(resource))]);
  }
  return (target, scope, steps) => {
    const { account, region } = target;
    const planned = scope === 'region' ? ofRegions.get(`${account}/${region}`) : ofAccounts.get(account);
    // A step that cannot be done fails by itself, but those before it would be done.
    const broken = steps.find(({ problem }) => problem !== undefined);
    if (broken) throw broken.problem;
    const now = steps.map(({ change, basis }): PlannedChange => ({ ...change, ...(basis && { basis }) }));
    const drift = driftOf(planned ?? [], now, { kind, scope });
    if (drift.length > 0) throw planDiffers(drift);
    return steps;
  };
}
