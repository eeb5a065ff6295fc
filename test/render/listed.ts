// Sessions as they are listed, for tests of what is printed.
import type { EvidencedSession, EvidenceListing } from '../../src/engine/evidence.ts';
import type { ListedSession } from '../../src/engine/sessions.ts';

export const session = (more: Partial<ListedSession> = {}): ListedSession => ({
  id: 'jane@example.com-0a1b2c3d4e5f67890',
  node: 'i-0123456789abcdef0',
  nodeName: 'web-1',
  owner: 'arn:aws:sts::111122223333:assumed-role/Admin/jane@example.com',
  status: 'Terminated',
  began: '2026-08-01T09:00:00.000Z',
  ended: '2026-08-01T09:30:00.000Z',
  kind: 'shell',
  document: 'SSM-SessionManagerRunShell',
  reason: 'disk is full',
  ...more,
});

type Recording = EvidencedSession['recording'];

/** A session that is recorded, unless something else is told. */
export const evidenced = (
  recording: Partial<Recording>,
  more: Parameters<typeof session>[0] = {},
): EvidencedSession => ({
  ...session(more),
  recording: { state: 'recorded', where: [], reason: null, check: null, ...recording },
});

/** What became of the recordings of these sessions, which were in one target, with its counts. `others`: targets that were not read. */
export const evidenceOf = (
  sessions: readonly EvidencedSession[],
  others: EvidenceListing['targets'] = [],
  since: string | null = null,
): EvidenceListing => {
  const count = (state: Recording['state']): number =>
    sessions.filter(({ recording }) => recording.state === state).length;
  return {
    command: 'sessions',
    since,
    targets: [{ account: '111122223333', region: 'us-east-1', status: 'listed', sessions }, ...others],
    summary: {
      targets: 1 + others.length,
      listed: 1,
      failed: others.length,
      skipped: 0,
      sessions: sessions.length,
      missing: count('missing'),
      unknown: count('unknown'),
      expired: count('expired'),
      pending: count('pending'),
      active: count('active'),
      recorded: count('recorded'),
      empty: count('empty'),
      never: count('never'),
    },
  };
};
