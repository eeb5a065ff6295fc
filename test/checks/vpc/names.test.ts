import assert from 'node:assert/strict';
import { withHostedZones, zoneAnswer } from '../../../src/checks/vpc/names.ts';
import type { DnsRecord, HostedZone } from '../../../src/facts/hosted-zones.ts';
import { aNetwork, aSite, endpointsWith } from './networks.ts';

const NAMES = 'eu-west-1.amazonaws.com';
const OWN_NAME = 'vpce-ssm-1a2b.ssm.eu-west-1.vpce.amazonaws.com';

const record = (name: string, value = OWN_NAME, type = 'A'): DnsRecord => ({ name, type, values: [value] });
const zone = (name: string, ...records: readonly DnsRecord[]): HostedZone => ({ id: 'Z1', name, records });

/** What zones answer for ssm, whose endpoint has no private DNS unless it is said. */
function answer(zones: readonly HostedZone[], privateDns = false, service: 'ssm' | 's3' = 'ssm'): string {
  const site = aSite(aNetwork({ endpoints: endpointsWith('ssm', { id: 'vpce-ssm', privateDns }) }));
  const found = zoneAnswer({ ...site, hostedZones: zones }, service);
  if (!found) return 'AWS';
  return typeof found.leads === 'string' ? found.leads : found.leads.id;
}

describe('names of services in private hosted zones', () => {
  it('are those of AWS where no zone holds them', () => {
    assert.equal(answer([]), 'AWS');
    assert.equal(answer([zone('example.com'), zone('kms.eu-west-1.amazonaws.com'), zone('s.amazonaws.com')]), 'AWS');
    assert.equal(answer([{ ...zone(`ssm.${NAMES}`), owner: 'vpce.amazonaws.com' }]), 'AWS');
  });

  it('lead to an endpoint by an alias, a CNAME or a wildcard', () => {
    assert.equal(answer([zone(`ssm.${NAMES}`, record(`ssm.${NAMES}`))]), 'vpce-ssm');
    assert.equal(answer([zone(NAMES, record(`ssm.${NAMES}`, OWN_NAME, 'CNAME'))]), 'vpce-ssm');
    assert.equal(answer([zone('amazonaws.com', record(`*.${NAMES}`))]), 'vpce-ssm');
  });

  it('do not exist where the most specific zone has no record', () => {
    assert.equal(answer([zone(NAMES)]), 'nothing');
    assert.equal(answer([zone('amazonaws.com', record(`kms.${NAMES}`))]), 'nothing');
    assert.equal(answer([zone(NAMES, record(`ssm.${NAMES}`)), zone(`ssm.${NAMES}`)]), 'nothing');
    assert.equal(answer([zone(`ssm.${NAMES}`, record(`ssm.${NAMES}`, 'x', 'TXT'))]), 'nothing');
    // A wildcard does not stand for what is beneath a closer name.
    assert.equal(answer([zone('amazonaws.com', record('*.amazonaws.com'), record(`kms.${NAMES}`))]), 'nothing');
  });

  it('lead to an endpoint with private DNS past any zone that is wider', () => {
    assert.equal(answer([zone(NAMES)], true), 'AWS');
    assert.equal(answer([zone('amazonaws.com')], true), 'AWS');
  });

  it('are unknown where records lead elsewhere, are delegated or cannot be read', () => {
    assert.equal(answer([zone(NAMES, record(`ssm.${NAMES}`, '10.0.1.9'))]), 'unknown');
    assert.equal(answer([zone('amazonaws.com', record(NAMES, 'ns.example.com', 'NS'))]), 'unknown');
    assert.equal(answer([{ id: 'Z1', name: NAMES }]), 'unread');
    assert.equal(answer([zone(NAMES, { ...record(`ssm.${NAMES}`), values: [OWN_NAME, '10.0.1.9'] })]), 'unknown');
  });

  it('lead to an endpoint of another VPC, or certainly elsewhere', () => {
    const led = (value: string) => answer([zone(NAMES, record(`ssm.${NAMES}`, value))]);
    assert.equal(led('vpce-9-1a2b.ssm.eu-west-1.vpce.amazonaws.com'), 'another');
    assert.equal(led('vpce-9-1a2b.ssm-fips.eu-west-1.vpce.amazonaws.com'), 'another');
    assert.equal(led('vpce-logs-1a2b.logs.eu-west-1.vpce.amazonaws.com'), 'elsewhere');
    assert.equal(led('vpce-9-1a2b.ssm.us-east-1.vpce.amazonaws.com'), 'elsewhere');
    for (const nowhere of ['127.0.0.1', '0.0.0.0', '169.254.1.1', '::1']) assert.equal(led(nowhere), 'elsewhere');
  });

  it('lead to the endpoint that has the address of a record', () => {
    const endpoints = endpointsWith('ssm', { id: 'vpce-ssm', interfaces: ['eni-1', 'eni-2'] }).map((one) =>
      one.id === 'vpce-logs' ? { ...one, interfaces: ['eni-3'] } : one,
    );
    const addresses = new Map([
      ['eni-1', ['10.0.1.7']],
      ['eni-2', ['10.0.2.7']],
      ['eni-3', ['10.0.1.8']],
    ]);
    const led = (...values: readonly string[]) => {
      const hostedZones = [zone(`ssm.${NAMES}`, { name: `ssm.${NAMES}`, type: 'A', values })];
      const leads = zoneAnswer({ ...aSite(aNetwork({ endpoints })), hostedZones, addresses }, 'ssm')?.leads;
      return typeof leads === 'object' ? leads.id : leads;
    };
    assert.equal(led('10.0.1.7', '10.0.2.7'), 'vpce-ssm');
    assert.equal(led('10.0.1.8'), 'elsewhere');
    assert.equal(led('10.0.1.7', '10.0.1.8'), 'unknown');
    assert.equal(led('10.0.1.9'), 'unknown');
  });

  it('are asked beneath that of S3', () => {
    assert.equal(answer([zone(NAMES, record(`logs.s3.${NAMES}`, '10.0.1.9'))], false, 's3'), 'unknown');
    assert.equal(answer([zone(`s3.${NAMES}`)], false, 's3'), 'nothing');
  });

  it('make private DNS of an endpoint that they lead to', () => {
    const site = aSite(aNetwork({ endpoints: endpointsWith('ssm', { privateDns: false }) }));
    const named = (records: readonly DnsRecord[]) =>
      withHostedZones(site, [zone(NAMES, ...records)]).endpoints.find(({ id }) => id === 'vpce-ssm')?.privateDns;
    assert.equal(named([record(`ssm.${NAMES}`)]), true);
    assert.equal(named([]), false);
  });
});
