import assert from 'node:assert/strict';
import { namedAfter } from '../../../src/targets/organization/member.ts';

describe('members of an organization', () => {
  it('give reports their name, if they have one', () => {
    assert.deepEqual(namedAfter({ id: '111111111111', name: 'payments' }), { accountName: 'payments' });
    for (const member of [undefined, { id: '111111111111' }, { id: '111111111111', name: '' }]) {
      assert.deepEqual(namedAfter(member), {});
    }
  });
});
