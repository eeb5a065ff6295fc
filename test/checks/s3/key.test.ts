import assert from 'node:assert/strict';
import { bucketKey as check } from '../../../src/checks/s3/key.ts';
import type { Bucket } from '../../../src/facts/bucket.ts';
import type { Key, KeyLookup } from '../../../src/facts/key.ts';
import { ACCOUNT, REGION } from '../../aws.ts';
import { fakeSettings } from '../facts.ts';
import { aws, denied, finding, findings, is, isDenied, regionOf } from '../observed.ts';

const ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1111`;

const factsOf = (key: Partial<Key> | KeyLookup, bucket: Partial<Bucket> = {}) =>
  regionOf({
    settings: is(fakeSettings({ s3BucketName: 'logs' })),
    bucket: is({
      name: 'logs',
      region: REGION,
      encryption: 'aws:kms',
      key: ARN,
      isPublic: false,
      publicAccessBlocked: true,
      ...bucket,
    }),
    key: is({ kind: 'found', name: ARN, id: '1111', arn: ARN, state: 'Enabled', aliases: [], ...key } as KeyLookup),
  });

const FAULT = 'fail s3.key-not-usable bucket/logs';

describe('check of the key of the bucket', () => {
  it('has nothing to look at without a bucket, and nothing to find without a key of the customer', async () => {
    assert.equal(await check.run(regionOf({ settings: is(undefined) })), undefined);
    assert.deepEqual(await findings(check, factsOf({}, { key: 'alias/aws/s3' })), []);
  });

  it('finds nothing where the key is enabled', async () => assert.deepEqual(await findings(check, factsOf({})), []));

  it('is not known where the key may not be read', () => isDenied(check, { ...factsOf({}), key: denied }));

  it('says what to do about the state of the key', async () => {
    const id = '--key-id 1111';
    for (const [state, advice] of [
      ['Disabled', aws(`kms enable-key ${id}`)],
      ['PendingReplicaDeletion', `${aws(`kms cancel-key-deletion ${id}`)} && ${aws(`kms enable-key ${id}`)}`],
      ['PendingImport', `import the key material of ${ARN} again`],
      ['Unavailable', aws(`kms describe-key ${id}`)],
    ] as const) {
      const found = await finding(check, factsOf({ state }), FAULT);
      assert.equal(found.advice, advice);
      assert.match(found.summary, /: S3 refuses session logs, and they are lost$/);
    }
  });

  it('has the owner of a key of another account do it', async () => {
    const arn = ARN.replace(ACCOUNT, '210987654321');
    const { advice } = await finding(check, factsOf({ state: 'Disabled', arn }), FAULT);
    assert.match(advice, /210987654321/);
  });

  it('gives the bucket a key of S3 where its own cannot be used at all', async () => {
    for (const key of [
      { kind: 'missing', name: ARN },
      { kind: 'elsewhere', name: ARN, region: 'us-east-1' },
      { wrongKind: 'HMAC_256 GENERATE_VERIFY_MAC' },
    ] as const) {
      assert.match(
        (await finding(check, factsOf(key), FAULT)).advice,
        /^aws s3api put-bucket-encryption --bucket logs /,
      );
    }
  });

  it('is not known where the bucket and its key are in another region', async () => {
    const region = 'us-east-1';
    const key = ARN.replace(REGION, region);
    const found = await finding(check, factsOf({}, { region, key }), 'unknown s3.key-not-usable bucket/logs');
    assert.match(found.advice, /^aws kms describe-key .* --region us-east-1/);
  });
});
