import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, unlessMissing } from './errno.ts';

/** A lock that this process holds. */
export interface Lock {
  /** Tells whether it is still held: another process breaks one that is held for too long. */
  isHeld(): boolean;
  release(): void;
}

/** The age in milliseconds at which a lock is stale: locks are held briefly, so one this old was left by a dead process whose id another one has now. */
const STALE_AFTER = 10_000;
const GIVE_UP_AFTER = 60_000;
const held = new Set<string>();

/** Takes the lock file at this path, made with O_EXCL and holding the process id. Waits while a live process holds it; breaks a dead one's. */
export async function takeLock(path: string): Promise<Lock> {
  const started = Date.now();
  for (let wait = 1; ; wait = Math.min(wait * 2, 16)) {
    const lock = tryLock(path);
    if (lock) return lock;
    breakIfStale(path);
    if (Date.now() - started > GIVE_UP_AFTER)
      throw new Error(
        `${path} is held by process ${read(path)?.split(' ')[0] ?? '?'}; remove it if that process is gone`,
      );
    await sleep(Math.ceil(wait * (0.5 + Math.random() / 2)));
  }
}

/** Takes the lock file at this path if nobody holds it. */
export function tryLock(path: string): Lock | undefined {
  const token = `${process.pid} ${randomUUID()}`;
  if (!create(path, token)) return undefined;
  held.add(token);
  return {
    isHeld: () => read(path) === token,
    release() {
      held.delete(token);
      if (read(path) === token) remove(path);
    },
  };
}

function create(path: string, token: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  writeSync(file, token);
  closeSync(file);
  return true;
}

/** Removes a dead process's lock. A second lock keeps two processes from doing so at once, since the later one could break a new, live lock. */
function breakIfStale(path: string): void {
  if (!isStale(path)) return;
  const breaker = `${path}.break`;
  if (!create(breaker, `${process.pid} ${randomUUID()}`)) {
    if (isStale(breaker, true)) remove(breaker);
    return;
  }
  try {
    if (isStale(path)) remove(path);
  } finally {
    remove(breaker);
  }
}

function isStale(path: string, breaker = false): boolean {
  const token = read(path);
  const age = ageOf(path);
  if (token === undefined || age === undefined) return false;
  if (age > STALE_AFTER) return true;
  // Killed between making the file and writing to it.
  if (token === '') return age > 500;
  const pid = Number(token.split(' ')[0]);
  // In containers a dead process often had the same id as this one.
  if (pid === process.pid) return !breaker && !held.has(token);
  return !isAlive(pid) && (!breaker || age > 500);
}

/** Tells whether there is a process of this id. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function read(path: string): string | undefined {
  return unlessMissing(() => readFileSync(path, 'utf8'));
}

function ageOf(path: string): number | undefined {
  return unlessMissing(() => Date.now() - statSync(path).mtimeMs);
}

function remove(path: string): void {
  unlessMissing(() => unlinkSync(path));
}
