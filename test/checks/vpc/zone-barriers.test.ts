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
});
