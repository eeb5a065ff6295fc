import assert from 'node:assert/strict';
import { TASKS } from '../../../src/inputs/tables/policy.ts';
import { operatorPolicy, type Task } from '../../../src/policies/documents/operator-policy.ts';
import type { Policy } from '../../../src/policies/reading/policy.ts';
import { values } from '../../../src/policies/reading/policy.ts';
import { EVERYTHING, stateWithForeignDocument, type World, world } from '../../engine/world.ts';
import { isGranted } from '../granted.ts';
import { placeIn } from '../places.ts';

const HERE = placeIn('eu-west-1');
const READS = /:(Describe|Get|List|Simulate)/;

const actions = ({ Statement }: Policy): readonly string[] => Statement.flatMap(({ Action }) => values(Action));

/** Calls on KMS, CloudWatch Logs and Systems Manager that this work makes and the policy of a task does not allow. */
async function lacking(task: Task, on: World, work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = on.sandbox.calls.length;
  await work();
  const allowed = new Set(actions(operatorPolicy(HERE, [task])));
  const called = on.sandbox.calls
    .slice(before)
    .filter(({ service }) => ['kms', 'logs', 'ssm'].includes(service))
    .map(({ service, operation }) => `${service}:${operation}`);
  return [...new Set(called)].filter((call) => !allowed.has(call));
}

describe('the policy of an operator', () => {
  it('suffices for each task by itself', async () => {
    const on = world();
    const all = { ...EVERYTHING, overwrite: true };
    assert.deepEqual(await lacking('plan', on, () => on.plan(all)), []);
    assert.deepEqual(await lacking('setup', on, () => on.setup()), []);
    assert.deepEqual(await lacking('setup', on, () => on.setup(all)), []);
    assert.deepEqual(await lacking('plan', on, () => on.plan({ ...all, tag: ['late=yes'] })), []);
    assert.deepEqual(await lacking('setup', on, () => on.setup({ ...all, retention: 'never', tag: ['late=yes'] })), []);
    assert.deepEqual(await lacking('plan', on, () => on.planRemoval()), []);
    assert.deepEqual(await lacking('delete', on, () => on.remove({ force: true })), []);
    const theirs = world({ state: await stateWithForeignDocument() });
    assert.deepEqual(await lacking('setup', theirs, () => theirs.setup({ overwrite: true })), []);
    assert.deepEqual(await lacking('delete', theirs, () => theirs.remove()), []);
  });

  it('tells reading from writing, and writes only for those who do', () => {
    for (const { Sid, Action, Resource } of operatorPolicy(HERE, TASKS).Statement) {
      if (Sid !== 'Read' && Sid !== 'Write') continue;
      assert.equal(Resource, '*');
      for (const action of values(Action)) assert.equal(READS.test(action), Sid === 'Read', action);
    }
    for (const task of ['plan', 'doctor'] as const) {
      assert.deepEqual(
        operatorPolicy(HERE, [task]).Statement.map(({ Sid }) => Sid),
        ['Read'],
      );
    }
  });

  it('is the sum of its tasks, without repeats', () => {
    const all = actions(operatorPolicy(HERE, TASKS));
    assert.equal(new Set(all).size, all.length);
    const parts = TASKS.flatMap((task) => actions(operatorPolicy(HERE, [task])));
    assert.deepEqual([...new Set(parts)].toSorted(), all.toSorted());
    assert.deepEqual(operatorPolicy(HERE, ['delete', 'setup']), operatorPolicy(HERE, ['setup', 'delete', 'delete']));
  });

  it('keeps policies of our own only, and attaches no others', () => {
    const { Statement } = operatorPolicy(HERE, ['grant']);
    const own = 'arn:aws:iam::111122223333:policy/session-manager-nodes';
    const other = 'arn:aws:iam::aws:policy/AdministratorAccess';
    const role = 'arn:aws:iam::111122223333:role/web';
    const attaches = (policy: string): boolean =>
      isGranted(Statement, { action: 'iam:AttachRolePolicy', resource: role, context: { 'iam:PolicyARN': [policy] } });
    assert.ok(isGranted(Statement, { action: 'iam:CreatePolicy', resource: own }));
    assert.ok(!isGranted(Statement, { action: 'iam:CreatePolicyVersion', resource: own.replace('session', 'x') }));
    assert.deepEqual([attaches(own), attaches(other)], [true, false]);
    assert.ok(!actions(operatorPolicy(HERE, ['setup', 'plan', 'delete', 'doctor'])).includes('iam:AttachRolePolicy'));
  });

  it('stands for any account where none is named', () => {
    const text = JSON.stringify(
      operatorPolicy({ region: 'cn-north-1', partition: placeIn('cn-north-1').partition }, TASKS),
    );
    assert.match(text, /arn:aws-cn:iam::\*:policy\/session-manager-\*/);
  });
});
