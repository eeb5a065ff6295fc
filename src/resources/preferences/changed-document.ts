import { isDeepStrictEqual } from 'node:util';
import { corrections } from './corrections.ts';
import { mapAt, readInput } from './input-reading.ts';
import { isRecord, newDocument, type SessionDocument, type SessionInputs, withInput } from './session-document.ts';
import { FIELDS } from './session-fields.ts';

/** Gives the document with these inputs, with what can be corrected (`corrections`), and with everything else as it is written. */
export function changedDocument(document: SessionDocument | undefined, asked: SessionInputs): SessionDocument {
  if (!document) return newDocument(asked);
  const corrected = corrections(document).map(({ field, want }) => [field, want] as const);
  const changes = { ...Object.fromEntries(corrected), ...asked };
  let { inputs } = document;
  for (const { name } of FIELDS) {
    const value = changes[name];
    if (value !== undefined) inputs = withInput(inputs, name, value, mapAt(document, name.split('.')[0] ?? ''));
  }
  return { ...document, schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs };
}

/** Gives every input that has a value. */
export const statedInputs = (document: SessionDocument): SessionInputs =>
  Object.fromEntries(
    FIELDS.flatMap(({ name }) => {
      const { value } = readInput(document, name);
      return value === undefined || value === '' || value === false ? [] : [[name, value]];
    }),
  );

/** Tells whether two documents give every session the same settings, and differ in nothing else but their descriptions. */
export const sameSettings = (one: SessionDocument, other: SessionDocument): boolean =>
  FIELDS.every(({ name }) => isDeepStrictEqual(readInput(one, name), readInput(other, name))) &&
  isDeepStrictEqual(restOf(one), restOf(other));

/** Everything that a document says besides the known inputs. */
function restOf(document: SessionDocument): unknown {
  return { ...document, description: undefined, inputs: unknownInputs(document) };
}

/** Gives the inputs that are not in AWS's schema, by their paths. */
export function unknownInputs({ inputs }: SessionDocument): Readonly<Record<string, unknown>> {
  const known = new Set(FIELDS.map(({ name }) => name));
  const maps = new Set(FIELDS.flatMap(({ name }) => (name.includes('.') ? [name.split('.')[0]] : [])));
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, value]): (readonly [string, unknown])[] => {
      if (!maps.has(name)) return known.has(name) ? [] : [[name, value]];
      if (!isRecord(value)) return [];
      return Object.entries(value).flatMap(([member, inner]) =>
        known.has(`${name}.${member}`) ? [] : [[`${name}.${member}`, inner] as const],
      );
    }),
  );
}
