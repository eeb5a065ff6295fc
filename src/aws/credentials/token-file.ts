import { readFile, stat } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import { holdSecrets } from '../secrets.ts';

/**
 * Checks that a regular file holds a token: it is read again whenever a new one is needed, which a pipe cannot give, and
 * would wait for. Throws a UserError that names the setting, the file and the reason.
 */
export async function checkTokenFile(setting: string, path: string): Promise<void> {
  const why = await faultOf(path);
  if (why !== undefined) throw new UserError('invalid-config', `${setting} ${JSON.stringify(path)}: ${why}`);
}

async function faultOf(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path);
    if (found.isFIFO()) return 'it is a pipe, and must be a regular file: a token is read more than once';
    if (!found.isFile() && !found.isDirectory()) return 'it must be a regular file that contains a token';
    const token = (await readFile(path, 'utf8')).trim();
    holdSecrets(token);
    return token === '' ? 'it is empty, and must contain a token' : undefined;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return WHY[code] ?? `it cannot be read (${code})`;
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file: a part of its path is no directory',
  ELOOP: 'its symbolic links go round in a circle',
  ENAMETOOLONG: 'its name is too long',
  EISDIR: 'it is a directory, and must be a file that contains a token',
  EACCES: 'it may not be read (permission denied)',
  EPERM: 'it may not be read (permission denied)',
};
