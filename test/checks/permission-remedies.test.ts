import assert from 'node:assert/strict';
import {
  admitToKey,
  liftDenial,
  READ_KEYS,
  userPolicyCommand,
  whereAllowed,
} from '../../src/checks/permission-remedies.ts';
import type { Remedy } from '../../src/checks/remedy.ts';
import type { Policy, Statement } from '../../src/policies/reading/policy.ts';
import { denied, is, regionOf } from './observed.ts';

const ARN = 'arn:aws:iam::111122223333:role/web';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1111';
const LIMITS = 'arn:aws:iam::111122223333:policy/limits';

const asked = (action: string, resource = '*') => ({ action, resource, context: {} });
const deny = (Action: string | readonly string[], more: object = {}): Statement => ({
  Effect: 'Deny',
  Action,
  Resource: '*',
  ...more,
});

const lift = (policies: readonly Policy[], boundary?: Policy): Promise<Remedy> => {
  const who = { arn: ARN, attached: is([]), policies: is(policies), boundary: is(boundary) };
  return liftDenial(regionOf(), who, [asked('logs:One'), asked('logs:Two')]);
};

const statementOf = (remedy: Remedy) => (remedy.kind === 'statement' ? remedy : assert.fail(remedy.kind));

describe('remedies for permissions', () => {
  it('name the account and the region of a policy for people', () =>
    assert.equal(
      userPolicyCommand([regionOf()], '--kms'),
      'session-manager policy user --kms --accounts 111122223333 --regions eu-west-1',
    ));

  it('say where something is allowed: by tags of nodes, by what a request has, or both', () => {
    assert.equal(whereAllowed(['aws:SourceIp']), 'aws:SourceIp of the request');
    assert.equal(whereAllowed(['ssm:resourceTag/Team', 'aws:ResourceTag/Team']), 'the tag Team of the node');
    assert.equal(
      whereAllowed(['ssm:resourceTag/Team', 'aws:SourceIp']),
      'the tag Team of the node and aws:SourceIp of the request',
    );
  });
});

describe('remedies for permissions: what lifts a Deny', () => {
  it('names the statement by its Sid, and the policy that it is in', async () => {
    const Statement = [deny('s3:*'), deny('logs:*', { Sid: 'Guard' })];
    const { lead, statement } = statementOf(await lift([{ origin: 'inline policy guard', Statement }]));
    assert.match(lead, /^no further permission helps: remove statement Guard of its inline policy guard, unless/);
    assert.deepEqual(statement, Statement[1]);
  });

  it('names it by its place, and leaves single actions out of it', async () => {
    const Statement = [deny(['logs:One', 'LOGS:two', 'logs:Delete'])];
    const { lead, statement } = statementOf(await lift([{ origin: LIMITS, Statement }]));
    assert.match(lead, /: in managed policy limits, replace statement 1 by this one, which leaves out/);
    assert.deepEqual(statement, { ...Statement[0], Action: ['logs:Delete'] });
  });

  it('names all of several', async () => {
    const policies = [1, 2].map((n) => ({ origin: `inline policy p${n}`, Statement: [deny('logs:One')] }));
    const { lead } = statementOf(await lift(policies));
    assert.match(lead, /remove statement 1 of its inline policy p1 and statement 1 of its inline policy p2/);
  });

  it('is no statement about other things, or under a condition that does not hold', async () => {
    const Statement = [
      deny('logs:Three'),
      deny('logs:One', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    ];
    assert.equal((await lift([{ Statement }])).kind, 'commands');
  });

  it('adds to the permissions boundary what that leaves out', async () => {
    const boundary: Policy = { origin: LIMITS, Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
    const { lead, statement } = statementOf(await lift([], boundary));
    assert.match(lead, /add this statement to its permissions boundary, managed policy limits, unless/);
    assert.deepEqual(statement, { Effect: 'Allow', Action: ['logs:One', 'logs:Two'], Resource: ['*'] });
  });

  it('is looked for where it is in no policy that can be read', async () => {
    const unread = { arn: ARN, attached: denied, policies: denied, boundary: denied };
    const found = await liftDenial(regionOf(), unread, [asked('a:One', 'arn:1')], 'if they are meant to');
    const { lead, commands } = found.kind === 'commands' ? found : assert.fail();
    assert.equal(lead, 'if they are meant to, lift it, since no further permission helps; to find it');
    const [first] = commands;
    assert.deepEqual(first?.kind === 'aws' && first.options, {
      'policy-source-arn': ARN,
      'action-names': ['a:One'],
      'resource-arns': ['arn:1'],
    });
  });
});

describe('remedies for permissions: what lets someone use a key', () => {
  const withPolicy = (...statements: readonly Statement[]) => ({
    key: { arn: KEY, policy: { Statement: statements } },
    actions: ['kms:Decrypt'] as const,
  });

  it('is a statement more in its policy', () => {
    const { lead, statement } = statementOf(admitToKey(regionOf(), ARN, withPolicy()));
    assert.equal(lead, 'add this statement to the policy of key 1111');
    assert.deepEqual(statement, { Effect: 'Allow', Principal: { AWS: ARN }, Action: 'kms:Decrypt', Resource: '*' });
  });

  it('is for its owner to do, where it is of another account', () => {
    const key = { arn: KEY.replace('111122223333', '999999999999') };
    const { lead } = statementOf(admitToKey(regionOf(), ARN, { key, actions: ['kms:Decrypt'] }));
    assert.match(lead, /^have account 999999999999, which owns the key, do this; add this statement/);
  });

  it('spares them in the Deny that keeps them out', () => {
    const denial = deny('kms:*', { Principal: '*' });
    const { lead, statement } = statementOf(admitToKey(regionOf(), ARN, withPolicy(denial)));
    assert.match(lead, /^no further permission helps: in the policy of key 1111, replace statement 1 by this one/);
    assert.deepEqual(statement, { ...denial, Condition: { ArnNotEquals: { 'aws:PrincipalArn': [ARN] } } });
  });

  it('is not known of a Deny that only a request decides', () => {
    const denial = deny('kms:*', { Principal: '*', Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } });
    const remedy = admitToKey(regionOf(), ARN, withPolicy(denial));
    assert.match(
      remedy.kind === 'hint' ? remedy.text : '',
      /^check that statement 1 of the policy of key 1111 does not/,
    );
  });

  it('lets those see the key who may not', () => assert.match(READ_KEYS.text, /--for doctor$/));
});
