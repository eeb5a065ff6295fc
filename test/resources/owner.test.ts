import assert from 'node:assert/strict';
import { ownerByTags } from '../../src/resources/owner.ts';
import { OWNER_TAG, TAKEN_OVER } from '../../src/resources/ownership.ts';

describe('the owner of a thing', () => {
  it('is told by our tag', () => {
    assert.deepEqual(ownerByTags({ [OWNER_TAG]: 'log-group', team: 'a' }), { by: 'us' });
    assert.deepEqual(ownerByTags({ [OWNER_TAG]: TAKEN_OVER }), { by: 'taken-over' });
  });

  it('is somebody else where that is missing, with what tells who it is', () => {
    for (const [tags, description, traits] of [
      [{}, undefined, 'it has no tags'],
      [{ team: 'payments' }, undefined, 'its tags: team=payments'],
      [{ team: 'payments' }, 'card data', 'its tags: team=payments; its description: card data'],
      [{ a: '1', b: '2', c: '3', d: '4' }, undefined, 'its tags: a=1, b=2, c=3, …'],
      [{}, 'x'.repeat(61), `it has no tags; its description: ${'x'.repeat(60)}…`],
      [undefined, 'card data', 'its tags cannot be read'],
    ] as const) {
      assert.deepEqual(ownerByTags(tags, description), { by: 'others', traits });
    }
  });
});
