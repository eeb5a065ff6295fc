import { relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { parseInputs } from '../inputs/inputs.ts';
import type { Input } from '../inputs/input.ts';
import { readerOf } from '../inputs/reader.ts';
import type { ConfigFile } from './find.ts';
import { holdsAccessKey, KEYS, PAIRS, PATHS, TARGET_KEYS, WITH_FILES } from './keys.ts';
import { type Entry, type Position, type Tree, type Word, wrongAt } from './tree.ts';

/** A value of a flag as it would be typed; a switch is on or off. */
export type RawValue = boolean | string | readonly string[];

/** A flag that a file sets. */
export interface Setting {
  readonly key: string;
  /** Absent: the file takes back what was said before. */
  readonly value?: RawValue;
  readonly at: Position;
  /** Of a list: its items, with their places. */
  readonly items?: readonly Pick<Word, 'text' | 'at'>[];
}

/** Reads the value of a key that there is. Throws a UserError with the place of what is wrong. `canUndo`: `null` takes back what was said before. */
export function readSetting(
  { key, at, value: tree }: Entry,
  row: Input,
  { file, folder }: Pick<ConfigFile, 'file' | 'folder'>,
  canUndo: boolean,
): Setting {
  const wrong = (place: Position, why: string): UserError => wrongAt(file, place, `${key} ${why}`);
  if (tree.kind === 'null') {
    if (canUndo && tree.text !== '') return { key, at: tree.at };
    throw wrong(
      tree.text === '' ? at : tree.at,
      canUndo ? 'has no value; null takes back what was said before' : 'has no value',
    );
  }
  refuseAccessKeys(tree, file);
  if (row.kind === 'list') {
    const items = itemsOf(tree, key, wrong);
    if (items.length === 0) throw wrong(tree.at, 'is empty: give at least one value');
    const isFile = ({ text }: Item): boolean => WITH_FILES.includes(key) && text.startsWith('@');
    const own = items.filter((item) => !isFile(item));
    for (const item of own) check(row, key, [item.text], (why) => wrong(item.at, why));
    if (own.length > 0)
      check(
        row,
        key,
        own.map(({ text }) => text),
        (why) => wrong(tree.at, why),
      );
    // They are beside the configuration, wherever the command is called.
    const found = items.map((item) =>
      isFile(item) ? { ...item, text: `@${resolve(folder, item.text.slice(1))}` } : item,
    );
    return { key, value: found.map(({ text }) => text), at: tree.at, items: found };
  }
  if (tree.kind === 'list' || tree.kind === 'map') {
    throw wrong(tree.at, `is a ${tree.kind === 'list' ? 'list' : 'map'}: ${WANTED[row.kind]}`);
  }
  const value = row.kind === 'switch' ? switchOf(tree) : tree.text;
  if (value === undefined) throw wrong(tree.at, `${JSON.stringify(tree.text)}: ${WANTED.switch}`);
  if (row.kind === 'text' && tree.kind === 'boolean') {
    throw wrong(tree.at, `${tree.text}: ${WANTED.text}; ${QUOTES}`);
  }
  if (row.kind === 'choice' && !row.options.includes(String(value))) {
    throw wrong(tree.at, `${JSON.stringify(value)}: it must be one of ${row.options.join(', ')}`);
  }
  check(row, key, value, (why) => wrong(tree.at, why));
  const isPath = PATHS.includes(key) && value !== '';
  return { key, value: isPath ? pathFrom(folder, String(value)) : value, at: tree.at };
}

// It is beside the configuration, wherever the command is called.
const pathFrom = (folder: string, path: string): string => relative('.', resolve(folder, path)) || '.';

const QUOTES = 'put it in quotes if that is what it is';

const WANTED = {
  switch: 'it must be true or false',
  text: 'it must be a text',
  number: 'it must be a whole number',
  choice: 'it must be one word',
} as const;

// As in the environment, and as people write YAML.
function switchOf({ text }: Word): boolean | undefined {
  if (/^(?:true|yes|on)$/i.test(text)) return true;
  return /^(?:false|no|off)$/i.test(text) ? false : undefined;
}

type Item = Pick<Word, 'text' | 'at'>;

function itemsOf(tree: Tree, key: string, wrong: (place: Position, why: string) => UserError): readonly Item[] {
  if (tree.kind === 'map') {
    if (!PAIRS.includes(key)) throw wrong(tree.at, 'is a map: it must be a list');
    return tree.entries.map(({ key: name, at, value }) => ({ text: `${name}=${wordIn(value, wrong)}`, at }));
  }
  const items = tree.kind === 'list' ? tree.items : [tree];
  return items.map((item) => {
    if (item.kind === 'boolean') throw wrong(item.at, `${item.text}: ${WANTED.text}; ${QUOTES}`);
    return { text: wordIn(item, wrong), at: item.at };
  });
}

function wordIn(tree: Tree, wrong: (place: Position, why: string) => UserError): string {
  if (tree.kind === 'null') throw wrong(tree.at, 'has an item without a value');
  if (tree.kind === 'list' || tree.kind === 'map')
    throw wrong(tree.at, `has a ${tree.kind} in it: each item must be a text`);
  return tree.text;
}

/** Checks a value as if it had been typed. */
function check(row: Input, key: string, value: RawValue, wrong: (why: string) => UserError): void {
  if ([value].flat().some((text) => String(text).includes('\0'))) throw wrong('holds a character that no flag can');
  try {
    readerOf({ [key]: row }, { [key]: value })(key);
    if (TARGET_KEYS.includes(key)) parseInputs({ [key]: value });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // What it needs beside it may be said elsewhere.
    if (error.code === 'invalid-value') throw wrong(error.message.replace(new RegExp(`^--${key}:? ?`), ''));
  }
}

function refuseAccessKeys(tree: Tree, file: string): void {
  if (tree.kind === 'list') for (const item of tree.items) refuseAccessKeys(item, file);
  else if (tree.kind === 'map') for (const { value } of tree.entries) refuseAccessKeys(value, file);
  else if (holdsAccessKey(tree.text)) throw wrongAt(file, tree.at, `this looks like an access key: ${NOTHING_SECRET}`);
}

/** Says where secrets belong. */
export const NOTHING_SECRET = 'nothing secret belongs in this file, but in ~/.aws or the environment';

/** Gives the row of a key; undefined where there is no such key. */
export const rowOf = (key: string): Input | undefined => (Object.hasOwn(KEYS, key) ? KEYS[key] : undefined);
