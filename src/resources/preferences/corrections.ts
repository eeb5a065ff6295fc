import type { Difference } from '../resource.ts';
import { schemaProblems, type SchemaProblem } from './document-problems.ts';
import { asBoolean, filledInput } from './input-reading.ts';
import type { SessionDocument } from './session-document.ts';
import { FIELDS } from './session-fields.ts';

/**
 * Lists what is to be written otherwise so that AWS and the agent take it, and means the same: a switch written as text or
 * number. A text with parameters is never corrected, nor what has no meaning, such as 90 idle minutes or the switch `"yes"`.
 */
export function corrections(document: SessionDocument): readonly Difference[] {
  return schemaProblems(document).flatMap(({ field, have, ...problem }): readonly Difference[] => {
    if (field === 'schemaVersion') return [{ field, have: bare(document.schemaVersion), want: '1.0' }];
    if (field === 'sessionType') return [{ field, have: bare(document.sessionType), want: 'Standard_Stream' }];
    const want = problem.minutes || problem.default !== undefined ? undefined : meaningOf(document, field);
    return want === undefined ? [] : [{ field, have, want }];
  });
}

const bare = (value: unknown): string | null => (typeof value === 'string' ? value : (JSON.stringify(value) ?? null));

function meaningOf(document: SessionDocument, field: string): boolean | undefined {
  if (!FIELDS.some(({ name, absent }) => name === field && typeof absent === 'boolean')) return undefined;
  const { value } = filledInput(document, field);
  return asBoolean(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Finds the inputs that AWS or the agent do not take and that only somebody who knows what they were to be can correct. */
export function unclearInputs(document: SessionDocument): readonly SchemaProblem[] {
  const corrected = new Set(corrections(document).map(({ field }) => field));
  return schemaProblems(document).filter(({ field }) => !corrected.has(field));
}
