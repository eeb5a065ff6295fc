import type { FieldValue } from '../resource.ts';
import { isRecord, type SessionDocument } from './session-document.ts';
import { FIELDS } from './session-fields.ts';

/** What one input of a document says. */
export interface InputReading {
  /**
   * The value by its meaning, in the type AWS documents; of a text with parameters, the one that their defaults give. Undefined
   * where a parameter has no default, or takes it from Parameter Store: only a session has a value then.
   */
  readonly value: FieldValue | undefined;
  /** The text as it is written; set only if it contains parameters. */
  readonly text?: string;
}

/**
 * Reads one input by its path, in the type AWS documents: `"true"` is true, `20` is `"20"`, and null, `""` and a missing one are
 * the same. Published modules write all of these. Whoever reads an input, to compare, judge or report it, does it by this function.
 */
export function readInput(document: SessionDocument, name: string): InputReading {
  const { value, text } = filledInput(document, name);
  return {
    value: value === UNKNOWN ? undefined : meaningOf(name, value),
    ...(text !== undefined && { text }),
  };
}

/** Stands for what only a session has. */
export const UNKNOWN = Symbol('unknown before a session');

/** An input as it is written, with the defaults of its parameters in their places. */
interface FilledInput {
  readonly value: unknown;
  /** The text as it is written; set only if it contains parameters. */
  readonly text?: string;
}

/** Reads one input in whatever type it is written, or UNKNOWN. */
export function filledInput(document: SessionDocument, name: string): FilledInput {
  const [first = '', second] = name.split('.');
  const written = document.inputs[first];
  if (second === undefined) return single(filled(document, written, true));
  const top = filled(document, written, false);
  const inner = single(filled(document, isRecord(top.value) ? top.value[second] : undefined, false));
  if (top.text === undefined) return inner;
  return { value: top.value === UNKNOWN ? UNKNOWN : inner.value, text: top.text };
}

/** Gives the map that is written for an input, or that the parameter in its place has for a default; empty where there is none. */
export function mapAt(document: SessionDocument, name: string): Readonly<Record<string, unknown>> {
  const { value } = filled(document, document.inputs[name], false);
  return isRecord(value) ? value : {};
}

// What sessions make of a list or a map where one value belongs is not known.
const single = ({ value, text }: FilledInput): FilledInput =>
  text !== undefined && typeof value === 'object'
    ? { value: UNKNOWN, text }
    : { value, ...(text !== undefined && { text }) };

// {{ name }} is a parameter of the document, {{ssm:name}} one of Parameter Store: ReplaceParameters in
// agent/framework/docparser/parameters/parameters.go, and parameterstore.go, of aws/amazon-ssm-agent.
const PARAMETER = /\{\{\s*([\w-]+(?::[\w/.:-]+)?)\s*\}\}/g;

/** `undeclared`: names that no parameter has count, too. Shell profiles have double braces of their own: `docker ps -f '{{end}}'`. */
function filled(document: SessionDocument, written: unknown, undeclared: boolean): FilledInput {
  if (typeof written !== 'string' || !written.includes('{{')) return { value: written };
  const found = [...written.matchAll(PARAMETER)].filter(
    ([, name = '']) => undeclared || /^ssm[\w-]*:/.test(name) || Object.hasOwn(parametersOf(document), name),
  );
  const [first] = found;
  if (!first) return { value: written };
  const defaults = found.map(([, name = '']) => defaultOf(document, name));
  if (defaults.includes(UNKNOWN)) return { value: UNKNOWN, text: written };
  if (first[0] === written) return { value: defaults[0], text: written };
  // What a default contains is not replaced again.
  let value = '';
  let end = 0;
  for (const [index, { 0: token, index: start }] of found.entries()) {
    const text = defaults[index];
    value += written.slice(end, start) + (typeof text === 'string' ? text : JSON.stringify(text));
    end = start + token.length;
  }
  return { value: value + written.slice(end), text: written };
}

const parametersOf = ({ parameters }: SessionDocument): Readonly<Record<string, unknown>> =>
  isRecord(parameters) ? parameters : {};

function defaultOf(document: SessionDocument, name: string): unknown {
  const parameters = parametersOf(document);
  const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  const value = isRecord(parameter) ? parameter['default'] : undefined;
  return value === undefined || value === null || /\{\{\s*ssm[\w-]*:/.test(JSON.stringify(value)) ? UNKNOWN : value;
}

function meaningOf(name: string, value: unknown): FieldValue {
  const { absent = '', range } = FIELDS.find((field) => field.name === name) ?? {};
  if (value === undefined || value === null || value === '') return absent;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (range && /^\d+$/.test(text)) return String(Number(text));
  return typeof absent === 'boolean' ? (asBoolean(text) ?? false) : text;
}

/** Reads the texts that the agent takes for booleans: strconv.ParseBool in Go. */
export function asBoolean(text: string): boolean | undefined {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  return /^(0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
}

/** Gives the text that an input is; undefined where there is none, where it is no text, and where only a session has it. */
export function textOf(document: SessionDocument, field: string): string | undefined {
  const { value } = filledInput(document, field);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Gives the name that an input contains; undefined where there is none, where it cannot be parsed, and where only a session has it. */
export function nameOf(document: SessionDocument, field: string): string | undefined {
  const value = textOf(document, field);
  const isName = value !== undefined && FIELDS.find(({ name }) => name === field)?.names?.is.test(value);
  return isName ? value : undefined;
}
