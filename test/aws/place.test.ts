import assert from 'node:assert/strict';
import { accountLabel, placeLabel, scopeLabel } from '../../src/aws/place.ts';

const PLACE = { account: '111122223333', profile: 'dev', region: 'us-east-1' };

describe('the name of a place', () => {
  it('is that of a profile where the account is not known', () => {
    assert.equal(accountLabel({ account: null, profile: 'dev' }), 'dev');
    assert.equal(accountLabel({ account: null }), 'default');
    assert.equal(accountLabel(PLACE), '111122223333');
    assert.equal(placeLabel({ ...PLACE, account: null }), 'dev/us-east-1');
  });

  it('is that of the machine, the account or the region that a finding is about', () => {
    assert.equal(scopeLabel('machine', PLACE), 'this machine');
    assert.equal(scopeLabel('account', PLACE), 'account 111122223333');
    assert.equal(scopeLabel('region', PLACE), '111122223333/us-east-1');
  });
});
