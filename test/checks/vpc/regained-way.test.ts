import assert from 'node:assert/strict';
import { leadThroughNat, regainedWay } from '../../../src/checks/vpc/regained-way.ts';
import { inOrder } from '../../../src/checks/vpc/remedies.ts';
import { sitesOf, type Site, tablesOf } from '../../../src/checks/vpc/site.ts';
import type { Network } from '../../../src/facts/network.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import { testTarget } from '../../aws.ts';
import { fakeInstance } from '../facts.ts';
import { aDependency, anEndpoint, aNetwork, LOCAL, NAT, tableWith } from './networks.ts';

const IGW = { ...NAT, target: 'igw-1' };
const GATEWAY = { id: 'nat-1', vpc: 'vpc-1', subnet: 'subnet-2', state: 'available', isPublic: true };

/** A registered node in the first subnet, and a NAT gateway in the second, which is public. */
const siteWith = (overrides: Partial<Network> = {}, instance = fakeInstance()): Site => {
  const routeTables = [tableWith(), { ...tableWith(IGW), id: 'rtb-2', main: false, subnets: ['subnet-2'] }];
  const network = aNetwork({ endpoints: [], routeTables, natGateways: [GATEWAY], ...overrides });
  return sitesOf([instance], network, testTarget(), new Set(['i-1']))[0] ?? assert.fail();
};

const regained = (site: Site) => regainedWay(site, [{ dependency: aDependency(site), hosts: site.hosts }]);

describe('regained way', () => {
  it('is the route to the gateway that works, of nodes that were registered', () => {
    const advice = adviceOf(regained(siteWith()) ?? assert.fail());
    assert.match(
      advice,
      /^they were registered, .* route to nat-1: aws ec2 create-route --route-table-id rtb-1 .* --nat-gateway-id nat-1 /,
    );
    const site = siteWith();
    const hosts = site.hosts.map(({ instance, table, way }) => ({ instance, table, way }));
    assert.equal(regained({ ...site, hosts }), undefined);
  });

  it('is the internet gateway for nodes with public addresses', () => {
    const advice = adviceOf(regained(siteWith({}, fakeInstance({ hasPublicIp: true }))) ?? assert.fail());
    assert.match(advice, / --gateway-id igw-1 /);
  });

  it('is not known where they may have had endpoints, or another route, or no gateway works', () => {
    assert.equal(regained(siteWith({ endpoints: [anEndpoint('ssmmessages')] })), undefined);
    assert.equal(regained(siteWith({ natGateways: [{ ...GATEWAY, state: 'failed' }] })), undefined);
    assert.equal(regained(siteWith({ routeTables: [tableWith({ ...NAT, target: 'igw-1' })] })), undefined);
  });

  it('opens what would keep nodes from getting there', () => {
    const advice = adviceOf(
      regained(siteWith({ securityGroups: [{ id: 'sg-node', ingress: [], egress: [] }] })) ?? assert.fail(),
    );
    assert.match(advice, / && aws ec2 authorize-security-group-egress --group-id sg-node .*0\.0\.0\.0\/0/);
  });

  it('leads through a new NAT gateway in a public subnet where none works, and nowhere without one', () => {
    const made = (site: Site) => leadThroughNat(site, tablesOf(site.hosts));
    const advice = adviceOf(inOrder(made(siteWith({ natGateways: [] }))));
    assert.match(
      advice,
      /^address=\$\(.*create-nat-gateway --subnet-id subnet-2 --allocation-id "\$address" .* wait nat-gateway-available --nat-gateway-ids "\$nat" .* create-route .* --nat-gateway-id "\$nat"/,
    );
    const bare = [{ id: 'rtb-1', vpc: 'vpc-1', main: true, subnets: [], routes: [LOCAL] }];
    assert.deepEqual(made(siteWith({ natGateways: [], routeTables: bare })), []);
  });
});
