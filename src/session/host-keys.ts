import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { privateFolder } from './private-folder.ts';

/** Where the keys of a node are known, and under which name ssh looks for them. */
export interface HostKeys {
  /** The file that ssh reads for this connection, and adds to. */
  readonly path: string;
  /** The file of all keys, by the ids of nodes. */
  readonly knownHosts: string;
  /** The name that was typed. */
  readonly host: string;
  readonly node: string;
  readonly port: string;
}

/**
 * Lets ssh find the keys of a node under the name that was typed: a name may lead to another node tomorrow, an id never does.
 * What it learns is kept under the id, by the function that this returns.
 */
export function lendHostKeys({ path, knownHosts, host, node, port }: HostKeys): () => void {
  const [typed, meant] = [hostField(host.toLowerCase(), port), hostField(node, port)];
  const known = keysOf(textOf(knownHosts), meant);
  privateFolder(dirname(path));
  removeOld(path);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, known.map((key) => `${typed} ${key}\n`).join(''), { mode: 0o600 });
  renameSync(draft, path);
  return () => {
    const all = keysOf(textOf(knownHosts), meant);
    const learned = keysOf(textOf(path), typed).filter((key) => !all.includes(key));
    const lines = learned.map((key) => `${meant} ${key}\n`).join('');
    if (lines !== '') appendFileSync(knownHosts, lines, { mode: 0o600 });
  };
}

/** How long a file is left to the connections that use it, in milliseconds: ssh reads it when it connects, and what it learns is kept at the end. */
const KEPT = 7 * 24 * 3600 * 1000;

/** What ssh names files of connections by, and what a process that was killed has left of one. */
const OURS = /^[0-9a-f]{40}\.hosts(\.\d+)?$/;

/** Removes what other connections have left beside a file, long ago: each that comes back writes its own anew. */
function removeOld(path: string): void {
  const folder = dirname(path);
  for (const name of readdirSync(folder)) {
    if (!OURS.test(name) || name === basename(path)) continue;
    const at = statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs;
    if (at !== undefined && Date.now() - at > KEPT) rmSync(join(folder, name), { force: true });
  }
}

/** Writes a host as the files of ssh do. */
const hostField = (host: string, port: string): string => (port === '22' ? host : `[${host}]:${port}`);

const keysOf = (text: string, host: string): readonly string[] =>
  text.split('\n').flatMap((line) => {
    const [hosts, ...key] = line.trim().split(/\s+/);
    return hosts === host ? key.join(' ') : [];
  });

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
