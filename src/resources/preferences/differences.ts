import type { Difference } from '../resource.ts';
import { unclearInputs } from './corrections.ts';
import { readInput } from './input-reading.ts';
import type { FoundPreferences } from './read-preferences.ts';
import type { SessionDocument } from './session-document.ts';
import { failureOf } from './versions.ts';

/** Gives an input as it is written, with what the defaults of its parameters make of it; what has no meaning as JSON. */
export function haveOf(document: SessionDocument, field: string): Pick<Difference, 'have' | 'default'> {
  const { value = null, text: template } = readInput(document, field);
  const unclear = unclearInputs(document).find((problem) => problem.field === field);
  if (unclear)
    return template === undefined ? { have: unclear.have } : { have: template, default: unclear.default ?? value };
  const whole = document.inputs[field.split('.')[0] ?? ''];
  // A text in the place of a map.
  if (field.includes('.') && template === undefined && typeof whole === 'string' && whole !== '')
    return { have: whole };
  return template === undefined ? { have: value === '' ? null : value } : { have: template, default: value };
}

/** Compares what a document has besides its content. `rewritten`: its content is written anew; `drafted`: the latest version only has to take effect. */
export function differencesBesides(
  have: FoundPreferences,
  rewritten: boolean,
  drafted: boolean,
): readonly Difference[] {
  const { inEffect, latest, type, format } = have;
  const found: Difference[] = [];
  if (!inEffect.document) {
    const kind = type === undefined ? 'not a Session document' : `a ${type} document`;
    found.push({ field: 'content', have: kind, want: 'a Session document' });
  }
  const [failure, draftFailure] = [inEffect, latest].map((version) => version && failureOf(version));
  if (failure !== undefined) found.push({ field: 'status', have: failure, want: 'Active' });
  if (latest) {
    const want = drafted ? `the latest, now ${latest.number}` : 'a new one, as the latest';
    found.push({ field: 'defaultVersion', have: inEffect.number, want });
  }
  if (draftFailure !== undefined) found.push({ field: 'latestStatus', have: draftFailure, want: 'Active' });
  if (format !== undefined && (rewritten || found.length > 0)) {
    found.push({ field: 'documentFormat', have: format, want: 'JSON' });
  }
  return found;
}
