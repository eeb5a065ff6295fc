import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { partitionOf } from '../src/aws/regions.ts';
import { TASKS } from '../src/inputs/tables/policy.ts';
import { operatorPolicy } from '../src/policies/documents/operator-policy.ts';
import { type Policy, values } from '../src/policies/reading/policy.ts';
import { fleetState } from '../src/sandbox/fleet/fleet.ts';
import type { SandboxCall } from '../src/sandbox/door/sandbox.ts';
import { CLOSED_TO_LOGS, plantKey, plantLogGroup } from './engine/planted.ts';
import { EVERYTHING, stateWithForeignAssociation, stateWithForeignDocument, world } from './engine/world.ts';

const PAGE = readFileSync(new URL('../docs/permissions.md', import.meta.url), 'utf8');

function printedPolicy(): Policy {
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(PAGE) ?? [];
  return JSON.parse(json) as Policy;
}

/** Makes the calls to accounts in runs that meet every situation which takes its own call. */
async function allCalls(): Promise<readonly SandboxCall[]> {
  const here = world();
  await here.setupWhole();
  await here.setupWhole({ ...EVERYTHING, overwrite: true });
  await here.setupWhole({ ...EVERYTHING, tag: ['late=yes'], overwrite: true });
  await here.edit((region) => {
    for (const key of Object.values(region.keys)) {
      Object.assign(key, { state: 'PendingDeletion', deletion: '2099-01-01T00:00:00.000Z' });
      key.policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    }
  });
  await here.setupWhole({
    ...EVERYTHING,
    retention: 'never',
    'deletion-protection': false,
    'agent-update-schedule': 'rate(7 days)',
  });
  await here.remove();
  const theirs = world({ state: await stateWithForeignDocument() });
  await theirs.setupWhole({ overwrite: true, 'log-group': 'sessions' });
  await theirs.remove();
  const claimed = world();
  await plantKey(claimed, 1, { alias: 'alias/session', policy: CLOSED_TO_LOGS });
  await claimed.setupWhole({ kms: true, overwrite: true });
  await claimed.remove();
  await plantLogGroup(claimed);
  await claimed.setupWhole({ overwrite: true, retention: '30' });
  await claimed.remove();
  const update = { overwrite: true, 'agent-update-schedule': 'rate(1 day)' };
  const associated = world({ state: stateWithForeignAssociation() });
  await associated.setupWhole(update);
  await associated.remove();
  const fleet = world({ state: fleetState() });
  await fleet.edit(({ associations }) => {
    const [{ parameters } = assert.fail()] = Object.values(associations);
    Object.assign(parameters, { CalendarNames: ['freeze'] });
  });
  await fleet.diagnose({}, BOTH);
  await fleet.setupWhole({ grant: true }, BOTH);
  // Another log group for the same nodes is another version of the policy; in the end there is no room for more.
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    await fleet.setupWhole({ grant: true, kms: true, 'log-group': name, overwrite: true }, BOTH);
  }
  await fleet.remove({}, { regions: ['eu-west-1'] });
  await fleet.setupWhole({ grant: true, 'log-group': 'e' }, BOTH);
  // What is shared cannot be deleted.
  await fleet.edit(({ documents }) => Object.values(documents).forEach((document) => (document.sharedWith = {})));
  await fleet.remove({}, { regions: ['eu-west-1'] });
  await fleet.remove({}, { regions: ['us-east-1'] });
  const withoutDetails = world({
    state: fleetState(),
    faults: { deniedActions: ['iam:GetAccountAuthorizationDetails'] },
  });
  await withoutDetails.diagnose({}, BOTH);
  return [here, theirs, claimed, associated, fleet, withoutDetails]
    .flatMap(({ sandbox }) => sandbox.calls)
    .filter(({ service }) => !['sts', 'account', 'organizations'].includes(service));
}

const BOTH = { regions: ['us-east-1', 'eu-west-1'] };

/** The actions on groups: the sandbox has no groups, so nobody asks for their contents. */
const GROUPS = ['iam:GetGroupPolicy', 'iam:ListAttachedGroupPolicies', 'iam:ListGroupPolicies'];

describe('the permissions in docs/permissions.md', () => {
  it('are what policy operator prints', () => {
    const anywhere = { region: '*', partition: partitionOf('us-east-1') };
    assert.deepEqual(printedPolicy(), operatorPolicy(anywhere, TASKS));
  });

  it('are those that runs need: no call is missing, and none is there for nothing', async () => {
    const calls = await allCalls();
    const called = new Set(calls.map(({ service, operation, action }) => action ?? `${service}:${operation}`));
    const printed = new Set(printedPolicy().Statement.flatMap(({ Action }) => values(Action)));
    assert.deepEqual([...printed].toSorted(), [...called, ...GROUPS].toSorted());
  });
});
