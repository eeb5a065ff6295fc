import { isAlive } from '../../state/lock.ts';
import type { RegionState } from '../../state/state.ts';
import { isoTime } from '../times.ts';

/** How long Systems Manager shows sessions that are over, in milliseconds: 30 days. */
export const HISTORY = 30 * 24 * 60 * 60 * 1000;

/** Moves a session to those that are over, and forgets those that nobody is shown any more. */
export function endSession(here: RegionState, id: string, now: number, details = ''): void {
  const session = here.activeSessions?.[id];
  if (!session) return;
  delete here.activeSessions?.[id];
  const { token: _, parameters: __, process: ___, ...kept } = session;
  const past = (here.pastSessions ??= {});
  past[id] = { ...kept, ended: isoTime(now), status: 'Terminated', ...(details !== '' && { details }) };
  for (const [other, { ended }] of Object.entries(past)) if (isForgotten(ended, now)) delete past[other];
}

/** Ends the sessions whose process is gone: it was killed, and could not say so. */
export function endThoseOfTheDead(here: RegionState, now: number): void {
  for (const [id, { process: carrier }] of Object.entries(here.activeSessions ?? {})) {
    if (carrier !== undefined && !isAlive(carrier)) endSession(here, id, now, 'The agent of the session is gone.');
  }
}

/** Tells whether a session ended too long ago to be shown. */
export const isForgotten = (ended: string, now: number): boolean => Date.parse(ended) < now - HISTORY;
