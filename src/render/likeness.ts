import { ACCOUNT, REGION, THINGS, UUID } from '../aws/particulars.ts';
import { counted } from './counted.ts';
import { inWords } from './regions-in-words.ts';

/** A kind of word that differs between sentences that say the same of several things, and how all of its values are told as one. */
interface Slot {
  readonly pattern: string;
  /** `values`: each once, at least two. */
  told(values: readonly string[]): string;
}

const ONE_REGION = `${REGION}(?![\\w-])`;
const ACTION = '[a-z0-9-]+:[A-Z][A-Za-z]+';

const split = (values: readonly string[]): readonly string[] => [
  ...new Set(values.flatMap((value) => value.split(', '))),
];
const few = (values: readonly string[]): string =>
  values.length === 2 ? values.join(' or ') : `${values[0]} and ${values.length - 1} others`;

const SLOTS: readonly Slot[] = [
  { pattern: `${ACTION}(?:, ${ACTION})*`, told: (values) => `some of ${split(values).join(', ')}` },
  { pattern: `${ONE_REGION}(?:, ${ONE_REGION})*`, told: (values) => inWords(split(values), 3, 'region') },
  { pattern: '\\d+(?:\\.\\d+){2,}', told: (values) => range(values) },
  { pattern: ACCOUNT, told: (values) => few(values) },
  {
    pattern: '\\b\\d+ (?:hybrid )?(?:nodes?|subnets?|instances?|ways?)(?: works?)?\\b',
    told: (values) => things(values),
  },
  {
    pattern: `\\b${THINGS}-[\\w-]*\\d[\\w-]*`,
    told: (values) => few(values),
  },
  { pattern: UUID, told: (values) => few(values) },
  { pattern: '"[^"]*"', told: (values) => few(values) },
  { pattern: '\\b\\d+\\b', told: (values) => range(values) },
];

const PATTERN = new RegExp(SLOTS.map(({ pattern }) => `(${pattern})`).join('|'), 'g');

/** Gives what sentences have in common that say the same of several things: versions, regions, ids, numbers and what is quoted are left out. */
export const likenessOf = (sentence: string): string =>
  sentence.replace(PATTERN, (...groups: readonly unknown[]) => `\u0000${slotAt(groups)}`);

const slotAt = (groups: readonly unknown[]): number => groups.slice(1, SLOTS.length + 1).findIndex(Boolean);

/** Tells sentences that are alike as one: `agents 2.2.120.0 to 2.3.50.0 are too old for sessions`. */
export function asOne(sentences: readonly string[]): string {
  const [first = '', ...rest] = [...new Set(sentences)];
  if (rest.length === 0) return first;
  const all = [first, ...rest].map((sentence) => sentence.match(PATTERN) ?? []);
  let at = -1;
  const told = first.replace(PATTERN, (...groups) => {
    at += 1;
    const values = [...new Set(all.map((found) => found[at] ?? ''))];
    return values.length === 1 ? (values[0] ?? '') : (SLOTS[slotAt(groups)]?.told(values) ?? '');
  });
  return told.replace(/^agent (\S+ to \S+) is /, 'agents $1 are ');
}

/** `2.2.120.0 to 3.0.161.0` */
function range(values: readonly string[]): string {
  const sorted = values.toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }));
  return `${sorted[0]} to ${sorted.at(-1)}`;
}

/** `2 to 6 nodes` */
function things(values: readonly string[]): string {
  const numbers = values.map((value) => Number.parseInt(value, 10));
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const [, noun = ''] = /^\d+ (.*)$/.exec(values.find((value) => !value.startsWith('1 ')) ?? values[0] ?? '') ?? [];
  return least === most ? counted(most, noun, noun) : `${least} to ${most} ${noun}`;
}
