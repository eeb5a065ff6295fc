import assert from 'node:assert/strict';
import { network as check } from '../../src/checks/vpc.ts';
import type { Observation } from '../../src/checks/check.ts';
import type { Instance } from '../../src/facts/instances.ts';
import type { Network } from '../../src/facts/network.ts';
import type { Node } from '../../src/facts/nodes.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import type { SessionInputs } from '../../src/resources/preferences/session-document.ts';
import { ACCOUNT, awsError, testTarget } from '../aws.ts';
import { fakeChannels, fakeFacts, fakeInstance, fakeNode, fakeSettings } from './facts.ts';
import { type Advised, advised } from './observed.ts';
import {
  aGateway,
  anEndpoint,
  aNetwork,
  endpointsWith,
  endpointsWithout,
  https,
  NAT,
  OPEN_ACL,
  tableWith,
} from './vpc/networks.ts';

const OTHER = '444455556666';
const DENIED = awsError('AccessDeniedException', 'not authorized to perform: ssm:DescribeInstanceInformation');
/** Preferences with everything that can need an endpoint. */
const ALL = { kmsKeyId: 'alias/session', cloudWatchLogGroupName: 'sessions', s3BucketName: 'logs', s3KeyPrefix: 'a/b' };

interface Scene {
  readonly network?: Partial<Network>;
  readonly instances?: readonly Instance[];
  readonly nodes?: readonly Node[];
  readonly settings?: SessionInputs;
  readonly unconnected?: readonly Node[];
  readonly facts?: Partial<RegionAudit>;
}

/** The facts of a scene; of what is not said, one instance that is not online yet, in a network where all is well. */
const factsOf = ({ network, instances, nodes, settings = ALL, unconnected, facts }: Scene): RegionAudit =>
  fakeFacts({
    instances: () => Promise.resolve(instances ?? [fakeInstance()]),
    nodes: () => Promise.resolve(nodes ?? []),
    network: () => Promise.resolve(aNetwork(network)),
    settings: () => Promise.resolve(fakeSettings(settings)),
    ...(unconnected && { channels: () => Promise.resolve(fakeChannels(unconnected)) }),
    ...facts,
  });

const found = async (scene: Scene = {}): Promise<readonly Advised[]> =>
  ((await check.run(factsOf(scene))) ?? assert.fail('there was something to look at')).map(advised);

/** Expects that nothing else is found, and returns it. */
async function only(scene: Scene, id: string): Promise<Advised> {
  const observations = await found(scene);
  assert.deepEqual(
    observations.map((observation) => observation.check),
    [id],
    JSON.stringify(observations, null, 1),
  );
  return observations[0] ?? assert.fail();
}

const briefly = (observations: readonly Observation[]) =>
  observations.map(({ check: id, verdict, subject }) => `${verdict} ${id} ${subject}`).toSorted();

/** The verdict, and whom it is about. */
const isAbout = (
  { verdict, subject, summary, ref }: Observation,
  expected: Observation['verdict'],
  whom: string,
): void => {
  assert.deepEqual([verdict, subject], [expected, whom]);
  assert.ok(!summary.includes(whom), `the summary names the subject: ${summary}`);
  assert.match(ref ?? '', /^https:\/\//);
};

describe('check network', () => {
  it('has nothing to look at where no instance runs, and reads nothing more', async () => {
    assert.equal(await check.run(fakeFacts({ instances: () => Promise.resolve([]) })), undefined);
  });

  it('finds nothing where every endpoint is in order', async () => {
    assert.deepEqual(await found(), []);
  });

  it('reports only ids that it says it has', async () => {
    const scenes: readonly Scene[] = [
      { network: { endpoints: [] }, nodes: [fakeNode({ agentVersion: '3.2.0.0' })], unconnected: [] },
      {
        network: { securityGroups: [{ id: 'sg-node', ingress: [], egress: [] }], acls: [{ ...OPEN_ACL, entries: [] }] },
      },
    ];
    for (const { check: id } of (await Promise.all(scenes.map(found))).flat()) assert.ok(check.ids.includes(id), id);
  });

  describe('missing endpoint', () => {
    for (const [service, verdict, effect] of [
      ['ssm', 'fail', /: nodes cannot register$/],
      ['ssmmessages', 'fail', /: sessions cannot be started$/],
      ['kms', 'fail', /: sessions cannot be encrypted/],
      ['logs', 'fail', /: sessions keep waiting/],
      ['s3', 'fail', /: sessions keep waiting for it, and are not logged to the bucket$/],
    ] as const) {
      it(`for ${service} is found, and the command that makes it is told`, async () => {
        const observation = await only(
          { network: { endpoints: endpointsWithout(service) } },
          `vpc.endpoint-${service}`,
        );
        isAbout(observation, verdict, 'vpc-1');
        assert.match(observation.summary, effect);
        const where = '--vpc-id vpc-1 --service-name com.amazonaws.eu-west-1';
        const command =
          service === 's3'
            ? `--vpc-endpoint-type Gateway ${where}.s3 --route-table-ids rtb-1`
            : `--vpc-endpoint-type Interface ${where}.${service} --private-dns-enabled --subnet-ids subnet-1 subnet-2 --security-group-ids sg-endpoint`;
        assert.equal(observation.advice, `aws ec2 create-vpc-endpoint ${command} --region eu-west-1`);
      });
    }

    it('for kms, logs and a bucket is none where the preferences name no such thing', async () => {
      const endpoints = endpointsWithout('kms', 'logs');
      assert.deepEqual(await found({ network: { endpoints }, settings: {} }), []);
      const settings = () => Promise.resolve(undefined);
      assert.deepEqual(await found({ network: { endpoints }, facts: { settings } }), []);
    });

    it('for s3 is a hint where only the agents need it', async () => {
      const scene: Scene = { network: { endpoints: endpointsWithout('s3') }, settings: {} };
      const observation = await only(scene, 'vpc.endpoint-s3');
      isAbout(observation, 'info', 'vpc-1');
      assert.match(observation.summary, /: agents cannot be updated$/);
    });

    it('for s3 fails where the bucket must be encrypted', async () => {
      const settings = { ...ALL, s3EncryptionEnabled: true };
      const observation = await only({ network: { endpoints: endpointsWithout('s3') }, settings }, 'vpc.endpoint-s3');
      isAbout(observation, 'fail', 'vpc-1');
      assert.match(observation.summary, /: sessions are refused/);
    });

    it('for s3 is one whose gateway is not in the route table', async () => {
      const endpoints = endpointsWith('s3', { routeTables: ['rtb-9'] });
      const observation = await only({ network: { endpoints } }, 'vpc.endpoint-s3');
      isAbout(observation, 'fail', 'vpc-1');
      assert.match(observation.summary, /route table does not lead to the gateway endpoint for s3/);
      assert.equal(
        observation.advice,
        'aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-s3 --add-route-table-ids rtb-1 --region eu-west-1',
      );
    });

    it('for s3 is none where an interface endpoint takes its place', async () => {
      const endpoints = [...endpointsWithout('s3'), anEndpoint('s3')];
      assert.deepEqual(await found({ network: { endpoints } }), []);
    });

    it('for ec2messages is one only for old agents', async () => {
      const nodes = (agentVersion: string) => [fakeNode({ agentVersion, ping: 'ConnectionLost' })];
      const observation = await only({ nodes: nodes('3.3.39.9') }, 'vpc.endpoint-ec2messages');
      isAbout(observation, 'warn', 'vpc-1');
      assert.match(observation.summary, /: agents before 3\.3\.40\.0 may take no commands$/);
      assert.match(observation.advice, /--service-name com\.amazonaws\.eu-west-1\.ec2messages /);
      for (const version of ['3.3.40.0', '3.3.131.0', '']) assert.deepEqual(await found({ nodes: nodes(version) }), []);
    });

    it('for ec2messages is none where the service does not exist', async () => {
      const facts = { target: testTarget('mx-central-1') };
      const endpoints = endpointsWithout().map((endpoint) => ({
        ...endpoint,
        service: endpoint.service.replace('eu-west-1', 'mx-central-1'),
      }));
      const nodes = [fakeNode({ agentVersion: '3.2.0.0', ping: 'ConnectionLost' })];
      assert.deepEqual(await found({ network: { endpoints }, nodes, facts }), []);
    });

    it('is one subnet’s where only one is closed', async () => {
      const table = { ...tableWith(NAT), main: false, subnets: ['subnet-2'] };
      const network = { endpoints: endpointsWithout('ssm'), routeTables: [...(aNetwork().routeTables ?? []), table] };
      const instances = [fakeInstance(), fakeInstance({ id: 'i-2', subnet: 'subnet-2', privateIp: '10.0.2.5' })];
      isAbout(await only({ network, instances, settings: {} }, 'vpc.endpoint-ssm'), 'fail', 'vpc-1/subnet-1');
    });

    it('is made in one subnet of each zone', async () => {
      const subnets = [
        ...(aNetwork().subnets ?? []),
        { id: 'subnet-3', vpc: 'vpc-1', ownerId: ACCOUNT, cidr: '10.0.3.0/24', zone: 'eu-west-1a' },
      ];
      const instances = [1, 2, 3].map((n) =>
        fakeInstance({ id: `i-${n}`, subnet: `subnet-${n}`, privateIp: `10.0.${n}.5` }),
      );
      const scene: Scene = { network: { endpoints: endpointsWithout('ssm'), subnets }, instances };
      assert.match(
        (await only(scene, 'vpc.endpoint-ssm')).advice,
        /--subnet-ids subnet-1 subnet-2 --security-group-ids/,
      );
    });

    it('does not matter where there is another way out', async () => {
      const network = { endpoints: [], routeTables: [tableWith(NAT)] };
      assert.deepEqual(await found({ network }), []);
    });

    it('does not matter to instances that no agent could work on', async () => {
      const network = { endpoints: [] };
      const instances = [fakeInstance({ metadataOff: true })];
      assert.equal(await check.run(factsOf({ network, instances })), undefined);
      const { profile: _, ...bare } = fakeInstance();
      const off = { hostManagementRole: () => Promise.resolve(undefined) };
      assert.equal(await check.run(factsOf({ network, instances: [bare], facts: off })), undefined);
    });

    it('matters to instances without profile that Default Host Management may cover', async () => {
      const network = { endpoints: endpointsWithout('ssm') };
      const { profile: _, ...bare } = fakeInstance();
      for (const hostManagementRole of [() => Promise.resolve('service-role/x'), () => Promise.reject(DENIED)]) {
        await only({ network, instances: [bare], facts: { hostManagementRole } }, 'vpc.endpoint-ssm');
      }
    });

    it('is not certain where a route leads to other networks', async () => {
      const away = { destination: '10.0.0.0/8', target: 'tgw-1', active: true };
      const network = { endpoints: endpointsWithout('ssm', 's3'), routeTables: [tableWith(away)] };
      const observation = await only({ network, settings: {} }, 'vpc.endpoint-ssm');
      isAbout(observation, 'unknown', 'vpc-1');
      assert.match(observation.advice, /^if none does: .* && aws ec2 create-vpc-endpoint /);
    });

    it('is not certain where there is one for FIPS', async () => {
      const endpoints = [...endpointsWithout('kms'), anEndpoint('kms-fips')];
      const observation = await only({ network: { endpoints } }, 'vpc.endpoint-kms');
      isAbout(observation, 'unknown', 'vpc-1');
      assert.match(observation.summary, /FIPS/);
      assert.equal(observation.unread, undefined);
    });

    it('is not certain where EC2 does not tell', async () => {
      const observations = await found({ network: { endpoints: undefined }, settings: {} });
      assert.deepEqual(briefly(observations), [
        'unknown vpc.endpoint-ssm vpc-1',
        'unknown vpc.endpoint-ssmmessages vpc-1',
      ]);
      for (const { unread } of observations) assert.deepEqual(unread, []);
      assert.deepEqual(await found({ network: { endpoints: undefined, routeTables: [tableWith(NAT)] } }), []);
    });

    it('counts one that is being deleted', async () => {
      await only({ network: { endpoints: endpointsWith('ssm', { state: 'deleting' }) } }, 'vpc.endpoint-ssm');
    });

    it('is found in each VPC by itself', async () => {
      const vpcs = ['vpc-1', 'vpc-2'].map((id) => ({ id, ownerId: ACCOUNT, cidrs: [] }));
      const instances = [fakeInstance(), fakeInstance({ id: 'i-2', vpc: 'vpc-2', subnet: 'subnet-9' })];
      const routeTables = ['vpc-1', 'vpc-2'].map((vpc) => ({ ...tableWith(), id: `rtb-${vpc}`, vpc }));
      const network: Partial<Network> = { vpcs, routeTables, endpoints: endpointsWithout('s3') };
      assert.deepEqual(briefly(await found({ network, instances, settings: {} })), [
        'fail vpc.endpoint-ssm vpc-2',
        'fail vpc.endpoint-ssmmessages vpc-2',
        'info vpc.endpoint-s3 vpc-1',
        'info vpc.endpoint-s3 vpc-2',
      ]);
    });
  });

  describe('shared VPC', () => {
    const shared: readonly (readonly [string, Partial<Network>])[] = [
      ['of another account', { vpcs: [{ id: 'vpc-1', ownerId: OTHER, cidrs: ['10.0.0.0/16'] }] }],
      [
        'whose subnet is of another account',
        { subnets: aNetwork().subnets?.map((one) => ({ ...one, ownerId: OTHER })) },
      ],
    ];
    for (const [what, part] of shared) {
      it(`${what} never fails for an endpoint that is not seen`, async () => {
        const observations = await found({ network: { ...part, endpoints: [] }, settings: {} });
        assert.deepEqual(briefly(observations), [
          'unknown vpc.endpoint-ssm vpc-1',
          'unknown vpc.endpoint-ssmmessages vpc-1',
        ]);
        assert.match(observations[0]?.summary ?? '', new RegExp(`^account ${OTHER} shares this VPC`));
        assert.equal(
          observations[0]?.advice,
          `in account ${OTHER}: aws ec2 describe-vpc-endpoints --filters Name=vpc-id,Values=vpc-1 --region eu-west-1`,
        );
      });

      it(`${what} is no matter where there is a way out, nor are its endpoints guessed at`, async () => {
        const securityGroups = [{ id: 'sg-node', ingress: [], egress: [https({ cidrs: ['10.0.0.0/8'] })] }];
        const network = { ...part, endpoints: [], routeTables: [tableWith(NAT)], securityGroups };
        assert.deepEqual(await found({ network }), []);
      });
    }

    it('is no matter where the nodes are online', async () => {
      const network = { ...shared[0]?.[1], endpoints: [] };
      assert.deepEqual(await found({ network, nodes: [fakeNode()], unconnected: [], settings: {} }), []);
    });
  });

  describe('evidence', () => {
    it('that all nodes are online makes a missing endpoint for ssm a warning', async () => {
      const scene: Scene = { network: { endpoints: endpointsWithout('ssm') }, nodes: [fakeNode()] };
      const observation = await only(scene, 'vpc.endpoint-ssm');
      isAbout(observation, 'warn', 'vpc-1');
      assert.match(observation.summary, /, yet all nodes are online: there may be another way, such as a proxy/);
    });

    it('is none where one of them is not', async () => {
      const network = { endpoints: endpointsWithout('ssm') };
      const instances = [fakeInstance(), fakeInstance({ id: 'i-2' })];
      for (const second of [[fakeNode({ id: 'i-2', ping: 'ConnectionLost' })], []]) {
        const nodes = [fakeNode(), ...second];
        isAbout(await only({ network, instances, nodes }, 'vpc.endpoint-ssm'), 'fail', 'vpc-1');
      }
    });

    it('for ssmmessages is that all have their channels', async () => {
      const network = { endpoints: endpointsWithout('ssmmessages') };
      const nodes = [fakeNode()];
      const verdicts: readonly (readonly [Scene, Observation['verdict']])[] = [
        [{ nodes, unconnected: [] }, 'warn'],
        [{ nodes, unconnected: [fakeNode()] }, 'fail'],
        [{ nodes, facts: { channels: () => Promise.reject(DENIED) } }, 'fail'],
        [{ nodes: [], unconnected: [] }, 'fail'],
      ];
      for (const [scene, verdict] of verdicts) {
        isAbout(await only({ network, ...scene }, 'vpc.endpoint-ssmmessages'), verdict, 'vpc-1');
      }
    });

    it('is none for kms, logs and s3', async () => {
      const network = { endpoints: endpointsWithout('kms', 'logs', 's3') };
      const observations = await found({ network, nodes: [fakeNode()], unconnected: [] });
      assert.deepEqual(briefly(observations), [
        'fail vpc.endpoint-kms vpc-1',
        'fail vpc.endpoint-logs vpc-1',
        'fail vpc.endpoint-s3 vpc-1',
      ]);
    });

    it('is gone without where nodes may not be read', async () => {
      const scene: Scene = {
        network: { endpoints: endpointsWithout('ssm') },
        facts: { nodes: () => Promise.reject(DENIED) },
      };
      isAbout(await only(scene, 'vpc.endpoint-ssm'), 'fail', 'vpc-1');
    });

    it('drops what is only a doubt', async () => {
      const away = { destination: '10.0.0.0/8', target: 'tgw-1', active: true };
      const network = { endpoints: [], routeTables: [tableWith(away)] };
      assert.deepEqual(await found({ network, nodes: [fakeNode()], unconnected: [], settings: {} }), []);
    });

    it('is not asked for where nothing is wrong: the channels cost a call a node', async () => {
      assert.deepEqual(await found({ nodes: [fakeNode()] }), []);
    });
  });

  describe('private DNS that is off', () => {
    const endpoints = endpointsWith('logs', { privateDns: false });

    it('is found where nodes depend on the endpoint', async () => {
      const observation = await only({ network: { endpoints } }, 'vpc.private-dns');
      isAbout(observation, 'fail', 'vpce-logs');
      assert.equal(
        observation.advice,
        'aws ec2 modify-vpc-endpoint --private-dns-enabled --vpc-endpoint-id vpce-logs --region eu-west-1',
      );
    });

    it('is nothing where there is another way out', async () => {
      assert.deepEqual(await found({ network: { endpoints, routeTables: [tableWith(NAT)] } }), []);
    });

    it('is nothing where another endpoint has it', async () => {
      const both = [...endpoints, anEndpoint('logs', { id: 'vpce-logs-2' })];
      assert.deepEqual(await found({ network: { endpoints: both } }), []);
    });

    it('is only a warning for ssm where nodes are online, as with a hosted zone of their own', async () => {
      const network = { endpoints: endpointsWith('ssm', { privateDns: false }) };
      isAbout(await only({ network, nodes: [fakeNode()] }, 'vpc.private-dns'), 'warn', 'vpce-ssm');
    });

    it('of an interface endpoint for s3 may be for those outside', async () => {
      const network = { endpoints: [...endpointsWithout('s3'), anEndpoint('s3', { privateDns: false })] };
      const { advice } = await only({ network }, 'vpc.private-dns');
      assert.match(advice, /--dns-options PrivateDnsOnlyForInboundResolverEndpoint=false/);
    });
  });

  describe('DNS of the VPC', () => {
    const off = (attributes: object) => ({ vpcs: aNetwork().vpcs?.map((vpc) => ({ ...vpc, ...attributes })) });

    it('that is off is found, once for all endpoints', async () => {
      const observation = await only({ network: off({ dnsSupport: false, dnsHostnames: false }) }, 'vpc.dns');
      isAbout(observation, 'fail', 'vpc-1');
      assert.match(observation.summary, /for ssm, ssmmessages, kms, logs: nodes cannot register$/);
      assert.equal(
        observation.advice,
        `aws ec2 modify-vpc-attribute --vpc-id vpc-1 --enable-dns-support '{"Value":true}' --region eu-west-1 && ` +
          `aws ec2 modify-vpc-attribute --vpc-id vpc-1 --enable-dns-hostnames '{"Value":true}' --region eu-west-1`,
      );
    });

    it('is one attribute’s', async () => {
      const { advice } = await only({ network: off({ dnsHostnames: false }) }, 'vpc.dns');
      assert.doesNotMatch(advice, /dns-support/);
    });

    it('matters wherever nodes go, if no name is found', async () => {
      const network = { ...off({ dnsSupport: false }), routeTables: [tableWith(NAT)] };
      isAbout(await only({ network }, 'vpc.dns'), 'fail', 'vpc-1');
    });

    it('does not matter where there is another way out, or where it is not known', async () => {
      const network = { ...off({ dnsHostnames: false }), routeTables: [tableWith(NAT)] };
      assert.deepEqual(await found({ network }), []);
      assert.deepEqual(await found({ network: off({ dnsSupport: undefined, dnsHostnames: undefined }) }), []);
    });
  });

  describe('security group', () => {
    const groups = (ingress: ReturnType<typeof https>[], egress = [https({ cidrs: ['0.0.0.0/0'] })]) => ({
      securityGroups: [
        { id: 'sg-node', ingress: [], egress },
        { id: 'sg-endpoint', ingress, egress: [] },
      ],
      endpoints: endpointsWithout().map((one) =>
        one.id === 'vpce-ssm' ? one : { ...one, securityGroups: ['sg-open'] },
      ),
    });
    const withOpen = (part: ReturnType<typeof groups>) => ({
      ...part,
      securityGroups: [
        ...part.securityGroups,
        { id: 'sg-open', ingress: [https({ cidrs: ['0.0.0.0/0'] })], egress: [] },
      ],
    });

    it('of an endpoint that lets nodes not in is found', async () => {
      const observation = await only(
        { network: withOpen(groups([https({ cidrs: ['10.9.0.0/16'] })])) },
        'vpc.security-group',
      );
      isAbout(observation, 'fail', 'vpce-ssm');
      assert.equal(
        observation.advice,
        'aws ec2 authorize-security-group-ingress --protocol tcp --port 443 --group-id sg-endpoint --source-group sg-node --region eu-west-1',
      );
    });

    it('is found even where there is another way out: the name leads to the endpoint', async () => {
      const network = { ...withOpen(groups([])), routeTables: [tableWith(NAT)] };
      isAbout(await only({ network }, 'vpc.security-group'), 'fail', 'vpce-ssm');
      const endpoints = network.endpoints.map((one) => (one.id === 'vpce-ssm' ? { ...one, privateDns: false } : one));
      assert.deepEqual(await found({ network: { ...network, endpoints } }), []);
    });

    it('is opened to the VPC where there are many groups', async () => {
      const instances = [1, 2, 3, 4].map((n) => fakeInstance({ id: `i-${n}`, securityGroups: [`sg-${n}`] }));
      const network = withOpen(groups([]));
      const securityGroups = [
        ...network.securityGroups,
        ...instances.map(({ securityGroups: [id = ''] }) => ({
          id,
          ingress: [],
          egress: [https({ cidrs: ['0.0.0.0/0'] })],
        })),
      ];
      const { advice } = await only({ network: { ...network, securityGroups }, instances }, 'vpc.security-group');
      assert.match(advice, /--group-id sg-endpoint --cidr 10\.0\.0\.0\/16 --region/);
      assert.doesNotMatch(advice, /&&/);
    });

    it('is not judged by prefix lists', async () => {
      const network = withOpen(groups([https({ prefixLists: ['pl-1'] })]));
      const observation = await only({ network }, 'vpc.security-group');
      isAbout(observation, 'unknown', 'vpce-ssm');
      assert.match(observation.advice, /^if they do not: aws ec2 authorize-security-group-ingress /);
      assert.deepEqual(await found({ network, nodes: [fakeNode()], unconnected: [] }), []);
    });

    it('of nodes that lets them not out is found, once for all services', async () => {
      const open = [https({ cidrs: ['10.0.0.0/16'] })];
      const observation = await only({ network: withOpen(groups(open, [])) }, 'vpc.egress');
      isAbout(observation, 'fail', 'sg-node');
      assert.match(observation.summary, /to ssm, ssmmessages, kms, logs, s3: nodes cannot register$/);
      assert.match(
        observation.advice,
        /^aws ec2 authorize-security-group-egress --group-id sg-node --ip-permissions 'IpProtocol=tcp,FromPort=443,ToPort=443,UserIdGroupPairs=\[\{GroupId=sg-endpoint\}\]' --region/,
      );
    });

    it('of nodes has to let them out to the gateway for s3', async () => {
      const inside = [https({ cidrs: ['10.0.0.0/16'] })];
      const observation = await only({ network: withOpen(groups(inside, inside)) }, 'vpc.egress');
      isAbout(observation, 'fail', 'sg-node');
      assert.match(observation.advice, /PrefixListIds=\[\{PrefixListId=pl-s3\}\]/);
      const both = [...inside, https({ prefixLists: ['pl-s3'] })];
      assert.deepEqual(await found({ network: withOpen(groups(inside, both)) }), []);
    });

    it('of nodes has to let them out to the internet where that is their way', async () => {
      const inside = [https({ cidrs: ['10.0.0.0/16'] })];
      const network = { ...groups([], inside), endpoints: [], routeTables: [tableWith(NAT)] };
      const observation = await only({ network }, 'vpc.egress');
      isAbout(observation, 'fail', 'sg-node');
      assert.match(observation.advice, /IpRanges=\[\{CidrIp=0\.0\.0\.0\/0\}\]/);
      const away = { destination: '10.0.0.0/8', target: 'tgw-1', active: true };
      assert.deepEqual(await found({ network: { ...network, routeTables: [tableWith(NAT, away)] } }), []);
    });
  });

  describe('network ACL', () => {
    const entry = (egress: boolean, from: number, to: number, cidr = '10.0.0.0/16') => ({
      number: 100,
      egress,
      allow: true,
      protocol: '6',
      cidr,
      from,
      to,
    });
    const near = (...entries: ReturnType<typeof entry>[]) => ({ id: 'acl-near', subnets: ['subnet-1'], entries });
    const far = { ...OPEN_ACL, subnets: ['subnet-2'] };
    // The endpoints are in the other subnet only: within one there is no ACL.
    const endpoints = endpointsWithout().map((one) =>
      one.type === 'Interface' ? { ...one, subnets: ['subnet-2'] } : one,
    );

    it('that lets port 443 not out is found, once for all services', async () => {
      const acls = [near(entry(true, 80, 80, '0.0.0.0/0'), entry(false, 1024, 65_535, '0.0.0.0/0')), far];
      const observation = await only({ network: { acls, endpoints } }, 'vpc.network-acl');
      isAbout(observation, 'fail', 'acl-near');
      assert.match(observation.summary, /for ssm, ssmmessages, kms, logs, s3: nodes cannot register$/);
      assert.match(
        observation.advice,
        /^aws ec2 create-network-acl-entry --egress --protocol tcp --rule-action allow --port-range From=443,To=443 --network-acl-id acl-near --rule-number 97 --cidr-block 10\.0\.0\.0\/16 --region eu-west-1 && /,
      );
    });

    it('that lets the answers not in is found', async () => {
      const acls = [near(entry(true, 443, 443, '0.0.0.0/0'), entry(false, 443, 443)), far];
      const observation = await only({ network: { acls, endpoints }, settings: {} }, 'vpc.network-acl');
      assert.match(
        observation.advice,
        /--ingress .* --port-range From=1024,To=65535 .* --rule-number 96 --cidr-block 10\.0\.0\.0\/16/,
      );
    });

    it('of the endpoint’s subnet counts as well', async () => {
      const acls = [
        { ...OPEN_ACL, subnets: ['subnet-1'] },
        { ...near(entry(false, 443, 443)), id: 'acl-far', subnets: ['subnet-2'] },
      ];
      const observation = await only({ network: { acls, endpoints } }, 'vpc.network-acl');
      isAbout(observation, 'fail', 'acl-far');
      assert.match(observation.advice, /--egress .* From=1024,To=65535/);
    });

    it('is not on the way within one subnet', async () => {
      const inside = endpoints.map((one) => ({ ...one, subnets: ['subnet-1'] }));
      const acls = [near(entry(true, 443, 443, '52.0.0.0/8')), far];
      assert.deepEqual(await found({ network: { acls, endpoints: inside }, settings: {} }), []);
    });

    it('is on the way to the internet', async () => {
      const network = { endpoints: [], routeTables: [tableWith(NAT)], acls: [near(entry(true, 443, 443)), far] };
      const observation = await only({ network }, 'vpc.network-acl');
      isAbout(observation, 'fail', 'acl-near');
      assert.match(observation.advice, /--cidr-block 0\.0\.0\.0\/0/);
      assert.deepEqual(await found({ network: { ...network, acls: [OPEN_ACL] } }), []);
    });

    it('with rules for a part of it is not judged', async () => {
      const acls = [near(entry(true, 443, 443, '10.0.2.0/25'), entry(false, 1024, 65_535)), far];
      const observation = await only({ network: { acls, endpoints }, settings: {} }, 'vpc.network-acl');
      isAbout(observation, 'unknown', 'acl-near');
      assert.match(observation.advice, /^if they do not: aws ec2 create-network-acl-entry --egress /);
    });
  });

  describe('policy of an endpoint', () => {
    const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
    const ALLOW = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };

    it('that does not allow what nodes do is found, and what to add is told', async () => {
      const endpoints = endpointsWith('ssm', { policy: policy({ ...ALLOW, Action: 'ssm:GetParameter' }) });
      const observation = await only({ network: { endpoints } }, 'vpc.endpoint-policy');
      isAbout(observation, 'fail', 'vpce-ssm');
      assert.match(
        observation.advice,
        /^aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-ssm --policy-document '\{"Version":"2012-10-17","Statement":\[\{.*"ssm:GetParameter".*\},\{.*\["ssm:UpdateInstanceInformation"\].*\}\]\}'/,
      );
    });

    it('that allows everything is fine', async () => {
      const endpoints = endpointsWithout().map((one) => ({ ...one, policy: policy(ALLOW) }));
      assert.deepEqual(await found({ network: { endpoints } }), []);
    });

    it('with a condition that is about the organization is not judged', async () => {
      const Condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } };
      const endpoints = endpointsWith('kms', { policy: policy({ ...ALLOW, Condition }) });
      const observation = await only({ network: { endpoints } }, 'vpc.endpoint-policy');
      isAbout(observation, 'unknown', 'vpce-kms');
      assert.match(
        observation.advice,
        /^check that it allows kms:Decrypt: aws ec2 describe-vpc-endpoints --vpc-endpoint-ids vpce-kms /,
      );
    });

    it('of the gateway for s3 has to allow the bucket', async () => {
      const allowing = (bucket: string) => policy({ ...ALLOW, Resource: `arn:aws:s3:::${bucket}/*` });
      const verdicts = async (text: string) =>
        briefly(await found({ network: { endpoints: endpointsWith('s3', { policy: text }) } }));
      assert.deepEqual(await verdicts(allowing('other')), ['warn vpc.endpoint-policy vpce-s3']);
      assert.deepEqual(await verdicts(allowing('logs')), []);
    });
  });

  describe('state of an endpoint', () => {
    it('that is not available is found', async () => {
      const observation = await only(
        { network: { endpoints: endpointsWith('ssm', { state: 'unheard-of' }) } },
        'vpc.endpoint-state',
      );
      isAbout(observation, 'fail', 'vpce-ssm');
      assert.match(observation.summary, /^its state is unheard-of/);
      assert.match(
        observation.advice,
        /^aws ec2 describe-vpc-endpoints --vpc-endpoint-ids vpce-ssm --query 'VpcEndpoints\[\]\./,
      );
    });

    it('that has failed is made anew', async () => {
      const network = { endpoints: endpointsWith('ssm', { state: 'failed' }) };
      const { advice } = await only({ network }, 'vpc.endpoint-state');
      assert.match(
        advice,
        /^aws ec2 delete-vpc-endpoints --vpc-endpoint-ids vpce-ssm .* && aws ec2 create-vpc-endpoint /,
      );
    });

    it('that passes is a warning', async () => {
      const network = { endpoints: endpointsWith('ssm', { state: 'pending' }) };
      isAbout(await only({ network }, 'vpc.endpoint-state'), 'warn', 'vpce-ssm');
    });

    it('does not matter where there is another way out, or another endpoint', async () => {
      const endpoints = endpointsWith('ssm', { state: 'failed' });
      assert.deepEqual(await found({ network: { endpoints, routeTables: [tableWith(NAT)] } }), []);
      const second = anEndpoint('ssm', { id: 'vpce-ssm-2' });
      assert.deepEqual(await found({ network: { endpoints: [...endpoints, second] } }), []);
    });
  });

  describe('several faults', () => {
    const scenes: readonly (readonly [string, Partial<Network>, readonly string[]])[] = [
      [
        'a missing endpoint and a closed group',
        {
          endpoints: endpointsWithout('logs'),
          securityGroups: [
            { id: 'sg-node', ingress: [], egress: [https({ cidrs: ['0.0.0.0/0'] })] },
            { id: 'sg-endpoint', ingress: [], egress: [] },
          ],
        },
        [
          'fail vpc.endpoint-logs vpc-1',
          'fail vpc.security-group vpce-kms',
          'fail vpc.security-group vpce-ssm',
          'fail vpc.security-group vpce-ssmmessages',
        ],
      ],
      [
        'private DNS that is off and a narrow policy of one endpoint',
        {
          endpoints: endpointsWith('kms', {
            privateDns: false,
            policy: '{"Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}',
          }),
        },
        ['fail vpc.endpoint-policy vpce-kms', 'fail vpc.private-dns vpce-kms'],
      ],
      [
        'closed groups and a closed ACL',
        {
          securityGroups: [
            { id: 'sg-node', ingress: [], egress: [] },
            { id: 'sg-endpoint', ingress: [https({ cidrs: ['10.0.0.0/8'] })], egress: [] },
          ],
          acls: [{ ...OPEN_ACL, entries: [] }],
          endpoints: [anEndpoint('ssm', { subnets: ['subnet-2'] }), ...endpointsWithout('ssm')],
        },
        ['fail vpc.egress sg-node', 'fail vpc.network-acl acl-1'],
      ],
      [
        'a gateway that is not in the table and an endpoint that failed',
        {
          endpoints: [
            ...endpointsWithout('s3', 'ssmmessages'),
            aGateway({ routeTables: [] }),
            anEndpoint('ssmmessages', { state: 'failed' }),
          ],
        },
        ['fail vpc.endpoint-s3 vpc-1', 'fail vpc.endpoint-state vpce-ssmmessages'],
      ],
    ];
    for (const [what, network, expected] of scenes) {
      it(`are all found: ${what}`, async () => {
        assert.deepEqual(briefly(await found({ network })), expected);
      });
    }
  });

  describe('what may not be read', () => {
    for (const name of ['instances', 'network', 'settings'] as const) {
      it(`is not passed over: ${name}`, async () => {
        const facts = { [name]: () => Promise.reject(DENIED) };
        await assert.rejects(async () => check.run(factsOf({ facts })), DENIED);
      });
    }

    it('is told from a fault', async () => {
      const nodes = () => Promise.reject(awsError('InternalServerError'));
      await assert.rejects(async () => check.run(factsOf({ facts: { nodes } })), { name: 'InternalServerError' });
    });
  });

  it('says what to do in the account and region where it was found', async () => {
    const facts = { target: { ...testTarget(), profile: 'dev' } };
    const { advice } = await only({ network: { endpoints: endpointsWithout('ssm') }, facts }, 'vpc.endpoint-ssm');
    assert.match(advice, /--region eu-west-1 --profile dev$/);
  });
});
