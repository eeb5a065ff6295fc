import assert from 'node:assert/strict';
import { resources } from '../../src/resources/index.ts';
import { differences } from '../../src/resources/resource.ts';

describe('resources', () => {
  it('stand in the order of setup', () => {
    assert.deepEqual(
      resources.map(({ id }) => id),
      ['kms-key', 'log-group', 'preferences', 'agent-update', 'role-grant'],
    );
  });

  describe('differ', () => {
    it('in the fields that are wanted and not so', () => {
      assert.deepEqual(differences({ a: 1, b: 'x', c: true }, { a: 2, b: 'x', c: false, d: 4 }), [
        { field: 'a', have: 2, want: 1 },
        { field: 'c', have: false, want: true },
      ]);
    });

    it('not in fields that nobody asked for', () => {
      assert.deepEqual(differences({ a: undefined }, { a: 1, b: 2 }), []);
    });

    it('where a field is not set', () => {
      assert.deepEqual(differences({ a: 1 }, {}), [{ field: 'a', have: null, want: 1 }]);
      assert.deepEqual(differences({ a: 1 }, { a: undefined }), [{ field: 'a', have: null, want: 1 }]);
      assert.deepEqual(differences({ a: null }, {}), []);
      assert.deepEqual(differences({ a: null }, { a: 1 }), [{ field: 'a', have: 1, want: null }]);
    });

    it('by type, too', () => {
      assert.equal(differences({ a: 1, b: true, c: '' }, { a: '1', b: 'true', c: 0 }).length, 3);
    });
  });
});
