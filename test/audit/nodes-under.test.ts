import assert from 'node:assert/strict';
import { nodesUnder } from '../../src/audit/nodes-under.ts';
import { fakeInstance, fakeNode } from '../checks/facts.ts';
import { aRole, bareInstance, denied, is, regionOf } from '../checks/observed.ts';

const PLACE = regionOf({
  instances: is([fakeInstance({ id: 'i-1' }), bareInstance({ id: 'i-2' })]),
  nodes: is([fakeNode({ id: 'mi-1', role: 'service-role/web' }), fakeNode({ id: 'mi-2', role: 'other' })]),
});

describe('nodes under a role', () => {
  for (const [source, ids] of [
    ['profile', ['i-1']],
    ['host-management', ['i-2']],
    ['activation', ['mi-1']],
  ] as const) {
    it(`are ${ids.join()} where it comes from ${source}`, async () =>
      assert.deepEqual(await nodesUnder({ role: aRole(), source }, PLACE), ids));
  }

  it('are also those whose own role cannot register, where Default Host Management is on in that region', async () => {
    const role = aRole();
    const under = (facts: typeof PLACE) =>
      nodesUnder({ role, source: 'host-management', leftBy: [{ facts, profiles: ['web'] }] }, PLACE);
    assert.deepEqual(await under(PLACE), ['i-1', 'i-2']);
    assert.deepEqual(await under(regionOf()), ['i-2']);
  });

  it('are not known where instances may not be read', () =>
    assert.rejects(nodesUnder({ role: aRole(), source: 'profile' }, regionOf({ instances: denied, nodes: is([]) }))));
});
