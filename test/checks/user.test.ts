import assert from 'node:assert/strict';
import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { caller as check } from '../../src/checks/user.ts';
import { accountOf, DENIED, denied, findings, is, isDenied, regionOf } from './observed.ts';
import type { Policy } from '../../src/policies/reading/policy.ts';
import { fakeInstance } from './facts.ts';
import { ALICE, CHANNEL, CHANNELS, DOCUMENT, factsOf, KEY, mockIam, region } from './user/alice.ts';

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

  describe('of several regions', () => {
    const elsewhere = 'arn:aws:ssm:us-east-1:111122223333:document/SSM-SessionManagerRunShell';
    const inBoth = (Resource: string) => {
      const first = region();
      const facts = { instances: is([fakeInstance()]), configuration: is(undefined) };
      const second = regionOf(facts as never, 'us-east-1');
      const policies: readonly Policy[] = [
        { Statement: [{ Effect: 'Allow', Action: 'ssm:StartSession', Resource }, CHANNEL] },
      ];
      return accountOf([first, second], {
        caller: is({ ...ALICE, policies: is(policies) }),
        iam: () => first.target.iam(),
      });
    };

    it('judges each where policies name regions, and says where', async () => {
      decide((_action, resource) => (resource.includes(':document/') && resource !== DOCUMENT ? 'denied' : undefined));
      const [found, ...more] = (await check.run(inBoth(DOCUMENT))) ?? [];
      assert.deepEqual(more, []);
      assert.equal(found?.check, 'user.document-resource');
      assert.equal(found.region, 'us-east-1');
      assert.match(found.summary, /\(in us-east-1\)$/);
    });

    it('judges one where no policy names regions', async () => {
      decide(() => 'allowed');
      assert.deepEqual(await check.run(inBoth('*')), []);
      assert.ok(!asked().some(({ ResourceArns = [] }) => ResourceArns.includes(elsewhere)));
    });
  });

  it('is not known where IAM, or who calls, may not be asked', async () => {
    aws.iam.on(SimulatePrincipalPolicyCommand).rejects(DENIED);
    await isDenied(check, factsOf());
    await isDenied(check, accountOf([region()], { caller: denied }));
    decide(() => 'allowed');
    await isDenied(check, factsOf({ policies: denied }));
  });
});
