import { resourcesOf } from '../resources/index.ts';
import type { Resource } from '../resources/resource.ts';
import type { Target } from '../targets/target.ts';
import type { Plan } from './change.ts';
import type { Ending, Job } from './job.ts';
import type { Begun } from './order.ts';
import { planDelete } from './plan-delete.ts';
import { endingIn, planAll, type Planned, plannedReport, planOne } from './run.ts';
import { jobOn, type Work } from './work.ts';

/**
 * Plans what is removed from every target; what a whole account has one of comes last, with the first of its targets.
 * `check` rejects for a plan that cannot be carried out: then its target fails.
 */
export async function planRemoval(
  begun: Begun,
  check: (target: Target, plan: Plan) => Promise<void> = () => Promise.resolve(),
): Promise<readonly Planned[]> {
  const { fanOut, concurrency, gate } = begun.settings;
  const checked = async (work: Work, kind: Resource['scope']): Promise<Plan> => {
    const plan = begun.review(work.target, kind, await planDelete(work, resourcesOf(kind)));
    await check(work.target, plan);
    return plan;
  };
  const planned = await planAll(begun, (work) => checked(work, 'region'));
  const accounts = firstTargets(planned);
  const jobs = accounts.map(({ first, regions }): Job<Planned> => {
    const ending = (entry: Planned): Ending => endingIn(begun.settings)(plannedReport(entry));
    const job = jobOn({ ...first, regions }, begun, ending, (work) =>
      planOne(work, async () => {
        const plan = await checked(work, 'account');
        return plan.filter(({ change }) => change.action !== 'none');
      }),
    );
    return { ...job, label: `account ${first.account}` };
  });
  const ofAccounts = await fanOut(jobs, concurrency);
  const byFirst = new Map(accounts.map(({ first }, index) => [first, ofAccounts[index]] as const));
  return planned.map((entry) => {
    const more = 'plan' in entry ? byFirst.get(entry.target) : undefined;
    if (!more || !('plan' in entry)) return entry;
    if ('plan' in more) return { ...entry, plan: [...entry.plan, ...more.plan] };
    gate.ended(entry.target, more.report);
    return more;
  });
}

/** Finds the first target of each account that could be planned for, and all regions of that account. */
function firstTargets(planned: readonly Planned[]): readonly { readonly first: Target; readonly regions: string[] }[] {
  const accounts = new Map<string, { readonly first: Target; readonly regions: string[] }>();
  for (const entry of planned) {
    if ('report' in entry) continue;
    const { target } = entry;
    const known = accounts.get(target.account) ?? { first: target, regions: [] };
    known.regions.push(target.region);
    accounts.set(target.account, known);
  }
  return [...accounts.values()];
}
