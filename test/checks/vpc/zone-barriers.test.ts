import assert from 'node:assert/strict';
import { zoneBarriers } from '../../../src/checks/vpc/zone-barriers.ts';
import type { HostedZone } from '../../../src/facts/hosted-zones.ts';
import type { Vpc } from '../../../src/facts/network.ts';
import { aDependency, aNetwork, aSite, NAT, tableWith } from './networks.ts';

const VPC: Vpc = { id: 'vpc-1', cidrs: ['10.0.0.0/16'], dnsSupport: true, dnsHostnames: true };
const EMPTY: HostedZone = { id: 'Z1', name: 'amazonaws.com', records: [] };

const barriers = (zone: HostedZone, vpc: Partial<Vpc> = {}, routes = [NAT]) => {
  const network = aNetwork({ vpcs: [{ ...VPC, ...vpc }], routeTables: [tableWith(...routes)], endpoints: [] });
  const site = { ...aSite(network), hostedZones: [zone] };
  return zoneBarriers(site, aDependency(site));
};

describe('zones as barriers', () => {
  it('keep hosts from names that they do not have', () => {
    assert.deepEqual(
      barriers(EMPTY).map(({ check, subject, answer }) => [check, subject, answer]),
      [['vpc.dns-zone', 'Z1', 'no']],
    );
  });

  it('have no effect where the VPC lacks a DNS attribute, hosts ask others, or nothing leads to the service anyway', () => {
    for (const vpc of [{ dnsSupport: false }, { dnsHostnames: false }, { nameServers: ['10.0.0.53'] }]) {
      assert.deepEqual(barriers(EMPTY, vpc), []);
    }
    assert.deepEqual(barriers(EMPTY, {}, []), []);
  });

  it('are a doubt where records may not be read, which counts as not looked at only for zones of the account', () => {
    const { records: _, ...unread } = EMPTY;
    const [own] = barriers(unread);
    assert.deepEqual([own?.answer, own?.unread], ['unknown', ['route53:ListResourceRecordSets']]);
    const [other] = barriers({ ...unread, owner: '999988887777' });
    assert.deepEqual([other?.answer, other?.unread], ['unknown', undefined]);
  });

  it('are no doubt where nodes are online, if their records are not read, or lead to an endpoint of another VPC', () => {
    const { records: _, ...unread } = EMPTY;
    assert.equal(barriers(unread)[0]?.refutable, true);
    const holding = (...values: readonly string[]): HostedZone => {
      const name = 'ssm.eu-west-1.amazonaws.com';
      return { id: 'Z1', name, records: [{ name, type: 'A', values }] };
    };
    assert.equal(barriers(holding('vpce-9-1a.ssm.eu-west-1.vpce.amazonaws.com'))[0]?.refutable, true);
    const [doubt] = barriers(holding('10.9.9.9'));
    assert.deepEqual([doubt?.answer, doubt?.refutable], ['unknown', undefined]);
    const [wrong] = barriers(holding('127.0.0.1'));
    assert.deepEqual([wrong?.answer, wrong?.fact.endsWith(', leads elsewhere than to')], ['no', true]);
  });

  it('are what was not looked at where addresses could not be read, and no doubt where ssm is named alike', () => {
    const holding = (service: string): HostedZone => {
      const name = `${service}.eu-west-1.amazonaws.com`;
      return { id: service, name, records: [{ name, type: 'A', values: ['10.9.9.9'] }] };
    };
    const of = (zones: readonly HostedZone[], addresses?: ReadonlyMap<string, readonly string[]>) => {
      const network = aNetwork({ vpcs: [VPC], routeTables: [tableWith(NAT)], endpoints: [] });
      const site = { ...aSite(network), hostedZones: zones, ...(addresses && { addresses }) };
      return zoneBarriers(site, aDependency(site, { service: 'kms' }))[0] ?? assert.fail();
    };
    assert.deepEqual(of([holding('kms')]).unread, ['ec2:DescribeNetworkInterfaces']);
    assert.equal(of([holding('kms')], new Map()).unread, undefined);
    assert.equal(of([holding('kms')], new Map()).refutable, undefined);
    assert.equal(of([holding('kms'), holding('ssm')], new Map()).refutable, true);
  });
});
