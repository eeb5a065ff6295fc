import { prepareAudit } from './account-step.ts';
import { asItIs, canariesFirst } from './canaries.ts';
import { begin, type Order } from './order.ts';
import { removalOrder } from './plan-delete.ts';
import { planRemoval } from './plan-removal.ts';
import { createReport, type Report } from './report.ts';
import { plannedReport, reportPlans } from './run.ts';

/** Reports what `setup`, or `remove`, would do. Every call that is not a read is refused before it is sent. */
export async function plan(order: Order, of: 'setup' | 'removal' = 'setup'): Promise<Report> {
  if (of === 'removal') {
    const begun = await begin(removalOrder(order), 'planning');
    const reports = await canariesFirst(begun.settings, begun.reached, asItIs, async (reached) =>
      (await planRemoval({ ...begun, reached })).map(plannedReport),
    );
    return createReport('plan', false, reports, begun.settings);
  }
  const begun = await begin(order, 'planning');
  const reports = await canariesFirst(begun.settings, begun.reached, asItIs, async (reached) => {
    const part = { ...begun, reached };
    const audit = prepareAudit(part);
    return audit.finish(await reportPlans(part, audit.planned, audit.leaves));
  });
  return createReport('plan', false, reports, begun.settings);
}
