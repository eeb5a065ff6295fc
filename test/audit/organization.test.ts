import assert from 'node:assert/strict';
import { organizationKeys } from '../../src/audit/organization.ts';
import { denied, is } from '../checks/observed.ts';

const POLICY = { Statement: [{ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }] };

describe('condition keys about the organization', () => {
  it('are read where a policy asks for them, and nowhere else', async () => {
    for (const policy of [undefined, { Statement: [] }, 'aws:PrincipalAccount']) {
      assert.deepEqual(await organizationKeys({ organization: denied }, policy), {});
    }
    const found = { 'aws:principalorgid': ['o-1'] };
    for (const policy of [POLICY, JSON.stringify(POLICY), [JSON.stringify(POLICY)]]) {
      assert.deepEqual(await organizationKeys({ organization: is('o-1') }, policy), found);
    }
  });

  it('are absent from requests of an account without an organization, and not known where it may not be read', async () => {
    const absent = { 'aws:principalorgid': 'absent', 'aws:principalorgpaths': 'absent' };
    assert.deepEqual(await organizationKeys({ organization: is('none') }, POLICY), absent);
    assert.deepEqual(await organizationKeys({ organization: denied }, POLICY), {});
  });
});
