import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type ParsedNode,
  Parser,
  type Scalar,
} from 'yaml';
import { UserError } from '../errors.ts';
import { jsonFault } from './json-fault.ts';

/** What is known of files that people write for one purpose, before anything is read. */
export interface FileKind {
  /** What such a file is called in messages. */
  readonly name: string;
  /** The code of what is wrong with it. */
  readonly code: string;
  /** Bytes. None of these files is larger. */
  readonly largest: number;
  /** The most things there may be, those included that an alias repeats. */
  readonly most: number;
}

const MIB = 1024 * 1024;

export const CONFIGURATION: FileKind = {
  name: 'configuration',
  code: 'invalid-config',
  largest: MIB,
  most: 100_000,
};

/** A place in a text; both are counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A text, a number, `true`, `false` or nothing, as it is written: an id keeps its leading zeros. */
export interface Word {
  readonly kind: 'text' | 'number' | 'boolean' | 'null';
  readonly text: string;
  readonly at: Position;
}

export interface Items {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly at: Position;
}

export interface Entry {
  readonly key: string;
  readonly at: Position;
  readonly value: Tree;
}

export interface Entries {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
  readonly at: Position;
}

/** What a file of YAML or JSON says, each thing with its place. */
export type Tree = Word | Items | Entries;

/** Makes the error for something in a file: `file:line:column: why`. */
export const wrongAt = (
  file: string,
  { line, column }: Position,
  why: string,
  suggestions: readonly string[] = [],
  { code }: Pick<FileKind, 'code'> = CONFIGURATION,
): UserError => new UserError(code, `${file}:${line}:${column}: ${why}`, suggestions);

/** How deep the things in such a file are in each other. */
const DEEPEST = 8;

/**
 * Reads YAML 1.2, or JSON and nothing else. Throws a UserError with the place of the first thing that is neither, of a key that is
 * given twice, of a tag that nobody knows, and of aliases that would grow beyond measure.
 */
export function readTree(text: string, file: string, isJson: boolean, kind = CONFIGURATION): Tree {
  const wrong = (place: Position, why: string): UserError => wrongAt(file, place, why, [], kind);
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const deep = (offset: number): UserError => wrong(at(offset), tooDeep(kind));
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false });
  const [document, other] = composer.compose(tokensOf(text, lines, deep), true, text.length);
  if (!document) throw new Error('a text has a document, also where it is empty');
  const second = other ? [{ code: 'MULTIPLE_DOCS' as const, pos: other.range, message: '' }] : [];
  const [fault] = [...document.errors, ...document.warnings, ...second].toSorted((a, b) => a.pos[0] - b.pos[0]);
  const noJson = isJson ? jsonFault(text) : undefined;
  if (noJson !== undefined) throw wrong(at(noJson), 'this is not JSON');
  if (fault) {
    const [offset] = fault.pos;
    const why = FAULTS[fault.code];
    throw wrong(at(offset), why ?? `not YAML: ${fault.message.split('\n')[0]}`);
  }
  return treeOf(document, { kind, at, wrong });
}

/** How deep the parts of a text are in each other, at the most; a thing has two or three. */
const DEEPEST_PARTS = 100;

// What reads the tokens goes as deep as they do, to the end of the stack, where a pattern that is used for the first time ends the process.
function* tokensOf(text: string, lines: LineCounter, tooDeepAt: (offset: number) => Error): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > DEEPEST_PARTS) throw tooDeepAt(parser.offset);
  }
  yield* parser.end();
}

const tooDeep = ({ name }: FileKind): string => `this is deeper than anything in a ${name}`;

const FAULTS: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document begins here, and one is read',
  BAD_ALIAS: 'this is no anchor and no alias; a text that begins with & or * takes quotes',
};

interface Where {
  readonly kind: FileKind;
  at(offset: number): Position;
  wrong(place: Position, why: string): UserError;
}

function treeOf(document: Document.Parsed, { kind, at, wrong }: Where): Tree {
  let count = 0;
  const read = (node: ParsedNode | null, deep: number, from?: Position): Tree => {
    const place = from ?? at(node?.range[0] ?? 0);
    count += 1;
    if (count > kind.most) throw wrong(place, `there is more than a ${kind.name} can hold: ${kind.most} things`);
    if (deep > DEEPEST) throw wrong(place, tooDeep(kind));
    if (node === null) return { kind: 'null', text: '', at: place };
    if (isAlias(node)) {
      const meant = node.resolve(document) as ParsedNode | undefined;
      if (!meant)
        throw wrong(place, `nothing before it is called &${node.source}; a text that begins with * takes quotes`);
      return read(meant, deep + 1, place);
    }
    if (isScalar(node)) return wordOf(node, place);
    if (isSeq(node)) {
      return { kind: 'list', items: node.items.map((item) => read(item, deep + 1, from)), at: place };
    }
    if (!isMap(node)) throw wrong(place, `this is no part of a ${kind.name}`);
    const seen = new Set<string>();
    const entries = node.items.map(({ key, value }): Entry => {
      const keyAt = at(key.range[0]);
      if (!isScalar(key)) throw wrong(keyAt, 'a key must be a text');
      const { text } = wordOf(key, keyAt);
      if (seen.has(text)) throw wrong(keyAt, `${JSON.stringify(text)} is given twice`);
      seen.add(text);
      const missing = value === null ? keyAt : undefined;
      return { key: text, at: keyAt, value: read(value, deep + 1, from ?? missing) };
    });
    return { kind: 'map', entries, at: place };
  };
  return read(document.contents, 0);
}

function wordOf({ type, value, source = '' }: Scalar, at: Position): Word {
  if (type !== 'PLAIN' || typeof value === 'string') return { kind: 'text', text: String(value), at };
  if (value === null) return { kind: 'null', text: source, at };
  return { kind: typeof value === 'boolean' ? 'boolean' : 'number', text: source, at };
}
