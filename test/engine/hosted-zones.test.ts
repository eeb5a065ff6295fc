import assert from 'node:assert/strict';
import { adviceOf } from '../../src/render/advice.ts';
import { briefly, endpoint, endpoints, faults, NODE, OFFLINE, type Part, seed } from './network-seeds.ts';

const NAMES = 'us-east-1.amazonaws.com';

const toEndpoint = (service: string): Part => ({
  name: `${service}.${NAMES}`,
  alias: `vpce-${service}-1a2b.${service}.us-east-1.vpce.amazonaws.com`,
});

const zone = (name: string, records: readonly Part[] = []) => ({ name, vpcs: ['vpc-1'], records });

/** Every interface endpoint, without private DNS. */
const UNNAMED = {
  ...endpoints(),
  ...Object.fromEntries(
    ['ssm', 'ssmmessages', 'kms', 'logs'].map((service) => [
      `vpce-${service}`,
      endpoint(service, { privateDns: false }),
    ]),
  ),
};

/** A zone for each name, which leads it to the endpoint. */
const BY_HAND = Object.fromEntries(
  ['ssm', 'ssmmessages', 'kms', 'logs'].map((service) => [
    `Z${service.toUpperCase()}`,
    zone(`${service}.${NAMES}`, [toEndpoint(service)]),
  ]),
);

describe('private hosted zones in a network', () => {
  it('name endpoints whose private DNS is off', async () => {
    assert.deepEqual(await briefly(seed({ vpcEndpoints: UNNAMED, hostedZones: BY_HAND })), []);
    assert.deepEqual(await briefly(seed({ ...OFFLINE, vpcEndpoints: UNNAMED, hostedZones: BY_HAND })), []);
  });

  it('are harmless where endpoints have private DNS, or they hold other names', async () => {
    const hostedZones = { Z1: zone(NAMES), Z2: zone('amazonaws.com'), Z3: zone('example.com') };
    assert.deepEqual(await briefly(seed({ ...OFFLINE, hostedZones }, { s3BucketName: '' })), []);
  });

  it('fail nodes that find no service: an empty one, and one that has some names only', async () => {
    const { ZSSM: _, ...others } = BY_HAND;
    const empty = seed({ ...OFFLINE, vpcEndpoints: UNNAMED, hostedZones: { ...others, Z1: zone(`ssm.${NAMES}`) } });
    assert.deepEqual(await briefly(empty), ['fail vpc.dns-zone Z1']);
    const [found] = await faults(empty);
    assert.match(
      found?.summary ?? '',
      /zone ssm\.us-east-1\.amazonaws\.com, .* vpc-1, has no record for ssm: nodes cannot/,
    );
    assert.match(
      adviceOf(found?.remedy ?? assert.fail()),
      /change-resource-record-sets .*Name=ssm\.us-east-1\.amazonaws\.com,Type=A,AliasTarget=\{HostedZoneId=\$zone,DNSName=\$name/,
    );
    const some = ['ssm', 'kms', 'logs'].map(toEndpoint);
    assert.deepEqual(
      await briefly(seed({ ...OFFLINE, vpcEndpoints: UNNAMED, hostedZones: { Z1: zone(NAMES, some) } })),
      ['fail vpc.dns-zone Z1'],
    );
  });

  it('fail nodes that have another way out, too', async () => {
    const more = {
      ...OFFLINE,
      vpcEndpoints: {},
      routeTables: { 'rtb-1': { vpc: 'vpc-1', routes: [{ destination: '0.0.0.0/0', target: 'igw-1' }] } },
      instances: {
        [NODE]: { subnet: 'subnet-1', securityGroups: ['sg-node'], profile: 'web', publicIp: '203.0.113.9' },
      },
    };
    assert.deepEqual(await briefly(seed(more)), []);
    const shadowed = seed({ ...more, hostedZones: { Z1: zone('amazonaws.com') } });
    assert.deepEqual(await briefly(shadowed), ['fail vpc.dns-zone Z1']);
    const [found] = await faults(shadowed);
    assert.match(adviceOf(found?.remedy ?? assert.fail()), /disassociate-vpc-from-hosted-zone .*VPCId=vpc-1/);
  });

  it('are unknown where they lead elsewhere', async () => {
    const hostedZones = {
      ...BY_HAND,
      ZSSM: zone(`ssm.${NAMES}`, [{ name: `ssm.${NAMES}`, values: ['10.7.0.9'] }]),
    };
    const vpcEndpoints = UNNAMED;
    assert.deepEqual(await briefly(seed({ ...OFFLINE, vpcEndpoints, hostedZones })), ['unknown vpc.dns-zone ZSSM']);
    assert.deepEqual(await briefly(seed({ vpcEndpoints, hostedZones })), []);
  });

  it('may name endpoints from where it cannot be seen, where no endpoint has private DNS and nodes are connected', async () => {
    const unseen = await briefly(seed({ vpcEndpoints: UNNAMED }));
    assert.deepEqual(
      unseen,
      ['ssm', 'ssmmessages', 'kms', 'logs'].map((service) => `unknown vpc.private-dns vpce-${service}`),
    );
    assert.ok((await briefly(seed({ ...OFFLINE, vpcEndpoints: UNNAMED }))).includes('fail vpc.private-dns vpce-ssm'));
    const vpcEndpoints = { ...endpoints(), 'vpce-ssm': endpoint('ssm', { privateDns: false }) };
    assert.deepEqual(await briefly(seed({ vpcEndpoints })), ['warn vpc.private-dns vpce-ssm']);
  });
});
