import assert from 'node:assert/strict';
import { type FoundAssociation, keepsUp, toAssociation } from '../../../src/resources/agent-update/association.ts';

const ALL = { key: 'InstanceIds', values: ['*'] };
const YES = { key: 'tag:StateManager', values: ['yes'] };
const association = (extra: Partial<FoundAssociation>): FoundAssociation => ({
  ...toAssociation({ AssociationId: 'a', ScheduleExpression: 'rate(1 day)' }),
  ...extra,
});

describe('an association', () => {
  it('is read with its version, and with a failure of its last run on any node, where AWS tells them', () => {
    const read = (Status: string, AssociationStatusAggregatedCount: Record<string, number> = {}) =>
      toAssociation({ AssociationVersion: '3', Overview: { Status, AssociationStatusAggregatedCount } });
    assert.deepEqual([read('Failed').version, read('Failed').failed], ['3', true]);
    assert.equal(read('Pending', { Success: 1, Failed: 2 }).failed, true);
    assert.equal(read('Success', { TimedOut: 1 }).failed, true);
    for (const status of ['Success', 'Pending'])
      assert.equal(read(status, { Success: 2, Failed: 0 }).failed, undefined);
    assert.deepEqual(Object.keys(toAssociation({})), ['id', 'name', 'schedule', 'targets', 'doubles']);
  });

  it('is read with its instance as a target, as it was written before there were targets', () => {
    assert.deepEqual(toAssociation({ InstanceId: 'i-1' }).targets, [{ key: 'InstanceIds', values: ['i-1'] }]);
    const Targets = [{ Key: 'tag:StateManager', Values: ['yes'] }];
    assert.deepEqual(toAssociation({ InstanceId: 'i-1', Targets }).targets, [YES]);
  });

  it('keeps nodes up to date that its targets match, if it has a schedule', () => {
    assert.equal(keepsUp(association({ targets: [ALL] }), [YES]), true);
    assert.equal(keepsUp(association({ targets: [YES] }), [YES]), true);
    assert.equal(keepsUp(association({ targets: [YES] }), [ALL]), false);
    assert.equal(keepsUp(association({ targets: [] }), [YES]), false);
    for (const schedule of ['', 'at(2030-01-01T00:00:00)', 'cron(0 2 ? * * 2020)']) {
      assert.equal(keepsUp(association({ targets: [ALL], schedule }), [YES]), false, schedule);
    }
    const lowerCase = { key: 'instanceids', values: ['*'] };
    assert.equal(keepsUp(association({ targets: [lowerCase] }), [YES]), true);
    assert.equal(keepsUp(association({ targets: [{ key: 'tag:StateManager', values: ['no', 'yes'] }] }), [YES]), true);
  });
});
