import assert from 'node:assert/strict';
import { roleName } from '../../src/names/role.ts';

describe('the name of a role', () => {
  for (const role of [
    'web',
    '/web',
    'service-role/web',
    '/a/b/web',
    'arn:aws:iam::123456789012:role/web',
    'arn:aws-cn:iam::123456789012:role/service-role/web',
    'arn:aws:sts::123456789012:assumed-role/web/i-0123456789abcdef0',
  ]) {
    it(`is in ${role}`, () => assert.equal(roleName(role), 'web'));
  }

  it('keeps its case, and is not that of a session', () => {
    assert.equal(roleName('arn:aws:sts::123456789012:assumed-role/Web/web'), 'Web');
    assert.equal(roleName(''), '');
  });
});
