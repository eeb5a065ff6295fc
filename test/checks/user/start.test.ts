import assert from 'node:assert/strict';
import { caller as check } from '../../../src/checks/user.ts';
import { type Decision, requestKeys } from '../../../src/facts/simulation.ts';
import { contextOf } from '../../facts/simulator.ts';
import { fakeInstance } from '../facts.ts';
import { brief, denied, finding, findings, is } from '../observed.ts';
import { CHANNEL, factsOf, having, mockIam } from './alice.ts';

describe('check user', () => {
  const { decide, asked, tried } = mockIam();

  describe('start-session', () => {
    const starts = (decision: (node: string) => Decision | undefined) =>
      decide((_action, resource) =>
        resource.includes(':instance/') ? decision(resource.split('/')[1] ?? '') : undefined,
      );
    const nodes = (...tags: readonly Readonly<Record<string, string>>[]) => ({
      instances: is(tags.map((each, index) => fakeInstance({ id: `i-${index}`, tags: each }))),
    });

    it('is a warning where no node may be reached by one who may do something else in sessions, and nothing else is said', async () => {
      decide(() => 'denied');
      const { advice } = await finding(check, factsOf(having(CHANNEL)), 'warn user.start-session user/alice');
      assert.match(advice, /session-manager policy user/);
    });

    for (const [what, ...statements] of [
      ['may do nothing in sessions, such as an auditor'],
      ['may only read', { Effect: 'Allow', Action: ['ssm:Describe*', 'ssm:Get*', 'ec2:Describe*'], Resource: '*' }],
      ['is for sessions in another region', { ...CHANNEL, Resource: 'arn:aws:ssm:us-east-1:*:session/*' }],
      [
        'is for sessions in another region, by the region of the request',
        { ...CHANNEL, Resource: '*', Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } },
      ],
    ] as const) {
      it(`is no fault of one who ${what}`, async () => {
        decide(() => 'denied');
        await finding(check, factsOf(having(...statements)), 'info user.start-session user/alice');
      });
    }

    it('is no fault of one who may only read, whom a Deny refuses sessions, too', async () => {
      decide(() => 'forbidden');
      const reader = { attached: is(['arn:aws:iam::aws:policy/ReadOnlyAccess']) };
      await finding(check, factsOf(reader), 'info user.start-session user/alice');
      const operator = { attached: is(['arn:aws:iam::aws:policy/AmazonSSMFullAccess']) };
      await finding(check, factsOf(operator), 'warn user.start-session user/alice');
    });

    it('is not advised against a Deny or a boundary, unless one of the nodes only lacks a permission', async () => {
      for (const others of ['forbidden', 'bounded'] as const) {
        starts(() => others);
        const two = nodes({ Team: 'a' }, { Team: 'b' });
        const found = await finding(check, factsOf(having(CHANNEL), two), 'warn user.start-session user/alice');
        assert.match(found.summary, /a Deny, or a permissions boundary, keeps them from ssm:StartSession$/);
        assert.match(found.advice, /^if they are meant to, lift it/);
        starts((node) => (node === 'i-1' ? 'denied' : others));
        const { advice } = await finding(check, factsOf(having(CHANNEL), two), 'warn user.start-session user/alice');
        assert.match(
          advice,
          /^if they are meant to, attach this policy: session-manager policy user --kms --encrypt-sessions --accounts 111122223333 --regions eu-west-1$/,
        );
      }
    });

    it('is fine where one of the nodes may be reached: permissions often go by tags', async () => {
      starts((node) => (node === 'i-2' ? 'allowed' : 'denied'));
      const three = nodes({ Team: 'a' }, { Team: 'b' }, { Team: 'c' }, { Team: 'd' });
      assert.deepEqual(await findings(check, factsOf({}, three)), []);
      assert.deepEqual(tried(), ['i-0', 'i-1', 'i-2']);
      const contexts = asked().filter(({ ResourceArns }) => ResourceArns?.some((arn) => arn.endsWith('/i-2')));
      assert.deepEqual(contexts.map(contextOf), [
        {
          ...requestKeys({}),
          'aws:RequestedRegion': ['eu-west-1'],
          'ssm:SessionDocumentAccessCheck': ['true'],
          'ssm:resourceTag/Team': ['c'],
          'aws:ResourceTag/Team': ['c'],
        },
      ]);
    });

    it('is tried on five nodes at the most, and once on nodes that differ by name only', async () => {
      starts(() => 'denied');
      const many = nodes(
        ...['a', 'a', 'b', 'c', 'd', 'e', 'f', 'g'].map((Team, index) => ({ Team, Name: `n${index}` })),
      );
      await finding(check, factsOf(having(CHANNEL), many), 'warn user.start-session user/alice');
      assert.deepEqual(tried(), ['i-0', 'i-2', 'i-3', 'i-4', 'i-5']);
    });

    it('is tried on a node that is made up where there is none, or none may be seen', async () => {
      starts(() => 'denied');
      for (const instances of [is([]), denied]) {
        await finding(check, factsOf(having(CHANNEL), { instances }), 'warn user.start-session user/alice');
      }
      assert.deepEqual(tried(), ['i-0123456789abcdef0', 'i-0123456789abcdef0']);
    });

    for (const [what, iam, key, Effect, Condition] of [
      ['an address', 'denied', 'aws:SourceIp', 'Allow', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }],
      ['other addresses', 'forbidden', 'aws:SourceIp', 'Deny', { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }],
      [
        'MFA',
        'forbidden',
        'aws:MultiFactorAuthPresent',
        'Deny',
        { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      ],
      [
        'MFA, as it seems without it',
        'allowed',
        'aws:MultiFactorAuthAge',
        'Deny',
        { Null: { 'aws:MultiFactorAuthAge': 'false' } },
      ],
    ] as const) {
      it(`is not known where it depends on ${what}, and neither is what else a session takes`, async () => {
        decide(() => iam, [key]);
        const Action = ['ssm:StartSession', 'ssmmessages:*', 'kms:*'];
        const statement = { Effect, Action, Resource: '*', Condition };
        const found = await findings(check, factsOf({ policies: is([{ Statement: [statement] }]) }));
        assert.deepEqual(
          found.map(brief),
          ['start-session', 'document-resource', 'open-data-channel', 'generate-data-key'].map(
            (name) => `unknown user.${name} user/alice`,
          ),
        );
        for (const { summary, advice } of found) {
          assert.ok(summary.endsWith(` depends on ${key}, which only a real request has`), summary);
          assert.match(advice, /^start a session with these credentials, .*--context-entries/);
        }
      });
    }

    it('goes by the tags of nodes, which are known: one that lacks them may not be reached', async () => {
      const tag = 'ssm:resourceTag/Team';
      decide(() => 'denied', [tag]);
      const statement = {
        Effect: 'Allow',
        Action: '*',
        Resource: '*',
        Condition: { StringEquals: { [tag]: 'a' } },
      } as const;
      const who = { policies: is([{ Statement: [statement] }]) };
      await finding(check, factsOf(who, nodes({ Team: 'b' })), 'warn user.start-session user/alice');
      const [unseen] = await findings(check, factsOf(who, { instances: denied }));
      assert.equal(unseen && brief(unseen), 'unknown user.start-session user/alice');
    });

    for (const order of [
      ['unknown', 'denied'],
      ['denied', 'unknown'],
    ] as const) {
      it(`is not said to be denied where the organization decides on one of the nodes: ${order.join(', ')}`, async () => {
        starts((node) => order[Number(node.slice(2))]);
        assert.deepEqual(await findings(check, factsOf({}, nodes({ Team: 'a' }, { Team: 'b' }))), []);
      });
    }
  });
});
