import assert from 'node:assert/strict';
import { withZones, type ZoneReasons } from '../../../src/checks/vpc/read-zones.ts';
import type { HostedZone } from '../../../src/facts/hosted-zones.ts';
import type { Surroundings } from '../../../src/facts/surroundings.ts';
import { fakeInstance, fakeSurroundings } from '../facts.ts';
import { aNetwork, aSite, endpointsWith } from './networks.ts';

const NAMES = 'eu-west-1.amazonaws.com';
const empty = (name: string): HostedZone => ({ id: `Z${name}`, name, records: [] });
const NODE = fakeInstance().id;
const ONLINE: ZoneReasons = { online: new Set([NODE]), unnamed: new Set(), settings: { key: 'alias/session' } };
const SITE = aSite(aNetwork({ endpoints: [] }));

/** The surroundings of a VPC with these zones, and what was read of them. */
function zonesOf(zones: readonly HostedZone[] | 'denied'): { readonly around: Surroundings; readonly reads: string[] } {
  const reads: string[] = [];
  const note =
    <Value>(name: string, value: Value) =>
    (): Promise<Value> => {
      reads.push(name);
      return Promise.resolve(value);
    };
  const around = fakeSurroundings({
    hostedZones: note('zones', zones),
    dnsHostnames: note('hostnames', true),
    endpointAddresses: note('addresses', new Map([['eni-1', ['10.0.1.7']]])),
  });
  return { around, reads };
}

const namesOf = async (zones: readonly HostedZone[] | 'denied', reasons = ONLINE, site = SITE) => {
  const { around, reads } = zonesOf(zones);
  const { hostedZones, zonesDenied } = await withZones(site, around, reasons);
  return { zones: hostedZones?.map(({ name }) => name), zonesDenied, reads };
};

describe('reading the zones of a VPC', () => {
  it('is not done where nodes are online, and sessions need no other service or ask others for names', async () => {
    const kms = [empty(`kms.${NAMES}`)];
    assert.deepEqual((await namesOf(kms, { ...ONLINE, settings: {} })).reads, []);
    const others = { ...SITE, vpc: { ...SITE.vpc, nameServers: ['10.0.0.53'] } };
    assert.deepEqual((await namesOf(kms, ONLINE, others)).reads, []);
    const off = { ...SITE, vpc: { ...SITE.vpc, dnsSupport: false } };
    assert.deepEqual((await namesOf(kms, ONLINE, off)).reads, []);
  });

  it('is one call where sessions need one, and zones have to do with it; nothing else is read where they do not', async () => {
    for (const settings of [{ key: 'k' }, { logGroup: 'g' }, { bucket: 'b' }]) {
      assert.deepEqual((await namesOf([empty(`kms.${NAMES}`)], { ...ONLINE, settings })).zones, [`kms.${NAMES}`]);
    }
    const { zones, reads } = await namesOf([empty('example.com')]);
    assert.deepEqual([zones, reads], [undefined, ['zones']]);
  });

  it('leaves zones out that hide ssm from nodes that are online: they ask others', async () => {
    assert.equal((await namesOf([empty('amazonaws.com')])).zones, undefined);
    assert.deepEqual((await namesOf([empty('amazonaws.com')], { ...ONLINE, online: new Set() })).zones, [
      'amazonaws.com',
    ]);
  });

  it('says that it is denied only where nodes are lost, or an endpoint has no private DNS', async () => {
    assert.equal((await namesOf('denied')).zonesDenied, undefined);
    assert.equal((await namesOf('denied', { ...ONLINE, online: new Set() })).zonesDenied, true);
    assert.equal((await namesOf('denied', { ...ONLINE, unnamed: new Set(['vpc-1']) })).zonesDenied, true);
  });

  it('reads the addresses of endpoints where a record holds one', async () => {
    const name = `kms.${NAMES}`;
    const zone = { ...empty(name), records: [{ name, type: 'A', values: ['10.0.1.7'] }] };
    const endpoints = endpointsWith('kms', { interfaces: ['eni-1'], privateDns: false });
    const { around, reads } = zonesOf([zone]);
    const site = await withZones(aSite(aNetwork({ endpoints })), around, ONLINE);
    assert.ok(reads.includes('addresses'));
    assert.equal(site.endpoints.find(({ id }) => id === 'vpce-kms')?.privateDns, true);
  });
});
