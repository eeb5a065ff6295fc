import { userInfo } from 'node:os';
import type { Block } from '../../facts/ssh/config.ts';
import { covers } from '../../policies/reading/policy.ts';

/** A connection, as far as `Host` and `Match` ask about it. */
export interface Connection {
  /** As it was typed. */
  readonly host: string;
  /** By `HostName`, where one has been read. */
  readonly hostName: string;
  readonly user: string | undefined;
  /** True when ssh reads its configuration once more, for `Match final`. */
  readonly final: boolean;
}

/** `maybe`: only ssh knows, or a command that it would run. */
export type Truth = 'yes' | 'no' | 'maybe';

/** Tells whether a `Host` or `Match` line holds: https://man.openbsd.org/ssh_config */
export const holds = ({ kind, words }: Block, connection: Connection): Truth =>
  kind === 'host' ? (isHost(words, connection.host) ? 'yes' : 'no') : matches(words, connection);

/** Tells whether all of these lines hold. */
export function allHold(blocks: readonly Block[], connection: Connection): Truth {
  const truths = blocks.map((block) => holds(block, connection));
  return truths.includes('no') ? 'no' : truths.includes('maybe') ? 'maybe' : 'yes';
}

function isHost(patterns: readonly string[], host: string): boolean {
  if (patterns.some((pattern) => pattern.startsWith('!') && covers(pattern.slice(1), host))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && covers(pattern, host));
}

/** One condition of a `Match` line. */
export interface Condition {
  /** In lower case. */
  readonly name: string;
  readonly negated: boolean;
  readonly value: string;
}

/** Takes the words of a `Match` line apart. */
export function conditionsOf(words: readonly string[]): readonly Condition[] {
  const found: Condition[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const [, not, name = '', given] = /^(!?)([^=]*)(?:=(.*))?$/s.exec(words[at] ?? '') ?? [];
    const lower = name.toLowerCase();
    const value = given ?? (ALONE.includes(lower) ? '' : (words[(at += 1)] ?? ''));
    found.push({ name: lower, negated: not === '!', value });
  }
  return found;
}

const ALONE = ['all', 'canonical', 'final'];

function matches(words: readonly string[], { host, hostName, user, final }: Connection): Truth {
  const truths = conditionsOf(words).map(({ name, negated, value }): Truth => {
    const is = (truth: boolean): Truth => (truth === negated ? 'no' : 'yes');
    switch (name) {
      case 'all':
        return is(true);
      case 'final':
      case 'canonical':
        return is(final);
      case 'host':
        return is(isInList(value, hostName.toLowerCase(), true));
      case 'originalhost':
        return is(isInList(value, host.toLowerCase(), true));
      case 'user':
        return is(isInList(value, user ?? userInfo().username));
      case 'localuser':
        return is(isInList(value, userInfo().username));
      default:
        return 'maybe';
    }
  });
  return truths.includes('no') ? 'no' : truths.includes('maybe') ? 'maybe' : 'yes';
}

function isInList(list: string, value: string, ignoreCase = false): boolean {
  const patterns = list.split(',').map((pattern) => pattern.trim());
  if (patterns.some((pattern) => pattern.startsWith('!') && covers(pattern.slice(1), value, ignoreCase))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && covers(pattern, value, ignoreCase));
}
