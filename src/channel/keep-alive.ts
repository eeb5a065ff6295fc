import type { Clock } from './clock.ts';
import { frameHeader } from './smux-frame.ts';

/** How often ends of smux that keep a session alive say that they are there, in milliseconds: those who hear nothing three times end it. */
const INTERVAL = 10_000;

/** Says by `send` that this end of smux is there, until the function that it returns is called. Only for peers that require it: it defeats the idle timeout. */
export function keepAlive(clock: Clock, send: (bytes: Buffer) => void): () => void {
  let cancel = (): void => undefined;
  const next = (): void => {
    cancel = clock.after(INTERVAL, () => {
      send(frameHeader('NOP', 0));
      next();
    });
  };
  next();
  return () => cancel();
}
