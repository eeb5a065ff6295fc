import assert from 'node:assert/strict';
import { encryptBucket, makeBucket, overwriting } from '../../src/checks/overwriting.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import type { SessionInputs } from '../../src/resources/preferences/session-document.ts';
import { adviceOf } from '../../src/render/advice.ts';
import { fakeSettings } from './facts.ts';
import { aws, denied, is, regionOf, setup } from './observed.ts';

const bucket = { name: 'logs', region: 'eu-west-1', encryption: 'AES256', isPublic: false, publicAccessBlocked: true };
const factsOf = (inputs: SessionInputs, overrides: Partial<RegionAudit> = {}): RegionAudit =>
  regionOf({ settings: is(fakeSettings(inputs)), ...overrides });

const advice = async (facts: RegionAudit, flags = {}, lead?: string): Promise<string> =>
  adviceOf(await overwriting(facts, 'audit', flags, lead));

const PLAIN = setup('--log-group audit', '--idle-timeout 60', '--overwrite');
const FLAGS = { 'idle-timeout': '60' };

describe('the command that writes other preferences', () => {
  const required = { cloudWatchLogGroupName: 'audit', cloudWatchEncryptionEnabled: true };

  it('is setup alone where nothing else is wanting, or that may not be read', async () => {
    assert.equal(await advice(factsOf({ cloudWatchLogGroupName: 'audit' }), FLAGS), PLAIN);
    assert.equal(await advice(regionOf({ settings: denied }), FLAGS), PLAIN);
    assert.equal(await advice(factsOf(required, { logGroupNamed: denied }), FLAGS), PLAIN);
    assert.equal(await advice(factsOf({ s3BucketName: 'logs' }, { bucketNamed: is(bucket) }), FLAGS), PLAIN);
    assert.equal(await advice(factsOf({}), FLAGS, 'if so'), `if so: ${PLAIN}`);
  });

  it('gives the log group the key that they require, and roles the permission to use it', async () => {
    const facts = factsOf(required, { logGroupNamed: is(undefined) });
    assert.equal(await advice(facts), setup('--log-group audit', '--kms', '--grant', '--overwrite'));
  });

  it('comes after the bucket, and its encryption where that is required', async () => {
    const gone = factsOf({ s3BucketName: 'logs' }, { bucketNamed: is(undefined) });
    assert.equal(await advice(gone, FLAGS), `${aws('s3 mb s3://logs')} && ${PLAIN}`);
    const { encryption: _, ...bare } = bucket;
    const open = factsOf({ s3BucketName: 'logs', s3EncryptionEnabled: true }, { bucketNamed: is(bare) });
    assert.equal(await advice(open, FLAGS), `${adviceOf(encryptBucket(open, bare))} && ${PLAIN}`);
    assert.equal(adviceOf(makeBucket(open, 'x')), aws('s3 mb s3://x'));
  });
});
