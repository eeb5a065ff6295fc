import assert from 'node:assert/strict';
import { routeTableOf, type WayOut, wayOut } from '../../../src/checks/vpc/way-out.ts';
import type { Network, Route, RouteTable } from '../../../src/facts/network.ts';
import { aNetwork, tableWith } from './networks.ts';

const to = (target: string, destination = '0.0.0.0/0', active = true): Route => ({ destination, target, active });
const BARE = { hasPublicIp: false, hasIpv6: false };
const PUBLIC = { ...BARE, hasPublicIp: true };
const V6 = { ...BARE, hasIpv6: true };

describe('way out', () => {
  const cases: readonly (readonly [string, typeof BARE, readonly Route[], WayOut])[] = [
    ['nothing but the VPC', BARE, [], 'none'],
    ['a NAT gateway', BARE, [to('nat-1')], 'internet'],
    ['a NAT gateway that is gone', BARE, [to('nat-1', '0.0.0.0/0', false)], 'none'],
    ['an internet gateway, with a public address', PUBLIC, [to('igw-1')], 'internet'],
    ['an internet gateway, without a public address', BARE, [to('igw-1')], 'none'],
    ['a default route in two halves', BARE, [to('nat-1', '0.0.0.0/1'), to('nat-1', '128.0.0.0/1')], 'internet'],
    ['half of the internet', BARE, [to('nat-1', '0.0.0.0/1')], 'perhaps'],
    ['a transit gateway', BARE, [to('tgw-1')], 'beyond'],
    ['a virtual private gateway', BARE, [to('vgw-1')], 'beyond'],
    ['an instance', BARE, [to('i-1')], 'beyond'],
    ['a network interface', BARE, [to('eni-1')], 'beyond'],
    ['a firewall', BARE, [to('vpce-1')], 'beyond'],
    ['a local gateway', BARE, [to('lgw-1')], 'beyond'],
    ['a carrier gateway', BARE, [to('cagw-1')], 'beyond'],
    ['a core network', BARE, [to('arn:aws:networkmanager::1:core-network/core-network-1')], 'beyond'],
    ['something that is not known', BARE, [to('')], 'beyond'],
    ['a NAT gateway and other networks', BARE, [to('nat-1'), to('tgw-1', '10.0.0.0/8')], 'beyond'],
    ['a NAT gateway and a gateway endpoint', BARE, [to('nat-1'), to('vpce-1', 'pl-1')], 'internet'],
    ['a gateway endpoint', BARE, [to('vpce-1', 'pl-1')], 'none'],
    ['other networks by a transit gateway', BARE, [to('tgw-1', '10.0.0.0/8')], 'perhaps'],
    ['other networks by a virtual private gateway', BARE, [to('vgw-1', '192.168.0.0/16')], 'perhaps'],
    ['other networks that are gone', BARE, [to('tgw-1', '10.0.0.0/8', false)], 'none'],
    ['a peer', BARE, [to('pcx-1', '10.1.0.0/16')], 'perhaps'],
    ['a peer by default, who passes nothing on', BARE, [to('pcx-1')], 'perhaps'],
    ['a prefix list by a NAT gateway', BARE, [to('nat-1', 'pl-1')], 'perhaps'],
    ['IPv6 by an internet gateway', V6, [to('igw-1', '::/0')], 'perhaps'],
    ['IPv6 by an egress-only gateway', V6, [to('eigw-1', '::/0')], 'perhaps'],
    ['a prefix list by an egress-only gateway', V6, [to('eigw-1', 'pl-1')], 'perhaps'],
    ['a prefix list by an egress-only gateway, without IPv6', PUBLIC, [to('eigw-1', 'pl-1')], 'none'],
    ['IPv6 that is translated', V6, [to('nat-1', '64:ff9b::/96')], 'perhaps'],
    ['IPv6, without an address of it', PUBLIC, [to('igw-1', '::/0'), to('eigw-1', '::/0')], 'none'],
  ];
  for (const [what, instance, routes, expected] of cases) {
    it(`by ${what} is ${expected}`, () => assert.equal(wayOut(tableWith(...routes), instance), expected));
  }

  const nat = (table: Partial<RouteTable>) => ({
    natGateways: [{ id: 'nat-1', vpc: 'vpc-1', subnet: 'subnet-9', state: 'available', isPublic: true }],
    routeTables: [{ ...tableWith(to('igw-1')), main: false, subnets: ['subnet-9'], ...table }],
  });
  const around = (network: Partial<Network>, ...routes: readonly Route[]) =>
    wayOut(tableWith(...routes), PUBLIC, network);

  it('for private addresses ends at a gateway that leads to the internet only', () => {
    assert.equal(around(nat({}), to('nat-1', '10.0.0.0/8')), 'none');
    assert.equal(around(nat({}), to('igw-1', '172.16.0.0/12')), 'none');
    assert.equal(around(nat({}), to('nat-1', '192.168.0.0/16'), to('nat-1')), 'internet');
  });

  it('for private addresses goes on where there are other networks behind the gateway, or that is not known', () => {
    const routes = [to('igw-1'), to('tgw-1', '10.0.0.0/8')];
    assert.equal(around(nat({ routes }), to('nat-1', '10.0.0.0/8')), 'perhaps');
    assert.equal(around({}, to('nat-1', '10.0.0.0/8')), 'perhaps');
    assert.equal(around(nat({}), to('nat-1', '52.0.0.0/8')), 'perhaps');
  });

  it('by a table that is not seen is open', () => assert.equal(wayOut(undefined, PUBLIC), 'perhaps'));
});

describe('route table', () => {
  const [main, own, foreign] = [
    tableWith(),
    { ...tableWith(), id: 'rtb-2', main: false, subnets: ['subnet-2'] },
    { ...tableWith(), id: 'rtb-3', vpc: 'vpc-2' },
  ];

  it('is the one that names the subnet, or else the main one of the VPC', () => {
    const network = aNetwork({ routeTables: [foreign, main, own] });
    assert.equal(routeTableOf(network, 'subnet-2', 'vpc-1'), own);
    assert.equal(routeTableOf(network, 'subnet-1', 'vpc-1'), main);
  });

  it('may not be known', () => {
    assert.equal(routeTableOf(aNetwork({ routeTables: undefined }), 'subnet-1', 'vpc-1'), undefined);
    assert.equal(routeTableOf(aNetwork({ routeTables: [foreign, own] }), 'subnet-1', 'vpc-1'), undefined);
  });
});
