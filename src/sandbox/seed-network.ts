import { byName, flag, list, object, oneOf, optional, text, whole } from './seed-rules.ts';
import type {
  AclEntry,
  NetworkAcl,
  Route,
  RouteTable,
  SecurityGroup,
  SecurityRule,
  Subnet,
  Vpc,
  VpcEndpoint,
} from './state.ts';

const tags = byName(text);

export const vpc = object<Vpc>({
  cidr: text,
  ipv6Cidr: optional(text),
  owner: optional(text),
  dnsSupport: flag,
  dnsHostnames: flag,
  tags,
});

export const subnet = object<Subnet>({ vpc: text, cidr: text, zone: text, owner: optional(text), tags });

export const routeTable = object<RouteTable>({
  vpc: text,
  main: flag,
  subnets: list(text),
  routes: list(object<Route>({ destination: text, target: text, state: oneOf('active', 'blackhole') })),
});

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

export const securityGroup = object<SecurityGroup>({ name: text, vpc: text, ingress: rules, egress: rules });

export const networkAcl = object<NetworkAcl>({
  vpc: text,
  default: flag,
  subnets: list(text),
  entries: list(
    object<AclEntry>({
      number: whole,
      egress: flag,
      action: oneOf('allow', 'deny'),
      protocol: text,
      cidr: text,
      from: optional(whole),
      to: optional(whole),
    }),
  ),
});

export const vpcEndpoint = object<VpcEndpoint>({
  vpc: text,
  service: text,
  type: oneOf('Interface', 'Gateway'),
  state: oneOf('available', 'pending', 'failed', 'deleting'),
  privateDns: flag,
  subnets: list(text),
  securityGroups: list(text),
  routeTables: list(text),
  policy: optional(text),
  tags,
});
