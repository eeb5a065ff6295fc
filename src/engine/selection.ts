import { closest, distance } from 'fastest-levenshtein';
import { CHECK_IDS } from '../checks/index.ts';
import type { Many, RawOf } from '../inputs/input.ts';
import type { doctorInputs } from '../inputs/tables/doctor.ts';
import { invalid, list } from '../inputs/values.ts';
import type { Change } from './change.ts';

/** The checks to run; each text is an id, or a family such as `kms`. */
export interface Selection {
  /** Empty: all. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

export const EVERY_CHECK: Selection = { only: [], skip: [] };

const covers = (text: string, id: string): boolean => id === text || id.startsWith(`${text}.`);

export const isSelected = ({ only, skip }: Selection, id: string): boolean =>
  (only.length === 0 || only.some((text) => covers(text, id))) && !skip.some((text) => covers(text, id));

/** Lists the checks that are made; undefined where those are all. */
export function selectedOf(selection: Selection): readonly string[] | undefined {
  const selected = CHECK_IDS.filter((id) => isSelected(selection, id));
  return selected.length === CHECK_IDS.length ? undefined : selected;
}

/** Leaves out what is not looked at somewhere: with `--no-agent-update`, somebody else keeps agents up to date. */
export const withoutUpdates = ({ only, skip }: Selection): Selection => ({ only, skip: [...skip, 'association'] });

/** Lists the checks that `doctor` runs, as `--noop` shows them; calls nothing. */
export const blankDiagnosis = (selection: Selection): readonly Change[] =>
  CHECK_IDS.filter((id) => isSelected(selection, id)).map((id) => ({
    resource: id,
    action: 'none',
    summary: `Checking ${id}`,
    differences: [],
  }));

/** Reads flags. Throws a UserError for a text that is neither a check nor a family. */
export function parseSelection(raw: Pick<RawOf<typeof doctorInputs>, 'only' | 'skip'>): Selection {
  const selection = {
    only: raw.only === undefined ? [] : checked('--only', list('--only', raw.only)),
    skip: raw.skip === undefined ? [] : checked('--skip', list('--skip', raw.skip)),
  };
  if (!CHECK_IDS.some((id) => isSelected(selection, id))) {
    throw invalid('--skip', selection.skip.join(','), 'it leaves no check');
  }
  return selection;
}

/**
 * Reads which ids are to be explained: those asked for in their order, the ids of a family in that of the catalogue, each once.
 * Throws a UserError for a text that is neither a check nor a family.
 */
export function parseExplained(raw: Many, all: readonly string[]): readonly string[] {
  const texts = checked('--explain', list('--explain', raw));
  return [...new Set(texts.flatMap((text) => all.filter((id) => covers(text, id))))];
}

function checked(flag: string, texts: readonly string[]): readonly string[] {
  const families = [...new Set(CHECK_IDS.map((id) => id.split('.')[0] ?? id))];
  for (const text of texts) {
    if (CHECK_IDS.some((id) => covers(text, id))) continue;
    const typed = text.toLowerCase();
    const alike = CHECK_IDS.filter((id) => id.endsWith(`.${typed}`));
    const guess = alike.length > 1 ? undefined : (alike[0] ?? nearest(typed, [...CHECK_IDS, ...families]));
    const family = alike.length > 1 ? alike : CHECK_IDS.filter((id) => id.startsWith(`${typed.split('.')[0]}.`));
    const others = family.length > 0 ? `there are ${family.join(', ')}` : `the families are ${families.join(', ')}`;
    const known = guess === undefined ? others : `did you mean ${guess}?`;
    throw invalid(flag, text, `there is no such check; ${known}`, guess === undefined ? [] : [guess]);
  }
  return texts;
}

/** Gives what is so near that it may be meant; undefined: nothing is. */
function nearest(text: string, known: readonly string[]): string | undefined {
  const near = closest(text, known);
  return distance(text, near) <= Math.max(2, text.length / 3) ? near : undefined;
}
