import { type ControlName, type Explanation, explained, listed } from '../engine/explanation.ts';
import { controlsOf } from '../compliance/index.ts';
import { isSelected, parseExplained, parseSelection } from '../engine/selection.ts';
import { UserError } from '../errors.ts';
import type { RawOf } from '../inputs/input.ts';
import { checksInputs } from '../inputs/tables/checks.ts';
import type { doctorInputs } from '../inputs/tables/doctor.ts';
import { isTyped, type Sourced } from './environment.ts';

/** The flags by which checks are listed or explained. */
export type CheckFlags = RawOf<typeof checksInputs> & Pick<RawOf<typeof doctorInputs>, 'only' | 'skip'>;

/** The flags that choose checks. */
const CHOOSING: readonly string[] = ['only', 'skip'];

/** The flags that are as true where no check is made. */
const NEUTRAL: readonly string[] = [
  ...Object.keys(checksInputs),
  'json',
  'help',
  'debug',
  'noop',
  'sandbox',
  'config',
  'no-config',
];

/**
 * Explains the checks that are asked about; nothing is called, read or looked up. Throws a UserError for a check that there is not, and
 * for flags that were typed and are about how checks are made. `all`: the flags of the command.
 */
export function chosenChecks(
  flags: CheckFlags,
  argv: readonly string[],
  all: Readonly<Record<string, Sourced>>,
): readonly Explanation[] {
  const { explain } = flags;
  if (explain && flags['list-checks']) throw conflict('--list-checks and --explain: give only one of them');
  const asked = explain ? '--explain' : '--list-checks';
  const fit = [...NEUTRAL, ...(explain ? [] : CHOOSING)];
  const strange = Object.keys(all).find((name) => isTyped(name, all[name] ?? {}, argv) && !fit.includes(name));
  if (strange !== undefined) {
    throw conflict(
      CHOOSING.includes(strange)
        ? `--explain names its checks itself: leave --${strange} out`
        : `${asked} makes no checks, so there is nothing for --${strange}: leave one out`,
    );
  }
  if (explain)
    return explained(
      parseExplained(
        explain,
        listed(() => true),
      ),
      controlNames,
    );
  const selection = parseSelection(flags);
  return explained(
    listed((id) => isSelected(selection, id)),
    controlNames,
  );
}

/** Names the controls for which a check gives evidence. */
export const controlNames = (check: string): readonly ControlName[] =>
  controlsOf(check).map(({ framework, control: { id, title } }) => ({ framework: framework.title, id, title }));

const conflict = (message: string): UserError => new UserError('conflict', message);
