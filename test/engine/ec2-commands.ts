// Carries out, on a state of the sandbox, the commands of EC2 that doctor advises, and refuses what EC2 would refuse.
import assert from 'node:assert/strict';
import type { AclEntry, SecurityRule, VpcEndpoint } from '../../src/sandbox/state/ec2.ts';
import type { RegionState } from '../../src/sandbox/state/state.ts';

type Options = ReadonlyMap<string, readonly string[]>;

/** A command of EC2: changes the region, and gives what it prints. */
type Carry = (here: RegionState, options: Options) => string | undefined;

/**
 * Runs a line of `aws ec2` commands, parted by `&&`, as a POSIX shell would: words in quotes, and variables that take what a command
 * prints. Gives the commands that it ran, each by its operation.
 */
export function runEc2(here: RegionState, line: string): readonly string[] {
  const variables = new Map<string, string>();
  return commandsOf(line).map(({ variable, words }) => {
    const [program, service, ...rest] = words.map((word) => expanded(word, variables));
    assert.deepEqual([program, service], ['aws', 'ec2'], line);
    const at = rest.findIndex((word) => word.startsWith('--'));
    const operation = rest.slice(0, at).join(' ');
    const carry = EC2[operation] ?? assert.fail(`ec2 ${operation} is not known here`);
    const printed = carry(here, optionsOf(rest.slice(at)));
    if (variable !== undefined) variables.set(variable, printed ?? assert.fail(`${operation} prints nothing`));
    return operation;
  });
}

interface Word {
  readonly text: string;
  /** False in single quotes. */
  readonly expands: boolean;
}

interface Line {
  readonly variable?: string;
  readonly words: readonly Word[];
}

function commandsOf(line: string): readonly Line[] {
  return line.split(' && ').map((part): Line => {
    const [, variable, inner] = /^(\w+)=\$\((.*)\)$/s.exec(part) ?? [];
    const words = [...(inner ?? part).matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g)].map(
      ([, single, double, bare]): Word => ({ text: single ?? double ?? bare ?? '', expands: single === undefined }),
    );
    return { words, ...(variable !== undefined && { variable }) };
  });
}

const expanded = ({ text, expands }: Word, variables: ReadonlyMap<string, string>): string =>
  expands
    ? text.replaceAll(/\$(\w+)/g, (_, name: string) => variables.get(name) ?? assert.fail(`$${name} is not set`))
    : text;

function optionsOf(words: readonly string[]): Options {
  const options = new Map<string, string[]>();
  let last: string[] = [];
  for (const word of words) {
    if (word.startsWith('--')) options.set(word.slice(2), (last = []));
    else last.push(word);
  }
  return options;
}

const one = (options: Options, name: string): string => options.get(name)?.[0] ?? assert.fail(`--${name} is missing`);

/** Gives a thing that has to be there. */
const there = <T>(things: Readonly<Record<string, T>> | undefined, id: string): T =>
  things?.[id] ?? assert.fail(`there is no ${id}`);

let made = 0;
const newId = (prefix: string): string => `${prefix}-new${(made += 1)}`;

/** Parses `IpProtocol=tcp,FromPort=443,ToPort=443,IpRanges=[{CidrIp=10.0.0.0/16}]`. */
function ruleOf(permissions: string): SecurityRule {
  const many = (pattern: RegExp): string[] => [...permissions.matchAll(pattern)].map(([, value = '']) => value);
  const [protocol = ''] = many(/IpProtocol=(\w+)/g);
  const [from, to] = [many(/FromPort=(\d+)/g), many(/ToPort=(\d+)/g)].map(([port]) => Number(port));
  return {
    protocol,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    cidrs: many(/CidrIp=([\d./]+)/g),
    groups: many(/GroupId=([\w-]+)/g),
    prefixLists: many(/PrefixListId=([\w-]+)/g),
  };
}

function addRule(rules: SecurityRule[], rule: SecurityRule): undefined {
  assert.ok(rule.cidrs.length + rule.groups.length + rule.prefixLists.length > 0, 'a rule is about somebody');
  const known = rules.some((other) => JSON.stringify(other) === JSON.stringify(rule));
  assert.ok(!known, 'InvalidPermission.Duplicate');
  rules.push(rule);
}

function setRoute(here: RegionState, options: Options, exists: boolean): undefined {
  const { vpc, routes } = there(here.routeTables, one(options, 'route-table-id'));
  const destination = one(options, 'destination-cidr-block');
  const at = routes.findIndex((route) => route.destination === destination);
  assert.equal(at >= 0, exists, exists ? 'there is no such route' : 'RouteAlreadyExists');
  const nat = options.get('nat-gateway-id')?.[0];
  const target = nat ?? one(options, 'gateway-id');
  if (nat !== undefined) {
    const { state, subnet } = there(here.natGateways, nat);
    assert.equal(state, 'available', 'the NAT gateway takes no routes');
    assert.equal(here.subnets[subnet]?.vpc, vpc, 'a NAT gateway of the same VPC');
  }
  if (exists) routes.splice(at, 1);
  routes.push({ destination, target, state: 'active' });
}

function createEndpoint(here: RegionState, options: Options): undefined {
  const vpc = one(options, 'vpc-id');
  const service = one(options, 'service-name');
  const type = one(options, 'vpc-endpoint-type') as VpcEndpoint['type'];
  const [, region = ''] = /^com\.amazonaws\.([^.]+)\./.exec(service) ?? assert.fail(`no service: ${service}`);
  const subnets = [...(options.get('subnet-ids') ?? [])];
  const securityGroups = [...(options.get('security-group-ids') ?? [])];
  const routeTables = [...(options.get('route-table-ids') ?? [])];
  const privateDns = options.has('private-dns-enabled');
  const { dnsSupport, dnsHostnames } = there(here.vpcs, vpc);
  if (type === 'Gateway') {
    assert.ok(routeTables.length > 0);
    for (const id of routeTables) leadToGateway(here, id, vpc);
  } else {
    assert.ok(!privateDns || (dnsSupport && dnsHostnames), 'private DNS requires both attributes of the VPC');
    const others = Object.values(here.vpcEndpoints).filter((other) => other.vpc === vpc && other.service === service);
    assert.ok(!privateDns || !others.some((other) => other.privateDns), 'the private DNS names conflict');
    assert.ok(subnets.length > 0, 'an endpoint without subnets answers nobody');
    assert.ok(securityGroups.length > 0, 'the default group would be taken');
    const zones = subnets.map((id) => {
      const subnet = there(here.subnets, id);
      assert.equal(subnet.vpc, vpc);
      const offered = here.endpointServices?.[service]?.zones;
      assert.ok(!offered || offered.includes(subnet.zone), `${service} is not offered in ${subnet.zone}`);
      return subnet.zone;
    });
    assert.equal(new Set(zones).size, zones.length, 'DuplicateSubnetsInSameZone');
    for (const id of securityGroups) assert.equal(there(here.securityGroups, id).vpc, vpc);
  }
  const id = newId('vpce');
  here.vpcEndpoints[id] = {
    vpc,
    service,
    type,
    state: 'available',
    privateDns,
    subnets,
    securityGroups,
    routeTables,
    ...(options.has('policy-document') && { policy: one(options, 'policy-document') }),
    tags: {},
  };
  for (const table of routeTables) {
    here.routeTables[table]?.routes.push({ destination: `pl-6da54004`, target: id, state: 'active' });
  }
  assert.ok(region.length > 0);
}

function leadToGateway(here: RegionState, table: string, vpc: string): void {
  const { vpc: of, routes } = there(here.routeTables, table);
  assert.equal(of, vpc);
  assert.ok(!routes.some(({ destination }) => destination === 'pl-6da54004'), 'RouteAlreadyExists');
}

function modifyEndpoint(here: RegionState, options: Options): undefined {
  const id = one(options, 'vpc-endpoint-id');
  const endpoint = there(here.vpcEndpoints, id);
  const { dnsSupport, dnsHostnames } = there(here.vpcs, endpoint.vpc);
  if (options.has('private-dns-enabled')) {
    assert.ok(dnsSupport && dnsHostnames, 'private DNS requires both attributes of the VPC');
    endpoint.privateDns = true;
  }
  for (const table of options.get('add-route-table-ids') ?? []) {
    leadToGateway(here, table, endpoint.vpc);
    endpoint.routeTables.push(table);
    here.routeTables[table]?.routes.push({ destination: 'pl-6da54004', target: id, state: 'active' });
  }
  const policy = options.get('policy-document')?.[0];
  if (policy !== undefined) {
    assert.ok(Array.isArray((JSON.parse(policy) as { Statement?: unknown }).Statement));
    endpoint.policy = policy;
  }
}

function addEntry(here: RegionState, options: Options): undefined {
  const { entries } = there(here.networkAcls, one(options, 'network-acl-id'));
  const egress = options.has('egress');
  const number = Number(one(options, 'rule-number'));
  assert.ok(number >= 1 && number < 32_767);
  const taken = entries.some((entry) => entry.egress === egress && entry.number === number);
  assert.ok(!taken, 'NetworkAclEntryAlreadyExists');
  const [, from, to] = /^From=(\d+),To=(\d+)$/.exec(one(options, 'port-range')) ?? [];
  const entry: AclEntry = {
    number,
    egress,
    action: one(options, 'rule-action') as AclEntry['action'],
    protocol: one(options, 'protocol'),
    cidr: one(options, 'cidr-block'),
    from: Number(from),
    to: Number(to),
  };
  entries.push(entry);
}

const EC2: Readonly<Record<string, Carry>> = {
  'create-security-group'(here, options) {
    const [name, vpc] = [one(options, 'group-name'), one(options, 'vpc-id')];
    one(options, 'description');
    const taken = Object.values(here.securityGroups).some((group) => group.vpc === vpc && group.name === name);
    assert.ok(!taken, 'InvalidGroup.Duplicate');
    const id = newId('sg');
    const everywhere = { protocol: '-1', cidrs: ['0.0.0.0/0'], groups: [], prefixLists: [] };
    here.securityGroups[id] = { name, vpc, ingress: [], egress: [everywhere] };
    return id;
  },
  'authorize-security-group-ingress'(here, options) {
    const { ingress } = there(here.securityGroups, one(options, 'group-id'));
    const port = Number(one(options, 'port'));
    const cidrs = [...(options.get('cidr') ?? [])];
    const groups = [...(options.get('source-group') ?? [])];
    for (const group of groups) there(here.securityGroups, group);
    return addRule(ingress, {
      protocol: one(options, 'protocol'),
      from: port,
      to: port,
      cidrs,
      groups,
      prefixLists: [],
    });
  },
  'authorize-security-group-egress'(here, options) {
    const rule = ruleOf(one(options, 'ip-permissions'));
    return addRule(there(here.securityGroups, one(options, 'group-id')).egress, rule);
  },
  'create-network-acl-entry': addEntry,
  'delete-network-acl-entry'(here, options) {
    const acl = there(here.networkAcls, one(options, 'network-acl-id'));
    const [number, egress] = [Number(one(options, 'rule-number')), options.has('egress')];
    const at = acl.entries.findIndex((entry) => entry.number === number && entry.egress === egress);
    assert.ok(at >= 0, 'there is no such rule');
    acl.entries.splice(at, 1);
    return undefined;
  },
  'create-vpc-endpoint': createEndpoint,
  'modify-vpc-endpoint': modifyEndpoint,
  'delete-vpc-endpoints'(here, options) {
    for (const id of options.get('vpc-endpoint-ids') ?? []) {
      there(here.vpcEndpoints, id);
      delete here.vpcEndpoints[id];
      for (const { routes } of Object.values(here.routeTables)) {
        const at = routes.findIndex(({ target }) => target === id);
        if (at >= 0) routes.splice(at, 1);
      }
    }
    return undefined;
  },
  'modify-vpc-attribute'(here, options) {
    const vpc = there(here.vpcs, one(options, 'vpc-id'));
    const named = ['enable-dns-support', 'enable-dns-hostnames'].filter((name) => options.has(name));
    assert.equal(named.length, 1, 'one attribute at a time');
    assert.deepEqual(JSON.parse(one(options, named[0] ?? '')), { Value: true });
    if (named[0] === 'enable-dns-support') vpc.dnsSupport = true;
    else {
      assert.ok(vpc.dnsSupport, 'DNS hostnames require DNS support');
      vpc.dnsHostnames = true;
    }
    return undefined;
  },
  'create-route': (here, options) => setRoute(here, options, false),
  'replace-route': (here, options) => setRoute(here, options, true),
  'allocate-address': () => newId('eipalloc'),
  'create-nat-gateway'(here, options) {
    const subnet = one(options, 'subnet-id');
    there(here.subnets, subnet);
    one(options, 'allocation-id');
    const id = newId('nat');
    (here.natGateways ??= {})[id] = { subnet, state: 'available', connectivity: 'public', tags: {} };
    return id;
  },
  'wait nat-gateway-available'(here, options) {
    assert.equal(there(here.natGateways, one(options, 'nat-gateway-ids')).state, 'available');
    return undefined;
  },
  'create-internet-gateway'(here) {
    const id = newId('igw');
    (here.internetGateways ??= {})[id] = { tags: {} };
    return id;
  },
  'attach-internet-gateway'(here, options) {
    const vpc = one(options, 'vpc-id');
    const gateways = (here.internetGateways ??= {});
    assert.ok(!Object.values(gateways).some((other) => other.vpc === vpc), 'the VPC has one');
    const gateway = there(gateways, one(options, 'internet-gateway-id'));
    assert.equal(gateway.vpc, undefined, 'it is attached');
    gateway.vpc = vpc;
    return undefined;
  },
  'modify-instance-attribute'(here, options) {
    assert.ok(options.has('no-source-dest-check'));
    there(here.instances, one(options, 'instance-id')).sourceDestCheck = false;
    return undefined;
  },
  'associate-address'(here, options) {
    one(options, 'allocation-id');
    there(here.instances, one(options, 'instance-id')).publicIp = '203.0.113.200';
    return undefined;
  },
  'create-vpc-block-public-access-exclusion'(here, options) {
    const mode = one(options, 'internet-gateway-exclusion-mode') as 'allow-bidirectional' | 'allow-egress';
    const { exclusions } = here.internetBlock ?? assert.fail('nothing is blocked');
    exclusions[one(options, 'subnet-id')] = mode;
    return undefined;
  },
  'describe-prefix-lists': () => 'pl-6da54004',
};
