import assert from 'node:assert/strict';
import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { caller as check } from '../../src/checks/user.ts';
import { accountOf, DENIED, denied, findings, is, isDenied } from './observed.ts';
import { ALICE, CHANNELS, DOCUMENT, factsOf, KEY, mockIam, region } from './user/alice.ts';

describe('check user', () => {
  const { aws, decide, asked } = mockIam();

  it('has nothing to look at of somebody whom IAM does not know, and where no region is open', async () => {
    const root = accountOf([region()], { caller: is({ kind: 'other', name: 'root' }) });
    assert.equal(await check.run(root), undefined);
    assert.equal(await check.run(accountOf([], { caller: is(ALICE) })), undefined);
  });

  it('finds nothing where everything is allowed that a session takes', async () => {
    decide(() => 'allowed');
    assert.deepEqual(await findings(check, factsOf()), []);
    const resources = asked().flatMap(({ ResourceArns }) => ResourceArns);
    assert.deepEqual(
      new Set(resources),
      new Set(['arn:aws:ec2:eu-west-1:111122223333:instance/i-1', DOCUMENT, ...CHANNELS, KEY]),
    );
    assert.ok(asked().every(({ PolicySourceArn }) => PolicySourceArn === ALICE.arn));
  });

  it('is not known where IAM, or who calls, may not be asked', async () => {
    aws.iam.on(SimulatePrincipalPolicyCommand).rejects(DENIED);
    await isDenied(check, factsOf());
    await isDenied(check, accountOf([region()], { caller: denied }));
    decide(() => 'allowed');
    await isDenied(check, factsOf({ policies: denied }));
  });
});
