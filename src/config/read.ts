import { closest, distance } from 'fastest-levenshtein';
import type { UserError } from '../errors.ts';
import { type ConfigFile, MEMBER } from './find.ts';
import { isSecretName, KEYS, NAMED_ONLY, reasonAgainst, TARGET_KEYS } from './keys.ts';
import { type Match, readMatch } from './match.ts';
import { NOTHING_SECRET, readSetting, rowOf, type Setting } from './setting.ts';
import { type Entries, type Entry, type Position, readTree, type Tree, wrongAt } from './tree.ts';

/** What a configuration file says. */
export interface Config {
  /** Where it is, as the user would say it. */
  readonly file: string;
  /** True: the user has named it. */
  readonly named: boolean;
  /** By flag. */
  readonly settings: ReadonlyMap<string, Setting>;
  /** In the order of the file: later ones win. */
  readonly overrides: readonly Override[];
}

/** Flags for some targets. */
export interface Override {
  /** Counted from 1. */
  readonly number: number;
  readonly at: Position;
  readonly match: Match;
  readonly settings: ReadonlyMap<string, Setting>;
}

/** Reads a configuration. Throws a UserError with file, line and column for the first thing that is wrong. */
export function readConfig(found: ConfigFile): Config {
  const { file, named } = found;
  const root = entriesOf(readTree(found.text, file, found.form !== 'yaml'), file, found.form === 'package');
  const settings = new Map<string, Setting>();
  let overrides: readonly Override[] = [];
  for (const entry of root) {
    if (entry.key === '$schema') checkSchema(entry, file);
    else if (entry.key === 'overrides') overrides = overridesOf(entry, found);
    else settings.set(entry.key, settingOf(entry, found, false));
  }
  return { file, named, settings, overrides };
}

function entriesOf(tree: Tree, file: string, isPackage: boolean): readonly Entry[] {
  if (!isPackage) return tree.kind === 'null' ? [] : mapOf(tree, file, 'a configuration').entries;
  const own = mapOf(tree, file, 'package.json').entries.find(({ key }) => key === MEMBER);
  if (!own) throw wrongAt(file, tree.at, `there is no ${MEMBER} in it`);
  return mapOf(own.value, file, MEMBER).entries;
}

function mapOf(tree: Tree, file: string, what: string): Entries {
  if (tree.kind === 'map') return tree;
  throw wrongAt(file, tree.at, `${what} must be a map, with flags as its keys`);
}

function checkSchema({ value }: Entry, file: string): void {
  if (value.kind !== 'text') throw wrongAt(file, value.at, '$schema must be a text');
}

function overridesOf({ value }: Entry, found: ConfigFile): readonly Override[] {
  const { file } = found;
  if (value.kind !== 'list') throw wrongAt(file, value.at, 'overrides must be a list, of match and flags');
  return value.items.map((item, index) => {
    const { entries, at } = mapOf(item, file, 'an override');
    const match = entries.find(({ key }) => key === 'match');
    if (!match) throw wrongAt(file, at, 'match is missing: it says for which targets the override is');
    const others = entries.filter((entry) => entry !== match);
    if (others.length === 0) throw wrongAt(file, at, 'this override says nothing: flags are missing beside match');
    const settings = new Map(others.map((entry) => [entry.key, settingOf(entry, found, true)] as const));
    return { number: index + 1, at, match: readMatch(match, found), settings };
  });
}

function settingOf(entry: Entry, found: ConfigFile, inOverride: boolean): Setting {
  const { file, named } = found;
  const { key, at } = entry;
  const row = rowOf(key);
  if (!row) throw noKey(key, at, file, inOverride);
  if (inOverride && !TARGET_KEYS.includes(key)) {
    throw wrongAt(file, at, `${key} is about the whole run, so it cannot differ from target to target`);
  }
  const setting = readSetting(entry, row, found, inOverride);
  const danger = Object.hasOwn(NAMED_ONLY, key) && setting.value === true ? NAMED_ONLY[key] : undefined;
  if (danger !== undefined && !named) {
    throw wrongAt(file, at, `${key} counts only in a file that --config names: ${danger}`);
  }
  return setting;
}

function noKey(key: string, at: Position, file: string, inOverride: boolean): UserError {
  if (isSecretName(key)) return wrongAt(file, at, `${key} is not taken from a file: ${NOTHING_SECRET}`);
  const reason = reasonAgainst(key);
  if (reason !== undefined) return wrongAt(file, at, `${key} is not taken from a file: ${reason}`);
  const near = nearestKey(key, inOverride);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  return wrongAt(file, at, `unknown key ${JSON.stringify(key)}${hint}`, near === undefined ? [] : [near]);
}

function nearestKey(key: string, inOverride: boolean): string | undefined {
  const name = key
    .replace(/^-+/, '')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
  const positive = name.replace(/^no-/, '');
  if (positive !== name && rowOf(positive)?.kind === 'switch') return `${positive}: false`;
  // Nobody is led to lose something.
  const known = (inOverride ? ['match', ...TARGET_KEYS] : ['overrides', ...Object.keys(KEYS)]).filter(
    (one) => !Object.hasOwn(NAMED_ONLY, one),
  );
  const nearest = closest(name, known);
  return distance(name, nearest) <= Math.max(1, Math.floor(name.length / 3)) ? nearest : undefined;
}
