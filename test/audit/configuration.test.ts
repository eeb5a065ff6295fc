import assert from 'node:assert/strict';
import type { Bucket } from '../../src/facts/bucket.ts';
import { configurationOf } from '../../src/audit/configuration.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import type { FoundLogGroup } from '../../src/resources/log-group.ts';
import type { SessionInputs } from '../../src/resources/preferences/session-document.ts';
import { ACCOUNT, inputsOf } from '../aws.ts';
import { fakeFacts, fakeQuestion, fakeSettings } from '../checks/facts.ts';
import { denied, is } from '../checks/observed.ts';

const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1111`;
const GROUP: FoundLogGroup = { name: 'audit', arn: 'arn', deletionProtection: false, storedBytes: 0 };
const BUCKET: Bucket = { name: 'logs', region: 'eu-central-1', isPublic: false, publicAccessBlocked: true };

const there: RegionAudit['key'] = async (name) => ({
  kind: 'found',
  name,
  id: '1111',
  arn: KEY,
  state: 'Enabled',
  aliases: ['alias/session', 'alias/other'],
});
const missing: RegionAudit['key'] = async (name) => ({ kind: 'missing', name });

/** Gives the configuration under preferences with these inputs, without the place. */
async function configured(inputs: SessionInputs, overrides: Partial<RegionAudit> = {}) {
  const facts = fakeFacts(overrides);
  const { place, ...rest } = await configurationOf(facts, fakeSettings(inputs));
  assert.equal(place, facts.target);
  return rest;
}

describe('facts configuration', () => {
  it('is nothing but the place where nothing is set up', async () => {
    const facts = fakeFacts();
    assert.deepEqual(await configurationOf(facts, undefined), { place: facts.target });
    assert.deepEqual(await configured({}), {});
  });

  describe('of the log group', () => {
    const LOGGED = { cloudWatchLogGroupName: 'audit' };

    for (const [what, logGroupNamed, expected] of [
      ['has a key', is({ ...GROUP, keyArn: KEY }), { logGroupEncrypted: true, logGroupKeyArn: KEY }],
      ['has no key', is(GROUP), { logGroupEncrypted: false }],
      ['is not there', is(undefined), {}],
      ['may not be read', denied, {}],
    ] as const) {
      it(`says what is known of its encryption where it ${what}`, async () => {
        assert.deepEqual(await configured(LOGGED, { logGroupNamed }), { logGroup: 'audit', ...expected });
      });
    }

    for (const [what, raw, planned, key, expected] of [
      [
        'will have the key that is given',
        { 'kms-key': KEY },
        true,
        denied,
        { logGroupEncrypted: true, logGroupKeyArn: KEY },
      ],
      [
        'will have the key behind our alias',
        { kms: true },
        true,
        there,
        { logGroupEncrypted: true, logGroupKeyArn: KEY },
      ],
      [
        'will have a key that is not there yet, by its name',
        { kms: true },
        true,
        missing,
        { logGroupEncrypted: true, logGroupKey: { aliases: ['alias/session'] } },
      ],
      ['will have a key that may not be read', { kms: true }, true, denied, { logGroupEncrypted: true }],
      ['stays as it is', {}, true, there, { logGroupEncrypted: false }],
      [
        'is another one than setup makes',
        { kms: true, 'log-group': 'mine' },
        true,
        there,
        { logGroupEncrypted: false },
      ],
      ['is looked at only', { kms: true }, false, there, { logGroupEncrypted: false }],
    ] as const) {
      it(`counts what setup will do: it ${what}`, async () => {
        const inputs = inputsOf({ 'log-group': 'audit', ...raw } satisfies RawInputs);
        const question = fakeQuestion({ inputs, planned });
        const ownsLogGroup = is(true);
        const found = await configured(LOGGED, { question, logGroupNamed: is(GROUP), ownsLogGroup, key });
        assert.deepEqual(found, { logGroup: 'audit', ...expected });
      });
    }

    for (const [what, raw, ownsLogGroup, expected] of [
      ['keeps what others gave it', {}, is(false), { logGroupEncrypted: false }],
      ['keeps it where its tags may not be read', {}, denied, { logGroupEncrypted: false }],
      ['takes it over', { overwrite: true }, is(false), { logGroupEncrypted: true, logGroupKeyArn: KEY }],
    ] as const) {
      it(`counts what setup will do with that of others: it ${what}`, async () => {
        const inputs = inputsOf({ 'log-group': 'audit', kms: true, ...raw } satisfies RawInputs);
        const question = fakeQuestion({ inputs, planned: true });
        const found = await configured(LOGGED, { question, logGroupNamed: is(GROUP), ownsLogGroup, key: there });
        assert.deepEqual(found, { logGroup: 'audit', ...expected });
      });
    }
  });

  describe('of the session key', () => {
    it('has its ARN and all of its aliases', async () => {
      assert.deepEqual(await configured({ kmsKeyId: 'alias/session' }, { key: there }), {
        key: { arn: KEY, aliases: ['alias/session', 'alias/other'] },
      });
    });

    for (const [name, expected] of [
      ['alias/session', { aliases: ['alias/session'] }],
      [`arn:aws:kms:eu-west-1:${ACCOUNT}:alias/session`, { aliases: ['alias/session'] }],
      [KEY, { arn: KEY, aliases: [] }],
      ['1111', { arn: KEY, aliases: [] }],
    ] as const) {
      it(`is taken from its name where it is not there, or may not be read: ${name}`, async () => {
        for (const key of [missing, denied]) {
          assert.deepEqual(await configured({ kmsKeyId: name }, { key }), { key: expected });
        }
      });
    }
  });

  describe('of the bucket', () => {
    it('has its prefix, and whether encryption is required', async () => {
      const inputs = { s3BucketName: 'logs', s3KeyPrefix: 'a/b', s3EncryptionEnabled: true };
      assert.deepEqual(await configured(inputs, { bucketNamed: is(BUCKET) }), {
        bucket: { name: 'logs', prefix: 'a/b', encryptionRequired: true },
      });
    });

    const FAR = `arn:aws:kms:eu-central-1:${ACCOUNT}`;
    for (const [key, keyArn] of [
      [KEY, KEY],
      ['1111', `${FAR}:key/1111`],
      ['alias/logs', `${FAR}:alias/logs`],
      ['alias/aws/s3', undefined],
      [`${FAR}:alias/aws/s3`, undefined],
    ] as const) {
      it(`has the key ${keyArn ?? 'of nobody'} where its encryption names ${key}`, async () => {
        const bucketNamed = is({ ...BUCKET, encryption: 'aws:kms', key });
        assert.deepEqual(await configured({ s3BucketName: 'logs' }, { bucketNamed }), {
          bucket: { name: 'logs', encryptionRequired: false, ...(keyArn !== undefined && { keyArn }) },
        });
      });
    }

    it('is taken from its name where it is not there, or may not be read', async () => {
      for (const bucketNamed of [is(undefined), denied]) {
        assert.deepEqual(await configured({ s3BucketName: 'logs' }, { bucketNamed }), {
          bucket: { name: 'logs', encryptionRequired: false },
        });
      }
    });
  });
});
