import assert from 'node:assert/strict';
import { brokenNatInstance, natInstanceOf } from '../../../src/checks/vpc/nat-instance.ts';
import type { Instance } from '../../../src/facts/instances.ts';
import type { Network } from '../../../src/facts/network.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import { fakeInstance } from '../facts.ts';
import { aSite, EVERYWHERE, NAT, tableWith } from './networks.ts';

const OPEN = { id: 'sg-nat', ingress: [EVERYWHERE], egress: [EVERYWHERE] };
const nat = (overrides: Partial<Instance> = {}): Instance =>
  fakeInstance({
    id: 'i-nat',
    subnet: 'subnet-2',
    hasPublicIp: true,
    securityGroups: ['sg-nat'],
    interfaces: ['eni-nat'],
    forwards: true,
    ...overrides,
  });

/** Nodes in the first subnet, led to an instance in the second, which is public. */
const siteWith = (overrides: Partial<Network> = {}, target = 'i-nat') =>
  aSite({
    endpoints: [],
    routeTables: [
      tableWith({ ...NAT, target }),
      { ...tableWith({ ...NAT, target: 'igw-1' }), id: 'rtb-2', main: false, subnets: ['subnet-2'] },
    ],
    securityGroups: [{ id: 'sg-node', ingress: [], egress: [EVERYWHERE] }, OPEN],
    ...overrides,
  });

const broken = (site: ReturnType<typeof aSite>, instance = nat()) => {
  const found = brokenNatInstance(site, instance, site.hosts);
  return found && [found.fact.split(',')[0], adviceOf(found.remedy)];
};

describe('NAT instance', () => {
  it('is the one that the default route leads to, by itself or by an interface', () => {
    for (const target of ['i-nat', 'eni-nat', 'eni-other', 'tgw-1']) {
      const site = { ...siteWith({}, target), neighbours: [fakeInstance(), nat()] };
      assert.equal(
        natInstanceOf(site, site.hosts[0]?.table)?.id,
        target.endsWith('-nat') ? 'i-nat' : undefined,
        target,
      );
    }
  });

  it('is fine where it passes on, lets nodes in and leads out', () => assert.equal(broken(siteWith()), undefined));

  it('passes nothing on while it checks source and destination', () => {
    const { forwards: _, ...checking } = nat();
    const [fact, advice] = broken(siteWith(), checking) ?? [];
    assert.equal(fact, 'its source/destination check is on');
    assert.match(advice ?? '', /^aws ec2 modify-instance-attribute --instance-id i-nat --no-source-dest-check /);
  });

  it('has to let nodes in, and all out', () => {
    const node = { id: 'sg-node', ingress: [], egress: [EVERYWHERE] };
    const closed = (overrides: Partial<typeof OPEN>) =>
      broken(siteWith({ securityGroups: [node, { ...OPEN, ...overrides }] }))?.[1] ?? '';
    assert.match(closed({ ingress: [] }), /authorize-security-group-ingress .* --source-group sg-node/);
    assert.match(closed({ egress: [] }), /authorize-security-group-egress --group-id sg-nat /);
  });

  it('has to have a way out itself', () => {
    assert.match(broken(siteWith(), nat({ hasPublicIp: false }))?.[1] ?? '', /associate-address --instance-id i-nat /);
    const lost = { ...tableWith(), id: 'rtb-2', main: false, subnets: ['subnet-2'] };
    const site = siteWith({ routeTables: [tableWith({ ...NAT, target: 'i-nat' }), lost] });
    assert.match(
      broken({ ...site, gateways: [{ id: 'igw-1', vpc: 'vpc-1' }] })?.[1] ?? '',
      /create-route --route-table-id rtb-2 /,
    );
    const own = siteWith({ routeTables: [tableWith()] });
    assert.match(broken(own)?.[1] ?? '', /^move it to a subnet that leads to an internet gateway: /);
  });

  it('with several interfaces is taken to lead on by one of them', () => {
    const interfaces = ['eni-nat', 'eni-2'];
    assert.equal(broken(siteWith(), nat({ hasPublicIp: false, interfaces })), undefined);
  });

  it('behind other networks is taken to work', () => {
    const away = { ...tableWith({ ...NAT, target: 'tgw-1' }), id: 'rtb-2', main: false, subnets: ['subnet-2'] };
    const routeTables = [tableWith({ ...NAT, target: 'i-nat' }), away];
    assert.equal(broken(siteWith({ routeTables }), nat({ hasPublicIp: false })), undefined);
  });
});
