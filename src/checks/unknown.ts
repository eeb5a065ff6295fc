import { explain, isClosedByOrganization, isDenied, isNotOffered, isOvertaken } from '../aws/errors.ts';
import type { CheckScope, Finding, Observation } from './check.ts';
import { hint, type Remedy } from './remedy.ts';

/** Thrown where what is looked at keeps changing. */
export class ChangingError extends Error {
  constructor() {
    super('it keeps changing');
    this.name = 'ChangingError';
  }
}

/** Makes the finding for a check that could not be run. */
export const unknownFinding = (check: string, scope: CheckScope, error: unknown): Finding => ({
  scope,
  ...unknownOf(check, error),
});

/** Makes the same as an observation: for a check that could be run, but not on everything. */
export function unknownOf(check: string, error: unknown): Observation & { readonly verdict: 'unknown' } {
  const action = isDenied(error) && !isClosedByOrganization(error) ? deniedAction(error) : undefined;
  const unread = action === undefined ? [] : [action];
  return { check, verdict: 'unknown', ...causeAndRemedy(error), unread };
}

/** Makes the observations that checks of an account know nothing of one of its regions. */
export const unknownIn = (
  { target }: { readonly target: { readonly region: string } },
  checks: readonly string[],
  error: unknown,
): readonly Observation[] => checks.map((check) => ({ ...unknownOf(check, error), region: target.region }));

const deniedAction = (error: unknown): string | undefined =>
  /perform: ([\w-]+:\w+)/.exec((error as Error).message ?? '')?.[1];

function causeAndRemedy(error: unknown): { readonly summary: string; readonly remedy: Remedy } {
  const { message, advice = 'run it again; if it happens again, report it with the output of --debug' } =
    explain(error);
  const action = deniedAction(error);
  if (isClosedByOrganization(error)) {
    return {
      summary: `a service control policy of the organization denies ${action ?? 'what has to be read'}`,
      remedy: hint(advice),
    };
  }
  if (isDenied(error)) {
    return {
      summary: `${action ?? 'what has to be read'} is denied to these credentials`,
      remedy:
        action === undefined
          ? hint('allow the reads that session-manager policy operator --for doctor lists')
          : {
              kind: 'statement',
              lead: 'allow it',
              statement: { Effect: 'Allow', Action: action, Resource: '*' },
              alternative: 'all that is read: session-manager policy operator --for doctor',
            },
    };
  }
  if (isNotOffered(error))
    return { summary: 'this endpoint does not offer what has to be read', remedy: hint('look at AWS itself') };
  if (error instanceof ChangingError || isOvertaken(error))
    return { summary: 'it is being changed while it is read', remedy: hint('run it again when other runs are over') };
  return { summary: `it could not be checked: ${message}`, remedy: hint(advice) };
}
