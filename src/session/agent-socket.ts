import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TargetError } from '../errors.ts';
import { privateFolder } from './private-folder.ts';

/** A place at which ssh finds its agent. */
export interface AgentSocket {
  /** Leaves the place to another process that serves it, or takes it away. Resolves when nobody is being served any more. */
  close(): Promise<void>;
}

/** The longest path of a socket that every system takes, in bytes. */
export const LONGEST_SOCKET = 103;

/** How often it is checked that the path leads to somebody, in milliseconds. */
const LOOK = 200;

/** How often at most: a login takes no longer than a minute. */
const LOOKS = 300;

/** How long those who have begun to ask are answered after the end, in milliseconds. */
const GRACE = 5000;

/**
 * Serves an agent at a path that several processes may serve at once: ssh names it by the host and the user, so connections to
 * one host share it. Each process has a socket of its own, and the path is a link to the one that came last: it is replaced in one
 * step, and leads to somebody as long as there is anybody. Rejects with a TargetError where it cannot be served.
 */
export async function serveAgentAt(path: string, serve: (client: Socket) => void): Promise<AgentSocket> {
  const folder = dirname(path);
  const stem = `${createHash('sha256').update(basename(path)).digest('hex').slice(0, 20)}.`;
  const own = `${stem}${process.pid}`;
  for (const each of [path, join(folder, own)]) {
    if (Buffer.byteLength(each) <= LONGEST_SOCKET) continue;
    throw new TargetError('SocketRefused', `the path of a socket may have ${LONGEST_SOCKET} bytes: ${each}`);
  }
  privateFolder(folder);
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.once('close', () => clients.delete(client));
    serve(client);
  });
  const leadTo = (name: string): void => {
    const link = join(folder, `${own}.link`);
    rmSync(link, { force: true });
    symlinkSync(name, link);
    renameSync(link, path);
  };
  try {
    rmSync(join(folder, own), { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(join(folder, own), resolve);
    });
    chmodSync(join(folder, own), 0o600);
    latestOf(folder, stem);
    leadTo(own);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new TargetError('SocketRefused', `no socket can be made in ${folder} (${why})`, undefined, { cause: error });
  }
  let looks = 0;
  const looking = setInterval(() => {
    const name = ledTo(path);
    if (name !== own && (name === undefined || !isAlive(name.slice(stem.length)))) quietly(() => leadTo(own));
    if (++looks === LOOKS) clearInterval(looking);
  }, LOOK);
  looking.unref();

  /** Leads the path elsewhere if it leads here; false: it did. */
  const hasLeft = (): boolean => {
    if (ledTo(path) !== own) return true;
    const next = latestOf(folder, stem, own);
    quietly(() => (next === undefined ? rmSync(path, { force: true }) : leadTo(next)));
    return false;
  };
  const leave = (): void => {
    clearInterval(looking);
    hasLeft();
    quietly(() => rmSync(join(folder, own), { force: true }));
    // Somebody who left at the same moment may have led the path back here.
    for (let tries = 0; tries < 10 && !hasLeft(); tries += 1);
  };
  process.once('exit', leave);
  return {
    async close() {
      process.off('exit', leave);
      leave();
      server.close();
      const limit = new AbortController();
      const over = sleep(GRACE, undefined, { signal: limit.signal }).catch(() => undefined);
      await Promise.race([over, Promise.all([...clients].map(closed))]);
      limit.abort();
      for (const client of clients) client.destroy();
    },
  };
}

const closed = (client: Socket): Promise<void> => new Promise((resolve) => client.once('close', () => resolve()));

/** Finds the process that has served a path last, but for `own`; what dead ones have left is removed. */
function latestOf(folder: string, stem: string, own?: string): string | undefined {
  const found: { readonly name: string; readonly since: number }[] = [];
  for (const name of quietly(() => readdirSync(folder)) ?? []) {
    const [pid = '', ...more] = name.startsWith(stem) ? name.slice(stem.length).split('.') : [];
    if (pid === '' || name === own) continue;
    if (!isAlive(pid)) quietly(() => rmSync(join(folder, name), { force: true }));
    else if (more.length === 0) {
      const since = lstatSync(join(folder, name), { throwIfNoEntry: false })?.ctimeMs;
      if (since !== undefined) found.push({ name, since });
    }
  }
  return found.toSorted((one, other) => other.since - one.since)[0]?.name;
}

const ledTo = (path: string): string | undefined => quietly(() => readlinkSync(path));

function isAlive(pid: string): boolean {
  try {
    return /^\d+$/.test(pid) && process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Does what another process may do at the same moment, or make impossible. */
function quietly<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
