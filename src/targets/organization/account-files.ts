import { readFile, stat } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import type { Many } from '../../inputs/input.ts';
import { list } from '../../inputs/values.ts';

/** Puts the ids of the files that a list of accounts names, as `@accounts.txt`, in their places. Throws a UserError with file and line for what is no id. */
export async function withFiles(flag: string, values: Many | undefined): Promise<Many | undefined> {
  if (values === undefined || ![values].flat().some((value) => value.includes('@'))) return values;
  const items = await Promise.all(
    list(flag, values).map(async (item) => (item.startsWith('@') ? idsOf(flag, item.slice(1)) : [item])),
  );
  return items.flat();
}

/** Reads the ids of a file: one a line or several with commas between them; `#` begins a comment. */
async function idsOf(flag: string, path: string): Promise<readonly string[]> {
  const wrong = (why: string, cause?: unknown): UserError =>
    new UserError('invalid-value', `${flag} ${JSON.stringify(`@${path}`)}: ${why}`, [], { cause });
  if (path === '') throw wrong('the name of the file is missing');
  const text = await textOf(path).catch((error: NodeJS.ErrnoException) => {
    throw wrong(REASONS[error.code ?? ''] ?? error.code ?? error.message, error);
  });
  const ids = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .flatMap((line, index) =>
      line
        .replace(/#.*$/u, '')
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== '')
        .map((word) => {
          if (/^\d{12}$/.test(word)) return word;
          throw new UserError(
            'invalid-value',
            `${flag}: ${path}:${index + 1}: ${JSON.stringify(word.slice(0, 80))}: an account id has 12 digits`,
          );
        }),
    );
  if (ids.length === 0) throw wrong('there is no account id in it');
  return ids;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

async function textOf(path: string): Promise<string> {
  const found = await stat(path);
  // It may never end, as /dev/zero does not. A pipe, which a shell makes of `<(…)`, does.
  if (found.isCharacterDevice() || found.isBlockDevice()) throw new Error('it is a device');
  return readFile(path, 'utf8');
}
