import { nameProblems, schemaProblems } from '../../resources/preferences/document-problems.ts';
import { readInput } from '../../resources/preferences/input-reading.ts';
import type { FoundPreferences } from '../../resources/preferences/read-preferences.ts';
import type { SessionDocument } from '../../resources/preferences/session-document.ts';
import { FIELDS } from '../../resources/preferences/session-fields.ts';
import { failureOf } from '../../resources/preferences/versions.ts';
import type { FieldValue } from '../../resources/resource.ts';
import type { Observation } from '../check.ts';

const wrongIn = (document: SessionDocument): readonly string[] =>
  [...schemaProblems(document), ...nameProblems(document)].map(({ field }) => field);

/** Tells whether the latest version has an input, too, that is wrong as it is written. */
export const isWrongInLatest = ({ latest }: FoundPreferences, field: string): boolean =>
  latest?.document !== undefined && wrongIn(latest.document).includes(field);

/** Lists the inputs of which the latest version says something else than the one in effect, or the same as it should be written. */
export function changedByLatest(found: FoundPreferences): readonly string[] {
  const { inEffect, latest } = found;
  const now = inEffect.document;
  const later = latest && failureOf(latest) === undefined ? latest.document : undefined;
  if (!now || !later) return [];
  const meaning = (document: SessionDocument, field: string): FieldValue | undefined =>
    readInput(document, field).value;
  const changed = FIELDS.map(({ name }) => name).filter((field) => meaning(now, field) !== meaning(later, field));
  return [...new Set([...changed, ...wrongIn(now).filter((field) => !isWrongInLatest(found, field))])];
}

/** Says of a fault that it is gone once the latest version is in effect, because of this input; undefined: it need not be. */
export const goneWithLatest = ({ latest }: FoundPreferences, field: string | undefined): Pick<Observation, 'needs'> =>
  latest && field !== undefined ? { needs: { preference: [field] } } : {};
