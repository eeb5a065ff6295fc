import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Writes one piece after the other, each when there is room for it. Rejects where one cannot be written. */
export async function writeAll(out: Writable, pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
    if (out.errored) throw out.errored;
    if (!out.writable) return;
    if (!out.write(piece) && out.writableNeedDrain) await once(out, 'drain');
  }
}
