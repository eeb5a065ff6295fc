import assert from 'node:assert/strict';
import { auditRegion } from '../../src/audit/region.ts';
import type { RegionFacts } from '../../src/facts/region.ts';
import { newDocument } from '../../src/resources/preferences/session-document.ts';
import type { FoundPreferences } from '../../src/resources/preferences/read-preferences.ts';
import type { FoundLogGroup } from '../../src/resources/log-group.ts';
import { inputsOf } from '../aws.ts';
import { fakeFacts, fakeQuestion, fakeSettings } from '../checks/facts.ts';
import { is } from '../checks/observed.ts';

const INPUTS = { cloudWatchLogGroupName: 'audit', s3BucketName: 'logs' };

/** Records what is read, by name; the preferences name a log group and a bucket. */
const reading = (overrides: Partial<RegionFacts> = {}) => {
  const reads: string[] = [];
  const facts = fakeFacts({
    settings: is(fakeSettings(INPUTS)),
    preferences: is({ inEffect: { document: newDocument(INPUTS) } } as FoundPreferences),
    logGroupNamed: async (name) => {
      reads.push(`log group ${name}`);
      return { name, arn: `arn:${name}`, deletionProtection: false, storedBytes: 0 } satisfies FoundLogGroup;
    },
    bucketNamed: async (name) => {
      reads.push(`bucket ${name}`);
      return undefined;
    },
    ...overrides,
  });
  return { audit: auditRegion(facts), reads };
};

describe('audit of a region', () => {
  it('has the log group and the bucket that the preferences name, and reads nothing before it is asked', async () => {
    const { audit, reads } = reading();
    assert.deepEqual(reads, []);
    assert.equal((await audit.logGroup())?.name, 'audit');
    assert.equal(await audit.logGroup(), await audit.logGroup());
    await Promise.all([audit.bucket(), audit.bucket()]);
    assert.deepEqual(reads, ['log group audit', 'bucket logs']);
  });

  it('has no log group and no bucket where the preferences name none, and reads none', async () => {
    for (const settings of [is(fakeSettings()), is(undefined)]) {
      const { audit, reads } = reading({ settings });
      assert.deepEqual([await audit.logGroup(), await audit.bucket()], [undefined, undefined]);
      assert.deepEqual(await audit.configuration(), { place: audit.target });
      assert.deepEqual(reads, []);
    }
  });

  it('has one configuration, by what the preferences name', async () => {
    const { audit } = reading();
    const { logGroup, bucket } = await audit.configuration();
    assert.deepEqual([logGroup, bucket?.name], ['audit', 'logs']);
    assert.equal(await audit.configuration(), await audit.configuration());
  });

  it('goes by what setup would leave behind, where that counts', async () => {
    const inputs = inputsOf({ 'log-group': 'mine', overwrite: true });
    const planned = reading({ question: fakeQuestion({ inputs, planned: true }) });
    assert.equal((await planned.audit.logGroup())?.name, 'mine');
    assert.equal((await planned.audit.configuration()).logGroup, 'mine');
    assert.equal((await planned.audit.settings())?.logGroup, 'audit');
    const there = reading({ question: fakeQuestion({ inputs }) });
    assert.equal((await there.audit.configuration()).logGroup, 'audit');
  });
});
