import type { SessionDocument } from './session-document.ts';
import { FIELDS } from './session-fields.ts';

/**
 * Gives the input that an unknown member of a document probably is: one that the document does not have, written with other
 * capitals or signs, with up to two letters more, less or other, or outside of the inputs. `field`: its path from the top.
 */
export function meantMember({ inputs }: SessionDocument, field: string): string | undefined {
  const written = field.replace(/^inputs\./, '');
  const isSaid = (name: string): boolean => {
    const value = inputs[name.split('.')[0] ?? ''];
    return value !== undefined && value !== null && value !== '';
  };
  const names = FIELDS.map(({ name }) => name).filter((name) => !isSaid(name) || name.includes('.'));
  const letters = lettersOf(written);
  const same = names.find((name) => name !== field && lettersOf(name) === letters);
  const near = names.find((name) => letters.length > 6 && distance(lettersOf(name), letters) <= 2);
  const found = same ?? near;
  return found === undefined ? undefined : `inputs.${found}`;
}

const lettersOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** Counts the letters to insert, remove or replace to make one text of another (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of Array.from(one).entries()) {
    const next = [index + 1];
    for (const [at, its] of Array.from(other).entries()) {
      const [above = 0, before = 0, left = 0] = [row[at + 1], row[at], next[at]];
      next.push(Math.min(above + 1, left + 1, before + (letter === its ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
