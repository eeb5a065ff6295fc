import { readFile } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import { holdSecrets } from '../secrets.ts';

/** Checks that a file holds a token. Throws a UserError that names the setting, the file and the reason. */
export async function checkTokenFile(setting: string, path: string): Promise<void> {
  const why = await faultOf(path);
  if (why !== undefined) throw new UserError('invalid-config', `${setting} ${JSON.stringify(path)}: ${why}`);
}

async function faultOf(path: string): Promise<string | undefined> {
  try {
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
  EISDIR: 'it is a directory, and must be a file that contains a token',
  EACCES: 'it may not be read (permission denied)',
  EPERM: 'it may not be read (permission denied)',
};
