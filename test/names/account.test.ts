import assert from 'node:assert/strict';
import { accountOf, isAccount, plainPrincipal } from '../../src/names/account.ts';

const ID = '123456789012';

describe('names of an account', () => {
  it('are its id and the ARN of its root in its partition', () => {
    for (const name of [ID, `arn:aws:iam::${ID}:root`]) assert.ok(isAccount(name, ID, 'aws'), name);
    assert.ok(isAccount(`arn:aws-cn:iam::${ID}:root`, ID, 'aws-cn'));
    const others = [
      '*',
      '444455556666',
      `arn:aws-cn:iam::${ID}:root`,
      `arn:aws:iam::${ID}:role/root`,
      `arn:aws:iam::${ID}:user/x`,
    ];
    for (const name of others) assert.ok(!isAccount(name, ID, 'aws'), name);
    assert.ok(!isAccount('undefined', undefined, 'aws'));
  });

  it('are in the names of its users, roles and sessions, and in nothing else', () => {
    for (const name of [ID, `arn:aws:iam::${ID}:role/a/b`, `arn:aws:sts::${ID}:assumed-role/a/b`]) {
      assert.equal(accountOf(name), ID, name);
    }
    for (const name of ['*', 'AROAABCDEFGHIJKLMNOP', `arn:aws:iam::444455556666:role/${ID}`, `x${ID}`, `${ID}0`]) {
      assert.notEqual(accountOf(name), ID, name);
    }
  });

  it('are written in one way', () => {
    assert.equal(plainPrincipal(`arn:aws-us-gov:iam::${ID}:root`), ID);
    for (const name of [ID, '*', `arn:aws:iam::${ID}:role/root`]) assert.equal(plainPrincipal(name), name);
  });
});
