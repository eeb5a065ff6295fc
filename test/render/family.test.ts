import assert from 'node:assert/strict';
import type { Finding } from '../../src/checks/check.ts';
import { familyOf } from '../../src/render/family.ts';
import { fault, looked } from './reports.ts';

const ROLE = fault({ check: 'instance.role-trust', subject: 'role/web', causes: 1 });
const because = (region?: string): Finding =>
  fault({
    check: 'instance.ping-lost',
    subject: 'i-1',
    causedBy: [{ check: ROLE.check, subject: 'role/web', ...(region !== undefined && { region }) }],
  });

describe('the family of findings', () => {
  it('has the causes of one target, or of another region of the account', () => {
    const [near, far] = [because(), because('us-east-1')];
    const targets = [looked([ROLE, near]), looked([far], { region: 'eu-west-1' })];
    assert.deepEqual(
      [...familyOf(targets)],
      [
        [near, [ROLE]],
        [far, [ROLE]],
      ],
    );
  });

  it('does not take a finding of another account, region, check or subject for a cause', () => {
    for (const [finding, extra] of [
      [ROLE, { account: '999999999999' }],
      [ROLE, { region: 'eu-west-1' }],
      [{ ...ROLE, check: 'dhmc.role-trust' }, {}],
      [{ ...ROLE, subject: 'role/other' }, {}],
    ] as const) {
      assert.equal(familyOf([looked([because()]), looked([finding], extra)]).size, 0);
    }
  });

  it('knows accounts by their profiles, where their ids are not known', () => {
    const at = (profile: string, ...findings: readonly Finding[]) => looked(findings, { account: null, profile });
    assert.equal(familyOf([at('dev', ROLE, because())]).size, 1);
    assert.equal(familyOf([at('dev', ROLE), at('prod', because())]).size, 0);
  });
});
