import assert from 'node:assert/strict';
import { judgeRecording, type Search, type Searched } from '../../src/audit/recording.ts';

const NOW = Date.parse('2026-08-15T12:00:00Z');
const MINUTE = 60_000;
const DAY = 86_400_000;

const group = (more: Partial<Search> = {}): Search => ({
  place: { kind: 'log-group', name: 'sessions' },
  outcome: 'read',
  ...more,
});
const bucket = (more: Partial<Search> = {}): Search => ({
  place: { kind: 'bucket', name: 'logs', prefix: 'ssm' },
  outcome: 'read',
  ...more,
});
const STREAM = { kind: 'log-group', name: 'sessions', stream: 'jane-1' } as const;
const OBJECT = { kind: 'bucket', name: 'logs', key: 'ssm/jane-1.log', bytes: 12 } as const;

const judge = (more: Partial<Searched> = {}): readonly unknown[] => {
  const { state, reason, check } = judgeRecording(
    {
      kind: 'shell',
      status: 'Terminated',
      began: NOW - 3 * DAY,
      ended: NOW - 3 * DAY + 10 * MINUTE,
      searches: [group()],
      ...more,
    },
    NOW,
  );
  return [state, reason, ...(check === null ? [] : [check])];
};
const ended = (ago: number, lasted = 10 * MINUTE) => ({ began: NOW - ago - lasted, ended: NOW - ago });

describe('the recording of a session', () => {
  it('is where it was found', () => {
    const both = { searches: [group({ found: STREAM }), bucket({ found: OBJECT })] };
    assert.deepEqual(judge(both), ['recorded', null]);
    assert.deepEqual(judgeRecording({ kind: 'shell', status: '', began: 0, ended: 1, ...both }, NOW).where, [
      STREAM,
      OBJECT,
    ]);
  });

  it('says where else it should be', () => {
    assert.deepEqual(judge({ searches: [group({ found: STREAM }), bucket()] }), ['recorded', 'not in bucket/logs/ssm']);
    assert.deepEqual(judge({ searches: [group({ found: STREAM }), bucket({ outcome: 'gone' })] }), [
      'recorded',
      'bucket/logs does not exist',
    ]);
    assert.deepEqual(judge({ searches: [group({ found: STREAM }), bucket({ earlier: true })] }), ['recorded', null]);
  });

  it('is missing where all was looked at, and names the check that reports why, if one certainly does', () => {
    assert.deepEqual(judge(), ['missing', 'not in log-group/sessions']);
    assert.deepEqual(judge({ searches: [group(), bucket()] }), [
      'missing',
      'not in log-group/sessions and bucket/logs/ssm',
    ]);
    assert.deepEqual(judge({ searches: [group({ outcome: 'gone' })] }), [
      'missing',
      'log-group/sessions does not exist',
      'log-group.missing',
    ]);
    assert.deepEqual(judge({ searches: [group(), bucket({ outcome: 'gone' })] }), [
      'missing',
      'not in log-group/sessions, and bucket/logs does not exist',
      's3.missing',
    ]);
    const unlogged = { reason: 'there is no preferences document', check: 'prefs.missing' };
    assert.deepEqual(judge({ searches: [], unlogged }), ['missing', unlogged.reason, unlogged.check]);
    assert.deepEqual(judge({ searches: [group({ outcome: 'gone', earlier: true })] }), [
      'missing',
      'log-group/sessions does not exist',
    ]);
  });

  it('of a command may be missing because it wrote nothing', () =>
    assert.match(String(judge({ kind: 'command' })[1]), /^not in log-group\/sessions; a command that writes nothing/));

  it('is unknown where not everything could be looked at', () => {
    assert.deepEqual(judge({ searches: [group(), bucket({ outcome: { unread: 'no' } })] }), [
      'unknown',
      'bucket/logs/ssm could not be read: no',
    ]);
    assert.deepEqual(judge({ unknown: 'it depends' }), ['unknown', 'it depends']);
    assert.deepEqual(judge({ searches: [group({ retention: 'unread' })] })[0], 'unknown');
    assert.deepEqual(judge({ searches: [group({ retention: 'unread' })], ...ended(DAY / 2) })[0], 'missing');
    assert.deepEqual(judge({ searches: [group({ found: STREAM }), bucket({ outcome: { unread: 'no' } })] }), [
      'recorded',
      null,
    ]);
  });

  it('has expired where the log group keeps events for a shorter time', () => {
    assert.deepEqual(judge({ searches: [group({ retention: 1 })] }), [
      'expired',
      'log-group/sessions keeps events for 1 day: it may have been recorded',
    ]);
    assert.deepEqual(judge({ searches: [group({ retention: 2, found: STREAM })] }), [
      'expired',
      'log-group/sessions keeps events for 2 days: its events are gone',
    ]);
    assert.deepEqual(judge({ searches: [group({ retention: 3 })], ...ended(3 * DAY - 1) })[0], 'missing');
    assert.deepEqual(judge({ searches: [group({ retention: 1 }), bucket({ found: OBJECT })] })[0], 'recorded');
  });

  it('may be on its way for a quarter of an hour', () => {
    assert.deepEqual(judge(ended(14 * MINUTE))[0], 'pending');
    assert.deepEqual(judge(ended(16 * MINUTE))[0], 'missing');
    const nowhere = { searches: [], unlogged: { reason: 'x', check: 'prefs.unlogged' } };
    assert.deepEqual(judge({ ...nowhere, ...ended(MINUTE) })[0], 'missing', 'nothing will come from nowhere');
  });

  it('of one that is open is not yet due', () => {
    assert.deepEqual(judge({ ended: undefined }), ['active', 'it is open']);
    assert.deepEqual(judge({ ended: undefined, searches: [group({ found: STREAM })] }), [
      'active',
      'it is open, and recorded so far',
    ]);
  });

  it('of one that was too short, or failed, is not expected; of a short command it is', () => {
    assert.deepEqual(judge(ended(DAY, 2999))[0], 'empty');
    assert.deepEqual(judge(ended(DAY, 3000))[0], 'missing');
    assert.deepEqual(judge({ kind: 'command', ...ended(DAY, 1000) })[0], 'missing');
    assert.deepEqual(judge({ status: 'Failed', ...ended(DAY, 30_000) })[0], 'empty');
    assert.deepEqual(judge({ status: 'Failed', ...ended(DAY, 61_000) })[0], 'missing');
    assert.deepEqual(judge({ searches: [group({ found: STREAM })], ...ended(DAY, 100) })[0], 'recorded');
  });

  it('of SSH and ports is never there', () => {
    assert.deepEqual(judge({ kind: 'ssh', searches: [] }), ['never', 'AWS records no SSH']);
    assert.deepEqual(judge({ kind: 'port', searches: [], ended: undefined }), ['never', 'AWS records no ports']);
  });

  it('may have been deleted from the bucket by its lifecycle', () => {
    for (const [expired, when] of [
      [{ prefix: '', days: 1 }, 'after 1 day'],
      [{ prefix: 'ssm', days: 2 }, 'after 2 days'],
      [{ prefix: '', date: Date.parse('2026-08-01T00:00:00Z') }, 'since 2026-08-01'],
    ] as const) {
      const reason = `the lifecycle of bucket/logs deletes objects ${when}: it may have been recorded`;
      assert.deepEqual(judge({ searches: [bucket({ expired })] }), ['expired', reason]);
      assert.deepEqual(judge({ searches: [group(), bucket({ expired })] }), ['expired', reason]);
      assert.equal(judge({ searches: [group({ found: STREAM }), bucket({ expired })] })[0], 'recorded');
      assert.equal(judge({ kind: 'ssh', searches: [bucket({ expired })] })[0], 'never');
    }
  });

  it('is unknown where the lifecycle of the bucket could not be read', () =>
    assert.deepEqual(judge({ searches: [bucket({ expired: { unread: 'denied' } })] }), [
      'unknown',
      'for how long its bucket keeps objects could not be read: denied',
    ]));
});
