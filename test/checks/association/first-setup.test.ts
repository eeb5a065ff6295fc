import assert from 'node:assert/strict';
import { firstSetup } from '../../../src/checks/association/first-setup.ts';
import type { RegionAudit } from '../../../src/audit/region.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import { fakeInstance, fakeNode } from '../facts.ts';
import { denied, is, regionOf, wholeSetup } from '../observed.ts';

const EMPTY = { nodes: is([]), instances: is([]) };

const advice = async (overrides: Partial<RegionAudit> = {}): Promise<string> =>
  adviceOf(await firstSetup(regionOf({ ...EMPTY, ...overrides }), undefined));

describe('the first setup of a region', () => {
  it('reaches every node where none has the tag of a new agent update', async () => {
    for (const nodes of [[], [fakeNode()], [fakeNode({ id: 'mi-1' })]]) {
      const there = { instances: is([fakeInstance()]), nodes: is(nodes) };
      assert.equal(await advice(there), wholeSetup('--agent-update-targets all', '--grant'));
    }
    const hybrid = { nodes: is([fakeNode({ id: 'mi-1' })]) };
    assert.equal(await advice(hybrid), wholeSetup('--agent-update-targets all', '--grant'));
  });

  it('leaves the targets to the default where it reaches some node, or none is there, or that is not known', async () => {
    const tagged = fakeInstance({ tags: { StateManager: 'yes' } });
    for (const overrides of [{}, { instances: is([fakeInstance({ id: 'i-2' }), tagged]) }, { instances: denied }])
      assert.equal(await advice(overrides), wholeSetup('--grant'));
  });
});
