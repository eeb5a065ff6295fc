import { hint, type Remedy, type SetupCommand } from '../checks/remedy.ts';
import { adviceOf } from '../render/advice.ts';

/** A command of ours in words that no shell changes. */
const PLAIN = /^session-manager setup(?: [\w@%+=:,./-]+)+$/;

/**
 * Turns advice that was printed into a remedy again: a command of ours is one, so that those of several accounts and regions can be one
 * command; all else is words.
 */
export function remedyOf(advice: string): Remedy {
  if (!PLAIN.test(advice)) return hint(advice);
  const flags = flagsOf(advice.split(' ').slice(2));
  const at = flags.findIndex(([name]) => name === 'regions');
  const { regions, profiles, accounts, ...rest } = Object.fromEntries(flags.slice(Math.max(at, 0)));
  if (typeof regions !== 'string') return hint(advice);
  const setup: SetupCommand = {
    kind: 'setup',
    invocation: Object.fromEntries(flags.slice(0, at)),
    regions: regions.split(','),
    ...(typeof profiles === 'string' && { profile: profiles }),
    accounts: typeof accounts === 'string' ? accounts.split(',') : [],
    flags: rest,
  };
  // What is not understood to the letter is not changed.
  return adviceOf(setup) === advice ? setup : hint(advice);
}

type Value = string | boolean | readonly string[];

/** `--regions a,b --kms --no-agent-update`; a flag that is repeated has all of its values. */
function flagsOf(words: readonly string[]): readonly (readonly [name: string, value: Value])[] {
  const found = new Map<string, Value>();
  for (const [index, word] of words.entries()) {
    if (!word.startsWith('--')) continue;
    const next = words[index + 1];
    const value = next === undefined || next.startsWith('--') ? undefined : next;
    const name = word.slice(2);
    if (value === undefined) found.set(name.replace(/^no-/, ''), !name.startsWith('no-'));
    else {
      const known = found.get(name);
      found.set(name, known === undefined ? value : [known as string | readonly string[], value].flat());
    }
  }
  return [...found];
}
