// Operations of EC2 that write: the sandbox only reads networks and instances.
import assert from 'node:assert/strict';
import type { RegionState } from '../../../src/sandbox/state/state.ts';
import type { SecurityRule } from '../../../src/sandbox/state/ec2.ts';
import { change } from '../planted.ts';
import type { World } from '../world.ts';
import { one, type Options } from './options.ts';

type Write = (region: RegionState, options: Options, where: string) => void;

const has = (options: Options, name: string): boolean => Object.hasOwn(options, name);

const PREFIXES = 'pl-6da54004';

/** Reads `IpProtocol=tcp,FromPort=443,ToPort=443,UserIdGroupPairs=[{GroupId=sg-1}]`. */
function ruleOf(text: string): SecurityRule {
  const value = (name: string): string[] =>
    [...text.matchAll(new RegExp(`${name}=([^,}\\]]+)`, 'g'))].map(([, found]) => found ?? '');
  return {
    protocol: value('IpProtocol')[0] ?? assert.fail(),
    from: Number(value('FromPort')[0]),
    to: Number(value('ToPort')[0]),
    cidrs: value('CidrIp'),
    groups: value('GroupId'),
    prefixLists: value('PrefixListId'),
  };
}

const WRITES: Readonly<Record<string, Write>> = {
  'associate-iam-instance-profile': ({ instances }, options) => {
    const instance = instances[one(options, 'instance-id')] ?? assert.fail('there is no such instance');
    assert.equal(instance.profile, undefined, 'it has a profile already');
    instance.profile = one(options, 'iam-instance-profile').replace('Name=', '');
  },
  'modify-instance-metadata-options': ({ instances }, options) => {
    const instance = instances[one(options, 'instance-id')] ?? assert.fail('there is no such instance');
    instance.metadata = {
      endpoint: one(options, 'http-endpoint') as 'enabled',
      tokens: one(options, 'http-tokens') as 'required',
    };
  },
  'modify-vpc-attribute': ({ vpcs }, options) => {
    const vpc = vpcs[one(options, 'vpc-id')] ?? assert.fail('there is no such VPC');
    if (has(options, 'enable-dns-support')) vpc.dnsSupport = one(options, 'enable-dns-support').includes('true');
    if (has(options, 'enable-dns-hostnames')) vpc.dnsHostnames = one(options, 'enable-dns-hostnames').includes('true');
  },
  'create-vpc-endpoint': (region, options) => {
    const { vpcEndpoints, securityGroups } = region;
    const vpc = one(options, 'vpc-id');
    const isGateway = one(options, 'vpc-endpoint-type') === 'Gateway';
    const id = `vpce-new${Object.keys(vpcEndpoints).length}`;
    // Without a group it gets the default one of the VPC.
    const byDefault = Object.entries(securityGroups).flatMap(([group, found]) =>
      found.vpc === vpc && found.name === 'default' ? [group] : [],
    );
    const routeTables = [...(options['route-table-ids'] ?? [])];
    vpcEndpoints[id] = {
      vpc,
      service: one(options, 'service-name'),
      type: isGateway ? 'Gateway' : 'Interface',
      state: 'available',
      privateDns: has(options, 'private-dns-enabled'),
      subnets: [...(options['subnet-ids'] ?? [])],
      securityGroups: isGateway ? [] : [...(options['security-group-ids'] ?? byDefault)],
      routeTables,
      tags: {},
    };
    for (const table of routeTables) lead(region, table, id);
  },
  'delete-vpc-endpoints': ({ vpcEndpoints }, options) => {
    for (const id of options['vpc-endpoint-ids'] ?? []) {
      assert.ok(vpcEndpoints[id], `there is no endpoint ${id}`);
      delete vpcEndpoints[id];
    }
  },
  'modify-vpc-endpoint': (region, options) => {
    const id = one(options, 'vpc-endpoint-id');
    const endpoint = region.vpcEndpoints[id] ?? assert.fail('there is no such endpoint');
    if (has(options, 'private-dns-enabled')) endpoint.privateDns = true;
    if (has(options, 'policy-document')) endpoint.policy = one(options, 'policy-document');
    endpoint.securityGroups.push(...(options['add-security-group-ids'] ?? []));
    endpoint.subnets.push(...(options['add-subnet-ids'] ?? []));
    for (const table of options['add-route-table-ids'] ?? []) {
      endpoint.routeTables.push(table);
      lead(region, table, id);
    }
  },
  'authorize-security-group-ingress': ({ securityGroups }, options) => {
    const group = securityGroups[one(options, 'group-id')] ?? assert.fail('there is no such group');
    group.ingress.push({
      protocol: one(options, 'protocol'),
      from: Number(one(options, 'port')),
      to: Number(one(options, 'port')),
      cidrs: [...(options['cidr'] ?? [])],
      groups: [...(options['source-group'] ?? [])],
      prefixLists: [],
    });
  },
  'authorize-security-group-egress': ({ securityGroups }, options) => {
    const group = securityGroups[one(options, 'group-id')] ?? assert.fail('there is no such group');
    group.egress.push(ruleOf(one(options, 'ip-permissions')));
  },
  'create-network-acl-entry': ({ networkAcls }, options) => {
    const acl = networkAcls[one(options, 'network-acl-id')] ?? assert.fail('there is no such ACL');
    const [, from, to] = /^From=(\d+),To=(\d+)$/.exec(options['port-range']?.[0] ?? '') ?? [];
    const number = Number(one(options, 'rule-number'));
    const egress = has(options, 'egress');
    assert.ok(!acl.entries.some((entry) => entry.number === number && entry.egress === egress), 'the number is taken');
    acl.entries.push({
      number,
      egress,
      action: one(options, 'rule-action') as 'allow',
      protocol: one(options, 'protocol'),
      cidr: one(options, 'cidr-block'),
      ...(from !== undefined && { from: Number(from), to: Number(to) }),
    });
  },
  'create-vpc-block-public-access-exclusion': ({ internetBlock, subnets }, options) => {
    const { exclusions } = internetBlock ?? assert.fail('nothing is blocked');
    const id = one(options, 'subnet-id');
    assert.ok(subnets[id], 'there is no such subnet');
    exclusions[id] = one(options, 'internet-gateway-exclusion-mode') as 'allow-egress';
  },
  'delete-network-acl-entry': ({ networkAcls }, options) => {
    const acl = networkAcls[one(options, 'network-acl-id')] ?? assert.fail('there is no such ACL');
    const number = Number(one(options, 'rule-number'));
    const rest = acl.entries.filter((entry) => entry.number !== number || entry.egress !== has(options, 'egress'));
    assert.equal(rest.length, acl.entries.length - 1, 'there is no such rule');
    acl.entries = rest;
  },
  'create-route': ({ routeTables }, options) => {
    const table = routeTables[one(options, 'route-table-id')] ?? assert.fail('there is no such table');
    const destination = one(options, 'destination-cidr-block');
    assert.ok(!table.routes.some((route) => route.destination === destination), 'there is such a route');
    table.routes.push({ destination, target: targetOf(options), state: 'active' });
  },
  'replace-route': ({ routeTables }, options) => {
    const table = routeTables[one(options, 'route-table-id')] ?? assert.fail('there is no such table');
    const route = table.routes.find(({ destination }) => destination === one(options, 'destination-cidr-block'));
    Object.assign(route ?? assert.fail('there is no such route'), { target: targetOf(options), state: 'active' });
  },
};

const targetOf = (options: Options): string =>
  (options['gateway-id'] ?? options['nat-gateway-id'])?.[0] ?? assert.fail('a route leads somewhere');

/** Gives a route table the route to a gateway endpoint. */
function lead({ routeTables }: RegionState, table: string, endpoint: string): void {
  const { routes } = routeTables[table] ?? assert.fail(`there is no route table ${table}`);
  routes.push({ destination: PREFIXES, target: endpoint, state: 'active' });
}

/** Runs `aws ec2 …`. */
export async function followEc2(on: World, operation: string, options: Options, where: string): Promise<void> {
  const write = WRITES[operation] ?? assert.fail(`aws ec2 ${operation}`);
  await change(on, (region) => write(region, options, where), where);
}
