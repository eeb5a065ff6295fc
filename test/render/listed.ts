// Sessions as they are listed, for tests of what is printed.
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
