import { prepareAudit } from './account-step.ts';
import { asItIs, canariesFirst } from './canaries.ts';
import { begin, type Order } from './order.ts';
import { createReport, type Report } from './report.ts';
import { reviewFirst } from './review-first.ts';
import { reportAll } from './run.ts';
import { setupOne } from './until-it-stands.ts';

/**
 * Sets up every target of an order; then, unless the inputs leave that out, audits the roles of nodes once per account
 * and, with `grant`, gives them what they lack. With a review, a target that it refuses is not begun.
 */
export async function setup(order: Order): Promise<Report> {
  const entered = await begin(order, 'writing');
  const { begun, refused } = order.review ? await reviewFirst(entered) : { begun: entered, refused: [] };
  const reports = await canariesFirst(begun.settings, begun.reached, asItIs, async (reached) => {
    const part = { ...begun, reached };
    const audit = prepareAudit(part);
    return audit.finish(
      await reportAll(part, (work) => setupOne(work, () => audit.planned(work), begun.review), audit.leaves),
    );
  });
  const all = reports.map((report, index) => refused[index] ?? report);
  return createReport('setup', false, all, begun.settings);
}
