import type { Untouched } from '../resource.ts';
import { readInput } from './input-reading.ts';
import { unclearInputs } from './corrections.ts';
import { unknownInputs } from './changed-document.ts';
import type { SessionDocument } from './session-document.ts';
import { FIELDS } from './session-fields.ts';

const KNOWN = new Set(['schemaVersion', 'description', 'sessionType', 'inputs', 'parameters']);

/**
 * Lists the texts with parameters in a document, what AWS or the agent do not take and only somebody who knows what it was
 * to be can correct, and the members that are not in the schema of preferences.
 */
export function untouchedIn(document: SessionDocument): readonly Untouched[] {
  const templates = FIELDS.flatMap(({ name: field }): readonly Untouched[] => {
    const { text, value = null } = readInput(document, field);
    return text === undefined ? [] : [{ field, have: text, default: value }];
  });
  const unclear = unclearInputs(document).flatMap(({ field, have, want, ...problem }): readonly Untouched[] =>
    problem.default === undefined ? [{ field, have, must: want }] : [],
  );
  const inputs = Object.entries(unknownInputs(document)).map(([name, value]) => [`inputs.${name}`, value] as const);
  const members = Object.entries(document).filter(([name]) => !KNOWN.has(name));
  const unknown = [...inputs, ...members].map(([field, value]) => ({ field, have: JSON.stringify(value) }));
  return [...templates, ...unclear, ...unknown];
}
