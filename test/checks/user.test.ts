import assert from 'node:assert/strict';
import { SimulatePrincipalPolicyCommand, type SimulatePrincipalPolicyRequest } from '@aws-sdk/client-iam';
import { caller as check } from '../../src/checks/user.ts';
import type { AccountAudit } from '../../src/audit/account.ts';
import type { Principal } from '../../src/facts/caller.ts';
import type { Key } from '../../src/facts/key.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import type { Decision } from '../../src/facts/simulation.ts';
import type { Statement } from '../../src/policies/reading/policy.ts';
import type { SessionConfiguration } from '../../src/policies/documents/session-needs.ts';
import { mockAws, testTarget } from '../aws.ts';
import { contextOf, simulator } from '../facts/simulator.ts';
import { fakeInstance } from './facts.ts';
import { accountOf, briefly, DENIED, denied, finding, findings, is, isDenied, regionOf } from './observed.ts';

const ALICE: Principal = {
  kind: 'principal',
  name: 'user/alice',
  arn: 'arn:aws:iam::111122223333:user/alice',
  userId: 'AIDA1',
  sessionName: 'alice',
  attached: is([]),
  policies: is([]),
};
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1111';
const SSM = 'arn:aws:ssm:eu-west-1:111122223333';
const DOCUMENT = `${SSM}:document/SSM-SessionManagerRunShell`;
const CHANNELS = [`${SSM}:session/alice-0123456789abcdef0`, `${SSM}:session/AIDA1-0123456789abcdef0`];

const DELEGATED: Statement = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 'kms:*',
  Resource: '*',
};

/** The session key under this policy. */
const key = (...Statement: readonly Statement[]): Key => ({
  kind: 'found',
  name: KEY,
  id: '1111',
  arn: KEY,
  state: 'Enabled',
  aliases: ['alias/session'],
  policy: { Statement },
});

const PLACE = testTarget();
const encrypted: SessionConfiguration = { place: PLACE, key: { arn: KEY, aliases: ['alias/session'] } };

const region = (overrides: Partial<RegionAudit> = {}): RegionAudit =>
  regionOf({ instances: is([fakeInstance()]), configuration: is(encrypted), key: is(key(DELEGATED)), ...overrides });

const factsOf = (who: Partial<Principal> = {}, overrides: Partial<RegionAudit> = {}): AccountAudit => {
  const first = region(overrides);
  return accountOf([first], { caller: is({ ...ALICE, ...who }), iam: () => first.target.iam() });
};

describe('check user', () => {
  const aws = mockAws();

  /** What IAM says; a permission is allowed unless this says otherwise. */
  const decide = (decision: (action: string, resource: string) => Decision | undefined): void => {
    const answer = simulator((action, resource) => decision(action, resource) ?? 'allowed');
    aws.iam.on(SimulatePrincipalPolicyCommand).callsFake(answer);
  };
  const asked = () => aws.inputs('iam.SimulatePrincipalPolicy') as readonly SimulatePrincipalPolicyRequest[];
  /** The nodes on which it was tried to start a session. */
  const tried = () =>
    asked()
      .flatMap(({ ResourceArns = [] }) => ResourceArns)
      .filter((arn) => arn.includes(':instance/'))
      .map((arn) => arn.split('/')[1]);

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

  describe('start-session', () => {
    const starts = (decision: (node: string) => Decision | undefined) =>
      decide((_action, resource) =>
        resource.includes(':instance/') ? decision(resource.split('/')[1] ?? '') : undefined,
      );
    const nodes = (...tags: readonly Readonly<Record<string, string>>[]) => ({
      instances: is(tags.map((each, index) => fakeInstance({ id: `i-${index}`, tags: each }))),
    });

    it('is a warning where no node may be reached: not everybody is meant to, and nothing else is said', async () => {
      decide(() => 'denied');
      const { advice } = await finding(check, factsOf(), 'warn user.start-session user/alice');
      assert.match(advice, /session-manager policy user/);
    });

    it('is not advised against a Deny or a boundary, unless one of the nodes only lacks a permission', async () => {
      for (const others of ['forbidden', 'bounded'] as const) {
        starts(() => others);
        const two = nodes({ Team: 'a' }, { Team: 'b' });
        const found = await finding(check, factsOf({}, two), 'warn user.start-session user/alice');
        assert.match(found.summary, /a Deny, or a permissions boundary, keeps them from ssm:StartSession$/);
        assert.match(found.advice, /^if they are meant to, lift it/);
        starts((node) => (node === 'i-1' ? 'denied' : others));
        const { advice } = await finding(check, factsOf({}, two), 'warn user.start-session user/alice');
        assert.match(advice, /^if they are meant to, attach this policy: session-manager policy user$/);
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
      await finding(check, factsOf({}, many), 'warn user.start-session user/alice');
      assert.deepEqual(tried(), ['i-0', 'i-2', 'i-3', 'i-4', 'i-5']);
    });

    it('is tried on a node that is made up where there is none, or none may be seen', async () => {
      starts(() => 'denied');
      for (const instances of [is([]), denied]) {
        await finding(check, factsOf({}, { instances }), 'warn user.start-session user/alice');
      }
      assert.deepEqual(tried(), ['i-0123456789abcdef0', 'i-0123456789abcdef0']);
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

  describe('who may start sessions, but', () => {
    const refuse = (resources: readonly string[], decision: Decision) =>
      decide((_action, resource) => (resources.includes(resource) ? decision : undefined));

    for (const [id, resources, advice] of [
      ['user.document-resource', [DOCUMENT], `allow ssm:StartSession on ${DOCUMENT} too`],
      [
        'user.open-data-channel',
        CHANNELS,
        'allow ssmmessages:OpenDataChannel on arn:aws:ssm:*:*:session/${aws:userid}-*',
      ],
      ['user.generate-data-key', [KEY], `allow kms:GenerateDataKey on ${KEY}`],
    ] as const) {
      it(`lacks the permission of ${id}, fails`, async () => {
        refuse(resources, 'denied');
        const found = await finding(check, factsOf(), `fail ${id} user/alice`);
        assert.ok(found.advice.startsWith(advice), found.advice);
        assert.match(found.advice, /: session-manager policy user/);
      });

      it(`has ${id} decided by the organization, is not known to fail`, async () => {
        refuse(resources, 'unknown');
        const { summary } = await finding(check, factsOf(), `unknown ${id} user/alice`);
        assert.match(summary, /^a policy of the organization decides/);
      });
    }

    it('lacks several permissions, gets a finding for each', async () => {
      refuse([DOCUMENT, KEY, ...CHANNELS], 'denied');
      assert.equal((await findings(check, factsOf())).length, 3);
    });

    it('may open the channel by either form of the id of a session, is fine', async () => {
      for (const one of CHANNELS) {
        refuse([one], 'denied');
        assert.deepEqual(await findings(check, factsOf()), [], one);
      }
    });

    it('has no user id that is known, is asked about by name only', async () => {
      decide(() => 'allowed');
      const { userId: _, ...nameless } = ALICE;
      const first = region();
      await findings(check, accountOf([first], { caller: is(nameless), iam: () => first.target.iam() }));
      const resources = asked().flatMap(({ ResourceArns }) => ResourceArns);
      assert.ok(resources.includes(CHANNELS[0]) && !resources.includes(CHANNELS[1]));
      assert.ok(asked().every((one) => !('aws:userid' in contextOf(one))));
    });

    it('may use the session key as far as its own policy leaves that to IAM', async () => {
      const direct: Statement = { ...DELEGATED, Principal: { AWS: ALICE.arn } };
      const others: Statement = { ...DELEGATED, Principal: { AWS: 'arn:aws:iam::111122223333:user/bob' } };
      const odd: Statement = { ...DELEGATED, Condition: { StringEquals: { 'kms:GrantOperations': 'Decrypt' } } };
      for (const [decision, statement, verdict] of [
        ['denied', DELEGATED, 'fail'],
        ['denied', direct, undefined],
        ['allowed', others, 'fail'],
        ['denied', odd, 'unknown'],
        ['allowed', odd, 'unknown'],
        ['unknown', direct, 'unknown'],
        ['unknown', others, 'fail'],
      ] as const) {
        decide((action) => (action.startsWith('kms:') ? decision : 'allowed'));
        const found = await findings(check, factsOf({}, { key: is(key(statement)) }));
        assert.deepEqual(briefly(found), verdict ? [`${verdict} user.generate-data-key user/alice`] : []);
      }
    });

    it('is forbidden the session key, fails even where its policy names the caller, and is told to lift that', async () => {
      const direct: Statement = { ...DELEGATED, Principal: { AWS: ALICE.arn } };
      refuse([KEY], 'forbidden');
      for (const statement of [direct, DELEGATED]) {
        const facts = factsOf({}, { key: is(key(statement)) });
        const { summary, advice } = await finding(check, facts, 'fail user.generate-data-key user/alice');
        assert.match(summary, /; a Deny, or its permissions boundary, keeps it from kms:GenerateDataKey$/);
        assert.doesNotMatch(advice, /\ballow\b|session-manager policy/);
        assert.ok(advice.includes(`aws iam simulate-principal-policy --policy-source-arn ${ALICE.arn} `), advice);
        assert.ok(advice.includes(` --action-names kms:GenerateDataKey --resource-arns ${KEY} `), advice);
      }
    });

    it('is kept out by the policy of the session key, is told to add to that, and not to IAM', async () => {
      decide(() => 'allowed');
      const others: Statement = { ...DELEGATED, Principal: { AWS: 'arn:aws:iam::111122223333:user/bob' } };
      const found = await finding(
        check,
        factsOf({}, { key: is(key(others)) }),
        'fail user.generate-data-key user/alice',
      );
      assert.match(found.summary, /the policy of the session key does not allow kms:GenerateDataKey$/);
      assert.match(found.advice, /^add this statement to the key policy: .*"kms:GenerateDataKey"/);
    });

    it('may use a session key that may not be read, is not known to fail', async () => {
      refuse([KEY], 'denied');
      const { summary } = await finding(
        check,
        factsOf({}, { key: denied }),
        'unknown user.generate-data-key user/alice',
      );
      assert.match(summary, /^it is not known whether it is allowed kms:GenerateDataKey/);
    });

    for (const [id, resource, action] of [
      ['user.document-resource', DOCUMENT, 'ssm:StartSession'],
      ['user.open-data-channel', CHANNELS[0] ?? '', 'ssmmessages:OpenDataChannel'],
    ] as const) {
      it(`is forbidden what ${id} is about, is not told to allow more`, async () => {
        refuse([resource, ...CHANNELS], 'forbidden');
        const { advice = '' } = (await findings(check, factsOf())).find((found) => found.check === id) ?? {};
        assert.match(advice, /^lift it/);
        assert.ok(advice.includes(` --action-names ${action} --resource-arns ${resource} `), advice);
      });
    }

    it('uses no key, or one that may not be looked at, is not asked about one', async () => {
      decide((action) => (action.startsWith('kms:') ? 'denied' : 'allowed'));
      for (const configuration of [is({ place: PLACE }), is({ place: PLACE, key: { aliases: ['alias/x'] } }), denied]) {
        assert.deepEqual(await findings(check, factsOf({}, { configuration })), []);
      }
    });
  });

  describe('whose policies are written too wide', () => {
    const start = (...Resource: string[]): Statement => ({ Effect: 'Allow', Action: 'ssm:StartSession', Resource });
    const INSTANCES = 'arn:aws:ec2:*:*:instance/*';
    const SSH = 'arn:aws:ssm:*::document/AWS-StartSSHSession';
    const unchecked = start(INSTANCES, SSH);
    const terminate: Statement = { Effect: 'Allow', Action: 'ssm:TerminateSession', Resource: '*' };
    const everything: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
    const styled = async (statements: readonly Statement[], attached: readonly string[] = []) => {
      decide(() => 'allowed');
      const who = { policies: is([{ Statement: statements }]), attached: is(attached) };
      return findings(check, factsOf(who));
    };

    it('is warned for the default shell without check of the document, and for the sessions of others', async () => {
      assert.deepEqual(briefly(await styled([unchecked, terminate])), [
        'warn user.document-access-check user/alice',
        'warn user.terminate-any user/alice',
      ]);
      const [first, second] = await styled([unchecked, terminate]);
      assert.match(first?.advice ?? '', /"BoolIfExists": \{"ssm:SessionDocumentAccessCheck": "true"\}/);
      assert.match(second?.advice ?? '', /own sessions only/);
    });

    for (const [what, statements, attached] of [
      [
        'the check is there',
        [{ ...unchecked, Condition: { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } } }],
        [],
      ],
      ['all documents are meant', [start('*')], []],
      ['sessions are their own', [{ ...terminate, Resource: `arn:aws:ssm:*:*:session/\${aws:userid}-*` }], []],
      ['it is an administrator', [unchecked, terminate, everything], []],
      ['it is an administrator by the policy of AWS', [unchecked], ['arn:aws:iam::aws:policy/AdministratorAccess']],
    ] as const) {
      it(`is not, where ${what}`, async () => assert.deepEqual(await styled(statements, attached), []));
    }
  });
});
