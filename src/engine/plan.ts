import { prepareAudit } from './account-step.ts';
import { begin, type Order } from './order.ts';
import { removalOrder } from './plan-delete.ts';
import { planRemoval } from './plan-removal.ts';
import { createReport, type Report } from './report.ts';
import { plannedReport, reportPlans } from './run.ts';

/** Reports what `setup`, or `remove`, would do. Every call that is not a read is refused before it is sent. */
export async function plan(order: Order, of: 'setup' | 'removal' = 'setup'): Promise<Report> {
  if (of === 'removal') {
    const begun = await begin(removalOrder(order), 'planning');
    const planned = await planRemoval(begun);
    return createReport('plan', false, planned.map(plannedReport), begun.settings);
  }
  const begun = await begin(order, 'planning');
  const audit = prepareAudit(begun);
  return createReport('plan', false, await audit.finish(await reportPlans(begun, audit.planned)), begun.settings);
}
