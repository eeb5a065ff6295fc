import assert from 'node:assert/strict';
import { hasLostRoute, routeBarriers } from '../../../src/checks/vpc/route-barriers.ts';
import { aDependency, aHost, aSite, NAT, tableWith } from './networks.ts';

describe('barriers of routes', () => {
  const gone = tableWith({ ...NAT, active: false });

  it('are default routes to what is gone', () => {
    assert.equal(hasLostRoute(aHost({ table: gone })), true);
    assert.equal(hasLostRoute(aHost({ table: gone, way: 'perhaps' })), false);
    assert.equal(hasLostRoute(aHost()), false);
    const site = aSite({ endpoints: [], routeTables: [gone] });
    assert.deepEqual(
      routeBarriers(site, aDependency(site)).map(({ subject, answer }) => [subject, answer]),
      [['rtb-1', 'no']],
    );
  });

  it('are none where an endpoint takes their place', () => {
    const site = aSite({ routeTables: [gone] });
    assert.deepEqual(routeBarriers(site, aDependency(site)), []);
  });
});
