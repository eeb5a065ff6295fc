import assert from 'node:assert/strict';
import { s3 as check } from '../../src/checks/s3.ts';
import type { Bucket } from '../../src/facts/bucket.ts';
import { fakeSettings } from './facts.ts';
import { aws, briefly, denied, finding, findings, is, isDenied, regionOf, setup } from './observed.ts';

const GOOD: Bucket = {
  name: 'logs',
  region: 'eu-west-1',
  encryption: 'AES256',
  isPublic: false,
  publicAccessBlocked: true,
};

const factsOf = (bucket: Partial<Bucket> | undefined, demanded = false) =>
  regionOf({
    settings: is(
      fakeSettings({ cloudWatchLogGroupName: 'audit', s3BucketName: 'logs', s3EncryptionEnabled: demanded }),
    ),
    bucket: is(bucket && { ...GOOD, ...bucket }),
  });

const { encryption: _, ...UNENCRYPTED } = GOOD;

const bare = (demanded: boolean) => ({ ...factsOf({}, demanded), bucket: is(UNENCRYPTED) });

describe('check s3', () => {
  it('has nothing to look at where the preferences name no bucket, or there are none', async () => {
    for (const settings of [is(undefined), is(fakeSettings({ cloudWatchLogGroupName: 'audit' }))]) {
      assert.equal(await check.run(regionOf({ settings })), undefined);
    }
  });

  it('finds nothing where the bucket is near, encrypted and closed', async () => {
    for (const demanded of [false, true]) assert.deepEqual(await findings(check, factsOf({}, demanded)), []);
    assert.deepEqual(await findings(check, factsOf({ encryption: 'aws:kms', key: 'alias/logs' }, true)), []);
  });

  it('is not known where preferences or the bucket may not be read', async () => {
    await isDenied(check, regionOf({ settings: denied }));
    await isDenied(check, { ...factsOf({}), bucket: denied });
  });

  it('missing: a warning, and fails where encryption is demanded', async () => {
    for (const [demanded, verdict, words] of [
      [false, 'warn', /session logs are lost$/],
      [true, 'fail', /sessions are refused$/],
    ] as const) {
      const found = await finding(check, factsOf(undefined, demanded), `${verdict} s3.missing bucket/logs`);
      assert.match(found.summary, words);
      assert.equal(found.advice, aws('s3 mb s3://logs'));
    }
  });

  it('region: a warning where it is elsewhere, and another one is named', async () => {
    const make = aws('s3 mb s3://logs-eu-west-1');
    for (const [demanded, more] of [
      [true, []],
      [false, ['--no-s3-encryption']],
    ] as const) {
      const facts = factsOf({ region: 'us-east-1' }, demanded);
      const { summary, advice } = await finding(check, facts, 'warn s3.region bucket/logs');
      assert.match(summary, /^it is in us-east-1: /);
      const use = setup('--log-group audit', '--s3-bucket logs-eu-west-1', ...more, '--overwrite', '--grant');
      assert.equal(advice, `${make} && ${use}`);
    }
  });

  it('unencrypted: a warning, and fails where encryption is demanded', async () => {
    for (const [demanded, verdict] of [
      [false, 'warn'],
      [true, 'fail'],
    ] as const) {
      const { summary, advice } = await finding(check, bare(demanded), `${verdict} s3.unencrypted bucket/logs`);
      assert.equal(summary.includes('sessions are refused'), demanded);
      const rule = '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]}';
      const words = `s3api put-bucket-encryption --bucket logs --server-side-encryption-configuration '${rule}'`;
      assert.equal(advice, aws(words));
    }
  });

  it('unencrypted: fails where the agent does not take the encryption for one, and it is required', async () => {
    const facts = (required: boolean) => factsOf({ encryption: 'aws:kms:dsse' }, required);
    const { summary, advice } = await finding(check, facts(true), 'fail s3.unencrypted bucket/logs');
    assert.match(summary, /the agent does not take aws:kms:dsse for encryption: sessions are refused$/);
    assert.match(advice, /put-bucket-encryption .*AES256/);
    assert.deepEqual(await findings(check, facts(false)), []);
  });

  it('has a finding for each of several faults, and mends the bucket where it is', async () => {
    const facts = { ...bare(true), bucket: is({ ...UNENCRYPTED, region: 'us-east-1' }) };
    const found = await findings(check, facts);
    assert.deepEqual(briefly(found), ['fail s3.unencrypted bucket/logs', 'warn s3.region bucket/logs']);
    for (const { check: id, advice } of found) {
      if (id !== 's3.region') assert.ok(advice.endsWith(' --region us-east-1 --profile prod'), advice);
    }
  });
});
