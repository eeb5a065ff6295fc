import type { Clock } from '../channel/clock.ts';
import { type Closed, openSession, type SessionAccess } from '../channel/session.ts';
import { type EndOfInput, endInput } from './end-of-input.ts';
import { escapeReader } from './escape.ts';
import { silenceText, watchSilence } from './silence.ts';

/** The terminal of the user, or what stands for it. */
export interface Terminal {
  /** Hears what is typed, until the function that it returns is called. `onEnd`: nothing more will come. */
  read(onData: (data: Buffer) => void, onEnd: () => void): () => void;
  /** Stops and goes on reading. */
  pause(): void;
  resume(): void;
  /** Returns false if there is no room, and calls back when there is. */
  write(data: Buffer, onRoom: () => void): boolean;
  /** Tells the user something beside the session. */
  say(line: string): void;
  /** Prints lines for the user beside the session, as they are. */
  print(text: string): void;
  /** Undefined: there is no terminal. */
  size(): Size | undefined;
  onResize(callback: () => void): () => void;
  /** Lets every key through, or undoes it. */
  raw(on: boolean): void;
  /** Nobody is there any more. */
  onGone(callback: () => void): () => void;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The size that is said where there is no terminal, or one of no size. */
const USUAL: Size = { columns: 80, rows: 24 };

/** Lets the user work in a shell, or with one command in a terminal, until it is over. `onSilent`: a node has said nothing since the session was asked for. */
export async function runShell(
  access: SessionAccess,
  terminal: Terminal,
  clock: Clock,
  onSilent: () => void = () => undefined,
): Promise<Closed> {
  let hasSpoken = false;
  let last: number | undefined;
  let ending: EndOfInput | undefined;
  const read = escapeReader();
  const session = openSession(
    access,
    {
      onOpen({ message }) {
        if (message !== '') terminal.say(message);
      },
      onOutput(data) {
        hasSpoken = true;
        ending?.onOutput();
        if (!terminal.write(data, session.resume)) session.pause();
      },
      onRoom: terminal.resume,
      onConnection(state, reason) {
        terminal.say(state === 'lost' ? `the connection is lost (${reason}): looking for it; ~. leaves` : 'it is back');
      },
    },
    clock,
  );
  const tellSize = (): void => {
    const { columns, rows } = terminal.size() ?? USUAL;
    session.resize(columns || USUAL.columns, rows || USUAL.rows);
  };
  tellSize();
  terminal.raw(true);
  const stopReading = terminal.read(
    (data) => {
      for (const typed of read(data)) {
        if ('bytes' in typed) {
          last = typed.bytes.at(-1);
          if (!session.write(typed.bytes)) terminal.pause();
        } else if (typed.escape === 'leave') void session.leave();
        else terminal.say(HELP);
      }
    },
    () => (ending = endInput(session, clock, last)),
  );
  const stopGone = terminal.onGone(() => void session.leave());
  const stopResizing = terminal.onResize(tellSize);
  const stopLooking = watchSilence(session, clock, (isSilent) => {
    terminal.say(isSilent ? `${silenceText(true)}; ~. leaves` : silenceText(false));
    if (isSilent && !hasSpoken) onSilent();
  });
  try {
    const closed = await session.closed;
    // What the agent finds wrong before it has a shell is no end of one.
    const hasBegun = hasSpoken || closed.how !== 'ended' || closed.reason === '';
    return hasBegun ? closed : { ...closed, how: 'refused', step: 'agent' };
  } finally {
    ending?.stop();
    stopLooking();
    stopGone();
    stopResizing();
    stopReading();
    terminal.raw(false);
  }
}

const HELP = '~. leaves, ~~ is a tilde, both at the beginning of a line';
