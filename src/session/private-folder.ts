import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { TargetError } from '../errors.ts';

/** Makes a folder that nobody else may look into, or sees to it that it is one. Throws a TargetError if it cannot be. */
export function privateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(folder);
    if (process.getuid && uid !== process.getuid()) throw refused(`${folder} belongs to somebody else`);
    if ((mode & 0o077) !== 0) chmodSync(folder, 0o700);
  } catch (error) {
    if (error instanceof TargetError) throw error;
    throw refused(`${folder} cannot be written (${(error as NodeJS.ErrnoException).code})`, error);
  }
}

const refused = (message: string, cause?: unknown): TargetError =>
  new TargetError('NotWritable', message, 'allow yourself to write there', { cause });
