import { type Inputs, parseInputs, type RawInputs } from '../inputs/inputs.ts';
import type { Input, InputTable } from '../inputs/input.ts';
import { removalInputs } from '../inputs/tables/delete.ts';
import { nameInputs, setupInputs } from '../inputs/tables/setup.ts';
import type { FlagValue, PlanKind } from './plan-file.ts';

/** Gives the inputs of setup, or of delete, that a plan keeps. */
export const inputsOf = (kind: PlanKind): InputTable =>
  kind === 'setup' ? setupInputs : { ...nameInputs, ...removalInputs };

/** Finds a flag that such a table does not have, or whose value is of another kind; undefined: there is none. */
export const strangeFlag = (flags: Readonly<Record<string, FlagValue>>, table: InputTable): string | undefined =>
  Object.keys(flags).find((name) => {
    const row = Object.hasOwn(table, name) ? table[name] : undefined;
    return !row || !isFor(row, flags[name]);
  });

function isFor({ kind }: Input, value: FlagValue | undefined): boolean {
  if (kind === 'switch') return typeof value === 'boolean';
  return typeof value === 'string' || (kind === 'list' && typeof value !== 'boolean');
}

/** Makes what reads flags, each set of them once: thousands of targets have the same. */
export function inputsReader(): (flags: RawInputs) => Inputs {
  const known = new Map<string, Inputs>();
  return (flags) => {
    const name = JSON.stringify(flags);
    const inputs = known.get(name) ?? parseInputs(flags);
    known.set(name, inputs);
    return inputs;
  };
}
