import { isObject } from '../state/json.ts';
import { below, nearest, type Place, together, wrong } from './mistakes.ts';

/** A JSON Schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>;

/** The rule by which one value of a seed is read. */
export interface Rule<T> {
  read(value: unknown, place: Place): T;
  /** Gives the default of a value that is left out; absent: the value is required. */
  readonly missing?: (place: Place) => T;
  /** The schema of what can be written there. */
  readonly schema: Schema;
}

/** A rule for a value that can be left out, and is then absent. */
interface Optional<T> {
  readonly optional: Rule<T>;
}

/** A rule for every member of an object; for optional members, an optional rule. */
type Members<T> = {
  readonly [Name in keyof T]-?: object extends Pick<T, Name> ? Optional<NonNullable<T[Name]>> : Rule<T[Name]>;
};

/** A thing as it can be written: these members can be left out. */
export type Draft<T, Name extends keyof T> = Omit<T, Name> & Partial<Pick<T, Name>>;

/** Reads a value that passes a test. */
function plain<T>(what: string, schema: Schema, fits: (value: unknown) => boolean): Rule<T> {
  return {
    schema,
    read(value, place) {
      if (!fits(value)) throw wrong(place, `it must be ${what}`);
      return value as T;
    },
  };
}

export const text = plain<string>('a string', { type: 'string' }, (value) => typeof value === 'string');
export const flag = plain<boolean>('true or false', { type: 'boolean' }, (value) => typeof value === 'boolean');
export const whole = plain<number>('a whole number', { type: 'integer' }, (value) => Number.isInteger(value));

export const matching = (pattern: RegExp, what: string, fits: (value: string) => boolean = () => true): Rule<string> =>
  plain(
    what,
    { description: what, type: 'string', pattern: pattern.source },
    (value) => typeof value === 'string' && pattern.test(value) && fits(value),
  );

export const time = matching(/^\d{4}-/, 'a time, as 2026-01-31T12:00:00Z', (value) => !Number.isNaN(Date.parse(value)));

export const oneOf = <const T>(...values: readonly T[]): Rule<T> =>
  plain(values.map((value) => JSON.stringify(value)).join(' or '), { enum: values }, (value) =>
    values.includes(value as T),
  );

export const optional = <T>(rule: Rule<T>): Optional<T> => ({ optional: rule });

export const orNull = <T>(rule: Rule<T>): Rule<T | null> => ({
  schema: { anyOf: [rule.schema, { type: 'null' }] },
  read: (value, place) => (value === null ? null : rule.read(value, place)),
});

/** Gives the same rule with a default. */
export const unless = <T>(missing: (place: Place) => T, rule: Rule<T>): Rule<T> => ({ ...rule, missing });

/** Gives the rule for an object all of whose members can be left out, so that the object can be left out, too. */
export const orEmpty = <T>(rule: Rule<T>): Rule<T> => unless((place) => rule.read({}, place), rule);

/** Turns what a rule reads into something else, such as a completed form of it. */
export const becomes = <Written, T>(rule: Rule<Written>, make: (written: Written, place: Place) => T): Rule<T> => {
  const { missing, schema } = rule;
  return {
    schema,
    read: (value, place) => make(rule.read(value, place), place),
    ...(missing && { missing: (place: Place) => make(missing(place), place) }),
  };
};

/** Reads a thing that is written in full, with this member, or in short, without it. */
export const inShort = <T>(member: string, out: Rule<T>, short: Rule<T>): Rule<T> => ({
  schema: { anyOf: [short.schema, out.schema] },
  read: (value, place) => (isObject(value) && Object.hasOwn(value, member) ? out : short).read(value, place),
});

/** Reads a list; empty where it is left out. */
export const list = <T>(item: Rule<T>): Rule<T[]> => ({
  schema: { type: 'array', items: item.schema },
  read(value, place) {
    if (!Array.isArray(value)) throw wrong(place, 'it must be a list');
    return together(value.map((element: unknown, index) => () => item.read(element, below(place, String(index)))));
  },
  missing: () => [],
});

/** Reads a list of at least one thing. */
export const some = <T>(item: Rule<T>): Rule<T[]> => {
  const { schema, read } = list(item);
  return {
    schema: { ...schema, minItems: 1 },
    read(value, place) {
      const items = read(value, place);
      if (items.length === 0) throw wrong(place, 'it must not be empty');
      return items;
    },
  };
};

/** Reads an object whose members have names of one kind; empty where it is left out. */
export const byName = <T>(item: Rule<T>, name: Rule<string> = text): Rule<Record<string, T>> => ({
  schema: {
    type: 'object',
    ...(name !== text && { propertyNames: name.schema }),
    additionalProperties: item.schema,
  },
  read: (value, place) =>
    Object.fromEntries(
      together(
        Object.entries(objectAt(value, place)).map(([key, element]) => () => {
          const inside = below(place, key);
          return [name.read(key, inside), item.read(element, inside)] as const;
        }),
      ),
    ),
  missing: () => ({}),
});

/** Reads an object with these members, and no others. */
export function object<T>(members: Members<T>): Rule<T> {
  const rules = Object.entries<Member>(members);
  const known = rules.map(([name]) => name);
  const needed = rules.filter(([, rule]) => !('optional' in rule) && !rule.missing);
  return {
    schema: {
      type: 'object',
      additionalProperties: false,
      ...(needed.length > 0 && { required: needed.map(([name]) => name) }),
      properties: Object.fromEntries(rules.map(([name, rule]) => [name, ruleOf(rule).schema])),
    },
    read(value, place) {
      const given = objectAt(value, place);
      const others = Object.keys(given).filter((name) => !known.includes(name));
      // A misspelt member is not also reported as missing.
      const meant = others.map((name) => nearest(name, known));
      const found = together([
        ...others.map((name) => () => noSuchMember(below(place, name), name, known)),
        ...rules.filter(([name]) => !meant.includes(name)).map((rule) => memberOf(given, rule, place)),
      ]);
      return Object.fromEntries(found.flat()) as T;
    },
  };
}

/** Reads an object with these members, and possibly others. */
export const open = <T extends object>(members: Readonly<Record<string, Rule<unknown>>>): Rule<T> => ({
  schema: {
    type: 'object',
    required: Object.keys(members),
    properties: Object.fromEntries(Object.entries(members).map(([name, { schema }]) => [name, schema])),
  },
  read(value, place) {
    const given = objectAt(value, place);
    together(Object.entries(members).map((rule) => memberOf(given, rule, place)));
    return given as T;
  },
});

type Member = Rule<unknown> | Optional<unknown>;

const ruleOf = (member: Member): Rule<unknown> => ('optional' in member ? member.optional : member);

/** Reads a member: its name and value, or nothing. */
const memberOf =
  (given: Readonly<Record<string, unknown>>, [name, member]: readonly [string, Member], place: Place) =>
  (): readonly (readonly [string, unknown])[] => {
    const inside = below(place, name);
    if (Object.hasOwn(given, name)) return [[name, ruleOf(member).read(given[name], inside)]];
    if ('optional' in member) return [];
    if (member.missing) return [[name, member.missing(inside)]];
    throw wrong(inside, 'it is missing');
  };

function objectAt(value: unknown, place: Place): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw wrong(place, 'it must be an object');
  return value;
}

function noSuchMember(place: Place, name: string, known: readonly string[]): never {
  const near = nearest(name, known);
  const hint = near === undefined ? `there are ${known.join(', ')}` : `did you mean ${near}?`;
  throw wrong(place, `there is no such member; ${hint}`);
}
