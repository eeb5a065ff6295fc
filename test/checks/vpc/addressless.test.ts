import assert from 'node:assert/strict';
import { addressFact, addressFor, giveAddresses, lacksAddress } from '../../../src/checks/vpc/addressless.ts';
import { missingEndpoints } from '../../../src/checks/vpc/missing-endpoint.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import { fakeInstance } from '../facts.ts';
import { aDependency, aHost, anEndpoint, aSite, NAT, tableWith } from './networks.ts';

const PUBLIC = tableWith({ ...NAT, target: 'igw-1' });
const hostsOf = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    aHost({ table: PUBLIC, instance: fakeInstance({ id: `i-${at + 1}`, hasPublicIp: false }) }),
  );

describe('a node without an address', () => {
  it('is one whose route leads to an internet gateway, and which has no other way', () => {
    assert.ok(hostsOf(1).every(lacksAddress));
    assert.equal(lacksAddress(aHost({ table: PUBLIC, instance: fakeInstance({ hasPublicIp: true }) })), false);
    assert.equal(lacksAddress(aHost({ table: PUBLIC, way: 'perhaps' })), false);
    assert.equal(lacksAddress(aHost()), false);
    assert.equal(lacksAddress(aHost({ table: tableWith({ ...NAT, target: 'igw-1', active: false }) })), false);
  });

  it('is named with others, as far as they are few', () => {
    assert.match(addressFact(hostsOf(1)), /^i-1 has no public address, without which its route to igw-1 leads nowhere/);
    assert.match(addressFact(hostsOf(2)), /^i-1, i-2 have no public address, without which their route/);
    assert.match(addressFact(hostsOf(8)), /^i-1, i-2, i-3, i-4, i-5 and 3 more have /);
  });

  it('gets one that it keeps, each by a variable of its own, where they are few', () => {
    const advice = adviceOf(giveAddresses(aSite(), hostsOf(2)) ?? assert.fail());
    assert.match(advice, /associate-address --instance-id i-1 --allocation-id "\$address" /);
    assert.match(advice, /associate-address --instance-id i-2 --allocation-id "\$address2" /);
    assert.equal(addressFor(aSite(), 'i-1').length, 2);
    assert.equal(giveAddresses(aSite(), hostsOf(6)), undefined);
    const two = aHost({ table: PUBLIC, instance: fakeInstance({ interfaces: ['eni-1', 'eni-2'] }) });
    assert.equal(giveAddresses(aSite(), [two]), undefined);
  });

  it('is told instead of missing endpoints, unless the VPC has others; where they are many, endpoints are advised', () => {
    const found = (count: number, endpoints = ['s3']) => {
      const site = aSite(
        { endpoints: endpoints.map((service) => anEndpoint(service)), routeTables: [PUBLIC] },
        hostsOf(count).map(({ instance }) => instance),
      );
      return missingEndpoints(site, [aDependency(site)]).map(({ check, subject, remedy }) => [
        check,
        subject,
        adviceOf(remedy).includes('create-vpc-endpoint'),
      ]);
    };
    assert.deepEqual(found(1), [['vpc.route', 'i-1', false]]);
    assert.deepEqual(found(2), [['vpc.route', 'rtb-1', false]]);
    assert.deepEqual(found(6), [['vpc.route', 'rtb-1', true]]);
    assert.deepEqual(found(1, ['kms']), [['vpc.endpoint-ssm', 'vpc-1', true]]);
  });
});
