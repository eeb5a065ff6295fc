import assert from 'node:assert/strict';
import { caller as check } from '../../../src/checks/user.ts';
import type { Decision } from '../../../src/facts/simulation.ts';
import type { Statement } from '../../../src/policies/reading/policy.ts';
import { contextOf } from '../../facts/simulator.ts';
import { accountOf, briefly, denied, finding, findings, is } from '../observed.ts';
import {
  ALICE,
  CHANNELS,
  DELEGATED,
  DOCUMENT,
  factsOf,
  having,
  KEY,
  key,
  mockIam,
  PLACE,
  region,
  SSM,
} from './alice.ts';

const NODES = ['arn:aws:ec2:*:*:instance/*', 'arn:aws:ssm:*:*:session/*'];

describe('check user: a caller', () => {
  const { decide, asked } = mockIam();

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
        assert.match(found.advice, /: session-manager policy user .*--accounts 111122223333 --regions eu-west-1$/);
      });

      it(`has ${id} decided by the organization, is not known to fail`, async () => {
        refuse(resources, 'unknown');
        const { summary } = await finding(check, factsOf(), `unknown ${id} user/alice`);
        assert.match(summary, /^a policy of the organization decides/);
      });
    }

    for (const [what, Resource, allowed] of [
      ['SSH', 'arn:aws:ssm:*:*:document/AWS-StartSSHSession', `arn:aws:ssm:eu-west-1::document/AWS-StartSSHSession`],
      [
        'port forwarding',
        'arn:aws:ssm:*::document/AWS-StartPortForwarding*',
        'arn:aws:ssm:eu-west-1::document/AWS-StartPortForwardingSession',
      ],
      ['a document of their own', `${SSM}:document/Team-Shell`, `${SSM}:document/Team-Shell`],
      ['documents of their own', 'arn:aws:ssm:*:111122223333:document/Team-*', `${SSM}:document/Team-x`],
    ] as const) {
      it(`is meant for ${what} only, lacks neither the default shell nor its key`, async () => {
        const refused = [DOCUMENT, KEY];
        decide((_action, resource) =>
          refused.includes(resource) || (resource.includes(':document/') && resource !== allowed)
            ? 'denied'
            : undefined,
        );
        const start: Statement = { Effect: 'Allow', Action: 'ssm:StartSession', Resource };
        assert.deepEqual(await findings(check, factsOf(having(start))), []);
      });
    }

    it('is meant for SSH with multi-factor authentication, lacks nothing', async () => {
      decide(
        (_action, resource) => (resource.includes(':document/') ? 'denied' : undefined),
        ['aws:MultiFactorAuthPresent'],
      );
      const start: Statement = {
        Effect: 'Allow',
        Action: 'ssm:StartSession',
        Resource: 'arn:aws:ssm:*:*:document/AWS-StartSSHSession',
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      };
      const nodes: Statement = {
        Effect: 'Allow',
        Action: ['ssm:StartSession', 'ssmmessages:*'],
        Resource: NODES,
        Condition: { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } },
      };
      assert.deepEqual(await findings(check, factsOf(having(start, nodes))), []);
    });

    for (const [whose, forbidden] of [
      ['a Deny has closed, lacks nothing', [`${SSM}:document/Team-Shell`]],
      ['a Deny has closed with the default shell, fails', [`${SSM}:document/Team-Shell`, DOCUMENT]],
    ] satisfies [string, string[]][]) {
      it(`is meant for a document that ${whose}`, async () => {
        const own = `${SSM}:document/Team-Shell`;
        decide((_action, resource) => {
          if (!resource.includes(':document/')) return undefined;
          return forbidden.includes(resource) ? 'forbidden' : 'denied';
        });
        const start = { Effect: 'Allow', Action: 'ssm:StartSession', Resource: own } as const;
        const found = await findings(check, factsOf(having(start)));
        assert.equal(found.length > 0, whose.endsWith('fails'));
      });
    }

    it('names the default shell under an ARN that is not its own, fails', async () => {
      const slip = 'arn:aws:ssm:eu-west-1::document/SSM-SessionManagerRunShell';
      decide((_action, resource) => (resource.includes(':document/') && resource !== slip ? 'denied' : undefined));
      const start = { Effect: 'Allow', Action: 'ssm:StartSession', Resource: slip.replace('eu-west-1', '*') } as const;
      await finding(check, factsOf(having(start)), 'fail user.document-resource user/alice');
    });

    it('names a document that may not be used either, fails', async () => {
      decide((_action, resource) => (resource.includes(':document/') ? 'denied' : undefined));
      const start = { Effect: 'Allow', Action: 'ssm:StartSession', Resource: `${SSM}:document/Team-Shell` } as const;
      await finding(check, factsOf(having(start)), 'fail user.document-resource user/alice');
    });

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
      assert.match(found.advice, /^add this statement to the policy of key 1111: .*"kms:GenerateDataKey"/);
    });

    it('may use a session key that may not be read, is not known to fail', async () => {
      refuse([KEY], 'denied');
      const { summary, unread } = await finding(
        check,
        factsOf({}, { key: denied }),
        'unknown user.generate-data-key user/alice',
      );
      assert.match(summary, /^it is not known whether it is allowed kms:GenerateDataKey/);
      assert.deepEqual(unread, ['kms:DescribeKey', 'kms:ListAliases']);
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
});
