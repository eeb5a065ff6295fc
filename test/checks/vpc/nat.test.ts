import assert from 'node:assert/strict';
import { brokenLink, natOf } from '../../../src/checks/vpc/nat.ts';
import type { NatGateway, Route } from '../../../src/facts/network.ts';
import { aNetwork, NAT, tableWith } from './networks.ts';

const GATEWAY: NatGateway = { id: 'nat-1', vpc: 'vpc-1', subnet: 'subnet-2', state: 'available', isPublic: true };
const IGW: Route = { ...NAT, target: 'igw-1' };

const answer = (routes: readonly Route[], nat: Partial<NatGateway> = {}) =>
  brokenLink(aNetwork({ routeTables: [tableWith(...routes)] }), { ...GATEWAY, ...nat })?.answer;

describe('a NAT gateway', () => {
  it('is that of the default route, if it is listed', () => {
    const network = aNetwork({ natGateways: [GATEWAY] });
    assert.equal(natOf(network, tableWith(NAT))?.id, 'nat-1');
    for (const route of [
      { ...NAT, active: false },
      { ...NAT, destination: '10.9.0.0/16' },
      { ...NAT, target: 'nat-2' },
    ]) {
      assert.equal(natOf(network, tableWith(route)), undefined);
    }
    assert.equal(natOf(network, undefined), undefined);
  });

  it('leads to the internet where its subnet does', () => {
    assert.equal(answer([IGW]), undefined);
    assert.equal(answer([]), 'no');
    assert.equal(answer([{ ...IGW, active: false }]), 'no');
    assert.equal(answer([NAT]), 'no');
    assert.equal(answer([{ ...IGW, target: 'tgw-1' }]), 'unknown');
  });

  it('has to be available and public', () => {
    assert.equal(answer([IGW], { state: 'pending' }), 'unknown');
    assert.equal(answer([IGW], { state: 'failed' }), 'no');
    assert.equal(answer([IGW], { isPublic: false }), 'no');
  });
});
