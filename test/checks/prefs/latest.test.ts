import assert from 'node:assert/strict';
import { changedByLatest, goneWithLatest, isWrongInLatest } from '../../../src/checks/prefs/latest.ts';
import type { FoundPreferences } from '../../../src/resources/preferences/read-preferences.ts';
import { newDocument } from '../../../src/resources/preferences/session-document.ts';

type Inputs = Readonly<Record<string, unknown>>;

const version = (number: string, inputs: Inputs, status = 'Active') => ({
  number,
  hash: number,
  ours: false,
  status,
  document: { ...newDocument({}), inputs },
});

const found = (now: Inputs, later?: Inputs, status?: string): FoundPreferences => ({
  inEffect: version('1', now),
  ...(later && { latest: version('2', later, status) }),
});

describe('what the latest version of the preferences changes', () => {
  it('is what means something else there', () => {
    const now = { idleSessionTimeout: 20, s3KeyPrefix: 'a', cloudWatchLogGroupName: 'old' };
    const later = { idleSessionTimeout: '20', s3KeyPrefix: 'a', cloudWatchLogGroupName: 'new', kmsKeyId: 'alias/a' };
    assert.deepEqual(changedByLatest(found(now, later)).toSorted(), ['cloudWatchLogGroupName', 'kmsKeyId']);
  });

  it('is also what is written as it should be', () => {
    const now = { cloudWatchStreamingEnabled: 'true', idleSessionTimeout: '90' };
    const changed = changedByLatest(found(now, { cloudWatchStreamingEnabled: true, idleSessionTimeout: '90' }));
    assert.deepEqual(changed, ['cloudWatchStreamingEnabled']);
  });

  it('is nothing where there is none, or it could not be made', () => {
    assert.deepEqual(changedByLatest(found({ kmsKeyId: 'alias/a' })), []);
    assert.deepEqual(changedByLatest(found({ kmsKeyId: 'alias/a' }, {}, 'Failed')), []);
  });

  it('need not be right', () => {
    const both = found({ idleSessionTimeout: '90' }, { idleSessionTimeout: '99' });
    assert.ok(isWrongInLatest(both, 'idleSessionTimeout'));
    assert.ok(!isWrongInLatest(found({ idleSessionTimeout: '90' }, {}), 'idleSessionTimeout'));
    assert.ok(!isWrongInLatest(found({ idleSessionTimeout: '90' }), 'idleSessionTimeout'));
  });

  it('is what a fault goes with, if there is one', () => {
    assert.deepEqual(goneWithLatest(found({}, {}), 'kmsKeyId'), { needs: { preference: ['kmsKeyId'] } });
    assert.deepEqual(goneWithLatest(found({}), 'kmsKeyId'), {});
    assert.deepEqual(goneWithLatest(found({}, {}), undefined), {});
  });
});
