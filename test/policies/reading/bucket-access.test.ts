import assert from 'node:assert/strict';
import { type BucketEncryption, bucketAccess } from '../../../src/policies/reading/bucket-access.ts';
import type { Statement } from '../../../src/policies/reading/policy.ts';
import { ACCOUNT, placeIn } from '../places.ts';

const ROLE = { arn: `arn:aws:iam::${ACCOUNT}:role/web`, id: 'AROA00000000000000001' };

const answer = (...Statement: readonly Statement[]) => answerFor({}, ...Statement);

const answerFor = (more: { readonly encryption?: BucketEncryption }, ...Statement: readonly Statement[]) =>
  bucketAccess({ Statement }, placeIn('eu-west-1'), {
    role: ROLE,
    action: 's3:PutObject',
    resource: 'arn:aws:s3:::logs/ssm/sandbox-0.log',
    ...more,
  });

const statement = (part: Partial<Statement> = {}): Statement => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: 'arn:aws:s3:::logs/*',
  ...part,
});
const { Resource: _, ...ANYWHERE } = statement();
const ELSEWHERE: Statement = { ...ANYWHERE, NotResource: 'arn:aws:s3:::logs/ssm/*' };
const only = (Condition: NonNullable<Statement['Condition']>): Statement => statement({ Condition });

describe('the policy of a bucket', () => {
  for (const [what, expected, ...statements] of [
    ['says nothing', 'silent'],
    ['denies', 'denied', statement()],
    ['denies what it allows', 'denied', statement({ Effect: 'Allow' }), statement()],
    ['allows the role', 'granted', statement({ Effect: 'Allow', Principal: { AWS: ROLE.arn } })],
    [
      'allows the organization',
      'perhaps',
      statement({ Effect: 'Allow', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } } }),
    ],
    ['leaves it to the account', 'silent', statement({ Effect: 'Allow', Principal: { AWS: ACCOUNT } })],
    ['spares the id of the role', 'silent', only({ StringNotLike: { 'aws:userId': [`${ROLE.id}:*`, ACCOUNT] } })],
    ['spares the id of another role', 'denied', only({ StringNotLike: { 'aws:userId': ['AROA0000000000009:*'] } })],
    ['requires TLS', 'silent', only({ Bool: { 'aws:SecureTransport': 'false' } })],
    ['requires TLS 1.2', 'silent', only({ NumericLessThan: { 's3:TlsVersion': 1.2 as unknown as string } })],
    ['requires TLS 1.3', 'unknown', only({ NumericLessThan: { 's3:TlsVersion': '1.3' } })],
    [
      'requires signatures of version 4',
      'silent',
      only({ StringNotEquals: { 's3:signatureversion': 'AWS4-HMAC-SHA256' } }),
    ],
    ['requires the owner to be another account', 'denied', only({ StringEquals: { 's3:ResourceAccount': ACCOUNT } })],
    ['requires a header', 'denied', only({ Null: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'true' } })],
    [
      'requires that the owner gets all rights',
      'silent',
      only({ StringNotEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }),
    ],
    ['requires another ACL', 'denied', only({ StringNotEquals: { 's3:x-amz-acl': 'private' } })],
    ['forbids ACLs', 'denied', only({ Null: { 's3:x-amz-acl': 'false' } })],
    ['requires a tag of the object', 'denied', only({ Null: { 's3:RequestObjectTag/owner': 'true' } })],
    ['requires a lock', 'denied', only({ Null: { 's3:object-lock-mode': 'true' } })],
    ['requires that nothing is replaced', 'denied', only({ Null: { 's3:if-none-match': 'true' } })],
    ['forbids locks', 'silent', only({ Null: { 's3:object-lock-mode': 'false' } })],
    ['requires another class', 'denied', only({ StringNotEquals: { 's3:x-amz-storage-class': 'STANDARD_IA' } })],
    ['requires the usual class', 'unknown', only({ StringNotEquals: { 's3:x-amz-storage-class': 'STANDARD' } })],
    ['forbids a class', 'silent', only({ StringEquals: { 's3:x-amz-storage-class': 'GLACIER' } })],
    ['requires no grants', 'silent', only({ Null: { 's3:x-amz-grant-read': 'false' } })],
    ['requires an endpoint', 'unknown', only({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } })],
    ['is about other objects', 'silent', statement({ Resource: 'arn:aws:s3:::logs/other/*' })],
    ['is about all but those objects', 'silent', ELSEWHERE],
  ] as const) {
    it(`${what}: ${expected}`, () => {
      const access = answer(...statements);
      assert.equal(access.answer, expected);
      assert.equal(access.statements.length, expected === 'silent' ? 0 : 1);
    });
  }

  const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  const ALGORITHM = 's3:x-amz-server-side-encryption';
  const KEY_ID = `${ALGORITHM}-aws-kms-key-id`;
  for (const [what, condition, encryption, ...expected] of [
    [
      'any encryption, as the bucket has',
      { Null: { [ALGORITHM]: 'true' } },
      { algorithm: 'AES256' },
      'silent',
      'unknown',
    ],
    [
      'KMS, as the bucket has',
      { StringNotEquals: { [ALGORITHM]: 'aws:kms' } },
      { algorithm: 'aws:kms' },
      'silent',
      'unknown',
    ],
    [
      'KMS, which the bucket has not',
      { StringNotEquals: { [ALGORITHM]: 'aws:kms' } },
      { algorithm: 'AES256' },
      'denied',
      'denied',
    ],
    [
      'no other than KMS',
      { StringNotEqualsIfExists: { [ALGORITHM]: 'aws:kms' } },
      { algorithm: 'aws:kms' },
      'silent',
      'unknown',
    ],
    [
      'the key of the bucket',
      { StringNotEquals: { [KEY_ID]: KEY } },
      { algorithm: 'aws:kms', key: KEY },
      'silent',
      'unknown',
    ],
    [
      'a key, by an id',
      { StringNotEquals: { [KEY_ID]: KEY } },
      { algorithm: 'aws:kms', key: 'alias/logs' },
      'unknown',
      'unknown',
    ],
    ['another key', { StringNotEquals: { [KEY_ID]: 'other' } }, { algorithm: 'aws:kms', key: KEY }, 'denied', 'denied'],
    [
      'what the agent does not know',
      { Null: { [ALGORITHM]: 'true' } },
      { algorithm: 'aws:kms:dsse' },
      'denied',
      'denied',
    ],
  ] as const) {
    it(`requires ${what}: ${expected.join(', or where the role may not read that, ')}`, () => {
      const found = (['yes', 'unknown'] as const).map((readable) =>
        answerFor({ encryption: { ...encryption, readable } }, only(condition)),
      );
      assert.deepEqual(
        found.map((one) => one.answer),
        expected,
      );
    });
  }

  it('sees no header of an upload where the agent asks about the bucket', () => {
    const request = { role: ROLE, action: 's3:GetEncryptionConfiguration', resource: 'arn:aws:s3:::logs' };
    const policy = { Statement: [statement({ Resource: '*', Condition: { Null: { 's3:x-amz-acl': 'true' } } })] };
    assert.equal(bucketAccess(policy, placeIn('eu-west-1'), request).answer, 'denied');
  });

  it('is decided by the tags of the role, where these are known', () => {
    const request = { action: 's3:PutObject', resource: 'arn:aws:s3:::logs/ssm/sandbox-0.log' };
    const byTag = statement({ Effect: 'Allow', Condition: { StringEquals: { 'aws:PrincipalTag/tier': 'node' } } });
    const answers = [{ tags: { tier: 'node' } }, { tags: { tier: 'db' } }, { tags: {} }, {}].map(
      (tags) =>
        bucketAccess({ Statement: [byTag] }, placeIn('eu-west-1'), { ...request, role: { ...ROLE, ...tags } }).answer,
    );
    assert.deepEqual(answers, ['granted', 'silent', 'silent', 'perhaps']);
  });

  it('is silent where there is none', () => {
    const request = { role: ROLE, action: 's3:PutObject', resource: '*' };
    assert.deepEqual(bucketAccess(undefined, placeIn('eu-west-1'), request), { answer: 'silent', statements: [] });
  });
});
