import assert from 'node:assert/strict';
import { purpose, usedKeys } from '../../../src/checks/kms/used-key.ts';
import type { RegionAudit } from '../../../src/audit/region.ts';
import { inputsOf } from '../../aws.ts';
import { fakeFacts, fakeQuestion, fakeSettings } from '../facts.ts';
import { is } from '../observed.ts';
import { aKey } from './keys.ts';

const GROUP = { name: 'audit', arn: 'arn', deletionProtection: false, storedBytes: 0 };
const KEY = aKey();

/** Facts in which every name leads to a key of its own, but for the alias and the ARN of ours. */
const factsOf = (overrides: Partial<RegionAudit>): RegionAudit =>
  fakeFacts({
    settings: is(undefined),
    logGroup: is(undefined),
    key: async (name) => ([KEY.name, KEY.arn].includes(name) ? { ...KEY, name } : { kind: 'missing', name }),
    ...overrides,
  });

const sessionsWith = (kmsKeyId: string) => ({
  settings: is(fakeSettings({ kmsKeyId, cloudWatchLogGroupName: 'audit' })),
});

describe('the keys that are used', () => {
  it('are none where nothing names one', async () => assert.deepEqual(await usedKeys(factsOf({})), []));

  it('are one where sessions and the log group name it differently', async () => {
    const facts = factsOf({ ...sessionsWith(KEY.name), logGroup: is({ ...GROUP, keyArn: KEY.arn }) });
    assert.deepEqual(await usedKeys(facts), [
      { key: KEY, forSessions: true, logGroup: 'audit', onlyAsked: false, preferred: 'audit' },
    ]);
  });

  it('are each of those that differ, and what was only asked for', async () => {
    const question = fakeQuestion({ inputs: inputsOf({ kms: true }) });
    const facts = factsOf({ ...sessionsWith('theirs'), logGroup: is({ ...GROUP, keyArn: 'others' }), question });
    assert.deepEqual(
      (await usedKeys(facts)).map(({ key, ...use }) => `${key.name}: ${purpose({ key, ...use })}`),
      [
        'theirs: sessions are encrypted with',
        'others: the log group is encrypted with',
        'alias/session: it was asked for',
      ],
    );
  });

  it('are used for both where both name it', () => {
    const use = { key: KEY, forSessions: true, logGroup: 'audit', onlyAsked: false, preferred: 'audit' };
    assert.equal(purpose(use), 'sessions and the log group are encrypted with');
  });
});
