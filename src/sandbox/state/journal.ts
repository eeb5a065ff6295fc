import {
  appendFileSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { unlessMissing } from './errno.ts';
import type { Patch } from './patch.ts';

/** The changes to a state, one line per write, under the id of the state that they are based on. */
export interface Journal {
  /** Counts the bytes that this process has read or written; 0: none of this journal. */
  length(): number;
  /** Tells whether nothing follows those bytes, such as a line that a kill cut off. */
  isWhole(): boolean;
  /** Goes back to the first byte, because another state is the base now. */
  rewind(): void;
  /** Reads the lines added since the last time; none if the journal is missing or is based on another state. */
  news(id: string): readonly Patch[];
  /** Adds a line, to a new journal if there is none of this id yet. */
  append(id: string, line: string): void;
  remove(): void;
}

// Not through a link; Windows has no such flag.
const APPEND = constants.O_WRONLY | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);

export function journalAt(path: string): Journal {
  let end = 0;
  return {
    length: () => end,
    isWhole: () => end === 0 || statSync(path, { throwIfNoEntry: false })?.size === end,
    rewind() {
      end = 0;
    },
    news(id) {
      const file = unlessMissing(() => openSync(path, 'r'));
      if (file === undefined) return [];
      try {
        const head = `${id}\n`;
        if (bytesOf(file, 0, head.length).toString() !== head) return [];
        const start = Math.max(end, head.length);
        const added = bytesOf(file, start, fstatSync(file).size - start);
        // What does not end in a line feed is still being written, or its writer was killed: nobody has had an answer.
        const whole = added.subarray(0, added.lastIndexOf('\n') + 1);
        end = start + whole.length;
        return whole
          .toString()
          .split('\n')
          .slice(0, -1)
          .flatMap((line) => patchesOf(path, line));
      } finally {
        closeSync(file);
      }
    },
    append(id, line) {
      if (end > 0) {
        const file = openSync(path, APPEND);
        try {
          appendFileSync(file, `${line}\n`);
        } finally {
          closeSync(file);
        }
        end += Buffer.byteLength(line) + 1;
        return;
      }
      // Never overwrite an old one, which another process may be reading.
      rmSync(path, { force: true });
      const text = `${id}\n${line}\n`;
      writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
      end = Buffer.byteLength(text);
    },
    remove() {
      rmSync(path, { force: true });
      end = 0;
    },
  };
}

function bytesOf(file: number, start: number, length: number): Buffer {
  const bytes = Buffer.alloc(Math.max(0, length));
  let filled = 0;
  for (let got = -1; got !== 0 && filled < bytes.length; filled += got) {
    got = readSync(file, bytes, filled, bytes.length - filled, start + filled);
  }
  return bytes.subarray(0, filled);
}

function patchesOf(path: string, line: string): readonly Patch[] {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`${path} is not a sandbox journal; remove it or run session-manager sandbox --reset`);
  }
}
