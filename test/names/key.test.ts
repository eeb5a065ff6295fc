import assert from 'node:assert/strict';
import { partitionOf } from '../../src/aws/regions.ts';
import { fullKeyName, namesKey, sameKey } from '../../src/names/key.ts';

const ACCOUNT = '123456789012';
const HERE = { account: ACCOUNT, region: 'us-east-1', partition: partitionOf('us-east-1') };
const KMS = `arn:aws:kms:us-east-1:${ACCOUNT}`;
const ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const MRK = 'mrk-1234abcd12ab34cd56ef1234567890ab';

/** Names of different keys, as they can be known without a read. */
const NAMES = [
  ID,
  MRK,
  'alias/session',
  'alias/other',
  `${KMS}:key/${ID}`,
  `${KMS}:alias/session`,
  `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${MRK}`,
  `arn:aws:kms:us-east-1:444455556666:key/${ID}`,
  `arn:aws-cn:kms:cn-north-1:${ACCOUNT}:key/${ID}`,
  `arn:aws:kms:us-east-1:444455556666:alias/session`,
];

describe('names of a key', () => {
  it('mean one key: its id and its ARN, an alias and its ARN', () => {
    assert.equal(sameKey(ID, `${KMS}:key/${ID}`, HERE), 'yes');
    assert.equal(sameKey(MRK, `${KMS}:key/${MRK}`, HERE), 'yes');
    assert.equal(sameKey('alias/session', `${KMS}:alias/session`, HERE), 'yes');
  });

  it('mean two keys: the replicas of one, and one id in two accounts or partitions', () => {
    assert.equal(sameKey(MRK, `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${MRK}`, HERE), 'no');
    assert.equal(sameKey(ID, `arn:aws:kms:us-east-1:444455556666:key/${ID}`, HERE), 'no');
    assert.equal(sameKey(`${KMS}:key/${ID}`, `arn:aws-us-gov:kms:us-east-1:${ACCOUNT}:key/${ID}`, HERE), 'no');
  });

  it('are not known to mean one key, or two: an alias and anything else of the same region and account', () => {
    assert.equal(sameKey('alias/session', ID, HERE), 'unknown');
    assert.equal(sameKey('alias/session', 'alias/other', HERE), 'unknown');
    assert.equal(sameKey('alias/session', 'arn:aws:kms:us-east-1:444455556666:alias/session', HERE), 'no');
    assert.equal(sameKey('alias/session', `arn:aws:kms:eu-west-1:${ACCOUNT}:alias/session`, HERE), 'no');
  });

  it('mean the same whichever comes first, each the same as itself, and as it is written in full', () => {
    for (const one of NAMES) {
      assert.equal(sameKey(one, one, HERE), 'yes');
      assert.equal(sameKey(one, fullKeyName(one, HERE), HERE), 'yes');
      for (const other of NAMES) assert.equal(sameKey(one, other, HERE), sameKey(other, one, HERE), `${one} ${other}`);
    }
  });

  it('are its id, its ARN, each of its aliases and their ARNs, and nothing else', () => {
    const key = { arn: `${KMS}:key/${ID}`, aliases: ['alias/session', 'alias/other'] };
    for (const name of [ID, key.arn, 'alias/session', 'alias/other', `${KMS}:alias/other`]) {
      assert.ok(namesKey(name, key, HERE), name);
    }
    const elsewhere = [`${KMS.replace(ACCOUNT, '444455556666')}:alias/session`, 'arn:aws:kms:sa-east-1::alias/session'];
    for (const name of [...elsewhere, '2222', `${KMS}:key/2222`, 'alias/x', 'alias/not-alias/session', 'session', '']) {
      assert.ok(!namesKey(name, key, HERE), name);
    }
  });

  it('are short only in the account of the key', () => {
    const key = { arn: `arn:aws:kms:us-east-1:444455556666:key/${ID}`, aliases: ['alias/session'] };
    for (const name of [ID, 'alias/session']) assert.ok(!namesKey(name, key, HERE), name);
    assert.ok(namesKey('arn:aws:kms:us-east-1:444455556666:alias/session', key, HERE));
  });
});
