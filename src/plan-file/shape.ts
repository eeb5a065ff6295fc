import { UserError } from '../errors.ts';
import type { PlanFile } from './plan-file.ts';

type Shape = (value: unknown, where: string) => void;

/**
 * Checks that JSON is made like a plan file, so that nothing further on meets a value of another kind; the values themselves are
 * checked like those of flags. Throws a UserError that says where it is not.
 */
export function checkShape(value: unknown, name: string): asserts value is PlanFile {
  try {
    plan(value, 'the plan');
  } catch (error) {
    throw new UserError('not-a-plan', `${name} is no plan file: ${(error as Error).message}`);
  }
}

const wrong = (where: string, must: string): Error => new Error(`${where} must be ${must}`);

const text: Shape = (value, where) => {
  if (typeof value !== 'string') throw wrong(where, 'a text');
};

const matching =
  (pattern: RegExp, what: string): Shape =>
  (value, where) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw wrong(where, what);
  };

const oneOf =
  (...values: readonly unknown[]): Shape =>
  (value, where) => {
    if (!values.includes(value)) throw wrong(where, values.map(String).join(' or '));
  };

const either =
  (what: string, ...shapes: readonly Shape[]): Shape =>
  (value, where) => {
    const fits = (shape: Shape): boolean => {
      try {
        shape(value, where);
        return true;
      } catch {
        return false;
      }
    };
    if (!shapes.some(fits)) throw wrong(where, what);
  };

const list =
  (item: Shape): Shape =>
  (value, where) => {
    if (!Array.isArray(value)) throw wrong(where, 'a list');
    for (const [index, entry] of value.entries()) item(entry, `${where}[${index}]`);
  };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const map =
  (item: Shape): Shape =>
  (value, where) => {
    if (!isRecord(value)) throw wrong(where, 'an object');
    for (const [name, entry] of Object.entries(value)) item(entry, `${where}.${name}`);
  };

/** Members that are there, and those that may be; no others. */
const record =
  (members: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>> = {}): Shape =>
  (value, where) => {
    if (!isRecord(value)) throw wrong(where, 'an object');
    for (const name of Object.keys(members)) if (!Object.hasOwn(value, name)) throw wrong(`${where}.${name}`, 'there');
    const all = { ...members, ...optional };
    for (const [name, entry] of Object.entries(value)) {
      const shape = Object.hasOwn(all, name) ? all[name] : undefined;
      if (!shape) throw new Error(`${where}.${name} means nothing here`);
      shape(entry, `${where}.${name}`);
    }
  };

const time: Shape = (value, where) => {
  const date = new Date(typeof value === 'string' ? value : NaN);
  if (Number.isNaN(date.getTime()) || date.toISOString() !== value) throw wrong(where, 'a time');
};

const yes = oneOf(true);
const flag = either('a text, a list of texts, true or false', text, list(text), oneOf(true, false));
const field = either('a text, a number, true, false or null', text, oneOf(true, false, null), (value, where) => {
  if (typeof value !== 'number') throw wrong(where, 'a number');
});
const problem = record({ code: text, message: text }, { advice: text });
const change = record(
  {
    resource: text,
    action: oneOf('create', 'update', 'delete', 'keep', 'none'),
    summary: text,
    differences: list(record({ field: text, have: field, want: field }, { default: field })),
  },
  {
    reason: text,
    loss: text,
    untouched: list(record({ field: text, have: field }, { default: field, must: text })),
    basis: record({}, { id: text, ours: oneOf(true, false), begun: list(text), midway: list(text) }),
  },
);
const target = record(
  {
    account: either('twelve digits, or null', matching(/^\d{12}$/, 'twelve digits'), oneOf(null)),
    region: matching(/^[a-z\d-]{1,64}$/, 'a region'),
    partition: text,
    status: text,
    flags: map(flag),
    changes: list(change),
  },
  { accountName: text, profile: text, error: problem },
);
const plan = record(
  {
    format: oneOf(1),
    kind: oneOf('setup', 'delete'),
    tool: record({ name: oneOf('session-manager'), version: text }),
    made: time,
    entry: record({ flags: map(flag), byId: oneOf(true, false) }, { externalId: yes }),
    targets: list(target),
    digest: text,
  },
  { sandbox: yes },
);
