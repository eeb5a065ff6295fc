import type { RawInputs } from '../../inputs/inputs.ts';
import type { FieldValue } from '../resource.ts';
import { FIELDS } from './session-fields.ts';

/** A Session document: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html */
export interface SessionDocument {
  readonly schemaVersion: string;
  readonly description?: string;
  readonly sessionType: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** An input by its path: `idleSessionTimeout`, `shellProfile.linux`. */
export type SessionInputs = Readonly<Record<string, FieldValue>>;

/** Makes a document with every input: those asked for, and defaults for the rest. */
export const newDocument = (asked: SessionInputs): SessionDocument => ({
  schemaVersion: '1.0',
  description: 'Document to hold regional settings for Session Manager',
  sessionType: 'Standard_Stream',
  inputs: nested(FIELDS.map(({ name, initial }) => [name, asked[name] ?? initial])),
});

/**
 * Gives the document with the requested inputs changed and everything else as it was; values get the type AWS documents, and
 * minutes that AWS does not allow become the most that it does: whoever writes 0 or 999 means no limit.
 */
export function changedDocument(document: SessionDocument | undefined, asked: SessionInputs): SessionDocument {
  if (!document) return newDocument(asked);
  const allowed = allowedMinutes(document);
  const known = nested(FIELDS.map(({ name }) => [name, asked[name] ?? allowed[name] ?? inputOf(document, name)]));
  const unknown = Object.fromEntries(Object.entries(document.inputs).filter(([name]) => !(name in known)));
  return { ...document, schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: { ...known, ...unknown } };
}

const allowedMinutes = (document: SessionDocument): SessionInputs =>
  Object.fromEntries(
    schemaProblems(document).flatMap(({ field, minutes }) => (minutes === undefined ? [] : [[field, minutes.most]])),
  );

/** Reads a document; undefined if it is not one. */
export function parseDocument(content: string): SessionDocument | undefined {
  try {
    const document = JSON.parse(content) as Partial<SessionDocument> | null;
    if (typeof document !== 'object' || document === null || Array.isArray(document)) return undefined;
    if (typeof (document.inputs ?? {}) !== 'object' || Array.isArray(document.inputs)) return undefined;
    return { schemaVersion: '1.0', sessionType: 'Standard_Stream', ...document, inputs: document.inputs ?? {} };
  } catch {
    return undefined;
  }
}

/**
 * Reads one input by meaning, in the type AWS documents: `"true"` is true, `20` is `"20"`, and null, `""` and a missing one
 * are the same. Published modules write all of these.
 */
export function inputOf(document: SessionDocument, name: string): FieldValue {
  const value = valueAt(document, name);
  const absent = FIELDS.find((field) => field.name === name)?.absent ?? '';
  if (value === undefined || value === null || value === '') return absent;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return typeof absent === 'boolean' ? text.toLowerCase() === 'true' : text;
}

function valueAt({ inputs }: SessionDocument, name: string): unknown {
  const [first = '', second] = name.split('.');
  const top = inputs[first];
  return second === undefined ? top : (top as Readonly<Record<string, unknown>> | null | undefined)?.[second];
}

/** Gives every input that has a value. */
export const statedInputs = (document: SessionDocument): SessionInputs =>
  Object.fromEntries(
    FIELDS.map(({ name }) => [name, inputOf(document, name)] as const).filter(
      ([, value]) => value !== '' && value !== false,
    ),
  );

/** Tells whether two documents give every session the same settings. */
export const sameSettings = (one: SessionDocument, other: SessionDocument): boolean =>
  FIELDS.every(({ name }) => inputOf(one, name) === inputOf(other, name));

// `shellProfile.linux` is the member `linux` of `shellProfile`.
function nested(entries: readonly (readonly [name: string, value: FieldValue])[]): Readonly<Record<string, unknown>> {
  const inputs: Record<string, unknown> = {};
  for (const [name, value] of entries) {
    const [first = '', second] = name.split('.');
    inputs[first] = second === undefined ? value : { ...(inputs[first] as object | undefined), [second]: value };
  }
  return inputs;
}

/** An input that the agent or AWS does not accept as it is written. */
export interface SchemaProblem {
  readonly field: string;
  readonly have: string;
  readonly want: string;
  /** For minutes that are not allowed: the most that are allowed, and the flag of setup that sets them. */
  readonly minutes?: { readonly most: string; readonly flag: string };
}

/**
 * Finds the inputs of a document whose type or range is wrong. The agent reads `cloudWatchStreamingEnabled` as a strict boolean
 * and accepts the other switches as text, too (`SessionInputs` in agent/contracts/model.go of aws/amazon-ssm-agent).
 */
export function schemaProblems(document: SessionDocument): readonly SchemaProblem[] {
  const { schemaVersion, sessionType } = document;
  const problems: SchemaProblem[] = [];
  const expect = (
    fine: boolean,
    field: string,
    value: unknown,
    want: string,
    more: Partial<SchemaProblem> = {},
  ): void => {
    const have = JSON.stringify(value);
    // A parameter of the document stands for a value that is only known in the session.
    if (!fine && !/\{\{.*\}\}/.test(have)) problems.push({ field, have, want, ...more });
  };
  expect(schemaVersion === '1.0', 'schemaVersion', schemaVersion, '"1.0"');
  expect(sessionType === 'Standard_Stream', 'sessionType', sessionType, '"Standard_Stream"');
  for (const { name, absent, strict } of FIELDS) {
    if (typeof absent !== 'boolean') continue;
    const value = valueAt(document, name) ?? false;
    const asText = typeof value === 'string' && !strict && /^(true|false|)$/i.test(value);
    expect(typeof value === 'boolean' || asText, name, value, 'true or false, without quotes');
  }
  for (const { name, range, flag } of FIELDS) {
    if (range === undefined || flag === undefined) continue;
    const { least, most, unit } = range;
    const value = valueAt(document, name) ?? '';
    const text = typeof value === 'number' || typeof value === 'string' ? String(value) : 'none';
    const fine = text === '' || (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most);
    expect(fine, name, value, `${least} to ${most} ${unit}`, { minutes: { most: String(most), flag } });
  }
  return problems;
}

/** A name that is written in another form, such as an ARN, and so leads nowhere. */
export interface NameProblem extends SchemaProblem {
  /** The flags of setup that set the right name, if it can be derived. */
  readonly flags: RawInputs;
}

/**
 * Finds what is wrong with the names of the log group and of the bucket.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html
 */
export const nameProblems = (document: SessionDocument): readonly NameProblem[] =>
  FIELDS.flatMap(({ name: field, names, flag }) => {
    const value = String(inputOf(document, field));
    if (!names || value === '' || names.is.test(value) || /\{\{.*\}\}/.test(value)) return [];
    const name = names.within.exec(value)?.[1];
    const flags = name === undefined || flag === undefined ? {} : { [flag]: name };
    return [{ field, have: JSON.stringify(value), want: names.must, flags }];
  });

/** Gives the name that an input contains; undefined where there is none, or it cannot be parsed. */
export function nameOf(document: SessionDocument, field: string): string | undefined {
  const value = String(inputOf(document, field));
  return FIELDS.find(({ name }) => name === field)?.names?.is.test(value) ? value : undefined;
}
