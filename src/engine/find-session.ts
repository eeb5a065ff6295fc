import { placeLabel } from '../aws/place.ts';
import { TargetError } from '../errors.ts';
import { readAllSessions, type Session } from '../facts/session-list.ts';
import { isTarget, type Reached } from '../targets/accounts.ts';
import type { Target } from '../targets/target.ts';
import { targetsOf } from './enter.ts';
import { recordingsOf } from './evidence.ts';

/** A session, and the target in which it is. */
export interface PlacedSession {
  readonly target: Target;
  readonly session: Session;
}

/** The most sessions that are named where several are meant. */
const NAMED = 5;

/**
 * Finds a session by its id, or by a beginning of it that no other has, open or over, side by side in all targets. One that AWS has
 * forgotten, after thirty days, is found where its recording is. Rejects with a TargetError if there is none, or more than one.
 */
export async function findSession(reached: readonly Reached[], id: string, now: number): Promise<PlacedSession> {
  const targets = targetsOf(reached);
  const unreached = reached.find((entry) => !isTarget(entry));
  const failures: unknown[] = [];
  const inAll = lookInAll(targets, failures);
  const exact = await inAll((target) => readAllSessions(target, { id }));
  const found = exact.length > 0 ? exact : await inAll((target) => beginningWith(target, id));
  const [first, ...others] = found;
  if (first && others.length === 0) return first;
  if (first) {
    const named = found.slice(0, NAMED).map(({ session }) => session.id);
    const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : '';
    throw new TargetError(
      'AmbiguousSession',
      `${found.length} sessions begin with ${id}: ${named.join(', ')}${more}`,
      'give more of its id',
    );
  }
  const [forgotten] = await inAll((target) => recorded(target, id, now));
  if (forgotten) return forgotten;
  if (failures.length > 0) throw failures[0];
  const where = targets.map((target) => placeLabel(target)).join(', ');
  const unread = unreached && !isTarget(unreached) ? `; ${placeLabel(unreached)} could not be read` : '';
  throw new TargetError(
    'NoSuchSession',
    `no session ${id} is known in ${where}${unread}`,
    'session-manager sessions --history lists those of the last 30 days; --regions and --profiles lead elsewhere',
  );
}

type Look = (target: Target) => Promise<readonly Session[]>;

/** Makes a function that looks in all targets side by side. One that cannot be read keeps no other from being read. */
const lookInAll =
  (targets: readonly Target[], failures: unknown[]) =>
  async (look: Look): Promise<readonly PlacedSession[]> => {
    const found = await Promise.all(
      targets.map(async (target) => {
        try {
          return (await look(target)).map((session) => ({ target, session }));
        } catch (error) {
          failures.push(error);
          return [];
        }
      }),
    );
    return found.flat();
  };

const beginningWith = async (target: Target, beginning: string): Promise<readonly Session[]> =>
  (await readAllSessions(target)).filter(({ id }) => id.startsWith(beginning));

async function recorded(target: Target, id: string, now: number): Promise<readonly Session[]> {
  const session: Session = { id, node: '', owner: '', status: '', ended: new Date(now) };
  const recording = (await recordingsOf(target, [session], now)).get(session)?.recording;
  return recording && recording.where.length > 0 ? [session] : [];
}
