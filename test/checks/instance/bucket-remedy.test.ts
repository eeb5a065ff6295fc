import assert from 'node:assert/strict';
import { bucketRemedy } from '../../../src/checks/instance/bucket-remedy.ts';
import type { Statement } from '../../../src/policies/reading/policy.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import { testTarget } from '../../aws.ts';
import { aRole, denied, is, regionOf } from '../observed.ts';

const ROLE = aRole();
const FACTS = regionOf({
  configuration: is({ place: testTarget(), bucket: { name: 'logs', prefix: 'ssm', encryptionRequired: true } }),
  bucketNamed: is({ name: 'logs', region: 'eu-west-1', isPublic: false, publicAccessBlocked: true }),
});
const DENY: Statement = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: '*' };
const deny = (...statements: readonly Statement[]) =>
  bucketRemedy(FACTS, { role: ROLE, cause: 'bucket-policy', actions: ['s3:PutObject'], statements });

describe('the remedy for the policy of a bucket', () => {
  it('spares the role, beside those that are spared already', async () => {
    const Condition = {
      ArnNotEquals: { 'aws:principalarn': 'arn:aws:iam::111122223333:role/admin' },
      Bool: { a: 'true' },
    };
    const remedy = await deny({ ...DENY, Condition });
    assert.deepEqual(remedy.kind === 'statement' && remedy.statement, {
      ...DENY,
      Condition: {
        Bool: { a: 'true' },
        ArnNotEquals: { 'aws:principalarn': ['arn:aws:iam::111122223333:role/admin', ROLE.arn] },
      },
    });
  });

  it('names the statements by their Sids, or by their places in the policy', async () => {
    assert.match(
      adviceOf(await deny({ ...DENY, Sid: 'A' }, { ...DENY, Sid: 'B' })),
      /replace statements A, B by these/,
    );
    const other: Statement = { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' };
    const facts = { ...FACTS, bucketPolicy: is({ Statement: [other, DENY] }) };
    const asked = { role: ROLE, cause: 'bucket-policy', actions: ['s3:PutObject'], statements: [DENY] } as const;
    assert.match(
      adviceOf(await bucketRemedy(facts, asked)),
      /in the policy of bucket logs, replace statement 2 by this/,
    );
  });

  it('says what may not allow it where an Allow depends on the request', async () => {
    const Condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } };
    const statements: readonly Statement[] = [{ ...DENY, Effect: 'Allow', Condition }];
    const remedy = await bucketRemedy(FACTS, {
      role: ROLE,
      cause: 'bucket-unclear',
      actions: ['s3:PutObject'],
      statements,
    });
    assert.match(adviceOf(remedy), /which may not allow it by aws:PrincipalOrgID$/);
  });

  it('has the policy read, or has the owner of another account add a statement', async () => {
    const of = (bucketNamed: typeof FACTS.bucketNamed) =>
      bucketRemedy(
        { ...FACTS, bucketNamed },
        { role: ROLE, cause: 'bucket-unseen', actions: ['s3:PutObject', 's3:GetEncryptionConfiguration'] },
      );
    assert.match(adviceOf(await of(FACTS.bucketNamed)), /s3:GetBucketPolicy/);
    const advice = adviceOf(await of(denied));
    assert.match(advice, /have its owner add this statement/);
    assert.ok(advice.includes('"Resource":["arn:aws:s3:::logs/ssm/*","arn:aws:s3:::logs"]'), advice);
  });
});
