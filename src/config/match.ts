import { isRegion, isRegionName, nearestRegion } from '../aws/regions.ts';
import type { UserError } from '../errors.ts';
import type { List } from '../inputs/input.ts';
import { organizationInputs } from '../inputs/tables/organization.ts';
import { targetInputs } from '../inputs/tables/targets.ts';
import { matching } from '../names/pattern.ts';
import type { Member } from '../targets/organization/member.ts';
import type { ConfigFile } from './find.ts';
import { readSetting, type Setting } from './setting.ts';
import { type Entry, type Position, wrongAt } from './tree.ts';

/** A target as far as it is known. Of its region and its account, `all`, `default` and an absent one are not. */
export interface Located {
  readonly account?: string;
  readonly region: string;
  /** What the organization says of the account, if it was asked. */
  readonly member?: Member;
}

/** The targets that an override is for: those that fit each member, by any of its items. */
export type Match = Readonly<Partial<Record<MatchKey, Setting>>>;

type MatchKey = keyof typeof MATCH_ROWS;

const { all: _all, ...accounts } = targetInputs.accounts;
const { all: _regions, ...regions } = targetInputs.regions;

/** The rows of what `match` can hold. */
export const MATCH_ROWS = {
  accounts,
  'org-units': organizationInputs['org-units'],
  'account-tags': organizationInputs['account-tags'],
  'account-names': organizationInputs['account-names'],
  regions,
} as const satisfies Readonly<Record<string, List>>;

const isMatchKey = (key: string): key is MatchKey => Object.hasOwn(MATCH_ROWS, key);

/** Reads `match`. Throws a UserError with the place of what is wrong. */
export function readMatch({ value, at }: Entry, found: Pick<ConfigFile, 'file' | 'folder'>): Match {
  const { file } = found;
  const which = `give one or more of ${Object.keys(MATCH_ROWS).join(', ')}`;
  if (value.kind !== 'map') throw wrongAt(file, value.kind === 'null' ? at : value.at, `match must be a map: ${which}`);
  if (value.entries.length === 0) throw wrongAt(file, value.at, `match is empty: ${which}`);
  const members: [MatchKey, Setting][] = value.entries.map((entry) => {
    const { key } = entry;
    if (!isMatchKey(key)) throw wrongAt(file, entry.at, `match has no ${JSON.stringify(key)}: ${which}`);
    return [key, readSetting(entry, MATCH_ROWS[key], found, false)];
  });
  return Object.fromEntries(members);
}

/** Checks that the regions of a match exist. `unchecked`: those that only look like one do, too. */
export function checkRegionsOf(match: Match, file: string, unchecked: boolean): void {
  for (const { text, at } of itemsOf(match.regions)) {
    if (!isRegion(text) && !(unchecked && isRegionName(text))) throw noRegion(file, at, text);
  }
}

function noRegion(file: string, at: Position, name: string): UserError {
  const near = nearestRegion(name);
  const why = `there is no such region${near === undefined ? '' : `; did you mean ${near}?`}`;
  return wrongAt(file, at, `regions ${JSON.stringify(name)}: ${why}`, near === undefined ? [] : [near]);
}

/** Says what has to be known of the organization to tell whether a target fits. */
export const factsFor = (match: Match): { readonly tags?: true; readonly orgUnits?: true } | undefined =>
  match['account-tags'] || match['org-units'] || match['account-names']
    ? { ...(match['account-tags'] && { tags: true }), ...(match['org-units'] && { orgUnits: true }) }
    : undefined;

/** Tells whether a target fits; where that is not known, what would have to be. */
export function fits(match: Match, place: Located): boolean | { readonly unknown: string } {
  const answers = Object.keys(match)
    .filter(isMatchKey)
    .map((key) => ({ key, answer: TESTS[key](wordsOf(match[key]), place) }));
  if (answers.some(({ answer }) => answer === false)) return false;
  const open = answers.find(({ answer }) => answer === undefined);
  return open ? { unknown: NAMES[open.key] } : true;
}

const NAMES = {
  accounts: 'the account',
  'org-units': 'the organizational unit of the account',
  'account-tags': 'the tags of the account',
  'account-names': 'the name of the account',
  regions: 'the region',
} as const;

/** Each: undefined where it is not known. */
const TESTS: Readonly<Record<MatchKey, (wanted: readonly string[], place: Located) => boolean | undefined>> = {
  accounts: (wanted, { account }) =>
    account === undefined || account === 'all' ? undefined : wanted.includes(account),
  'org-units': (wanted, { member }) => member?.orgUnits && wanted.some((unit) => member.orgUnits?.includes(unit)),
  'account-tags': (wanted, { member }) => {
    const tags = member?.tags;
    return tags && wanted.every((pattern) => hasTag(tags, pattern));
  },
  'account-names': (wanted, { member }) =>
    member?.name === undefined ? undefined : wanted.some((pattern) => matching(pattern)(member.name ?? '')),
  regions: (wanted, { region }) => (region === 'all' || region === 'default' ? undefined : wanted.includes(region)),
};

// As --account-tags has it: all of them, and in a value * and ? stand for any characters.
function hasTag(tags: Readonly<Record<string, string>>, pattern: string): boolean {
  const end = pattern.indexOf('=');
  const key = pattern.slice(0, end).trim();
  return Object.hasOwn(tags, key) && matching(pattern.slice(end + 1).trim())(tags[key] ?? '');
}

// Several may be written in one text, with commas, as on the command line.
const itemsOf = (setting: Setting | undefined): readonly { readonly text: string; readonly at: Position }[] =>
  (setting?.items ?? []).flatMap(({ text, at }) =>
    text.split(',').flatMap((part) => (part.trim() === '' ? [] : [{ text: part.trim(), at }])),
  );

const wordsOf = (setting: Setting | undefined): readonly string[] => itemsOf(setting).map(({ text }) => text);
