import assert from 'node:assert/strict';
import { hint } from '../../src/checks/remedy.ts';
import { adviceOf } from '../../src/render/advice.ts';
import { remedyOf } from '../../src/reports/remedies.ts';

describe('advice that was printed', () => {
  it('is a command of ours again, to the letter', () => {
    const advice =
      'session-manager setup --sandbox --role-name Ops --regions us-east-1,eu-west-1 --profiles dev --accounts 111111111111,222222222222 --grant --tag a=b --tag c=d --no-agent-update';
    assert.deepEqual(remedyOf(advice), {
      kind: 'setup',
      invocation: { sandbox: true, 'role-name': 'Ops' },
      regions: ['us-east-1', 'eu-west-1'],
      profile: 'dev',
      accounts: ['111111111111', '222222222222'],
      flags: { grant: true, tag: ['a=b', 'c=d'], 'agent-update': false },
    });
    assert.equal(adviceOf(remedyOf(advice)), advice);
  });

  it('is words where it is anything else', () => {
    for (const advice of [
      'enable it',
      'aws kms enable-key --key-id 1',
      'session-manager setup --grant',
      "session-manager setup --regions us-east-1 --log-group 'a b'",
      'session-manager setup --regions us-east-1 && aws s3 ls',
      'session-manager setup --grant --regions us-east-1 stray --kms',
      'in account 111111111111: session-manager setup --regions us-east-1',
    ]) {
      assert.deepEqual(remedyOf(advice), hint(advice), advice);
    }
  });
});
