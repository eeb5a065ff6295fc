import { createHash } from 'node:crypto';

/**
 * Gives the digest of JSON by its meaning, whatever the order of members and the blanks between them. It tells that a file was
 * altered; it is no signature, since whoever alters the file can write another digest.
 */
export const digestOf = (value: object): string =>
  `sha256:${createHash('sha256').update(JSON.stringify(value, ordered)).digest('hex')}`;

function ordered(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
