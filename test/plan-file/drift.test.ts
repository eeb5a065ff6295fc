import assert from 'node:assert/strict';
import type { PlannedChange } from '../../src/engine/review.ts';
import { driftOf, type Of, planDiffers } from '../../src/plan-file/drift.ts';
import { PENDING } from '../../src/resources/resource.ts';

const SETUP: Of = { kind: 'setup', scope: 'region' };
const REMOVAL: Of = { kind: 'delete', scope: 'region' };

const change = (over: Partial<PlannedChange> = {}): PlannedChange => ({
  resource: 'log-group',
  action: 'update',
  summary: 'Updating CloudWatch log group: sessions',
  differences: [
    { field: 'kmsKeyId', have: null, want: PENDING },
    { field: 'retentionInDays', have: 7, want: 30 },
  ],
  basis: { id: 'one', ours: true },
  ...over,
});

const none = change({ action: 'none', differences: [], summary: 'it exists' });
const kept = change({ action: 'keep', summary: 'WARN: it exists' });

/** Says what differs, in words; '' where it is the same plan. */
const told = (planned: PlannedChange | undefined, now: PlannedChange | undefined, of = SETUP): string => {
  const drift = driftOf(planned ? [planned] : [], now ? [now] : [], of);
  return drift.length === 0 ? '' : planDiffers(drift).message.replace('its plan is not the same any more: ', '');
};

const retention = { field: 'retentionInDays', have: 7, want: 30 };

describe('a plan compared with what was reviewed', () => {
  it('is the same where the same is decided, whatever id a key got meanwhile', () => {
    assert.equal(told(change(), change()), '');
    const known = change({ differences: [{ field: 'kmsKeyId', have: null, want: 'arn:aws:kms:…' }, retention] });
    assert.equal(told(change(), known), '');
    assert.notEqual(told(known, change()), '');
  });

  it('is the same where all of it, or a part, is done already', () => {
    assert.equal(told(change(), none), '');
    assert.equal(told(change(), undefined), '');
    assert.equal(told(change(), change({ differences: [retention] })), '');
    assert.equal(told(kept, none), '');
  });

  it('is another one where a value, a field or the action is another one', () => {
    assert.equal(
      told(change(), change({ differences: [{ ...retention, have: 14 }] })),
      'log-group: kmsKeyId none -> (known after apply) is not needed any more, retentionInDays was planned as 7 -> 30 and is 14 -> 30 now',
    );
    const more = change({ differences: [...change().differences, { field: 'tag a', have: null, want: 'b' }] });
    assert.equal(told(change(), more), 'log-group: tag a none -> b was not planned');
    assert.match(
      told(none, change()),
      /^log-group was to stay as it was, and now would be changed \(kmsKeyId, retentionInDays\)$/,
    );
    assert.match(told(change(), kept), /^log-group was to be changed, and now would be left as it is/);
    assert.match(told(change(), change({ action: 'create' })), /now would be created/);
    assert.match(told(undefined, change()), /^log-group would be changed, which was not planned$/);
    assert.match(told(kept, change({ action: 'keep', differences: [] })), /^log-group: /);
  });

  it('is another one where it is about another thing, or about one that is ours no more', () => {
    for (const basis of [
      { id: 'two', ours: true },
      { id: 'one', ours: false },
    ]) {
      assert.match(told(change(), change({ basis })), /another one than was read for the plan, or was changed since$/);
    }
    assert.equal(told(change({ basis: { id: 'one', ours: false } }), change()), '');
  });

  it('is another one where a value that stays is another one', () => {
    assert.notEqual(told(change(), change({ untouched: [{ field: 'x', have: 1 }] })), '');
  });

  it('lets what was to be created be finished, if we have begun it', () => {
    const created = change({ action: 'create', differences: [{ ...retention, have: null }] });
    const begun = change({ differences: [{ ...retention, have: null }] });
    assert.equal(told(created, begun), '');
    assert.notEqual(told(created, change({ ...begun, basis: { id: 'one', ours: false } })), '');
    assert.notEqual(told(created, { ...begun, basis: { id: 'one' } }), '');
  });

  it('lets a field differ that only a run of ours leaves', () => {
    const drafted = [...change().differences, { field: 'defaultVersion', have: '1', want: 'the latest, now 2' }];
    assert.notEqual(told(change(), change({ differences: drafted })), '');
    const basis = { id: 'one', ours: true, begun: ['defaultVersion'] };
    assert.equal(told(change(), change({ differences: drafted, basis })), '');
    const on = change({ differences: [{ field: 'keyState', have: 'PendingDeletion', want: 'Enabled' }] });
    const midway = (wanted: string): PlannedChange =>
      change({
        differences: [{ field: 'keyState', have: 'Disabled', want: wanted }],
        basis: { id: 'one', ours: true, midway: ['keyState'] },
      });
    assert.equal(told(on, midway('Enabled')), '');
    assert.notEqual(told(on, midway('else')), '');
    assert.notEqual(told(change(), midway('Enabled')), '');
  });

  it('grants roles no more than was planned, and less where fewer regions are worked on', () => {
    const role = (name: string) => ({ field: 'attached to', have: null, want: `role ${name}` });
    const may = (actions: string) => ({ field: 'statement S', have: null, want: actions });
    const grant = (...differences: PlannedChange['differences']) =>
      change({ resource: 'role-grant', action: 'create', differences, basis: {} });
    const planned = grant(may('ssm:A, ssm:B'), role('web'));
    const ofAccount: Of = { kind: 'setup', scope: 'account' };
    assert.equal(told(planned, grant(may('ssm:A'), role('web')), ofAccount), '');
    assert.notEqual(told(planned, grant(may('ssm:A')), SETUP), '');
    assert.match(told(planned, grant(may('ssm:A, ssm:C')), ofAccount), /statement S/);
    assert.equal(
      told(planned, grant(may('ssm:A, ssm:B'), role('web'), role('new')), ofAccount),
      'role-grant: attached to none -> role new was not planned',
    );
  });

  it('is the same removal while the thing is the same, however much is in it', () => {
    const removal = change({ action: 'delete', differences: [], loss: 'about 1 MB', basis: { id: 'one' } });
    assert.equal(told(removal, { ...removal, loss: 'about 2 MB' }, REMOVAL), '');
    assert.equal(told(removal, none, REMOVAL), '');
    assert.notEqual(told(removal, { ...removal, basis: { id: 'two' } }, REMOVAL), '');
    assert.notEqual(told(removal, { ...removal, action: 'keep' }, REMOVAL), '');
    assert.notEqual(told({ ...removal, action: 'keep' }, removal, REMOVAL), '');
    assert.equal(told({ ...removal, action: 'update' }, { ...removal, action: 'keep' }, REMOVAL), '');
    assert.notEqual(told(removal, { ...removal, action: 'update' }, REMOVAL), '');
    assert.equal(told(removal, { ...removal, action: 'update' }, { kind: 'delete', scope: 'account' }), '');
  });
});
