import type {
  AclEntry,
  DhcpOptions,
  EndpointService,
  InternetBlock,
  InternetGateway,
  NatGateway,
  NetworkAcl,
  Route,
  RouteTable,
  SecurityGroup,
  SecurityRule,
  Subnet,
  Vpc,
  VpcEndpoint,
} from '../state/ec2.ts';
import type { DnsRecord, HostedZone } from '../state/route53.ts';
import type { RegionState } from '../state/state.ts';
import { idOf, ownerOf, policy, tags } from './members.ts';
import {
  becomes,
  byName,
  type Draft,
  flag,
  list,
  object,
  oneOf,
  optional,
  type Rule,
  some,
  text,
  unless,
  whole,
} from './rules.ts';

const EVERYWHERE = '0.0.0.0/0';

const yes = unless(() => true, flag);

const vpc = object<Vpc>({
  cidr: text,
  ipv6Cidr: optional(text),
  owner: optional(text),
  dnsSupport: yes,
  dnsHostnames: yes,
  dhcpOptions: optional(idOf('dopt')),
  tags,
});

const dhcpOptions = object<DhcpOptions>({ nameServers: some(text), tags });

const subnet = object<Subnet>({
  vpc: text,
  cidr: text,
  zone: unless(({ names: [, , region] }) => `${region}a`, text),
  owner: optional(text),
  tags,
});

const routeTable: Rule<RouteTable> = becomes(
  object<Draft<RouteTable, 'main'>>({
    vpc: text,
    main: optional(flag),
    subnets: list(text),
    routes: list(
      object<Route>({
        destination: text,
        target: text,
        state: unless(() => 'active', oneOf('active', 'blackhole')),
      }),
    ),
  }),
  // Otherwise it would serve no purpose.
  (given) => ({ main: given.subnets.length === 0, ...given }),
);

const natGateway = object<NatGateway>({
  subnet: text,
  state: unless(() => 'available', oneOf('pending', 'available', 'failed', 'deleting', 'deleted')),
  connectivity: unless(() => 'public', oneOf('public', 'private')),
  tags,
});

const internetGateway = object<InternetGateway>({ vpc: optional(text), tags });

const internetBlock = object<InternetBlock>({
  mode: oneOf('block-bidirectional', 'block-ingress'),
  exclusions: byName(oneOf('allow-bidirectional', 'allow-egress')),
});

const endpointService = object<EndpointService>({ zones: list(text) });

const rules = list(
  object<SecurityRule>({
    protocol: text,
    from: optional(whole),
    to: optional(whole),
    cidrs: list(text),
    groups: list(text),
    prefixLists: list(text),
  }),
);

const securityGroup = object<SecurityGroup>({
  name: unless(ownerOf, text),
  vpc: text,
  ingress: rules,
  egress: unless(() => [{ protocol: '-1', cidrs: [EVERYWHERE], groups: [], prefixLists: [] }], rules),
});

const openEntries = (): AclEntry[] =>
  [false, true].map((egress) => ({ number: 100, egress, action: 'allow', protocol: '-1', cidr: EVERYWHERE }));

const networkAcl: Rule<NetworkAcl> = becomes(
  object<Draft<NetworkAcl, 'entries'>>({
    vpc: text,
    default: unless(() => false, flag),
    subnets: list(text),
    entries: optional(
      list(
        object<AclEntry>({
          number: whole,
          egress: flag,
          action: oneOf('allow', 'deny'),
          protocol: unless(() => '-1', text),
          cidr: unless(() => EVERYWHERE, text),
          from: optional(whole),
          to: optional(whole),
        }),
      ),
    ),
  }),
  (given) => ({ entries: given.default ? openEntries() : [], ...given }),
);

/** Reads the name of a service: `ssm` stands for that of the region. */
const service = becomes(text, (name, { names: [, , region] }) =>
  name.includes('.') ? name : `com.amazonaws.${region}.${name}`,
);

const vpcEndpoint: Rule<VpcEndpoint> = becomes(
  object<Draft<VpcEndpoint, 'type' | 'privateDns'>>({
    vpc: text,
    service,
    type: optional(oneOf('Interface', 'Gateway')),
    state: unless(() => 'available', oneOf('available', 'pending', 'failed', 'deleting')),
    privateDns: optional(flag),
    subnets: list(text),
    securityGroups: list(text),
    routeTables: list(text),
    addresses: optional(list(text)),
    policy: optional(policy),
    tags,
  }),
  (given) => {
    const { type = given.routeTables.length > 0 ? 'Gateway' : 'Interface' } = given;
    return { privateDns: type === 'Interface', ...given, type };
  },
);

const dnsName = becomes(text, (name) => name.replace(/\.$/, '').toLowerCase());

const hostedZone = object<HostedZone>({
  name: dnsName,
  vpcs: some(text),
  owner: optional(text),
  records: list(
    object<DnsRecord>({
      name: dnsName,
      type: unless(() => 'A', oneOf('A', 'AAAA', 'CNAME', 'NS', 'SOA', 'TXT')),
      values: list(text),
      alias: optional(dnsName),
    }),
  ),
});

type Networks = Pick<
  RegionState,
  'vpcs' | 'subnets' | 'routeTables' | 'securityGroups' | 'networkAcls' | 'vpcEndpoints'
>;

/** The networks of a region. */
export const networks = {
  vpcs: byName(vpc, idOf('vpc')),
  dhcpOptions: optional(byName(dhcpOptions, idOf('dopt'))),
  subnets: byName(subnet, idOf('subnet')),
  routeTables: byName(routeTable, idOf('rtb')),
  natGateways: optional(byName(natGateway, idOf('nat'))),
  internetGateways: optional(byName(internetGateway, idOf('igw'))),
  internetBlock: optional(internetBlock),
  endpointServices: optional(byName(endpointService)),
  securityGroups: byName(securityGroup, idOf('sg')),
  networkAcls: byName(networkAcl, idOf('acl')),
  vpcEndpoints: byName(vpcEndpoint, idOf('vpce')),
  hostedZones: optional(byName(hostedZone)),
} as const;

/**
 * Completes networks with what every VPC has: a main route table, in every table the way to the VPC itself, and a default
 * network ACL for the subnets that are in no other one. For another account's VPC nothing more is known.
 */
export function completed<Given extends Networks>(given: Given): Given {
  const routeTables = { ...given.routeTables };
  const networkAcls = { ...given.networkAcls };
  const inAcls = new Set(Object.values(networkAcls).flatMap(({ subnets }) => subnets));
  for (const [id, { cidr, owner }] of Object.entries(given.vpcs)) {
    if (owner !== undefined) continue;
    const [ownTables, ownAcls] = [inside(routeTables, id), inside(networkAcls, id)];
    const main = `rtb-${id.slice('vpc-'.length)}-main`;
    if (!ownTables.some(([, table]) => table.main)) {
      ownTables.push([main, { vpc: id, main: true, subnets: [], routes: [] }]);
    }
    for (const [table, { routes, ...rest }] of ownTables) {
      const local: Route = { destination: cidr, target: 'local', state: 'active' };
      const known = routes.some(({ target }) => target === 'local');
      routeTables[table] = { ...rest, routes: known ? routes : [local, ...routes] };
    }
    const [acl, { subnets, ...rest }] = ownAcls.find(([, own]) => own.default) ?? [
      `acl-${id.slice('vpc-'.length)}-default`,
      { vpc: id, default: true, subnets: [], entries: openEntries() },
    ];
    const others = inside(given.subnets, id).flatMap(([name]) => (inAcls.has(name) ? [] : [name]));
    networkAcls[acl] = { ...rest, subnets: [...subnets, ...others] };
  }
  return { ...given, routeTables, networkAcls };
}

const inside = <T extends { readonly vpc: string }>(things: Readonly<Record<string, T>>, id: string): [string, T][] =>
  Object.entries(things).filter(([, { vpc: of }]) => of === id);
