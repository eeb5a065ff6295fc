import { prepareAudit } from './account-step.ts';
import { begin, type Order } from './order.ts';
import { createReport, type Report } from './report.ts';
import { setupAll } from './run.ts';

/**
 * Sets up every target of an order; then, unless the inputs leave that out, audits the roles of nodes once per account
 * and, with `grant`, gives them what they lack.
 */
export async function setup(order: Order): Promise<Report> {
  const begun = await begin(order, 'writing');
  const audit = prepareAudit(begun);
  return createReport('setup', false, await audit.finish(await setupAll(begun, audit.planned)), begun.settings);
}
