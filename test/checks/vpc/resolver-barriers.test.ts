import assert from 'node:assert/strict';
import { hasOwnResolvers, resolverBarriers } from '../../../src/checks/vpc/resolver-barriers.ts';
import type { Vpc } from '../../../src/facts/network.ts';
import { aDependency, aNetwork, aSite, NAT, tableWith } from './networks.ts';

const VPC: Vpc = { id: 'vpc-1', cidrs: ['10.0.0.0/16'] };

const barriers = (vpc: Partial<Vpc>, routes = [NAT]) => {
  const site = aSite({ vpcs: [{ ...VPC, ...vpc }], routeTables: [tableWith(...routes)] });
  return resolverBarriers(site, aDependency(site)).map(({ subject, answer, shared = false }) => [
    subject,
    answer,
    shared,
  ]);
};

describe('resolvers of a VPC', () => {
  it('are its own where DHCP options name others only', () => {
    assert.equal(hasOwnResolvers(VPC), false);
    assert.equal(hasOwnResolvers({ ...VPC, nameServers: ['10.0.0.53'] }), true);
    for (const server of ['AmazonProvidedDNS', '169.254.169.253', 'fd00:ec2::253', '10.0.0.2']) {
      assert.equal(hasOwnResolvers({ ...VPC, nameServers: ['10.0.0.53', server] }), false);
    }
    const small = { ...VPC, cidrs: ['10.0.0.128/25'] };
    assert.equal(hasOwnResolvers({ ...small, nameServers: ['10.0.0.130'] }), false);
    assert.equal(hasOwnResolvers({ ...small, nameServers: ['10.0.0.2'] }), true);
  });

  it('are a barrier where DNS support is off, and a doubt where they are its own', () => {
    assert.deepEqual(barriers({ dnsSupport: true }), []);
    assert.deepEqual(barriers({}), []);
    assert.deepEqual(barriers({ dnsSupport: false }), [['vpc-1', 'no', false]]);
    assert.deepEqual(barriers({ dnsSupport: false, nameServers: ['10.0.0.53'] }), [['vpc-1', 'unknown', true]]);
  });

  it('are none where only the names of endpoints matter, or nothing leads to the service', () => {
    assert.deepEqual(barriers({ dnsSupport: false }, []), []);
    const site = aSite({ ...aNetwork(), endpoints: [], vpcs: [{ ...VPC, dnsSupport: false }] });
    assert.deepEqual(resolverBarriers(site, aDependency(site)), []);
  });
});
