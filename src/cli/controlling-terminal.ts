import { closeSync, openSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';

const PATH = '/dev/tty';

/** Tells whether this process belongs to a terminal, wherever its input and output lead. */
export function hasTerminal(): boolean {
  try {
    closeSync(openSync(PATH, 'r+'));
    return true;
  } catch {
    return false;
  }
}

/** Asks on the terminal that this process belongs to, and lets go of it. */
export async function onTerminal<Value>(
  ask: (input: ReadStream, output: WriteStream) => Promise<Value>,
): Promise<Value> {
  const [input, output] = [new ReadStream(openSync(PATH, 'r')), new WriteStream(openSync(PATH, 'w'))];
  try {
    return await ask(input, output);
  } finally {
    input.destroy();
    output.destroy();
  }
}
