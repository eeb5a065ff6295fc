import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../channel/clock.ts';
import { type Closed, openSession, type SessionAccess } from '../channel/session.ts';
import { gather } from './gather.ts';
import { silenceText, watchSilence } from './silence.ts';

/** The document that connects to the SSH server of a node. */
export const SSH_DOCUMENT = 'AWS-StartSSHSession';

/** Both ends of the connection at this machine. */
interface Ends {
  readonly input: Readable;
  readonly output: Writable;
  readonly hold?: Promise<unknown>;
  readonly gone?: AbortSignal;
  /** Tells the user something beside the connection. */
  say(line: string): void;
}

/**
 * Carries the bytes of one connection, as a ProxyCommand of ssh does. `hold`: what the node says first is handed on when this
 * has resolved; where it rejects, the session ends, and its error is the reason. `gone`: nobody wants the connection any more.
 */
export async function runTunnel(
  access: SessionAccess,
  { input, output, hold, gone, say }: Ends,
  clock: Clock,
): Promise<Closed> {
  let held: Buffer[] | undefined = hold ? [] : undefined;
  let refusal: string | undefined;
  const write = gather((data) => {
    if (!output.write(data)) session.pause();
  });
  const session = openSession(
    access,
    {
      onOutput(data) {
        if (held) held.push(Buffer.from(data));
        else write(data);
      },
      onRoom: () => void input.resume(),
    },
    clock,
  );
  const onData = (data: Buffer): void => {
    if (!session.write(data)) input.pause();
  };
  let leaving = false;
  const leave = (whole = false): void => {
    if (!leaving) void session.leave(true, whole);
    leaving = true;
  };
  const onEnd = (): void => leave(true);
  const onGone = (): void => {
    leaving = false;
    leave();
  };
  input.on('data', onData);
  input.once('end', onEnd);
  const onDrain = (): void => session.resume();
  output.on('drain', onDrain);
  // ssh has left: nobody hears what else comes, and what is still written fails as well.
  output.on('error', () => leave());
  if (gone?.aborted) onGone();
  gone?.addEventListener('abort', onGone, { once: true });
  const ready = hold?.then(
    () => {
      const first = held ?? [];
      held = undefined;
      for (const data of first) write(data);
      return undefined;
    },
    (error: unknown) => {
      refusal = error instanceof Error ? error.message : String(error);
      return session.leave(true);
    },
  );
  const stopLooking = watchSilence(session, clock, (isSilent) => say(silenceText(isSilent)));
  const closed = await session.closed;
  stopLooking();
  // The last words of a node are held as well; whoever has left waits for nothing.
  if (closed.how === 'ended') await ready;
  input.off('data', onData);
  input.off('end', onEnd);
  output.off('drain', onDrain);
  gone?.removeEventListener('abort', onGone);
  input.pause();
  return refusal === undefined ? closed : { how: 'refused', reason: refusal };
}
