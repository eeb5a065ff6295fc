import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { partitionOf } from '../src/aws/regions.ts';
import { operatorPolicy } from '../src/policies/operator-policy.ts';
import { type Policy, values } from '../src/policies/policy.ts';
import type { SandboxCall } from '../src/sandbox/sandbox.ts';
import { EVERYTHING, stateWithForeignDocument, world } from './engine/world.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

function printedPolicy(): Policy {
  const section = README.slice(README.indexOf('## Permissions'));
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(section) ?? [];
  return JSON.parse(json) as Policy;
}

/** The calls to accounts in runs that meet every situation that takes a call of its own. */
async function allCalls(): Promise<readonly SandboxCall[]> {
  const here = world();
  await here.setup();
  await here.setup({ ...EVERYTHING, overwrite: true });
  await here.setup({ ...EVERYTHING, tag: ['late=yes'], overwrite: true });
  await here.edit((region) => {
    for (const key of Object.values(region.keys)) {
      Object.assign(key, { state: 'PendingDeletion', deletion: '2099-01-01T00:00:00.000Z' });
      key.policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    }
  });
  await here.setup({
    ...EVERYTHING,
    retention: 'never',
    'deletion-protection': false,
    'agent-update-schedule': 'rate(7 days)',
  });
  await here.remove();
  const theirs = world({ state: await stateWithForeignDocument() });
  await theirs.setup({ overwrite: true });
  await theirs.remove();
  return [...here.sandbox.calls, ...theirs.sandbox.calls].filter(({ service }) =>
    ['kms', 'logs', 'ssm'].includes(service),
  );
}

describe('the permissions in the README', () => {
  it('are what policy operator prints for setup, plan and delete', () => {
    const anywhere = { region: '*', partition: partitionOf('us-east-1') };
    assert.deepEqual(printedPolicy(), operatorPolicy(anywhere, ['setup', 'plan', 'delete']));
  });

  it('are those that runs need: no call is missing, and none is there for nothing', async () => {
    const called = new Set((await allCalls()).map(({ service, operation }) => `${service}:${operation}`));
    const printed = printedPolicy().Statement.flatMap(({ Action }) => values(Action));
    assert.deepEqual(printed.toSorted(), [...called].toSorted());
  });
});
