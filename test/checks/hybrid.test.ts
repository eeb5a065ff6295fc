import assert from 'node:assert/strict';
import { hybrid as check } from '../../src/checks/hybrid.ts';
import { fakeNode } from './facts.ts';
import { aws, briefly, denied, findings, is, isDenied, regionOf } from './observed.ts';

const NODES = is(['mi-1', 'i-1', 'mi-2'].map((id) => fakeNode({ id })));

describe('check hybrid.tier', () => {
  it('has nothing to look at where no node is hybrid, and does not ask for the tier', async () => {
    for (const nodes of [[], [fakeNode()]]) assert.equal(await check.run(regionOf({ nodes: is(nodes) })), undefined);
  });

  it('finds nothing in the advanced tier', async () => {
    assert.deepEqual(await findings(check, regionOf({ nodes: NODES, activationTier: is('advanced') })), []);
  });

  for (const tier of ['standard', undefined]) {
    it(`finds each hybrid node, and no other, in tier ${tier ?? 'that is not set, which is standard'}`, async () => {
      const found = await findings(check, regionOf({ nodes: NODES, activationTier: is(tier) }));
      assert.deepEqual(briefly(found), ['fail hybrid.tier mi-1', 'fail hybrid.tier mi-2']);
      for (const { summary, advice } of found) {
        assert.match(summary, /tier is standard/);
        const setting = '--setting-id /ssm/managed-instance/activation-tier --setting-value advanced';
        assert.match(advice, /^if all hybrid nodes .* may be charged for by the hour/);
        assert.ok(advice.endsWith(`: ${aws(`ssm update-service-setting ${setting}`)}`), advice);
      }
    });
  }

  it('is not known where nodes or the tier may not be read', async () => {
    await isDenied(check, regionOf({ nodes: denied, activationTier: is('advanced') }));
    await isDenied(check, regionOf({ nodes: NODES, activationTier: denied }));
  });
});
