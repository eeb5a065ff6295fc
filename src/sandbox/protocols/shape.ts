import { isObject } from '../state/json.ts';
import { AwsError } from './aws-error.ts';

/**
 * One member of an operation's input as AWS's model describes it. `check` adds what is wrong, in AWS's words, to `wrong`, and throws a
 * SerializationException for a value of the wrong JSON type. `T` lives in the type system only.
 */
export interface Shape<T = unknown> {
  readonly kind: 'string' | 'integer' | 'boolean' | 'list' | 'map' | 'structure';
  readonly required?: boolean;
  readonly members?: Readonly<Record<string, Shape>>;
  readonly item?: Shape;
  check(value: unknown, path: string, wrong: string[]): void;
  readonly type?: T;
}
export interface Required<T> extends Shape<T> {
  readonly required: true;
}
type TypeOf<S> = S extends Shape<infer T> ? T : never;
type Members = Readonly<Record<string, Shape>>;
type Structure<M extends Members> = {
  readonly [K in keyof M as M[K] extends Required<unknown> ? K : never]: TypeOf<M[K]>;
} & { readonly [K in keyof M as M[K] extends Required<unknown> ? never : K]?: TypeOf<M[K]> | undefined };

/** A length or size limit. */
export interface Limits {
  readonly min?: number;
  readonly max?: number;
}

/** Describes a string; `pattern` has to match the whole of it. */
export function text(limits: Limits & { readonly pattern?: string; readonly flags?: string } = {}): Shape<string> {
  const { pattern } = limits;
  const regexp = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`, limits.flags ?? 'u');
  return {
    kind: 'string',
    check(value, path, wrong) {
      if (typeof value !== 'string') throw mistyped(value, 'a String');
      checkLength(value.length, value, path, wrong, limits);
      if (regexp && !regexp.test(value)) {
        wrong.push(`${at(value, path)}: Member must satisfy regular expression pattern: ${pattern}`);
      }
    },
  };
}

/** Describes one of a fixed set of strings. */
export function oneOf<const T extends string>(...values: readonly T[]): Shape<T> {
  const set = new Set<string>(values);
  return {
    kind: 'string',
    check(value, path, wrong) {
      if (typeof value !== 'string') throw mistyped(value, 'a String');
      if (!set.has(value)) {
        wrong.push(`${at(value, path)}: Member must satisfy enum value set: [${values.join(', ')}]`);
      }
    },
  };
}

export function integer({ min, max }: Limits = {}): Shape<number> {
  return {
    kind: 'integer',
    check(value, path, wrong) {
      if (typeof value !== 'number' || !Number.isInteger(value)) throw mistyped(value, 'an Integer');
      if (min !== undefined && value < min) {
        wrong.push(`${at(value, path)}: Member must have value greater than or equal to ${min}`);
      }
      if (max !== undefined && value > max) {
        wrong.push(`${at(value, path)}: Member must have value less than or equal to ${max}`);
      }
    },
  };
}

export function bool(): Shape<boolean> {
  return {
    kind: 'boolean',
    check(value) {
      if (typeof value !== 'boolean') throw mistyped(value, 'a Boolean');
    },
  };
}

export function list<T>(item: Shape<T>, limits: Limits = {}): Shape<readonly T[]> {
  return {
    kind: 'list',
    item,
    check(value, path, wrong) {
      if (!Array.isArray(value)) throw mistyped(value, 'a List');
      checkLength(value.length, value, path, wrong, limits);
      value.forEach((element: unknown, index) => item.check(element, `${path}.${index + 1}.member`, wrong));
    },
  };
}

export function map<T>(key: Shape<string>, item: Shape<T>, limits: Limits = {}): Shape<Readonly<Record<string, T>>> {
  return {
    kind: 'map',
    item,
    check(value, path, wrong) {
      if (!isObject(value)) throw mistyped(value, 'a Map');
      const entries = Object.entries(value);
      checkLength(entries.length, value, path, wrong, limits);
      for (const [name, element] of entries) {
        key.check(name, `${path}.${name}.key`, wrong);
        item.check(element, `${path}.${name}.member`, wrong);
      }
    },
  };
}

/** Describes an object with these members and no others. `null` is the same as absent, as in AWS's JSON protocols. */
export function structure<const M extends Members>(members: M): Shape<Structure<M>> {
  const needed = Object.keys(members).filter((name) => members[name]?.required);
  const paths = new Map(Object.keys(members).map((name) => [name, name.charAt(0).toLowerCase() + name.slice(1)]));
  return {
    kind: 'structure',
    members,
    check(value, path, wrong) {
      if (!isObject(value)) throw mistyped(value, 'a Structure');
      const prefix = path === '' ? '' : `${path}.`;
      for (const name of needed) {
        if (value[name] === undefined || value[name] === null) {
          wrong.push(
            `Value null at '${prefix}${paths.get(name)}' failed to satisfy constraint: Member must not be null`,
          );
        }
      }
      for (const name of Object.keys(value)) {
        const member = Object.hasOwn(members, name) ? members[name] : undefined;
        if (!member) throw new AwsError('SerializationException', `Unknown member '${prefix}${name}'`);
        if (value[name] === null || value[name] === undefined) delete value[name];
        else member.check(value[name], `${prefix}${paths.get(name)}`, wrong);
      }
    },
  };
}

/** Gives the same shape for a required member. */
export function required<T>(shape: Shape<T>): Required<T> {
  return { ...shape, required: true };
}

/** Throws what `refuse` makes of AWS's message about everything that is wrong with a value; a wrong JSON type is a SerializationException. */
export function assertShape<T>(
  shape: Shape<T>,
  value: unknown,
  refuse: (message: string) => Error,
): asserts value is T {
  const wrong: string[] = [];
  shape.check(value, '', wrong);
  if (wrong.length > 0) {
    throw refuse(`${wrong.length} validation error${wrong.length > 1 ? 's' : ''} detected: ${wrong.join('; ')}`);
  }
}

function checkLength(length: number, value: unknown, path: string, wrong: string[], { min, max }: Limits): void {
  if (min !== undefined && length < min) {
    wrong.push(`${at(value, path)}: Member must have length greater than or equal to ${min}`);
  }
  if (max !== undefined && length > max) {
    wrong.push(`${at(value, path)}: Member must have length less than or equal to ${max}`);
  }
}

function at(value: unknown, path: string): string {
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  return `Value '${shown}' at '${path}' failed to satisfy constraint`;
}

function mistyped(value: unknown, wanted: string): AwsError {
  const kind = Array.isArray(value) ? 'ARRAY' : typeof value;
  return new AwsError('SerializationException', `${kind.toUpperCase()}_VALUE can not be converted to ${wanted}`);
}
