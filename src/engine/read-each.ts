import { TargetError } from '../errors.ts';
import type { Target } from '../targets/target.ts';
import { isListed, listAll } from './listing.ts';
import { begin, type Order } from './order.ts';

/**
 * Reads every target side by side, for work that is not a report: all of them, or none. Changes nothing. Regions that are closed to
 * the account are left out where all were asked for. Rejects with a TargetError for the first target that cannot be read.
 */
export async function readEach<Content>(
  order: Order,
  read: (target: Target) => Promise<Content>,
): Promise<readonly Content[]> {
  const begun = await begin(order, 'reading');
  const listed = await listAll(
    begun,
    async ({ target }) => ({ content: await read(target) }),
    () => 'read',
  );
  const isMissed = ({ status }: { readonly status: string }): boolean =>
    status === 'failed' || (status === 'skipped' && order.scope.regions !== 'all');
  for (const target of listed) {
    if (isListed(target) || !isMissed(target)) continue;
    const { code, message, advice } = target.error;
    throw new TargetError(code, `${target.region}: ${message}`, advice);
  }
  return listed.filter(isListed).map(({ content }) => content);
}
