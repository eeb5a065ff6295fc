import assert from 'node:assert/strict';
import { bucketAccess } from '../../../src/policies/reading/bucket-access.ts';
import type { Statement } from '../../../src/policies/reading/policy.ts';
import { ACCOUNT, placeIn } from '../places.ts';

const ROLE = { arn: `arn:aws:iam::${ACCOUNT}:role/web`, id: 'AROA00000000000000001' };

const answer = (...Statement: readonly Statement[]) =>
  bucketAccess({ Statement }, placeIn('eu-west-1'), {
    role: ROLE,
    action: 's3:PutObject',
    resource: 'arn:aws:s3:::logs/ssm/sandbox-0.log',
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

  it('is silent where there is none', () => {
    const request = { role: ROLE, action: 's3:PutObject', resource: '*' };
    assert.deepEqual(bucketAccess(undefined, placeIn('eu-west-1'), request), { answer: 'silent', statements: [] });
  });
});
