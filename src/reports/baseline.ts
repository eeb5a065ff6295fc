import { closest, distance } from 'fastest-levenshtein';
import { isRegion, isRegionName, nearestRegion } from '../aws/regions.ts';
import { CATALOGUE } from '../checks/catalogue.ts';
import { namedFile } from '../config/find.ts';
import { type Entry, type FileKind, type Position, readTree, type Tree, wrongAt } from '../config/tree.ts';
import { UserError } from '../errors.ts';
import type { BaselineEntry } from '../engine/report.ts';
import { isPattern, matching } from '../names/pattern.ts';

/** Which findings are accepted, as a file says it. */
export interface Baseline {
  /** Where it is, as the user would say it. */
  readonly file: string;
  readonly form: 'yaml' | 'json';
  readonly text: string;
  readonly entries: readonly BaselineEntry[];
}

/** A file of accepted findings: 32 MiB are some 150,000, more than twice those of 2,000 targets with thirty each. */
const KIND: FileKind = { name: 'baseline', code: 'invalid-baseline', largest: 32 * 1024 * 1024, most: 4_000_000 };

/** Reads a file of accepted findings. Throws a UserError with file, line and column for the first thing that is wrong. */
export function readBaseline(path: string): Baseline {
  const { file, form, text } = namedFile(path, '.', KIND);
  return parseBaseline({ file, form: form === 'yaml' ? 'yaml' : 'json', text });
}

/** Checks that a baseline can be read again once it is written. Throws a UserError where it would be too large; `findings`: that it would accept. */
export function checkSize(text: string, path: string, findings: number, largest = KIND.largest): void {
  if (Buffer.byteLength(text) <= largest) return;
  const why = `what accepts ${findings} ${findings === 1 ? 'finding' : 'findings'} is larger than the ${largest / 1024 / 1024} MiB that a baseline may have`;
  const advice = 'accept less at once (--only, --accounts), or whole families by hand (check: vpc)';
  throw new UserError('cannot-write', `--write-baseline ${path}: ${why}: ${advice}`);
}

/** Reads the text of such a file. Throws as `readBaseline` does. */
export function parseBaseline(found: Omit<Baseline, 'entries'>): Baseline {
  const { file, form, text } = found;
  const tree = readTree(text, file, form === 'json', KIND);
  if (tree.kind !== 'map') throw wrong(file, tree.at, 'a baseline must be a map, with accepted as its key');
  const unknown = tree.entries.find(({ key }) => key !== 'accepted' && key !== '$schema');
  if (unknown) throw noKey(file, unknown, ['accepted']);
  const accepted = tree.entries.find(({ key }) => key === 'accepted');
  if (!accepted) throw wrong(file, tree.at, 'accepted is missing: it lists the findings');
  const { value, at } = accepted;
  if (value.kind !== 'list') throw wrong(file, value.kind === 'null' ? at : value.at, 'accepted must be a list');
  return { ...found, entries: value.items.map((item) => entryOf(item, file)) };
}

const MEMBERS = ['check', 'subject', 'account', 'region', 'reason', 'owner', 'expires'] as const;

type Member = (typeof MEMBERS)[number];

const isMember = (key: string): key is Member => (MEMBERS as readonly string[]).includes(key);

function entryOf(tree: Tree, file: string): BaselineEntry {
  if (tree.kind !== 'map') throw wrong(file, tree.at, `each of accepted must be a map, of ${MEMBERS.join(', ')}`);
  const texts = tree.entries.map((entry): readonly [Member, string] => {
    const { key } = entry;
    if (!isMember(key)) throw noKey(file, entry, MEMBERS);
    return [key, textOf(key, entry, file)];
  });
  const given: Partial<Record<Member, string>> = Object.fromEntries(texts);
  for (const member of ['check', 'reason'] as const) {
    if (given[member] === undefined) throw wrong(file, tree.at, `${member} is missing`);
  }
  return given as BaselineEntry;
}

function textOf(key: Member, { at, value }: Entry, file: string): string {
  if (value.kind === 'list' || value.kind === 'map') {
    throw wrong(file, value.at, `${key} is a ${value.kind}: it must be a text`);
  }
  const text = key === 'reason' || key === 'owner' ? value.text.trim() : value.text;
  if (value.kind === 'null' || text === '') {
    const place = value.kind === 'null' && value.text === '' ? at : value.at;
    throw wrong(file, place, `${key} is empty: ${WANTED[key]}`);
  }
  const complaint = complaintAbout(key, text);
  if (complaint) throw wrong(file, value.at, `${key} ${JSON.stringify(text)}: ${complaint.why}`, complaint.suggestions);
  return text;
}

const WANTED: Readonly<Record<Member, string>> = {
  check: 'name a check, a family, or a pattern of them',
  subject: 'leave it out, if it is about any',
  account: 'leave it out, if it is about any',
  region: 'leave it out, if it is about any',
  reason: 'say why it is accepted',
  owner: 'leave it out, or say who has accepted it',
  expires: 'leave it out, or give the last day, such as 2027-01-31',
};

interface Complaint {
  readonly why: string;
  readonly suggestions?: readonly string[];
}

function complaintAbout(key: Member, text: string): Complaint | undefined {
  if (key === 'check') return noCheck(text);
  if (key === 'account' && !/^(?:\d{12}|[\d*?]*[*?][\d*?]*)$/.test(text)) {
    return { why: 'it must be an account id, of 12 digits, or a pattern of them with * and ?' };
  }
  if (key === 'region') return noRegion(text);
  if (key === 'expires' && !isDay(text)) return { why: 'it must be a day such as 2027-01-31' };
  return undefined;
}

/** Tells whether this is a day that there is: `2027-02-29` is none. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function noCheck(text: string): Complaint | undefined {
  const ids = Object.keys(CATALOGUE);
  if (ids.some(checkMatcher(text))) return undefined;
  const families = [...new Set(ids.map((id) => id.split('.')[0] ?? id))];
  if (isPattern(text)) return { why: `no check is called that; the families are ${families.join(', ')}` };
  const near = closest(text, [...ids, ...families]);
  return distance(text, near) <= Math.max(2, text.length / 3)
    ? { why: `there is no such check; did you mean ${near}?`, suggestions: [near] }
    : { why: `there is no such check; the families are ${families.join(', ')}` };
}

/** Makes a test of ids: one of them, a family, or a pattern. */
export function checkMatcher(text: string): (id: string) => boolean {
  if (isPattern(text)) return matching(text);
  return (id) => id === text || id.startsWith(`${text}.`);
}

function noRegion(text: string): Complaint | undefined {
  if (isPattern(text))
    return /^[a-z\d*?-]+$/.test(text) ? undefined : { why: 'it must be a region, or a pattern of them' };
  if (isRegion(text)) return undefined;
  const near = nearestRegion(text);
  const newer = isRegionName(text) ? `; a region that this version does not know yet is ${text}*` : '';
  return near === undefined
    ? { why: `there is no such region${newer}` }
    : { why: `there is no such region; did you mean ${near}?${newer}`, suggestions: [near] };
}

function noKey(file: string, { key, at }: Entry, known: readonly string[]): Error {
  const near = closest(key.toLowerCase(), known);
  const isNear = distance(key.toLowerCase(), near) <= Math.max(1, Math.floor(key.length / 3));
  const hint = isNear ? `did you mean ${near}?` : `there is ${known.join(', ')}`;
  return wrong(file, at, `unknown key ${JSON.stringify(key)}; ${hint}`, isNear ? [near] : []);
}

const wrong = (file: string, at: Position, why: string, suggestions?: readonly string[]): Error =>
  wrongAt(file, at, why, suggestions, KIND);
