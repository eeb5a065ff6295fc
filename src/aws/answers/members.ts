import { NormalizedSchema } from '@smithy/core/schema';

type Schema = ReturnType<typeof NormalizedSchema.of>;

/**
 * Tells what is wrong with an answer that was parsed, in a phrase: `without Keys, which AWS always sends`; undefined: nothing is.
 * `schema` is that of the SDK for the answer; `alwaysSent` has the paths of a row of ALWAYS_SENT.
 */
export function flawOf(schema: unknown, output: unknown, alwaysSent: readonly string[]): string | undefined {
  const mistyped = wrongType(NormalizedSchema.of(schema as never), output, '');
  if (mistyped !== undefined) return `and ${mistyped}`;
  for (const path of alwaysSent) {
    const missing = missingIn(output, path.split('.'));
    if (missing !== undefined) return `without ${missing}, which AWS always sends`;
  }
  return goesOn(output) ? 'without saying where its next page is' : undefined;
}

/** Tells whether an answer says that there is more, and not where. */
function goesOn(output: unknown): boolean {
  const { IsTruncated, Truncated, Marker, NextMarker, NextContinuationToken } = output as Readonly<
    Record<string, unknown>
  >;
  return (IsTruncated === true || Truncated === true) && !Marker && !NextMarker && !NextContinuationToken;
}

/** Gives the beginning of a path that leads to nothing. */
function missingIn(value: unknown, [step, ...rest]: readonly string[]): string | undefined {
  if (step === undefined) return undefined;
  const name = step.replace('[]', '');
  const member = (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  if (member === undefined || member === null || member === '') return name;
  const items: readonly unknown[] = step === name ? [member] : (member as readonly unknown[]);
  const missing = items.map((item) => missingIn(item, rest)).find((found) => found !== undefined);
  return missing === undefined ? undefined : `${step}.${missing}`;
}

/** Finds the first value that has not the type of its schema: `logGroups is not a list`. */
function wrongType(schema: Schema, value: unknown, path: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  const [kind, fits] = expected(schema, value);
  if (!fits) return `${path || 'it'} is not ${kind}`;
  for (const [name, member, inner] of membersOf(schema, value)) {
    const at = `${path}${name}`;
    const wrong = schema.isListSchema() && member === null ? `${at} is null` : wrongType(inner, member, at);
    if (wrong !== undefined) return wrong.replace(/^\./, '');
  }
  return undefined;
}

/** Gives what a value consists of: how a path to it continues, the value, and its schema. */
function* membersOf(schema: Schema, value: unknown): Generator<readonly [string, unknown, Schema]> {
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    for (const [index, member] of (value as readonly unknown[]).entries()) yield [`[${index}]`, member, item];
  } else if (schema.isMapSchema()) {
    const item = schema.getValueSchema();
    for (const [name, member] of Object.entries(value as object)) yield [`.${name}`, member, item];
  } else if (schema.isStructSchema()) {
    const members = value as Readonly<Record<string, unknown>>;
    for (const [name, inner] of schema.structIterator()) yield [`.${name}`, members[name], inner];
  }
}

/** Names the type that a schema asks for, and tells whether a value has it; no answer of ours has other types than these. */
function expected(schema: Schema, value: unknown): readonly [type: string, fits: boolean] {
  const isObject = typeof value === 'object' && !Array.isArray(value);
  if (schema.isListSchema()) return ['a list', Array.isArray(value)];
  if (schema.isMapSchema()) return ['a map', isObject];
  if (schema.isStructSchema()) return ['a structure', isObject];
  if (schema.isTimestampSchema()) return ['a time', value instanceof Date];
  if (schema.isStringSchema()) return ['text', typeof value === 'string'];
  if (schema.isNumericSchema()) return ['a number', typeof value === 'number'];
  if (schema.isBooleanSchema()) return ['true or false', typeof value === 'boolean'];
  return ['', true];
}
