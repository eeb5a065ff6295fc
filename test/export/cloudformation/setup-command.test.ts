import assert from 'node:assert/strict';
import { setupCommand } from '../../../src/export/cloudformation/setup-command.ts';

describe('the command line of setup', () => {
  it('has the flags that were given, each quoted as it needs', () => {
    const flags = {
      kms: true,
      retention: '365',
      'agent-update': true,
      'policy-audit': false,
      overwrite: false,
      tag: ['team=a b', 'x=y'],
    };
    assert.equal(
      setupCommand(flags),
      "session-manager setup --retention 365 --kms --no-policy-audit --tag 'team=a b' --tag x=y",
    );
    assert.equal(setupCommand({}), 'session-manager setup');
  });

  it('leaves long shell profiles out', () => {
    const flags = { 'idle-timeout': '5', 'shell-profile-linux': 'x'.repeat(2000) };
    assert.equal(setupCommand(flags), 'session-manager setup --idle-timeout 5');
  });
});
