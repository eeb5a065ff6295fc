import assert from 'node:assert/strict';
import { kindOf } from '../../src/audit/session-kind.ts';

describe('the kind of a session', () => {
  for (const [document, kind] of [
    [undefined, 'shell'],
    ['SSM-SessionManagerRunShell', 'shell'],
    ['AWS-StartSSHSession', 'ssh'],
    ['AWS-StartPortForwardingSession', 'port'],
    ['AWS-StartPortForwardingSessionToRemoteHost', 'port'],
    ['AWS-StartPortForwardingSessionToSocket', 'port'],
    ['AWS-StartInteractiveCommand', 'command'],
    ['AWS-StartNonInteractiveCommand', 'command'],
    ['team-shell', 'custom'],
    ['arn:aws:ssm:us-east-1:111122223333:document/team-shell', 'custom'],
    ['AWS-PasswordReset', 'custom'],
  ] as const) {
    it(`of ${document ?? 'no document'} is ${kind}`, () =>
      assert.equal(kindOf({ node: 'i-1', ...(document !== undefined && { document }) }), kind));
  }

  it('with a container is a command', () => assert.equal(kindOf({ node: 'ecs:shop_0123_0123-456' }), 'command'));
});
