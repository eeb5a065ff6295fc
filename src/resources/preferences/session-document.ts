import type { FieldValue } from '../resource.ts';
import { FIELDS } from './session-fields.ts';

/** A Session document: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html */
export interface SessionDocument {
  /** Always `1.0`; whatever is written, if anything, in a document that was read. */
  readonly schemaVersion?: unknown;
  readonly description?: string;
  /** Always `Standard_Stream`; whatever is written, if anything, in a document that was read. */
  readonly sessionType?: unknown;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What the texts of inputs can refer to as `{{ name }}`. */
  readonly parameters?: unknown;
}

/** An input by its path: `idleSessionTimeout`, `shellProfile.linux`. */
export type SessionInputs = Readonly<Record<string, FieldValue>>;

/** Makes a document with every input: those asked for, and defaults for the rest. */
export const newDocument = (asked: SessionInputs): SessionDocument => ({
  schemaVersion: '1.0',
  description: 'Document to hold regional settings for Session Manager',
  sessionType: 'Standard_Stream',
  inputs: FIELDS.reduce((inputs, { name, initial }) => withInput(inputs, name, asked[name] ?? initial), {}),
});

/** Gives inputs with one of them set: `shellProfile.linux` is the member `linux` of `shellProfile`. `there`: the map to add to, where none is written. */
export function withInput(
  inputs: SessionDocument['inputs'],
  name: string,
  value: FieldValue,
  there: Readonly<Record<string, unknown>> = {},
): SessionDocument['inputs'] {
  const [first = '', second] = name.split('.');
  if (second === undefined) return { ...inputs, [first]: value };
  const map = inputs[first];
  return { ...inputs, [first]: { ...(isRecord(map) ? map : there), [second]: value } };
}

/** Reads a document; undefined if it is not one. */
export function parseDocument(content: string): SessionDocument | undefined {
  try {
    const document = JSON.parse(content) as Partial<SessionDocument> | null;
    if (!isRecord(document) || !isRecord(document.inputs ?? {})) return undefined;
    return { ...document, inputs: document.inputs ?? {} };
  } catch {
    return undefined;
  }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
