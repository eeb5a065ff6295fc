import assert from 'node:assert/strict';
import { keyFlags, keyOfGroup } from '../../src/checks/log-group-key.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import { inputsOf } from '../aws.ts';
import { asking, is, regionOf } from './observed.ts';

const ARN = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const factsOf = (overrides: Partial<RegionAudit> = {}): RegionAudit =>
  regionOf({ key: async (name) => ({ kind: 'missing', name }), ownsLogGroup: is(true), ...overrides });

describe('the key of a log group', () => {
  it('is one of ours, or the one that was given', async () => {
    assert.deepEqual(await keyFlags(factsOf(), 'audit'), { kms: true, grant: true });
    const question = asking({ inputs: inputsOf({ 'kms-key': ARN }) });
    assert.deepEqual(await keyFlags(factsOf({ question }), 'audit'), { 'kms-key': ARN, grant: true });
  });

  it('is given to a group of others only by taking it over', async () => {
    assert.deepEqual(await keyOfGroup(factsOf(), 'audit'), { kms: true, grant: true });
    assert.deepEqual(await keyOfGroup(factsOf({ ownsLogGroup: is(false) }), 'audit'), {
      kms: true,
      grant: true,
      overwrite: true,
    });
  });
});
