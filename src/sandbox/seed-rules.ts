import { closest, distance } from 'fastest-levenshtein';
import { isObject } from './shape.ts';

/** A value of a seed that is not as it has to be; the message begins with its path. */
export class SeedError extends Error {}

/** How one value of a seed is read. */
export interface Rule<T> {
  read(value: unknown, path: string): T;
  /** What stands for it where it is missing; absent: it must not be. */
  readonly missing?: () => T;
}

/** One that may be missing, and is missing then. */
interface Optional<T> {
  readonly optional: Rule<T>;
}

/** A rule for every member of an object: of those that it may lack, one that says so. */
type Members<T> = {
  readonly [Name in keyof T]-?: object extends Pick<T, Name> ? Optional<NonNullable<T[Name]>> : Rule<T[Name]>;
};

function wrong(path: string, what: string): SeedError {
  return new SeedError(path === '' ? what : `${path}: ${what}`);
}

/** A value that a test tells. */
function plain<T>(what: string, fits: (value: unknown) => boolean): Rule<T> {
  return {
    read(value, path) {
      if (!fits(value)) throw wrong(path, `it must be ${what}`);
      return value as T;
    },
  };
}

export const text = plain<string>('a string', (value) => typeof value === 'string');
export const flag = plain<boolean>('true or false', (value) => typeof value === 'boolean');
export const whole = plain<number>('a whole number', (value) => Number.isInteger(value));
export const time = plain<string>(
  'a time, as 2026-01-31T12:00:00Z',
  (value) => typeof value === 'string' && /^\d{4}-/.test(value) && !Number.isNaN(Date.parse(value)),
);

export const matching = (pattern: RegExp, what: string): Rule<string> =>
  plain(what, (value) => typeof value === 'string' && pattern.test(value));

export const oneOf = <const T>(...values: readonly T[]): Rule<T> =>
  plain(values.map((value) => JSON.stringify(value)).join(' or '), (value) => values.includes(value as T));

export const optional = <T>(rule: Rule<T>): Optional<T> => ({ optional: rule });

export const orNull = <T>(rule: Rule<T>): Rule<T | null> => ({
  read: (value, path) => (value === null ? null : rule.read(value, path)),
});

/** The same rule, with a value for where there is none. */
export const unless = <T>(missing: () => T, rule: Rule<T>): Rule<T> => ({ ...rule, missing });

/** A list; empty where it is missing. */
export const list = <T>(item: Rule<T>): Rule<T[]> => ({
  read(value, path) {
    if (!Array.isArray(value)) throw wrong(path, 'it must be a list');
    return value.map((element: unknown, index) => item.read(element, `${path}.${index}`));
  },
  missing: () => [],
});

/** An object whose members have names of one kind; empty where it is missing. */
export const byName = <T>(item: Rule<T>, name: Rule<string> = text): Rule<Record<string, T>> => ({
  read: (value, path) =>
    Object.fromEntries(
      Object.entries(objectAt(value, path)).map(([key, element]) => {
        const below = join(path, key);
        return [name.read(key, below), item.read(element, below)];
      }),
    ),
  missing: () => ({}),
});

/** An object with these members, and no others. */
export function object<T>(members: Members<T>): Rule<T> {
  const rules = new Map(Object.entries<Rule<unknown> | Optional<unknown>>(members));
  return {
    read(value, path) {
      const given = objectAt(value, path);
      for (const name of Object.keys(given)) if (!rules.has(name)) throw unknownMember(name, path, [...rules.keys()]);
      const found: Record<string, unknown> = {};
      for (const [name, rule] of rules) {
        const below = join(path, name);
        if (Object.hasOwn(given, name))
          found[name] = ('optional' in rule ? rule.optional : rule).read(given[name], below);
        else if ('optional' in rule) continue;
        else if (rule.missing) found[name] = rule.missing();
        else throw wrong(below, 'it is missing');
      }
      return found as T;
    },
  };
}

/** An object with these members, and any others. */
export const open = <T extends object>(members: Readonly<Record<string, Rule<unknown>>>): Rule<T> => ({
  read(value, path) {
    const given = objectAt(value, path);
    for (const [name, rule] of Object.entries(members)) rule.read(given[name], join(path, name));
    return given as T;
  },
});

function objectAt(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw wrong(path, 'it must be an object');
  return value;
}

function unknownMember(name: string, path: string, known: readonly string[]): SeedError {
  const near = closest(name, known);
  const hint =
    distance(name, near) <= Math.max(2, name.length / 3) ? `did you mean ${near}?` : `there are ${known.join(', ')}`;
  return wrong(join(path, name), `there is no such member; ${hint}`);
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
