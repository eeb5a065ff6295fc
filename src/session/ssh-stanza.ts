import type { SshConfig } from '../facts/ssh/config.ts';
import { type SshPlaces, sshOptions } from './ssh-options.ts';

/** What a stanza is made of. */
export interface Stanza {
  /** The command that runs us: words. */
  readonly program: readonly string[];
  /** The flags of `ssh-proxy` for ids. */
  readonly flags: readonly string[];
  /** Those for names, which say themselves where the node is. */
  readonly nameFlags: readonly string[];
  /** Whether instances get a one-time key. */
  readonly key: boolean;
  /** What names of nodes may end with. */
  readonly profiles: readonly string[];
}

/** Writes what leads ssh to nodes, by their ids and as `name.region.profile`. */
export function stanzaText({ program, flags, nameFlags, key, profiles }: Stanza, places: SshPlaces): string {
  const names = profiles.filter((profile) => /^[\w.@+-]+$/.test(profile)).map((profile) => `*.*-*-?.${profile}`);
  const byId = { program, flags, host: '%h' } as const;
  const blocks = [
    ...(key ? [block(['i-*'], sshOptions({ ...byId, key }, places))] : []),
    // Nobody can push a key to a hybrid node: ssh uses the keys and the agent of the user.
    block(key ? ['mi-*'] : ['i-*', 'mi-*'], sshOptions({ ...byId, key: false }, places)),
    ...(names.length === 0 ? [] : [block(names, sshOptions({ program, flags: nameFlags, key, host: '%n' }, places))]),
  ];
  return blocks.join('\n');
}

const block = (hosts: readonly string[], options: readonly (readonly [name: string, value: string])[]): string =>
  [`Host ${hosts.join(' ')}`, ...options.map(([name, value]) => `  ${name} ${value}`), ''].join('\n');

/** Lists the lines of a configuration that lead ids elsewhere: `~/.ssh/config, line 12`; not those of `file`, which is written like that, too. */
export function othersIn({ settings }: SshConfig, file: string): readonly string[] {
  return settings
    .filter(({ keyword, file: where }) => /^proxy(command|jump)$/.test(keyword) && where !== file)
    .filter(({ within }) =>
      within.some(({ kind, words }) => kind === 'host' && words.some((word) => /^m?i-[*?]/.test(word))),
    )
    .map(({ file: where, line }) => `${where}, line ${line}`);
}
