import type { Many } from '../../inputs/input.ts';

/** A flag, as far as it matters for its variable. */
interface Flag {
  readonly env?: string | undefined;
}

/**
 * Gives the variables that stand for flags, in the order of the flags. A list is one text, as the variables of lists are. Flags that
 * no variable stands for are left out.
 */
export function variablesOf(
  given: Readonly<Record<string, Many | boolean | undefined>>,
  flags: Readonly<Record<string, Flag>>,
): Readonly<Record<string, string>> {
  const found = Object.entries(flags).flatMap(([name, { env }]) => {
    const value = given[name];
    return env === undefined || value === undefined ? [] : [[env, [value].flat().join(',')] as const];
  });
  return Object.fromEntries(found);
}
