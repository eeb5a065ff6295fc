import assert from 'node:assert/strict';
import { CATALOGUE } from '../../src/checks/catalogue.ts';
import { explained, FAMILIES, familyOf, listed } from '../../src/engine/explanation.ts';

describe('an explanation', () => {
  it('has what the catalogue says, what is called, and the controls that are given', () => {
    const control = { framework: 'F', id: 'F-1', title: 'a control' };
    const [one] = explained(['kms.rotation'], (id) => (id === 'kms.rotation' ? [control] : []));
    assert.ok(one);
    const { id, family, scope, calls, permissions, controls, ...entry } = one;
    assert.deepEqual([id, family, scope, controls], ['kms.rotation', 'kms', 'region', [control]]);
    assert.deepEqual(entry, CATALOGUE['kms.rotation']);
    assert.ok(calls.includes('kms:GetKeyRotationStatus') && permissions.includes('kms:GetKeyRotationStatus'));
  });

  it('leaves out what is no id, and knows the scope of what the engine reports itself', () =>
    assert.deepEqual(
      explained(['kms', 'region.disabled', 'client.node', 'user.access'], () => []).map(({ scope }) => scope),
      ['region', 'machine', 'account'],
    ));
});

describe('the families', () => {
  it('are each together in a list, in the order of the catalogue', () => {
    const ids = listed((id) => !id.startsWith('vpc.'));
    assert.deepEqual(
      [...new Set(ids.map(familyOf))],
      FAMILIES.filter((family) => family !== 'vpc'),
    );
    assert.equal(ids.filter((id, at) => familyOf(id) !== familyOf(ids[at - 1] ?? '.')).length, FAMILIES.length - 1);
  });
});
