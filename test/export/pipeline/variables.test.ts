import assert from 'node:assert/strict';
import { variablesOf } from '../../../src/export/pipeline/variables.ts';

describe('the variables of flags', () => {
  const flags = { kms: { env: 'SM_KMS' }, regions: { env: 'SM_REGIONS' }, tag: { env: 'SM_TAG' }, yes: {} };

  it('hold what was given, in the order of the flags, as variables are read', () => {
    const given = { tag: ['a=1', 'b=2'], regions: 'us-east-1', kms: true };
    const found = variablesOf(given, flags);
    assert.deepEqual(found, { SM_KMS: 'true', SM_REGIONS: 'us-east-1', SM_TAG: 'a=1,b=2' });
    assert.deepEqual(Object.keys(found), ['SM_KMS', 'SM_REGIONS', 'SM_TAG']);
  });

  it('hold what was switched off, and leave out what was not given or has no variable', () =>
    assert.deepEqual(variablesOf({ kms: false, regions: undefined, yes: true }, flags), { SM_KMS: 'false' }));
});
