import { explain } from '../aws/errors.ts';
import { placeLabel } from '../aws/place.ts';
import { type Problem, TargetError } from '../errors.ts';
import { readSessions } from '../facts/session-list.ts';
import { type Target, wayIn } from '../targets/target.ts';
import { isListed, listAll, type Listed, wasInterrupted } from './listing.ts';
import { begin, type Order } from './order.ts';

/** What has become of a session that was to be ended. */
export type SessionEnd =
  | {
      readonly id: string;
      readonly status: 'ended';
      readonly account: string;
      readonly region: string;
      readonly node: string;
    }
  | { readonly id: string; readonly status: 'failed'; readonly error: Problem };

export interface EndingOfSessions {
  readonly command: 'sessions end';
  readonly interrupted?: true;
  readonly sessions: readonly SessionEnd[];
  readonly summary: { readonly ended: number; readonly failed: number };
}

interface Ends {
  readonly ends: readonly SessionEnd[];
}

/** Ends sessions, by their ids, each in the target in which it is open. */
export async function endSessions(order: Order, ids: readonly string[]): Promise<EndingOfSessions> {
  const begun = await begin(order, 'writing');
  const targets = await listAll<Ends>(
    begun,
    async ({ target }) => ({ ends: (await Promise.all(ids.map((id) => endIn(target, id)))).flat() }),
    ({ ends: { length } }) => `${length} ${length === 1 ? 'session' : 'sessions'}`,
  );
  const found = targets.filter(isListed).flatMap(({ ends }) => ends);
  const sessions = ids.flatMap((id) => {
    const own = found.filter((end) => end.id === id);
    return own.length > 0 ? own : [{ id, status: 'failed' as const, error: explain(notFound(id, targets)) }];
  });
  const ended = sessions.filter(({ status }) => status === 'ended').length;
  return {
    command: 'sessions end',
    ...wasInterrupted(targets, begun.settings.interrupt),
    sessions,
    summary: { ended, failed: sessions.length - ended },
  };
}

/** Ends a session, if it is open here. AWS takes any id, also of none. */
async function endIn(target: Target, id: string): Promise<readonly SessionEnd[]> {
  const [session] = await readSessions(target, 'Active', { id });
  if (!session) return [];
  const { account, region } = target;
  try {
    await (await target.ssm()).terminateSession({ SessionId: id });
    return [{ id, status: 'ended', account, region, node: session.node }];
  } catch (error) {
    return [{ id, status: 'failed', error: explain(error, wayIn(target)) }];
  }
}

function notFound(id: string, targets: readonly Listed<Ends>[]): TargetError {
  const unread = targets.find((target) => !isListed(target));
  if (unread && 'error' in unread) {
    const where = `${placeLabel(unread)} could not be read: ${unread.error.message}`;
    return new TargetError(unread.error.code, `session ${id} is not open elsewhere, and ${where}`, unread.error.advice);
  }
  const where = targets.map((target) => placeLabel(target)).join(', ');
  return new TargetError(
    'NoSuchSession',
    `no session ${id} is open in ${where}`,
    'session-manager sessions lists those that are',
  );
}
