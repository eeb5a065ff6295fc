import assert from 'node:assert/strict';
import { reachOtherRegions } from '../../../src/checks/s3/reach.ts';
import type { Route } from '../../../src/facts/network.ts';
import { fakeInstance, fakeNode } from '../facts.ts';
import { denied, is, regionOf } from '../observed.ts';
import { aNetwork, tableWith } from '../vpc/networks.ts';

const out = (target: string, active = true): Route => ({ destination: '0.0.0.0/0', target, active });

const facts = (routes: readonly Route[], overrides: Parameters<typeof regionOf>[0] = {}) =>
  regionOf({
    instances: is([fakeInstance()]),
    nodes: is([fakeNode()]),
    network: is(aNetwork({ routeTables: [tableWith(...routes)] })),
    ...overrides,
  });

describe('a bucket of another region', () => {
  for (const [what, expected, routes] of [
    ['a NAT gateway', true, [out('nat-1')]],
    ['a transit gateway', true, [out('tgw-1')]],
    ['a NAT gateway that is gone', false, [out('nat-1', false)]],
    ['a gateway endpoint only', false, [{ ...out('vpce-1'), destination: 'pl-1' }]],
    ['a peer only', false, [{ ...out('pcx-1'), destination: '10.1.0.0/16' }]],
  ] as const) {
    it(`is ${expected ? '' : 'not '}reached by ${what}`, async () =>
      assert.equal(await reachOtherRegions(facts(routes)), expected));
  }

  it('is not known to be reached without nodes, or where they may not be read', async () => {
    for (const overrides of [{ nodes: is([]) }, { instances: denied }, { network: denied }]) {
      assert.equal(await reachOtherRegions(facts([out('nat-1')], overrides)), false);
    }
  });
});
