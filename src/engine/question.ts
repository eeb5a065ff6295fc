import type { InputTable, RawOf } from '../inputs/input.ts';
import type { Question } from '../inputs/question.ts';
import type { Inputs, RawInputs } from '../inputs/inputs.ts';
import { preferenceInputs } from '../inputs/tables/preferences.ts';
import type { RawScope, Scope } from '../targets/scope.ts';

/** Gives everything that is asked besides the target itself. `planned`: what setup would make counts as existing. */
export function questionOf(
  raw: RawInputs & RawScope & { readonly sandbox?: boolean },
  inputs: Inputs,
  scope: Scope,
  planned = false,
): Question {
  return {
    inputs,
    flags: setupFlagsOf(raw),
    invocation: {
      ...(raw.sandbox && { sandbox: true }),
      ...(raw['role-name'] !== undefined && { 'role-name': scope.roleName }),
      ...(scope.roleChain && { 'role-chain': scope.roleChain.join(',') }),
      ...(scope.externalId !== undefined && { 'external-id': scope.externalId }),
    },
    accountsAsked: scope.accounts !== undefined,
    planned,
    now: Date.now(),
  };
}

/** The inputs besides preferences that the document follows from; the log group is named anyway. */
const KEY_INPUTS = ['kms', 'kms-key', 'encrypt-sessions'] as const;

/** Picks the flags that decide about preferences. */
export function setupFlagsOf(raw: RawInputs): RawInputs {
  const given: RawOf<InputTable> = raw;
  const names = [...KEY_INPUTS, ...Object.keys(preferenceInputs)];
  return Object.fromEntries(names.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])));
}
