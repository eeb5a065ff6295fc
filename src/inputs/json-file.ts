import { createReadStream } from 'node:fs';

/** Why a file is not read: `unreadable`, or `unfit`, that is, it can be read and is not what was asked for. The message is the end of a sentence. */
export class FileFault extends Error {
  override readonly name = 'FileFault';
  readonly kind: 'unreadable' | 'unfit';

  constructor(kind: FileFault['kind'], message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

const MEBIBYTE = 1024 * 1024;

/** The most MiB of a file that is read as a whole: a report of 10,000 targets has less than half of it. */
const MOST = 256;

/** Reads the text of a file, or of a pipe. Rejects with a FileFault; `missing`: what it says of a file that is not there. */
export async function readText(path: string, missing = 'there is no such file', most = MOST): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > most * MEBIBYTE) throw new FileFault('unfit', `it is longer than ${most} MiB`);
      pieces.push(piece);
    }
  } catch (error) {
    if (error instanceof FileFault) throw error;
    throw new FileFault('unreadable', reasonOf(error as NodeJS.ErrnoException, missing), error);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function reasonOf({ code, message }: NodeJS.ErrnoException, missing: string): string {
  if (code === 'ENOENT') return missing;
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  return message;
}

/** Reads JSON, with or without a byte order mark. Throws a FileFault where it is empty, or no JSON. */
export function parseJson(text: string): unknown {
  const json = text.replace(/^\uFEFF/, '');
  if (json.trim() === '') throw new FileFault('unfit', 'it is empty');
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new FileFault('unfit', `it is not JSON: ${(error as Error).message}`, error);
  }
}
