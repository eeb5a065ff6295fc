import assert from 'node:assert/strict';
import { RECORDINGS } from '../../../src/render/html/recordings.ts';
import { sessionsData } from '../../../src/render/html/session-cards.ts';
import { evidenced } from '../listed.ts';

const target = {
  account: '111122223333',
  region: 'us-east-1',
  status: 'listed',
  sessions: [],
} as const;
const STREAM = { kind: 'log-group', name: 'sessions', stream: 'x' } as const;

describe('sessions that are listed', () => {
  const missing = evidenced({ state: 'missing', reason: 'log-group/x does not exist', check: 'log-group.missing' });
  const data = sessionsData(
    [evidenced({ where: [STREAM] }, { owner: '', reason: 'a ticket' }), missing].map((session) => ({
      target,
      session,
    })),
  );

  it('are together where the same is to be told, what is missing first, with the command that says what is wrong', () => {
    assert.deepEqual(
      data.cards.map(({ state, title, rows }) => [RECORDINGS[state]?.id, title, rows.length]),
      [
        ['missing', 'log-group/x does not exist', 1],
        ['recorded', 'recorded in log-group/sessions', 1],
      ],
    );
    assert.deepEqual(data.remedies, [
      [{ code: 'session-manager doctor --only log-group.missing --regions us-east-1' }],
    ]);
  });

  it('say who was where, when, and why', () => {
    const fields = (data.cards[1]?.rows[0]?.[4]?.fields ?? []).map((field) => field.map((part) => data.texts[part]));
    assert.deepEqual(
      fields.map(([name]) => name),
      ['owner', 'node', 'time (UTC)', 'document', 'reason that was given'],
    );
    assert.deepEqual([fields[0]?.[1], fields[4]?.[1]], ['-', 'a ticket']);
  });
});
