import type { Clock } from '../channel/clock.ts';
import type { Session } from '../channel/session.ts';

const CTRL_D = 0x04;
const NEW_LINE = 0x0a;
const RETURN = 0x0d;

/** After how long it is tried again, in milliseconds; twice as long each time, so that an idle session gets idle. */
const AGAIN = 250;

/** Output that comes this long after a Ctrl-D is no answer to it, in milliseconds. */
const NEWS = 2000;

/** At which try a line without an end is ended: a program that is not a shell has taken it by then, as it is. */
const LINE_ENDS = 2;

/** What tells a shell that nothing more is typed. */
export interface EndOfInput {
  /** The shell is there, and has said something. */
  onOutput(): void;
  stop(): void;
}

/**
 * Tells a shell that nothing more is typed, until it ends: a Ctrl-D that comes while a program runs is lost when the shell reads keys
 * again, and one in a shell within the shell ends only that. `last`: the last byte that was typed, undefined if there was none.
 */
export function endInput(
  session: Pick<Session, 'write' | 'silence'>,
  clock: Clock,
  last: number | undefined,
): EndOfInput {
  let isUnfinished = last !== undefined && last !== NEW_LINE && last !== RETURN;
  let tries = 0;
  let sent = 0;
  let cancel: () => void = () => undefined;
  const send = (): void => {
    // What has not arrived yet needs no other one.
    if (tries === 0 || session.silence() === 0) {
      const endsLine = isUnfinished && tries === LINE_ENDS;
      session.write(Buffer.from(endsLine ? [NEW_LINE, CTRL_D] : [CTRL_D]));
      if (endsLine) isUnfinished = false;
      sent = clock.now();
      tries += 1;
    }
    cancel = clock.after(AGAIN * 2 ** (tries - 1), send);
  };
  send();
  return {
    onOutput() {
      if (clock.now() - sent < NEWS) return;
      cancel();
      tries = Math.min(tries, 1);
      cancel = clock.after(AGAIN, send);
    },
    stop: () => cancel(),
  };
}
