import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { quoted, shellWord } from '../aws/shell-word.ts';
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
  /** The token that stands for the node: `%n` is as it was typed, `%h` in small letters. */
  readonly host: '%h' | '%n';
}

/** The name of a socket: ssh makes 40 characters of the connection, and so does `socketOf`, since ProxyCommand knows no %C. */
const SOCKET = '%C.sock';
const NAME_LENGTH = 40 + '.sock'.length;

/** Says where things are kept below a home. A socket whose path would be too long goes where programs keep such things, else to /tmp. */
export function sshPlaces(home: string, runtime: string | undefined, user: number | string): SshPlaces {
  const folder = join(home, '.session-manager');
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
  const login = key ? ['--identity-socket', `${sockets}/${SOCKET}`] : [];
  const words = [...program, 'ssh-proxy', ...flags, ...login].map((word) => inTokens(shellWord(word)));
  const ends = [...(key ? ['--user', quoted('%r')] : []), '--', quoted(host), quoted('%p')];
  return [
    ['ProxyCommand', [...words, ...ends].join(' ')],
    ...(key
      ? ([
          ['IdentityAgent', inConfig(`${inTokens(sockets)}/${SOCKET}`)],
          // With yes, which users set for agents that hold many keys, ssh would not ask for ours.
          ['IdentitiesOnly', 'no'],
        ] as const)
      : []),
    ['UserKnownHostsFile', inConfig(inTokens(knownHosts))],
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
export function socketOf(
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
