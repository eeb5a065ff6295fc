import { quoted } from '../aws/shell-word.ts';
import type { Clock } from '../channel/clock.ts';
import { type Closed, openSession, type SessionAccess } from '../channel/session.ts';
import { isTooOld, SINCE } from '../channel/version.ts';
import { silenceText, watchSilence } from './silence.ts';

/** What a command said, and how it ended. */
export interface CommandResult {
  readonly closed: Closed;
  /** Undefined: the agent gave none, or the session ended before the command. */
  readonly exitCode?: number;
  /** Set where the agent is too old to give one. */
  readonly tooOld?: string;
}

/** Where the output of a command goes. Each returns false if there is no room, and calls back when there is. */
export interface CommandOutput {
  output(data: Buffer, onRoom: () => void): boolean;
  errorOutput(data: Buffer, onRoom: () => void): boolean;
  /** Signals of the user, for the command: SIGINT and so on, as the byte of its key. `callback` returns false if it is for us. */
  onSignal(callback: (key: number) => boolean): () => void;
  /** Tells the user something beside the command. */
  say(line: string): void;
  /** Nobody waits for the command any more. */
  onGone(callback: () => void): () => void;
}

/** The document that runs a command without a terminal. */
export const COMMAND_DOCUMENT = 'AWS-StartNonInteractiveCommand';

/**
 * Makes the parameters of that document: the command is run by a shell, its error output comes apart, and then its exit code. The
 * agent splits it into words by itself, as a shell would.
 */
export const commandParameters = (command: string): Readonly<Record<string, readonly string[]>> => ({
  command: [`sh -c ${quoted(command)}`],
  separateOutputStream: ['true'],
});

/** How long a node may leave a signal without an acknowledgement before the next one is for us, in milliseconds. */
const DEAF = 2000;

/** Runs a command to its end. A signal that cannot reach it ends the session instead. */
export async function runCommand(access: SessionAccess, to: CommandOutput, clock: Clock): Promise<CommandResult> {
  let exitCode: number | undefined;
  let isOpen = false;
  let version = '';
  const session = openSession(
    access,
    {
      onOpen({ handshake }) {
        isOpen = true;
        version = handshake?.agentVersion ?? '';
      },
      onOutput(data) {
        if (!to.output(data, session.resume)) session.pause();
      },
      onErrorOutput(data) {
        if (!to.errorOutput(data, session.resume)) session.pause();
      },
      onExitCode: (code) => (exitCode = code),
    },
    clock,
  );
  const leave = (): void => void session.leave();
  const stopSignals = to.onSignal((key) => {
    const isHeard = isOpen && session.silence() < DEAF;
    if (isHeard) session.write(Buffer.from([key]));
    else leave();
    return isHeard;
  });
  const stopGone = to.onGone(leave);
  const stopLooking = watchSilence(session, clock, (isSilent) => to.say(silenceText(isSilent)));
  try {
    const closed = await session.closed;
    if (exitCode !== undefined) return { closed, exitCode };
    if (!isTooOld('exitCodes', version)) return { closed };
    return { closed, tooOld: `agent ${version} is too old for exit codes: update it (needs ${SINCE.exitCodes})` };
  } finally {
    stopLooking();
    stopSignals();
    stopGone();
  }
}
