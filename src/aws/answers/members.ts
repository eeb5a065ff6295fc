import { NormalizedSchema } from '@smithy/core/schema';
import { once } from '../../once.ts';

type Schema = ReturnType<typeof NormalizedSchema.of>;

/**
 * Tells what is wrong with an answer that was parsed, in a phrase: `without Keys, which AWS always sends`; undefined: nothing is.
 * `schema` is that of the SDK for the answer; `alwaysSent` has the paths of a row of ALWAYS_SENT.
 */
export function flawOf(schema: unknown, output: unknown, alwaysSent: readonly string[]): string | undefined {
  const mistyped = wrongType(schema, output);
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

/** Says what is wrong with a value, after the path to it: `.logGroups is not a list`; undefined: nothing is. */
type Check = (value: unknown) => string | undefined;

/** The checks of the answers of all operations that were called. */
const checks = new Map<unknown, Check>();

/** Finds the first value that has not the type of its schema: `logGroups is not a list`. */
function wrongType(schema: unknown, value: unknown): string | undefined {
  const check = checks.get(schema) ?? checkOf(NormalizedSchema.of(schema as never));
  checks.set(schema, check);
  const wrong = check(value);
  return wrong?.startsWith(' ') ? `it${wrong}` : wrong?.replace(/^\./, '');
}

/** Makes the check of a schema once: asking the SDK's schemas about each value of each answer costs as much as reading it. */
function checkOf(schema: Schema): Check {
  const [type, fits] = expected(schema);
  const within = checkWithin(schema);
  return (value) => {
    if (value === undefined || value === null) return undefined;
    return fits(value) ? within(value) : ` is not ${type}`;
  };
}

/** Makes the check of what a value consists of, when there is the first such value: a schema can contain itself. */
function checkWithin(schema: Schema): Check {
  if (schema.isListSchema()) {
    const item = once(() => checkOf(schema.getValueSchema()));
    return (value) =>
      first((value as readonly unknown[]).entries(), ([index, member]) =>
        after(`[${index}]`, member === null ? ' is null' : item()(member)),
      );
  }
  if (schema.isMapSchema()) {
    const item = once(() => checkOf(schema.getValueSchema()));
    return (value) => first(Object.entries(value as object), ([name, member]) => after(`.${name}`, item()(member)));
  }
  if (schema.isStructSchema()) {
    const members = once(() => Array.from(schema.structIterator(), ([name, inner]) => [name, checkOf(inner)] as const));
    return (value) =>
      first(members(), ([name, check]) => after(`.${name}`, check((value as Readonly<Record<string, unknown>>)[name])));
  }
  return () => undefined;
}

const after = (path: string, wrong: string | undefined): string | undefined =>
  wrong === undefined ? undefined : path + wrong;

/** Gives the first answer that there is. */
function first<Item>(items: Iterable<Item>, ask: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

const isObject = (value: unknown): boolean => typeof value === 'object' && !Array.isArray(value);

/** Names the type that a schema asks for, and what tells whether a value has it; no answer of ours has other types than these. */
function expected(schema: Schema): readonly [type: string, fits: (value: unknown) => boolean] {
  if (schema.isListSchema()) return ['a list', Array.isArray];
  if (schema.isMapSchema()) return ['a map', isObject];
  if (schema.isStructSchema()) return ['a structure', isObject];
  if (schema.isTimestampSchema()) return ['a time', (value) => value instanceof Date];
  if (schema.isStringSchema()) return ['text', (value) => typeof value === 'string'];
  if (schema.isNumericSchema()) return ['a number', (value) => typeof value === 'number'];
  if (schema.isBooleanSchema()) return ['true or false', (value) => typeof value === 'boolean'];
  return ['', () => true];
}
