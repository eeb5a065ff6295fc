import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { quoted, shellWord } from '../aws/shell-word.ts';
import { ownFolder } from '../facts/own-folder.ts';
import { LONGEST_SOCKET } from './agent-socket.ts';

/** An option of ssh: what it is called, and its value as ssh_config has it. */
export type SshOption = readonly [name: string, value: string];

/** Where what ssh needs is kept. */
export interface SshPlaces {
  /** The host keys that ssh has seen. */
  readonly knownHosts: string;
  /** The folder of the sockets at which ssh finds its keys. */
  readonly sockets: string;
}

/** How ssh gets to nodes, and in. */
export interface SshWay {
  /** The command that runs us: words. */
  readonly program: readonly string[];
  /** The flags of `ssh-proxy`. */
  readonly flags: readonly string[];
  /** Whether instances get a one-time key. */
  readonly key: boolean;
  /** The token that stands for the node: `%h` is an id; `%n` a name as it was typed, where `%h` would be in small letters. */
  readonly host: '%h' | '%n';
}

/** The names of files for a connection: ssh makes 40 characters of it, and so does `pathFor`, since ProxyCommand knows no %C. */
const SOCKET = '%C.sock';
const HOST_KEYS = '%C.hosts';
const NAME_LENGTH = 40 + '.sock'.length;

/** Says where things are kept below a home. A socket whose path would be too long goes where programs keep such things, else to /tmp. */
export function sshPlaces(home: string, runtime: string | undefined, user: number | string): SshPlaces {
  const folder = ownFolder(home);
  const fits = (path: string): boolean => Buffer.byteLength(path) + 1 + NAME_LENGTH <= LONGEST_SOCKET;
  const candidates = [join(folder, 'ssh'), ...(runtime ? [join(runtime, 'session-manager')] : [])];
  const sockets = candidates.find(fits) ?? `/tmp/session-manager-${user}`;
  return { knownHosts: join(folder, 'known_hosts'), sockets };
}

/** Makes the options that lead ssh through us. */
export function sshOptions(
  { program, flags, key, host }: SshWay,
  { knownHosts, sockets }: SshPlaces,
): readonly SshOption[] {
  const isName = host === '%n';
  const login = key ? ['--identity-socket', `${sockets}/${SOCKET}`] : [];
  // A name may lead to another node tomorrow: its host keys are those of the node, which are known by its id.
  const keys = isName ? ['--host-keys', `${sockets}/${HOST_KEYS}`] : [];
  const words = [...program, 'ssh-proxy', ...flags, ...login, ...keys].map((word) => inTokens(shellWord(word)));
  const ends = [...(key || isName ? ['--user', quoted('%r')] : []), '--', quoted(host), quoted('%p')];
  return [
    ['ProxyCommand', [...words, ...ends].join(' ')],
    ...(key
      ? ([
          ['IdentityAgent', inConfig(`${inTokens(sockets)}/${SOCKET}`)],
          // With yes, which users set for agents that hold many keys, ssh would not ask for ours.
          ['IdentitiesOnly', 'no'],
        ] as const)
      : []),
    ['UserKnownHostsFile', inConfig(isName ? `${inTokens(sockets)}/${HOST_KEYS}` : inTokens(knownHosts))],
    // Hosts are ids, which are no secret.
    ['HashKnownHosts', 'no'],
    // Ids are never given to another node: a key that is new is the first, and one that has changed is news.
    ['StrictHostKeyChecking', 'accept-new'],
  ];
}

/**
 * Gives the path that ssh makes of one with `%C` in it: a hash of this machine, the host as ssh has it (in small letters), the port
 * and the user. https://man.openbsd.org/ssh_config#TOKENS
 */
export function pathFor(
  path: string,
  {
    machine,
    host,
    port,
    user,
  }: { readonly machine: string; readonly host: string; readonly port: string; readonly user: string },
): string {
  const connection = createHash('sha1').update(`${machine}${host.toLowerCase()}${port}${user}`).digest('hex');
  return path.replaceAll('%C', connection);
}

/** Writes a text so that ssh finds no tokens in it. */
const inTokens = (text: string): string => text.replaceAll('%', '%%');

/** Writes a value so that ssh takes it for one word. */
export const inConfig = (text: string): string =>
  /["\\\s#]/.test(text) ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"` : text;
