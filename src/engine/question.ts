import type { Question } from '../inputs/question.ts';
import type { Inputs, RawInputs } from '../inputs/inputs.ts';
import type { RawScope, Scope } from '../targets/scope.ts';

/** Everything that is asked about besides the target itself. `planned`: what setup would make counts as being there. */
export function questionOf(
  raw: RawInputs & RawScope & { readonly sandbox?: boolean },
  inputs: Inputs,
  scope: Scope,
  planned = false,
): Question {
  return {
    inputs,
    logGroupAsked: raw['log-group'] !== undefined,
    flags: setupFlagsOf(raw),
    invocation: {
      ...(raw.sandbox && { sandbox: true }),
      ...(raw['role-name'] !== undefined && { 'role-name': scope.roleName }),
    },
    accountsAsked: scope.accounts !== undefined,
    planned,
    now: Date.now(),
  };
}

/** What decides about preferences; the log group is named anyway. */
const PREFERENCES = [
  'kms',
  'kms-key',
  'encrypt-sessions',
  's3-bucket',
  's3-prefix',
  's3-encryption',
  'streaming',
  'idle-timeout',
  'max-duration',
  'run-as',
  'shell-profile-linux',
  'shell-profile-windows',
] as const;

const setupFlagsOf = (raw: RawInputs): RawInputs =>
  Object.fromEntries(PREFERENCES.flatMap((name) => (raw[name] === undefined ? [] : [[name, raw[name]]])));
