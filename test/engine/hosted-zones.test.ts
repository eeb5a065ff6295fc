import assert from 'node:assert/strict';
import { adviceOf } from '../../src/render/advice.ts';
import type { State } from '../../src/sandbox/state/state.ts';
import { CORE, stateWithRoles } from './identities.ts';
import { briefly, endpoint, endpoints, faults, NODE, OFFLINE, type Part, seed } from './network-seeds.ts';
import { ACCOUNT, world } from './world.ts';

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

const DENIED = { deniedActions: ['route53:ListHostedZonesByVPC'] };

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

  it('that may not be listed make it unknown what an endpoint without private DNS lacks', async () => {
    const denied = async (more: Part) => {
      const { targets } = await world({ state: seed(more), faults: DENIED }).diagnose();
      return targets
        .flatMap(({ findings }) => findings.flatMap((one) => (one.verdict === 'ok' ? [] : [one])))
        .filter(({ check }) => check.startsWith('vpc.'));
    };
    const vpcEndpoints = { ...endpoints(), 'vpce-kms': endpoint('kms', { privateDns: false }) };
    const found = await denied({ vpcEndpoints });
    assert.deepEqual(
      found.map(({ check, verdict, subject, unread }) => [check, verdict, subject, unread]),
      [['vpc.private-dns', 'unknown', 'vpce-kms', ['route53:ListHostedZonesByVPC']]],
    );
    assert.match(adviceOf(found[0]?.remedy ?? assert.fail()), /^if no private hosted zone leads to it: aws ec2 /);
    assert.deepEqual(await denied({}), []);
  });
});

describe('private hosted zones that hide only what sessions need besides', () => {
  const NAT = {
    routeTables: { 'rtb-1': { vpc: 'vpc-1', routes: [{ destination: '0.0.0.0/0', target: 'igw-1' }] } },
    instances: {
      [NODE]: { subnet: 'subnet-1', securityGroups: ['sg-node'], profile: 'web', publicIp: '203.0.113.9' },
    },
    vpcEndpoints: {},
  };

  // S3 has another name, too, in the oldest region.
  for (const [service, verdict] of [
    ['kms', 'fail'],
    ['logs', 'fail'],
    ['s3', 'unknown'],
  ]) {
    const name = `${service}.${NAMES}`;
    const hostedZones = { Z1: zone(name) };

    it(`are ${verdict} for sessions that need ${service} on nodes that are online, and nothing for others`, async () => {
      assert.deepEqual(await briefly(seed({ ...NAT, hostedZones })), [`${verdict} vpc.dns-zone Z1`]);
      const without = { kmsKeyId: '', cloudWatchLogGroupName: '', s3BucketName: '' };
      assert.deepEqual(await briefly(seed({ ...NAT, hostedZones }, without)), []);
    });
  }

  const held = (values: readonly string[], more: Part = {}) =>
    seed({ hostedZones: { Z1: zone(`kms.${NAMES}`, [{ name: `kms.${NAMES}`, values, ...more }]) }, ...OWN });
  const OWN = {
    vpcEndpoints: {
      ...endpoints(),
      'vpce-kms': endpoint('kms', { privateDns: false, addresses: ['10.0.1.77'] }),
      'vpce-logs': endpoint('logs', { addresses: ['10.0.1.78'] }),
    },
  };

  it('are fine with the addresses of the endpoint, and fail with those of another one, or of no host', async () => {
    assert.deepEqual(await briefly(held(['10.0.1.77'])), []);
    for (const wrong of ['10.0.1.78', '127.0.0.1']) {
      assert.deepEqual(await briefly(held([wrong])), ['fail vpc.dns-zone Z1']);
      const [found] = await faults(held([wrong]));
      assert.match(found?.summary ?? '', /, which answers for vpc-1, leads elsewhere than to kms: sessions cannot be/);
      assert.match(adviceOf(found?.remedy ?? assert.fail()), /change-resource-record-sets .*Name=kms\.us-east-1/);
    }
    assert.deepEqual(await briefly(held(['10.9.9.9'])), ['unknown vpc.dns-zone Z1']);
  });

  it('are not doubted on nodes that are online where they lead to endpoints of a hub, or are those of one', async () => {
    const alias = 'vpce-0hub-1a2b.kms.us-east-1.vpce.amazonaws.com';
    assert.deepEqual(await briefly(held([], { alias })), []);
    const theirs = { Z1: { ...zone(`kms.${NAMES}`), owner: '999988887777' } };
    assert.deepEqual(await briefly(seed({ ...NAT, hostedZones: theirs })), []);
    assert.deepEqual(await briefly(seed({ ...NAT, hostedZones: { Z1: zone('amazonaws.com') } })), []);
  });
});

describe('names of AWS in a network whose nodes are lost', () => {
  const SOUND_ROLE = { web: { attached: [CORE] } };
  const lost = (more: Part = {}, roles: Parameters<typeof stateWithRoles>[0] = SOUND_ROLE): State =>
    stateWithRoles(roles, ACCOUNT, seed({ ...OFFLINE, ...more }));
  const SECOND = 'i-0123456789abcdef1';
  const second = { subnet: 'subnet-1', securityGroups: ['sg-node'], profile: 'web' };

  it('are said not to be read where nothing else explains it', async () => {
    assert.deepEqual(await briefly(lost()), ['unknown vpc.dns-not-read vpc-1']);
    assert.deepEqual(await briefly(lost({ nodes: {} })), ['unknown vpc.dns-not-read vpc-1']);
  });

  it('are not spoken of where something explains it, or a node of the VPC is online', async () => {
    const { 'vpce-ssm': _, ...others } = endpoints() as Readonly<Record<string, Part>>;
    assert.deepEqual(await briefly(lost({ vpcEndpoints: others })), ['fail vpc.endpoint-ssm vpc-1']);
    const trust = [{ Effect: 'Allow', Principal: { Service: 'ecs.amazonaws.com' }, Action: 'sts:AssumeRole' }];
    assert.deepEqual(await briefly(lost({}, { web: { attached: [CORE], trust } })), []);
    const instances = { [NODE]: second, [SECOND]: second };
    const nodes = { [NODE]: { pingStatus: 'ConnectionLost' }, [SECOND]: {} };
    assert.deepEqual(await briefly(lost({ instances, nodes })), []);
  });

  it('are part of what was not looked at, with the zones that may not be listed', async () => {
    const { summary, unread = [] } = await world({ state: lost(), faults: DENIED }).diagnose();
    assert.equal(summary.unread, 1);
    assert.deepEqual(unread[0]?.checks, ['vpc.dns-not-read']);
    assert.match(unread[0]?.reason ?? '', /^route53:ListHostedZonesByVPC is denied/);
  });
});
