import type { Clock } from '../channel/clock.ts';
import type { Session } from '../channel/session.ts';

/** After how long a node that acknowledges nothing is said to be silent, in milliseconds. */
const SILENT = 10_000;
const LOOK = 1000;

/**
 * Tells `told` when the node of a session has been silent for 10 s, and when it is not any more, until the function that it returns
 * is called. What is not read, since there is no room for it, is no silence of the node.
 */
export function watchSilence(
  session: Pick<Session, 'silence' | 'isPaused'>,
  clock: Clock,
  told: (isSilent: boolean) => void,
): () => void {
  let wasSilent = false;
  let readSince = clock.now();
  let cancel: () => void = () => undefined;
  const look = (): void => {
    if (session.isPaused()) readSince = clock.now();
    const isSilent = Math.min(session.silence(), clock.now() - readSince) >= SILENT;
    if (isSilent !== wasSilent) told(isSilent);
    wasSilent = isSilent;
    cancel = clock.after(LOOK, look);
  };
  cancel = clock.after(LOOK, look);
  return () => cancel();
}

/** What people are told then. */
export const silenceText = (isSilent: boolean): string =>
  isSilent ? 'the node has not answered for 10 s' : 'the node answers again';
