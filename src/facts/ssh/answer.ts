import { userInfo } from 'node:os';
import { type Asking, endOf } from '../program.ts';
import type { SshConfig } from './config.ts';

/** What ssh itself says of a host: the command by which it would connect, if any, or why it refuses its configuration. */
export type SshAnswer = { readonly proxyCommand: string | undefined } | { readonly refusal: string };

/**
 * Tells whether ssh may be asked what it understands (`ssh -G`): not where that would run a command or look up a name, and not
 * where it would read another configuration than that of `home`, since ssh does not go by HOME.
 */
export const mayAskSsh = ({ settings }: SshConfig, home: string): boolean =>
  userInfo().homedir === home &&
  !settings.some(
    ({ keyword, within }) =>
      keyword === 'canonicalizehostname' || within.some(({ kind, words }) => kind === 'match' && words.some(isExec)),
  );

const isExec = (word: string): boolean => /^!?exec(=|$)/i.test(word);

/** Asks ssh about a host; undefined: there is no ssh, or it does not say. Opens no connection. */
export async function sshAnswer(host: string, asking: Asking): Promise<SshAnswer | undefined> {
  const end = await endOf('ssh', ['-G', '--', host], asking);
  if ('error' in end || end.late || end.signal !== null) return undefined;
  if (end.code === 0) return { proxyCommand: /^proxycommand (.*)$/m.exec(end.output)?.[1] };
  const refusal = end.errors.split('\n').find((line) => /bad configuration|line \d+|bad owner|recursive/i.test(line));
  return refusal === undefined ? undefined : { refusal: refusal.trim().slice(0, 200) };
}
