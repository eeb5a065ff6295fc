import { shellWord } from '../../aws/shell-word.ts';
import type { InputTable, RawOf } from '../../inputs/input.ts';
import type { RawInputs } from '../../inputs/inputs.ts';
import { setupInputs } from '../../inputs/tables/setup.ts';

// An output of a stack may have 4096 characters.
const LONGEST = 1000;

/** Writes the command line of `setup` with these flags, for a POSIX shell; without its shell profiles where these are too long to be shown. */
export function setupCommand(flags: RawInputs): string {
  const words = (left: readonly string[]): string =>
    [
      'session-manager setup',
      ...wordsOf(flags)
        .filter(([name]) => !left.includes(name))
        .map(([, word]) => word),
    ].join(' ');
  const whole = words([]);
  return whole.length <= LONGEST ? whole : words(['shell-profile-linux', 'shell-profile-windows']);
}

function wordsOf(flags: RawInputs): readonly (readonly [name: string, words: string])[] {
  const given: RawOf<InputTable> = flags;
  return Object.entries(setupInputs as InputTable).flatMap(([name, row]) => {
    const value = given[name];
    if (value === undefined) return [];
    if (typeof value !== 'boolean') return [value].flat().map((one) => [name, `--${name} ${shellWord(one)}`] as const);
    if (value) return row.default === true ? [] : [[name, `--${name}`] as const];
    return row.kind === 'switch' && row.negatable ? [[name, `--no-${name}`] as const] : [];
  });
}
