import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Lists the files that a pattern with `*`, `?` and `[…]` names, in alphabetical order; a path without these is itself. */
export async function filesOf(pattern: string): Promise<readonly string[]> {
  if (!/[*?[]/.test(pattern)) return [pattern];
  const folder = dirname(pattern);
  const name = nameTest(pattern.slice(folder.length).replace(/^[/\\]/, ''));
  const folders = folder === pattern ? [folder] : await filesOf(folder);
  const found = await Promise.all(
    folders.map(async (one) => {
      const names = await readdir(one).catch(() => []);
      return names.filter((entry) => name.test(entry)).map((entry) => join(one, entry));
    }),
  );
  return found.flat().toSorted();
}

// A dot at the beginning has to be written: glob(3).
function nameTest(pattern: string): RegExp {
  const source = pattern.replace(/\[([!^]?)([^\]]+)\]|[.+^${}()|[\]\\*?]/g, (text, not: string | undefined, set) => {
    if (text === '*') return '.*';
    if (text === '?') return '.';
    return not === undefined ? `\\${text}` : `[${not && '^'}${String(set).replaceAll('\\', '\\\\')}]`;
  });
  return new RegExp(`^${pattern.startsWith('.') ? '' : '(?!\\.)'}${source}$`, 's');
}
