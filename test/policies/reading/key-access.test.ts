import assert from 'node:assert/strict';
import { partitionOf } from '../../../src/aws/regions.ts';
import { type KeyAccess, keyAccess } from '../../../src/policies/reading/key-access.ts';
import { iamStatement, logsStatement } from '../../../src/policies/documents/key-policy.ts';
import type { Policy, Statement } from '../../../src/policies/reading/policy.ts';
import type { Place } from '../../../src/aws/place.ts';

const HERE: Place & { readonly account: string } = {
  account: '111122223333',
  region: 'eu-west-1',
  partition: partitionOf('eu-west-1'),
};
const ROLE = 'arn:aws:iam::111122223333:role/web';
const SESSION = 'arn:aws:sts::111122223333:assumed-role/web/i-0123456789abcdef0';
const OTHER_SESSION = 'arn:aws:sts::111122223333:assumed-role/web/i-1123456789abcdef0';
const FOREIGN = 'arn:aws:iam::444455556666:role/web';
const CONTEXT = { 'kms:ResourceAliases': ['alias/session'] };
const ALIAS = 'kms:ResourceAliases';

const ROOT = iamStatement(HERE);
const DIRECT: Statement = { Effect: 'Allow', Principal: { AWS: ROLE }, Action: 'kms:Decrypt', Resource: '*' };
const DENY: Statement = { ...DIRECT, Effect: 'Deny' };
const { Principal: _principal, ...ANYBODY } = DIRECT;
const { Action: _action, ...ANYTHING } = DIRECT;
const { Resource: _resource, ...NOWHERE } = DIRECT;
const allow = (part: Partial<Statement>): Statement => ({ ...DIRECT, ...part });
const deny = (part: Partial<Statement>): Statement => ({ ...DENY, ...part });
const only = (Condition: NonNullable<Statement['Condition']>): Statement => allow({ Condition });
const unless = (Condition: NonNullable<Statement['Condition']>): Statement => deny({ Condition });
const root = (part: Partial<Statement>): Statement => ({ ...ROOT, ...part });

type Case = readonly [what: string, access: KeyAccess, ...statements: readonly Statement[]];

// Worked out from https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html (an explicit Deny wins; the
// key policy must allow the caller, or its account and then IAM decides), key-policy-overview.html (what `*` means, and
// that a statement without Action or Resource has no effect) and
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html.
const CASES: readonly Case[] = [
  ['the default policy of AWS', 'delegated', ROOT],
  ['what setup writes', 'delegated', ROOT, logsStatement(HERE, 'sessions')],
  ['nothing at all', 'refused'],
  ['only CloudWatch Logs', 'refused', logsStatement(HERE, 'sessions')],
  ['the account by its number', 'delegated', root({ Principal: { AWS: '111122223333' } })],
  [
    'the account among others',
    'delegated',
    root({ Principal: { AWS: ['444455556666', 'arn:aws:iam::111122223333:root'] } }),
  ],
  ['another account', 'refused', root({ Principal: { AWS: 'arn:aws:iam::444455556666:root' } })],
  ['the account in another partition', 'refused', root({ Principal: { AWS: 'arn:aws-cn:iam::111122223333:root' } })],
  ['the account for this action only', 'delegated', root({ Action: ['kms:Encrypt', 'kms:Decrypt'] })],
  ['the account for other actions', 'refused', root({ Action: ['kms:Create*', 'kms:Describe*'] })],

  ['the role', 'granted', DIRECT],
  ['the role among others', 'granted', allow({ Principal: { AWS: ['arn:aws:iam::111122223333:role/api', ROLE] } })],
  ['the role beside the account', 'granted', ROOT, DIRECT],
  ['another role', 'refused', allow({ Principal: { AWS: 'arn:aws:iam::111122223333:role/api' } })],
  ['a role whose name begins alike', 'refused', allow({ Principal: { AWS: `${ROLE}-2` } })],
  ['a role of that name in another account', 'refused', allow({ Principal: { AWS: FOREIGN } })],
  ['a role of that name under a path', 'refused', allow({ Principal: { AWS: ROLE.replace('web', 'team/web') } })],
  ['a role that was deleted since', 'refused', allow({ Principal: { AWS: 'AROAEXAMPLEEXAMPLE123' } })],
  ['a service', 'refused', allow({ Principal: { Service: 'ssm.amazonaws.com' } })],
  ['a role under another kind of principal', 'refused', allow({ Principal: { Federated: ROLE } })],
  ['one session of the role', 'unknown', allow({ Principal: { AWS: SESSION } })],
  ['one session of the role beside the account', 'delegated', ROOT, allow({ Principal: { AWS: SESSION } })],
  ['nobody', 'refused', { ...ANYBODY }],
  ['everybody', 'granted', allow({ Principal: '*' })],
  ['everybody, spelled out', 'granted', allow({ Principal: { AWS: '*' } })],
  ['everybody but somebody', 'unknown', { ...ANYBODY, NotPrincipal: { AWS: FOREIGN } }],
  [
    'everybody of the account, as keys of AWS do',
    'granted',
    allow({ Principal: { AWS: '*' }, Condition: { StringEquals: { 'kms:CallerAccount': '111122223333' } } }),
  ],
  [
    'everybody of another account',
    'refused',
    allow({ Principal: { AWS: '*' }, Condition: { StringEquals: { 'kms:CallerAccount': '444455556666' } } }),
  ],
  [
    'everybody whose ARN is that of the role',
    'granted',
    allow({ Principal: '*', Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/w*' } } }),
  ],
  [
    'everybody of an organization',
    'unknown',
    allow({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } } }),
  ],

  ['all actions of the service', 'granted', allow({ Action: 'kms:*' })],
  ['the action in another case', 'granted', allow({ Action: 'KMS:decrypt' })],
  ['the action by a pattern', 'granted', allow({ Action: ['kms:Enc*', 'kms:De*'] })],
  ['another action', 'refused', allow({ Action: 'kms:Encrypt' })],
  ['no action', 'refused', { ...ANYTHING }],
  ['everything but other actions', 'granted', { ...ANYTHING, NotAction: 'kms:PutKeyPolicy' }],
  ['everything but this action', 'refused', { ...ANYTHING, NotAction: ['kms:Decrypt'] }],
  ['no resource, which has no effect', 'refused', { ...NOWHERE }],
  ['a key by its ARN', 'unknown', allow({ Resource: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd' })],
  ['any key among others', 'granted', allow({ Resource: ['arn:aws:kms:eu-west-1:111122223333:key/1234abcd', '*'] })],
  ['all but a resource', 'unknown', { ...NOWHERE, NotResource: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd' }],

  ['the role for requests by way of a service', 'refused', only({ StringLike: { 'kms:ViaService': 's3.*' } })],
  [
    'the role for requests that do not come by way of a service',
    'granted',
    only({ StringNotLike: { 'kms:ViaService': 's3.*' } }),
  ],
  [
    'the role where no service is between',
    'granted',
    only({ Null: { 'kms:ViaService': 'true' }, Bool: { 'aws:ViaAWSService': 'false' } }),
  ],
  ['the role for this alias', 'granted', only({ 'ForAnyValue:StringEquals': { [ALIAS]: 'alias/session' } })],
  ['the role for another alias', 'refused', only({ 'ForAnyValue:StringEquals': { [ALIAS]: 'alias/data' } })],
  ['the role in this region', 'granted', only({ StringEquals: { 'aws:RequestedRegion': ['eu-west-1'] } })],
  ['the role in another region', 'refused', only({ StringEquals: { 'aws:RequestedRegion': 'us-east-1' } })],
  ['the role over TLS', 'granted', only({ Bool: { 'aws:SecureTransport': 'true' } })],
  ['the role with a tag', 'unknown', only({ StringEquals: { 'aws:PrincipalTag/team': 'ops' } })],
  [
    'the role for an encryption context',
    'unknown',
    only({ StringLike: { 'kms:EncryptionContext:aws:ssm:TargetId': 'i-*' } }),
  ],
  [
    'the role for an encryption context, beside the account',
    'perhaps',
    ROOT,
    only({ StringLike: { 'kms:EncryptionContext:aws:ssm:TargetId': 'i-*' } }),
  ],
  [
    'the account with multi-factor authentication',
    'unknown',
    root({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
  ],
  [
    'the account for requests by way of CloudWatch Logs',
    'refused',
    root({ Condition: { StringEquals: { 'kms:ViaService': 'logs.eu-west-1.amazonaws.com' } } }),
  ],

  ['the role, and denies it', 'denied', DIRECT, DENY],
  ['the account, and denies the role', 'denied', ROOT, DENY],
  ['the role, and denies everybody', 'denied', DIRECT, deny({ Principal: '*', Action: 'kms:*' })],
  ['the role, and denies the account', 'denied', DIRECT, deny({ Principal: { AWS: '111122223333' } })],
  ['the role, and denies another one', 'granted', DIRECT, deny({ Principal: { AWS: `${ROLE}-2` } })],
  ['the role, and denies one session of it', 'unknown', DIRECT, deny({ Principal: { AWS: SESSION } })],
  ['the role, and denies another action', 'granted', DIRECT, deny({ Action: 'kms:ScheduleKeyDeletion' })],
  [
    'the role, and denies all but other actions',
    'denied',
    DIRECT,
    { ...ANYTHING, Effect: 'Deny', NotAction: 'kms:E*' },
  ],
  [
    'the role, and denies what is not over TLS',
    'granted',
    DIRECT,
    unless({ Bool: { 'aws:SecureTransport': 'false' } }),
  ],
  [
    'the role, and denies other aliases',
    'granted',
    DIRECT,
    unless({ 'ForAllValues:StringNotEquals': { [ALIAS]: 'alias/session' } }),
  ],
  [
    'the account, and denies what is outside a network',
    'unknown',
    ROOT,
    unless({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }),
  ],
  [
    'nobody, and denies what is outside a network',
    'refused',
    unless({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }),
  ],
  [
    'the role, and denies everybody else',
    'unknown',
    DIRECT,
    { ...ANYBODY, Effect: 'Deny', NotPrincipal: { AWS: [ROLE, '111122223333'] } },
  ],
  [
    'the role, and denies everybody but others',
    'denied',
    DIRECT,
    { ...ANYBODY, Effect: 'Deny', NotPrincipal: { AWS: 'arn:aws:iam::111122223333:user/ann' } },
  ],
];

const policy = (...Statement: readonly Statement[]): Policy => ({ Version: '2012-10-17', Statement });

describe('a key policy, for a role', () => {
  for (const [what, access, ...statements] of CASES) {
    it(`that admits ${what}: ${access}`, () => {
      assert.equal(keyAccess(policy(...statements), HERE, ROLE, 'kms:Decrypt', CONTEXT), access);
    });
  }

  it('that may not be read says nothing', () => {
    assert.equal(keyAccess(undefined, HERE, ROLE, 'kms:Decrypt'), 'unknown');
  });

  it('says nothing about what is no role or user', () => {
    assert.equal(keyAccess(policy(ROOT), HERE, 'arn:aws:iam::111122223333:group/ops', 'kms:Decrypt'), 'unknown');
    assert.equal(keyAccess(policy(ROOT), HERE, 'web', 'kms:Decrypt'), 'unknown');
  });

  it('of another account must be allowed by its own account as well', () => {
    const access = (...statements: readonly Statement[]): string =>
      keyAccess(policy(...statements), HERE, FOREIGN, 'kms:Decrypt');
    assert.equal(access(allow({ Principal: { AWS: FOREIGN } })), 'delegated');
    assert.equal(access(root({ Principal: { AWS: 'arn:aws:iam::444455556666:root' } })), 'delegated');
    assert.equal(access(allow({ Principal: '*' })), 'delegated');
    assert.equal(access(ROOT, DIRECT), 'refused');
  });

  it('knows a session by itself, by its role under any path, and by nothing else', () => {
    const access = (statement: Statement): string => keyAccess(policy(statement), HERE, SESSION, 'kms:Decrypt');
    assert.equal(access(allow({ Principal: { AWS: SESSION } })), 'granted');
    assert.equal(access(DIRECT), 'granted');
    assert.equal(access(allow({ Principal: { AWS: ROLE.replace('web', 'team/web') } })), 'granted');
    assert.equal(access(allow({ Principal: { AWS: OTHER_SESSION } })), 'refused');
    assert.equal(access(allow({ Principal: { AWS: `${ROLE}-2` } })), 'refused');
    assert.equal(access(ROOT), 'delegated');
  });

  it('knows a user by its ARN', () => {
    const user = 'arn:aws:iam::111122223333:user/team/ann';
    assert.equal(keyAccess(policy(allow({ Principal: { AWS: user } })), HERE, user, 'kms:Decrypt'), 'granted');
    assert.equal(keyAccess(policy(DIRECT), HERE, user, 'kms:Decrypt'), 'refused');
    assert.equal(keyAccess(policy(ROOT), HERE, user, 'kms:GenerateDataKey'), 'delegated');
  });

  it('counts the service that the request comes by', () => {
    const logs = only({ StringEquals: { 'kms:ViaService': 'logs.eu-west-1.amazonaws.com' } });
    const by = (service: string): string =>
      keyAccess(policy(logs), HERE, ROLE, 'kms:Decrypt', { 'kms:ViaService': [service] });
    assert.equal(by('logs.eu-west-1.amazonaws.com'), 'granted');
    assert.equal(by('s3.eu-west-1.amazonaws.com'), 'refused');
  });

  it('is decided by the tags of the principal, where these are known', () => {
    const byTag = only({ StringEquals: { 'aws:PrincipalTag/tier': 'node' } });
    const access = (tags?: Readonly<Record<string, string>>): string =>
      keyAccess(policy(ROOT, byTag), HERE, ROLE, 'kms:Decrypt', {}, tags);
    assert.deepEqual([{ tier: 'node' }, { tier: 'db' }, {}, undefined].map(access), [
      'granted',
      'delegated',
      'delegated',
      'perhaps',
    ]);
    const byOther = unless({ StringNotEquals: { 'aws:PrincipalTag/tier': 'node' } });
    assert.equal(keyAccess(policy(ROOT, byOther), HERE, ROLE, 'kms:Decrypt', {}, {}), 'denied');
    assert.equal(keyAccess(policy(ROOT, byOther), HERE, ROLE, 'kms:Decrypt', {}, { tier: 'node' }), 'delegated');
  });

  it('may be given by a statement for the organization, besides the account', () => {
    const byOrganization = only({ StringEquals: { 'aws:PrincipalOrgID': 'o-example' } });
    assert.equal(keyAccess(policy(ROOT, byOrganization), HERE, ROLE, 'kms:Decrypt'), 'perhaps');
    assert.equal(keyAccess(policy(byOrganization), HERE, ROLE, 'kms:Decrypt'), 'unknown');
    assert.equal(keyAccess(policy(ROOT, byOrganization), HERE, FOREIGN, 'kms:Decrypt'), 'refused');
  });
});
