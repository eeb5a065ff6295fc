import { UserError } from '../errors.ts';
import { either, list, map, matching, oneOf, record, type Shape, text } from '../inputs/shape.ts';
import type { PlanFile } from './plan-file.ts';

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

const time: Shape = (value, where) => {
  const date = new Date(typeof value === 'string' ? value : NaN);
  if (Number.isNaN(date.getTime()) || date.toISOString() !== value) throw new Error(`${where} must be a time`);
};

const yes = oneOf(true);
const flag = either('a text, a list of texts, true or false', text, list(text), oneOf(true, false));
const field = either('a text, a number, true, false or null', text, oneOf(true, false, null), (value, where) => {
  if (typeof value !== 'number') throw new Error(`${where} must be a number`);
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
