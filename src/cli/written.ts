import type { Writable } from 'node:stream';

/**
 * Resolves when all that was written to a stream has left it, or nobody takes it any more. A pipe takes 64 KiB at once, and the rest only as it
 * is read: a process that ends before takes it along. https://nodejs.org/api/process.html#processexitcode
 */
export const written = (stream: Writable): Promise<void> =>
  new Promise((resolve) => void (stream.writableLength === 0 ? resolve() : stream.write('', () => resolve())));
