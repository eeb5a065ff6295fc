import assert from 'node:assert/strict';
import type { Statement } from '../../../src/policies/reading/policy.ts';
import { readPrincipal, whoIsNamed } from '../../../src/policies/reading/requester.ts';

const ROLE = 'arn:aws:iam::111122223333:role/team/web';
const SESSION = 'arn:aws:sts::111122223333:assumed-role/web/i-0123456789abcdef0';

const named = (arn: string, part: Partial<Statement>) =>
  whoIsNamed({ Effect: 'Deny', ...part }, readPrincipal(arn) ?? assert.fail());

describe('a requester', () => {
  it('is a role, its session or a user', () => {
    assert.deepEqual(readPrincipal(ROLE), { partition: 'aws', account: '111122223333', arn: ROLE, role: 'web' });
    assert.equal(readPrincipal(SESSION)?.session, SESSION);
    assert.equal(readPrincipal('arn:aws:iam::111122223333:user/alice')?.role, undefined);
    assert.equal(readPrincipal('arn:aws:iam::111122223333:root'), undefined);
  });

  it('is named itself, by its account, as everybody, or not', () => {
    assert.deepEqual(named(ROLE, { Principal: { AWS: ROLE } }), { fits: 'yes', directly: true });
    assert.deepEqual(named(ROLE, { Principal: { AWS: '111122223333' } }), { fits: 'yes', directly: false });
    assert.deepEqual(named(ROLE, { Principal: '*' }), { fits: 'yes', directly: true });
    assert.equal(named(ROLE, { Principal: { AWS: 'arn:aws:iam::111122223333:role/web' } }).fits, 'no');
    assert.equal(named(ROLE, { Principal: { AWS: SESSION } }).fits, 'unknown');
  });

  it('is denied by whatever spares others only', () => {
    assert.equal(named(ROLE, { NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/admin' } }).fits, 'yes');
    for (const AWS of ['111122223333', 'arn:aws:iam::111122223333:root']) {
      // The account is named for the sake of those who are spared.
      assert.equal(named(ROLE, { NotPrincipal: { AWS: ['arn:aws:iam::111122223333:role/admin', AWS] } }).fits, 'yes');
    }
    assert.equal(named(ROLE, { NotPrincipal: { AWS: ROLE } }).fits, 'unknown');
    assert.equal(named(ROLE, { NotPrincipal: { AWS: ['111122223333', SESSION] } }).fits, 'unknown');
  });
});
