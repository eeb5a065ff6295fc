import { randomUUID } from 'node:crypto';
import { accessSync, constants, realpathSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import type { PlanFile } from './plan-file.ts';

/** Checks that a file can be written there, before it is made. Throws a UserError, which blames the flag, if not. */
export function checkPlace(path: string, flag = '--out'): void {
  const wrong = (why: string): UserError => cannotWrite(flag, path, why);
  if (path === '' || path === '-') throw wrong(path === '' ? 'name a file' : 'name a file; ./- is one of that name');
  const folder = statOf(dirname(resolve(path)), wrong);
  if (!folder?.isDirectory()) throw wrong(`there is no folder ${dirname(path)}`);
  const there = statOf(path, wrong);
  if (there?.isDirectory()) throw wrong('it is a folder: name a file');
  try {
    accessSync(dirname(resolve(path)), constants.W_OK);
  } catch {
    throw wrong(`the folder ${dirname(path)} may not be written to`);
  }
  if (there && !there.isFile()) throw wrong('it is a device or a pipe: name a file');
}

/**
 * Writes a plan, in place of what is there: whole or not at all. Only its owner may read it, since the texts of documents are in it.
 */
export const savePlan = (path: string, plan: PlanFile): void =>
  saveWhole(path, `${JSON.stringify(plan, null, 2)}\n`, { flag: '--out', mode: 0o600 });

/** Writes a file, in place of what is there: whole or not at all. `mode`: who may read it; absent: who may read what is there. Throws a UserError, which blames the flag. */
export function saveWhole(path: string, text: string, { flag, mode }: { flag: string; mode?: number }): void {
  const wrong = (why: string): UserError => cannotWrite(flag, path, why);
  const there = statOf(path, wrong);
  // Of a link, the file that it leads to is replaced.
  const place = there ? realpathSync(path) : resolve(path);
  const draft = `${place}.${randomUUID()}`;
  try {
    writeFileSync(draft, text, { mode: mode ?? (there ? there.mode & 0o777 : 0o666), flag: 'wx' });
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { force: true });
    throw wrong((error as Error).message);
  }
}

function statOf(path: string, wrong: (why: string) => UserError): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw wrong((error as Error).message);
  }
}

const cannotWrite = (flag: string, path: string, why: string): UserError =>
  new UserError('cannot-write', `${flag} ${path === '' ? '""' : path}: cannot be written: ${why}`);
