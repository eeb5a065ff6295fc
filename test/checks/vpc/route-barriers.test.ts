import assert from 'node:assert/strict';
import { hasLostRoute, routeBarriers } from '../../../src/checks/vpc/route-barriers.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import { fakeInstance } from '../facts.ts';
import { aDependency, aHost, aSite, NAT, tableWith } from './networks.ts';

describe('barriers of routes', () => {
  const gone = tableWith({ ...NAT, active: false });

  it('are default routes to what is gone', () => {
    assert.equal(hasLostRoute(aHost({ table: gone })), true);
    assert.equal(hasLostRoute(aHost({ table: gone, way: 'perhaps' })), true);
    assert.equal(hasLostRoute(aHost({ table: gone, way: 'internet' })), false);
    assert.equal(hasLostRoute(aHost()), false);
    const site = aSite({ endpoints: [], routeTables: [gone] });
    assert.deepEqual(
      routeBarriers(site, aDependency(site)).map(({ subject, answer }) => [subject, answer]),
      [['rtb-1', 'no']],
    );
  });

  it('are only the way that the host could have gone', () => {
    const igw = tableWith({ ...NAT, target: 'igw-1', active: false });
    const halves = ['0.0.0.0/1', '128.0.0.0/1'].map((destination, at) => ({ ...NAT, destination, active: at > 0 }));
    assert.equal(hasLostRoute(aHost({ table: igw })), false);
    assert.equal(hasLostRoute(aHost({ table: igw, instance: fakeInstance({ hasPublicIp: true }) })), true);
    assert.equal(hasLostRoute(aHost({ table: tableWith(...halves), way: 'perhaps' })), true);
  });

  it('are doubts where other networks may lead on', () => {
    const away = { destination: '10.0.0.0/8', target: 'tgw-1', active: true };
    const site = aSite({ endpoints: [], routeTables: [tableWith({ ...NAT, active: false }, away)] });
    assert.deepEqual(
      routeBarriers(site, aDependency(site)).map(({ subject, answer }) => [subject, answer]),
      [['rtb-1', 'unknown']],
    );
  });

  it('start the instance that a route leads to', () => {
    const site = aSite({ endpoints: [], routeTables: [tableWith({ ...NAT, target: 'i-9', active: false })] });
    const [barrier] = routeBarriers(site, aDependency(site));
    assert.match(
      adviceOf(barrier?.remedy ?? assert.fail()),
      /^if it is stopped: aws ec2 start-instances --instance-ids i-9 /,
    );
  });

  it('are none where an endpoint takes their place', () => {
    const site = aSite({ routeTables: [gone] });
    assert.deepEqual(routeBarriers(site, aDependency(site)), []);
  });
});
