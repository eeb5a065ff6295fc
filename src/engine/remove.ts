import { checkWrites } from './check-writes.ts';
import { begin, type Order } from './order.ts';
import { removalOrder } from './plan-delete.ts';
import { planRemoval } from './plan-removal.ts';
import { createReport, type Report } from './report.ts';
import { applyAll, type Planned, plannedReport } from './run.ts';

/**
 * Takes down what `setup` made, backwards; what is not ours stays. `confirm` gets what would be done, and must resolve to
 * true before anything is done; absent: nobody is asked.
 */
export async function remove(
  order: Order,
  confirm?: (planned: readonly Planned[]) => Promise<boolean>,
): Promise<Report> {
  const begun = await begin(removalOrder(order), 'writing');
  const planned = await planRemoval(begun, checkWrites);
  const { gate } = begun.settings;
  const ready = planned.filter((entry) => 'plan' in entry && !gate.closedTo(entry.target));
  if (confirm && ready.length > 0 && !(await confirm(ready))) {
    return createReport('delete', false, planned.map(plannedReport), { ...begun.settings, declined: true });
  }
  return createReport('delete', false, await applyAll(planned, begun), begun.settings);
}
