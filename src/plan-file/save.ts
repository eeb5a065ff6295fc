import { randomUUID } from 'node:crypto';
import { accessSync, constants, realpathSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import type { PlanFile } from './plan-file.ts';

/** Checks that a plan can be written there, before it is made. Throws a UserError if not. */
export function checkPlace(path: string): void {
  const folder = statOf(dirname(resolve(path)));
  if (!folder?.isDirectory()) throw cannotWrite(path, `there is no folder ${dirname(path)}`);
  const there = statOf(path);
  if (there?.isDirectory()) throw cannotWrite(path, 'it is a folder: name a file');
  try {
    accessSync(dirname(resolve(path)), constants.W_OK);
  } catch {
    throw cannotWrite(path, `the folder ${dirname(path)} may not be written to`);
  }
  if (there && !there.isFile()) throw cannotWrite(path, 'it is a device or a pipe: name a file');
}

/**
 * Writes a plan, in place of what is there: whole or not at all. Only its owner may read it, since the texts of documents are in it.
 */
export function savePlan(path: string, plan: PlanFile): void {
  // Of a link, the file that it leads to is replaced.
  const place = statOf(path) ? realpathSync(path) : resolve(path);
  const draft = `${place}.${randomUUID()}`;
  try {
    writeFileSync(draft, `${JSON.stringify(plan, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { force: true });
    throw cannotWrite(path, (error as Error).message);
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw cannotWrite(path, (error as Error).message);
  }
}

const cannotWrite = (path: string, why: string): UserError =>
  new UserError('cannot-write', `--out ${path}: cannot be written: ${why}`);
