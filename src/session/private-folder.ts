import { mkdirSync, statSync } from 'node:fs';
import { TargetError } from '../errors.ts';

/** Makes a folder that nobody else may look into. Throws a TargetError if it cannot be made, or if others may put things into one that is there. */
export function privateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(folder);
    const isOurs = !process.getuid || uid === process.getuid() || uid === 0;
    // In a folder such as /tmp nobody may replace what is another's.
    if (!isOurs || ((mode & 0o022) !== 0 && (mode & 0o1000) === 0)) {
      throw refused(`others may write to ${folder}`, 'keep it to yourself: chmod 700, and see whose it is');
    }
  } catch (error) {
    if (error instanceof TargetError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw refused(`${folder} cannot be written (${code})`, 'allow yourself to write there', error);
  }
}

const refused = (message: string, advice: string, cause?: unknown): TargetError =>
  new TargetError('NotWritable', message, advice, { cause });
