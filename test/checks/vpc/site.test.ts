import assert from 'node:assert/strict';
import { sitesOf } from '../../../src/checks/vpc/site.ts';
import { testTarget } from '../../aws.ts';
import { fakeInstance } from '../facts.ts';
import { anEndpoint, aNetwork, aSite, NAT, tableWith } from './networks.ts';

const OTHER = '444455556666';

describe('site', () => {
  it('is one for each VPC, with its instances', () => {
    const instances = [fakeInstance(), fakeInstance({ id: 'i-2' }), fakeInstance({ id: 'i-3', vpc: 'vpc-2' })];
    const sites = sitesOf(instances, aNetwork(), testTarget());
    assert.deepEqual(
      sites.map(({ vpc, hosts, endpoints }) => [vpc.id, hosts.map(({ instance }) => instance.id), endpoints.length]),
      [
        ['vpc-1', ['i-1', 'i-2'], 5],
        ['vpc-2', ['i-3'], 0],
      ],
    );
  });

  it('knows the way out of every instance', () => {
    const routeTables = [tableWith(), { ...tableWith(NAT), id: 'rtb-2', main: false, subnets: ['subnet-2'] }];
    const { hosts } = aSite({ routeTables }, [fakeInstance(), fakeInstance({ subnet: 'subnet-2' })]);
    assert.deepEqual(
      hosts.map(({ way, table }) => [way, table?.id]),
      [
        ['none', 'rtb-1'],
        ['internet', 'rtb-2'],
      ],
    );
  });

  it('has no endpoints that are gone', () => {
    const endpoints = ['available', 'pending', 'failed', 'deleting', 'deleted', 'rejected', 'expired'].map((state) =>
      anEndpoint('ssm', { id: state, state }),
    );
    assert.deepEqual(
      aSite({ endpoints }).endpoints.map(({ id }) => id),
      ['available', 'pending', 'failed'],
    );
  });

  it('is seen whole where the VPC and its subnets are our own, or nobody says whose they are', () => {
    assert.equal(aSite().blind, undefined);
    const vpcs = [{ id: 'vpc-1', cidrs: [] }];
    assert.equal(aSite({ vpcs, subnets: undefined }).blind, undefined);
  });

  it('is not seen whole where another account shares the VPC or a subnet, or EC2 does not tell', () => {
    const subnets = aNetwork().subnets?.map((subnet) => ({ ...subnet, ownerId: OTHER }));
    assert.deepEqual(aSite({ vpcs: [{ id: 'vpc-1', ownerId: OTHER, cidrs: [] }] }).blind, { owner: OTHER });
    assert.deepEqual(aSite({ subnets }).blind, { owner: OTHER });
    assert.deepEqual(aSite({ endpoints: undefined }).blind, {});
  });

  it('is not shared for a subnet without instances', () => {
    const subnets = aNetwork().subnets?.map((one) => (one.id === 'subnet-2' ? { ...one, ownerId: OTHER } : one));
    assert.equal(aSite({ subnets }).blind, undefined);
  });
});
