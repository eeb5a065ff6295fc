import { type Form, formOf, isExpression, type Value } from './expression.ts';

/** A block: `resource "type" "name" { … }`. */
export interface Block {
  readonly is: 'block';
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: readonly Item[];
}

/** Something that stands on lines of its own. */
export type Item =
  | Block
  | { readonly is: 'attribute'; readonly name: string; readonly value: Value }
  | { readonly is: 'comment'; readonly lines: readonly string[] }
  | { readonly is: 'gap' };

/** Makes a block. */
export const block = (type: string, labels: readonly string[], body: readonly Item[]): Block => ({
  is: 'block',
  type,
  labels,
  body,
});

/** Makes attributes, in this order; an undefined one is left out. */
export const attributes = (values: Readonly<Record<string, Value | undefined>>): readonly Item[] =>
  Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ is: 'attribute', name, value }]));

/** Makes a comment, a line for each line. */
export const comment = (...lines: readonly string[]): Item => ({ is: 'comment', lines });

/** An empty line between attributes; around blocks there are some anyway. */
export const GAP: Item = { is: 'gap' };

/** Writes a file as `terraform fmt` would. */
export const fileText = (items: readonly Item[]): string => `${itemLines(items).join('\n')}\n`;

/** Writes a value as it stands on one line or several. */
export const valueText = (value: Value): string => valueLines(value).join('\n');

const INDENT = '  ';

const indented = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => (line === '' ? line : INDENT + line));

// Blocks have empty lines around them; a comment belongs to what follows.
function itemLines(items: readonly Item[]): readonly string[] {
  const lines: string[] = [];
  let run: Item[] = [];
  const close = (): void => {
    lines.push(...attributeLines(run));
    run = [];
  };
  items.forEach((item, at) => {
    if (item.is === 'attribute') run.push(item);
    else close();
    if (at > 0 && hasGap(items, at)) lines.push('');
    if (item.is !== 'attribute') lines.push(...ownLines(item));
  });
  close();
  return lines;
}

/** Tells whether there is an empty line before an item. */
function hasGap(items: readonly Item[], at: number): boolean {
  const [before, item] = [items[at - 1], items[at]];
  if (item?.is === 'gap') return true;
  if (before === undefined || before.is === 'gap' || before.is === 'comment') return false;
  return before.is === 'block' || items.slice(at).find(({ is }) => is !== 'comment')?.is === 'block';
}

function ownLines(item: Exclude<Item, { readonly is: 'attribute' }>): readonly string[] {
  if (item.is === 'gap') return [];
  if (item.is === 'comment') return item.lines.map((line) => (line === '' ? '#' : `# ${shown(line)}`));
  const head = [item.type, ...item.labels.map(quotedText)].join(' ');
  return item.body.length === 0 ? [`${head} {}`] : [`${head} {`, ...indented(itemLines(item.body)), '}'];
}

const attributeLines = (items: readonly Item[]): readonly string[] =>
  aligned(items.flatMap((item) => (item.is === 'attribute' ? [[item.name, valueLines(item.value)] as const] : [])));

/** Writes `name = value`; neighbours of one line have their equals signs beneath each other. */
function aligned(entries: readonly (readonly [name: string, lines: readonly string[]])[]): readonly string[] {
  const lines: string[] = [];
  let group: (readonly [string, string])[] = [];
  const close = (): void => {
    const longest = Math.max(0, ...group.map(([name]) => widthOf(name)));
    lines.push(...group.map(([name, value]) => `${name}${' '.repeat(longest - widthOf(name))} = ${value}`));
    group = [];
  };
  for (const [name, [first = '', ...rest]] of entries) {
    if (rest.length === 0) group.push([name, first]);
    else {
      close();
      lines.push(`${name} = ${first}`, ...rest);
    }
  }
  close();
  return lines;
}

// terraform fmt counts what a reader takes for one character.
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const widthOf = (text: string): number => [...segmenter.segment(text)].length;

const LONGEST_LIST = 100;

function valueLines(value: Value): readonly string[] {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (typeof value === 'string') return [quotedText(value)];
  if (isExpression(value)) return expressionLines(formOf(value));
  if (isList(value)) return listLines(value);
  return objectLines(value);
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

function expressionLines(expression: Form): readonly string[] {
  if (expression.kind === 'code') return [expression.text];
  if (expression.kind === 'template') {
    const parts = expression.parts.map((part) => (typeof part === 'string' ? escaped(part) : `\${${valueText(part)}}`));
    return [`"${parts.join('')}"`];
  }
  if (expression.kind === 'call') return callLines(expression.name, expression.values.map(valueLines));
  if (expression.kind === 'each') {
    return ['{', ...indented(around(`${expression.head} => `, valueLines(expression.value), '')), '}'];
  }
  return around('', objectLines(expression.values), `[${valueText(expression.key)}]`);
}

function callLines(name: string, values: readonly (readonly string[])[]): readonly string[] {
  const [only = [''], ...more] = values;
  if (more.length === 0) return around(`${name}(`, only, ')');
  if (values.every(({ length }) => length === 1)) return [`${name}(${values.flat().join(', ')})`];
  return [
    `${name}(`,
    ...indented(values.flatMap((lines, index) => around('', lines, index < values.length - 1 ? ',' : ''))),
    ')',
  ];
}

function around(start: string, lines: readonly string[], end: string): readonly string[] {
  const [first = '', ...rest] = lines;
  const last = rest.pop();
  return last === undefined ? [start + first + end] : [start + first, ...rest, last + end];
}

function listLines(items: readonly Value[]): readonly string[] {
  const written = items.map(valueLines);
  const line = `[${written.map(([first = '']) => first).join(', ')}]`;
  if (written.every(({ length }) => length === 1) && line.length <= LONGEST_LIST) return [line];
  return ['[', ...indented(written.flatMap((lines) => around('', lines, ','))), ']'];
}

function objectLines(members: Readonly<Record<string, Value>>): readonly string[] {
  const entries = Object.entries(members).map(([name, value]) => [keyText(name), valueLines(value)] as const);
  return entries.length === 0 ? ['{}'] : ['{', ...indented(aligned(entries)), '}'];
}

// `for` begins another kind of expression.
const keyText = (name: string): string => (/^(?!for$)[A-Za-z_]\w*$/.test(name) ? name : quotedText(name));

/** Writes any text as a literal: nothing in it is taken for an expression, and nothing in it is unseen. */
export const quotedText = (text: string): string => `"${escaped(text)}"`;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

/** https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences */
const escaped = (text: string): string =>
  shown(text.replaceAll(/["\\]/g, (found) => `\\${found}`)).replaceAll(/([$%])(?=\{)/g, '$1$1');

/** What a terminal obeys, or a reader does not see. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const shown = (text: string): string => text.replaceAll(UNSEEN, (found) => SHORT[found] ?? codeOf(found));

function codeOf(character: string): string {
  const digits = (character.codePointAt(0) ?? 0).toString(16);
  return digits.length > 4 ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`;
}
