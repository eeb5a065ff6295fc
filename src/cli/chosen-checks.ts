import { type ControlName, type Explanation, explained, listed } from '../engine/explanation.ts';
import { controlsOf } from '../compliance/index.ts';
import { isSelected, parseExplained, parseSelection } from '../engine/selection.ts';
import { UserError } from '../errors.ts';
import type { RawOf } from '../inputs/input.ts';
import type { checksInputs } from '../inputs/tables/checks.ts';
import { doctorInputs } from '../inputs/tables/doctor.ts';
import { isTyped } from './environment.ts';

/** The flags by which checks are listed or explained. */
export type CheckFlags = RawOf<typeof checksInputs> & Pick<RawOf<typeof doctorInputs>, 'only' | 'skip'>;

/**
 * Explains the checks that are asked about; nothing is called, read or looked up. Throws a UserError for a check that there is not, and
 * for flags that were typed and are about how checks are made.
 */
export function chosenChecks(flags: CheckFlags, argv: readonly string[]): readonly Explanation[] {
  const { explain } = flags;
  if (explain && flags['list-checks']) throw conflict('--list-checks and --explain: give only one of them');
  const asked = explain ? '--explain' : '--list-checks';
  const choosing = explain ? [] : ['only', 'skip'];
  const strange = Object.keys(doctorInputs).find((name) => isTyped(name, {}, argv) && !choosing.includes(name));
  if (strange !== undefined) {
    throw conflict(
      ['only', 'skip'].includes(strange)
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
