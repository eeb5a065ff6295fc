import assert from 'node:assert/strict';
import {
  hasStatement,
  iamStatement,
  keyPolicy,
  logsStatement,
  withStatements,
} from '../../../src/policies/documents/key-policy.ts';
import { admitsLogs, letsIamDecide } from '../../../src/policies/reading/key-policy.ts';
import type { Policy, Statement } from '../../../src/policies/reading/policy.ts';
import { ALLOW, ACTIONS, GROUP, HERE, placeIn, policy, ROOT } from '../key-policies.ts';

describe('key policy of ours', () => {
  it('lets IAM of the account decide, and CloudWatch Logs use the key for one log group', () => {
    assert.deepEqual(iamStatement(placeIn('cn-north-1')), {
      Sid: 'EnableIAM',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws-cn:iam::111122223333:root' },
      Action: 'kms:*',
      Resource: '*',
    });
    assert.deepEqual(logsStatement(HERE, GROUP), { Sid: 'CloudWatchLogssessions', ...ALLOW });
  });

  it('is whole with these two', () => {
    assert.deepEqual(keyPolicy(HERE, GROUP), policy(ROOT, logsStatement(HERE, GROUP)));
    assert.equal(admitsLogs(keyPolicy(HERE, GROUP), HERE, GROUP), 'yes');
    assert.equal(letsIamDecide(keyPolicy(HERE, GROUP), HERE), true);
  });

  it('has a statement of its own for every log group, under a Sid that AWS takes', () => {
    const sids = ['a.b', 'a/b', 'a-b', 'a_b', 'a#b', 'ab'].map((name) => logsStatement(HERE, name).Sid ?? '');
    assert.equal(new Set(sids).size, sids.length);
    for (const sid of sids) assert.match(sid, /^[A-Za-z0-9]+$/);
  });

  it('keeps what others wrote, and replaces an older form of its own statements', () => {
    const theirs: Statement = { ...ROOT, Sid: 'Theirs', Principal: { AWS: 'arn:aws:iam::111122223333:role/audit' } };
    const nameless: Statement = { Effect: 'Allow', Principal: '*', Action: 'kms:Verify', Resource: '*' };
    const older: Statement = { ...logsStatement(HERE, GROUP), Action: 'kms:Encrypt' };
    const before: Policy = { Version: '2008-10-17', Id: 'mine', Statement: [older, theirs, nameless] };
    const wanted = [logsStatement(HERE, GROUP)];
    assert.deepEqual(withStatements(before, wanted), { ...before, Statement: [theirs, nameless, ...wanted] });
    assert.deepEqual(before.Statement.length, 3);
    assert.deepEqual(withStatements(undefined, wanted), { Version: '2012-10-17', Statement: wanted });
  });

  it('is recognised by meaning', () => {
    const shuffled = { ...logsStatement(HERE, GROUP), Sid: 'x', Action: ACTIONS.toReversed(), Resource: ['*'] };
    assert.equal(hasStatement(policy(ROOT, shuffled), logsStatement(HERE, GROUP)), true);
    assert.equal(hasStatement(policy(ROOT), logsStatement(HERE, GROUP)), false);
    assert.equal(hasStatement(undefined, ROOT), false);
  });
});
