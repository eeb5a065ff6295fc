import assert from 'node:assert/strict';
import { INTERNET } from '../../../src/checks/vpc/cidr.ts';
import { groupsAdmit, type Peer } from '../../../src/checks/vpc/security-groups.ts';
import type { Rule } from '../../../src/facts/network.ts';
import { aNetwork, EVERYWHERE, https } from './networks.ts';

const NODE: Peer = { cidr: '10.0.1.5', groups: ['sg-node'] };
const SUBNET: Peer = { cidr: '10.0.1.0/24' };
const PUBLIC: Peer = { cidr: INTERNET };

describe('security groups', () => {
  const cases: readonly (readonly [string, readonly Rule[], Peer, ReturnType<typeof groupsAdmit>])[] = [
    ['no rule', [], NODE, 'no'],
    ['everything from everywhere', [EVERYWHERE], NODE, 'yes'],
    ['everything to the internet', [EVERYWHERE], PUBLIC, 'yes'],
    ['port 443 from the address', [https({ cidrs: ['10.0.0.0/16'] })], NODE, 'yes'],
    ['port 443 from another address', [https({ cidrs: ['10.9.0.0/16'] })], NODE, 'no'],
    ['port 443 from the group', [https({ groups: ['sg-node'] })], NODE, 'yes'],
    ['port 443 from another group', [https({ groups: ['sg-other'] })], NODE, 'no'],
    ['ports around 443', [https({ cidrs: ['10.0.0.0/8'], from: 0, to: 1024 })], NODE, 'yes'],
    ['all TCP ports', [{ ...EVERYWHERE, protocol: 'tcp' }], NODE, 'yes'],
    ['protocol 6', [https({ cidrs: ['10.0.0.0/8'], protocol: '6' })], NODE, 'yes'],
    ['another port', [https({ cidrs: ['10.0.0.0/8'], from: 444, to: 65_535 })], NODE, 'no'],
    ['UDP', [https({ cidrs: ['10.0.0.0/8'], protocol: 'udp' })], NODE, 'no'],
    ['a prefix list', [https({ prefixLists: ['pl-1'] })], NODE, 'unknown'],
    ['the prefix list of the service', [https({ prefixLists: ['pl-1'] })], { ...PUBLIC, prefixList: 'pl-1' }, 'yes'],
    ['another prefix list', [https({ prefixLists: ['pl-2'] })], { ...PUBLIC, prefixList: 'pl-1' }, 'unknown'],
    ['a part of the subnet', [https({ cidrs: ['10.0.1.0/25'] })], SUBNET, 'unknown'],
    ['the subnet in two rules', ['10.0.1.0/25', '10.0.1.128/25'].map((one) => https({ cidrs: [one] })), SUBNET, 'yes'],
    ['private addresses only', [https({ cidrs: ['10.0.0.0/8'] })], PUBLIC, 'no'],
    ['some public addresses', [https({ cidrs: ['52.0.0.0/8'] })], PUBLIC, 'unknown'],
    ['IPv6 only', [https({ cidrs: ['::/0'] })], NODE, 'no'],
    ['an address that is not known', [EVERYWHERE], { cidr: '' }, 'unknown'],
    ['no rule, and an address that is not known', [], { cidr: '' }, 'no'],
  ];
  for (const [what, rules, peer, expected] of cases) {
    for (const direction of ['ingress', 'egress'] as const) {
      it(`with ${what} answer ${expected} (${direction})`, () => {
        const group = { id: 'sg-1', ingress: [], egress: [], [direction]: rules };
        assert.equal(groupsAdmit(aNetwork({ securityGroups: [group] }), ['sg-1'], direction, peer), expected);
      });
    }
  }

  it('let nobody but S3 through by the prefix list of its gateway', () => {
    const group = { id: 'sg-1', ingress: [], egress: [https({ prefixLists: ['pl-s3'] })] };
    const admit = (peer: Parameters<typeof groupsAdmit>[3]) =>
      groupsAdmit(aNetwork({ securityGroups: [group] }), ['sg-1'], 'egress', peer);
    assert.equal(admit(SUBNET), 'no');
    assert.equal(admit({ ...PUBLIC, prefixList: 'pl-s3' }), 'yes');
  });

  it('count together, and one that is not seen leaves it open', () => {
    const closed = { id: 'sg-1', ingress: [], egress: [] };
    const open = { id: 'sg-2', ingress: [EVERYWHERE], egress: [] };
    const network = aNetwork({ securityGroups: [closed, open] });
    assert.equal(groupsAdmit(network, ['sg-1', 'sg-2'], 'ingress', NODE), 'yes');
    assert.equal(groupsAdmit(network, ['sg-1', 'sg-2'], 'egress', NODE), 'no');
    assert.equal(groupsAdmit(network, ['sg-1', 'sg-3'], 'ingress', NODE), 'unknown');
    assert.equal(groupsAdmit(network, ['sg-2', 'sg-3'], 'ingress', NODE), 'yes');
    assert.equal(groupsAdmit(aNetwork({ securityGroups: undefined }), ['sg-1'], 'ingress', NODE), 'unknown');
    assert.equal(groupsAdmit(network, [], 'ingress', NODE), 'unknown');
  });
});
