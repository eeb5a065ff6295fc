import { placeLabel } from '../aws/place.ts';
import { resourcesOf } from '../resources/index.ts';
import type { Target } from '../targets/target.ts';
import type { Job } from './job.ts';
import type { Begun } from './order.ts';
import { planDelete } from './plan-delete.ts';
import { type Planned, planOne } from './run.ts';
import { startWork } from './work.ts';

/** Adds, to the first plan of each account, what becomes of what is one for the whole account. */
export async function planAccountRemoval(begun: Begun, planned: readonly Planned[]): Promise<readonly Planned[]> {
  const targets = planned.flatMap((entry) => ('plan' in entry ? [entry.target] : []));
  const byFirst = new Map<Target, readonly string[]>();
  for (const target of targets) {
    const first = targets.find(({ account }) => account === target.account) ?? target;
    byFirst.set(first, [...(byFirst.get(first) ?? []), target.region]);
  }
  const jobs = [...byFirst].map(([target, regions]): Job<Planned> => ({
    label: `account ${target.account}`,
    work: async (say) => {
      const work = startWork({ ...target, regions }, begun, say);
      return planOne(work, async () => {
        const plan = await planDelete(work, resourcesOf('account'));
        return plan.filter(({ change }) => change.action !== 'none');
      });
    },
    verdict: (entry) => ({ failed: 'report' in entry && entry.report.status === 'failed', text: placeLabel(target) }),
  }));
  const grants = await begun.settings.fanOut(jobs, begun.settings.concurrency);
  return planned.map((entry) => {
    const grant = 'plan' in entry ? grants[[...byFirst.keys()].indexOf(entry.target)] : undefined;
    if (!grant || !('plan' in entry)) return entry;
    return 'plan' in grant ? { ...entry, plan: [...entry.plan, ...grant.plan] } : grant;
  });
}
