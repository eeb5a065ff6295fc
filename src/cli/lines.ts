import type { Writable } from 'node:stream';

/** Writes lines one by one, no faster than they are read; where nobody reads them any more, it ends. */
export async function writeLines(lines: Iterable<string>, stream: Writable): Promise<void> {
  let isOpen = true;
  const leave = (): void => void (isOpen = false);
  stream.once('error', leave).once('close', leave);
  for (const line of lines) {
    if (!isOpen) break;
    if (!stream.write(`${line}\n`)) await drained(stream);
  }
  stream.off('error', leave).off('close', leave);
}

/** Resolves when a stream takes more, or takes nothing any more. */
export const drained = (stream: Writable): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done).off('error', done);
      resolve();
    };
    stream.once('drain', done).once('close', done).once('error', done);
  });
