import assert from 'node:assert/strict';
import type { ListedSession, SessionListing } from '../../src/engine/sessions.ts';
import { SESSION_FORMATS } from '../../src/render/sessions.ts';
import { session } from './listed.ts';
import { PLAIN } from './reports.ts';

const OPTIONS = { width: 80, paint: PLAIN, now: Date.parse('2026-08-01T12:00:00Z') };

const listing = (...sessions: readonly ListedSession[]): SessionListing => ({
  command: 'sessions',
  since: null,
  targets: [{ account: '111122223333', region: 'us-east-1', status: 'listed', sessions }],
  summary: { targets: 1, listed: 1, failed: 0, skipped: 0, sessions: sessions.length, active: 0 },
});

describe('sessions', () => {
  it('are printed with their counts', () => {
    assert.equal(SESSION_FORMATS.text(listing(), OPTIONS), '1 target: 0 sessions, 0 open');
    assert.match(
      SESSION_FORMATS.text(listing(session()), OPTIONS),
      /jane@example\.com-0a1b[^]*\n\n1 target: 1 session, 0 open$/,
    );
  });

  it('have a row each in the other formats', () => {
    const row =
      '111122223333,us-east-1,jane@example.com-0a1b2c3d4e5f67890,arn:aws:sts::111122223333:assumed-role/Admin/jane@example.com,i-0123456789abcdef0,web-1,shell,Terminated,2026-08-01T09:00:00.000Z,2026-08-01T09:30:00.000Z,SSM-SessionManagerRunShell,disk is full';
    assert.equal(`${SESSION_FORMATS.csv(listing(session()), OPTIONS)}\n`.split('\r\n')[1], row);
    assert.match(
      SESSION_FORMATS.markdown(listing(session()), OPTIONS),
      /^\| 111122223333 \| us-east-1 \| `jane@example\.com-0a1b2c3d4e5f67890` \|/m,
    );
  });
});
