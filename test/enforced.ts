// A world in which IAM decides every call of an operator, who is allowed exactly what a printed policy says.
import assert from 'node:assert/strict';
import { partitionOf } from '../src/aws/regions.ts';
import { parseInputs, type RawInputs } from '../src/inputs/inputs.ts';
import type { Task } from '../src/inputs/tables/policy.ts';
import { operatorPolicy } from '../src/policies/documents/operator-policy.ts';
import { namesOf } from '../src/policies/documents/operator-scopes.ts';
import { type Policy, values } from '../src/policies/reading/policy.ts';
import type { Faults } from '../src/sandbox/door/faults.ts';
import type { SandboxCall } from '../src/sandbox/door/sandbox.ts';
import { SANDBOX_USER, sandboxUserId } from '../src/sandbox/iam/sandbox-user.ts';
import { emptyIam, type Role } from '../src/sandbox/state/iam.ts';
import { emptyState, type State } from '../src/sandbox/state/state.ts';
import { ACCOUNT, type World, world } from './engine/world.ts';

export const ROLE = 'OrganizationAccountAccessRole';

/** The policy that `policy operator` prints for these flags. */
export const printedFor = (tasks: readonly Task[], flags: RawInputs = {}): Policy =>
  operatorPolicy(
    { account: '*', region: '*', partition: partitionOf('us-east-1') },
    namesOf(parseInputs(flags), ROLE),
    tasks,
  );

/** The policy as one inline policy for each statement, so that IAM tells by which of them a call is allowed. */
const inlineOf = ({ Version, Statement }: Policy): Record<string, string> =>
  Object.fromEntries(
    Statement.map((statement) => [statement.Sid, JSON.stringify({ Version, Statement: [statement] })]),
  );

/** The policy with some actions taken out. */
export const without = (policy: Policy, actions: RegExp): Policy => ({
  ...policy,
  Statement: policy.Statement.map((statement) => ({
    ...statement,
    Action: values(statement.Action).filter((action) => !actions.test(action)),
  })).filter(({ Action }) => Action.length > 0),
});

/** Opens a world whose user is allowed nothing yet. */
export function enforced(state: State = emptyState(), faults: Faults = {}): World {
  const copy = structuredClone(state);
  allow(copy, { Version: '2012-10-17', Statement: [] });
  return world({ state: copy, faults: { ...faults, enforcePolicies: true } });
}

function allow({ iam }: State, policy: Policy): void {
  (iam[ACCOUNT] ??= emptyIam()).users[SANDBOX_USER] = {
    id: sandboxUserId(ACCOUNT),
    path: '/',
    created: '2025-01-01T00:00:00.000Z',
    tags: {},
    attached: [],
    ...iam[ACCOUNT].users[SANDBOX_USER],
    inline: inlineOf(policy),
  };
}

/** Allows the user exactly this from now on; managed policies and groups stay. */
export const allowInstead = ({ sandbox }: World, policy: Policy): Promise<void> =>
  sandbox.edit((state) => allow(state, policy));

/** A role that the user can enter, and that is allowed what a policy says. */
export const roleWith = (policy: Policy): Role => ({
  id: 'AROAOPERATOR00000000A',
  path: '/',
  created: '2025-01-01T00:00:00.000Z',
  tags: {},
  attached: [],
  inline: inlineOf(policy),
  trust: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }],
  }),
});

const DENIED = /AccessDenied|UnauthorizedOperation/;

/** What was denied of some calls: to be added to src/policies/documents/operator-actions.ts. */
export const deniedOf = (calls: readonly SandboxCall[]): readonly string[] => [
  ...new Set(calls.filter(({ error = '' }) => DENIED.test(error)).map(nameOf)),
];

export function assertNoneDenied(calls: readonly SandboxCall[]): void {
  assert.deepEqual(deniedOf(calls), [], 'these actions are missing in operator-actions.ts, or on other resources');
}

const nameOf = ({ service, operation, action }: SandboxCall): string => action ?? `${service}:${operation}`;

/** Every permission of a policy, as `Sid action`. */
export const permissionsIn = ({ Statement }: Policy): readonly string[] =>
  Statement.flatMap(({ Sid, Action }) => values(Action).map((action) => `${Sid} ${action}`));

/** The permissions that some calls made use of, as `Sid action`. */
export const permissionsUsed = (calls: readonly SandboxCall[]): readonly string[] =>
  calls.flatMap(({ allowed = [] }) =>
    allowed.flatMap(({ action, policies }) => policies.map((id) => `${id.split('_').at(-1)} ${action}`)),
  );
