import type { Tags } from './tags.ts';

export interface Instance {
  state: 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';
  launched: string;
  platform: 'linux' | 'windows';
  type: string;
  imageId: string;
  vpc: string;
  subnet: string;
  privateIp: string;
  publicIp?: string;
  ipv6?: string;
  securityGroups: string[];
  /** Name of the instance profile. */
  profile?: string;
  /** False for one that passes on what is not meant for it, as a NAT instance does. */
  sourceDestCheck?: boolean;
  /** The metadata service: DHMC needs version 2. */
  metadata: { tokens: 'optional' | 'required'; endpoint: 'enabled' | 'disabled' };
  tags: Tags;
}

export interface Vpc {
  cidr: string;
  ipv6Cidr?: string;
  /** The account that shares the VPC through RAM, if it is another one. */
  owner?: string;
  dnsSupport: boolean;
  dnsHostnames: boolean;
  /** The id of its DHCP options; absent: none, so that Amazon's resolver is used. */
  dhcpOptions?: string;
  tags: Tags;
}

export interface DhcpOptions {
  /** Addresses, or `AmazonProvidedDNS`. */
  nameServers: string[];
  tags: Tags;
}

export interface Subnet {
  vpc: string;
  cidr: string;
  zone: string;
  owner?: string;
  tags: Tags;
}

export interface RouteTable {
  vpc: string;
  main: boolean;
  subnets: string[];
  routes: Route[];
}

export interface Route {
  /** IPv4 or IPv6 CIDR, or `pl-…`. */
  destination: string;
  /** `local`, `igw-…`, `nat-…`, `i-…`, `eigw-…`, `tgw-…`, `vgw-…`, `pcx-…`, `eni-…` or `vpce-…`. */
  target: string;
  state: 'active' | 'blackhole';
}

export interface NatGateway {
  subnet: string;
  state: 'pending' | 'available' | 'failed' | 'deleting' | 'deleted';
  connectivity: 'public' | 'private';
  tags: Tags;
}

export interface InternetGateway {
  /** Absent: it is not attached. */
  vpc?: string;
  tags: Tags;
}

export interface SecurityGroup {
  name: string;
  vpc: string;
  ingress: SecurityRule[];
  egress: SecurityRule[];
}

export interface SecurityRule {
  /** `tcp`, `udp`, `icmp`, or `-1` for all. */
  protocol: string;
  /** Absent: all ports. */
  from?: number;
  to?: number;
  cidrs: string[];
  /** Ids of security groups. */
  groups: string[];
  prefixLists: string[];
}

export interface NetworkAcl {
  vpc: string;
  default: boolean;
  subnets: string[];
  entries: AclEntry[];
}

export interface AclEntry {
  number: number;
  egress: boolean;
  action: 'allow' | 'deny';
  protocol: string;
  cidr: string;
  from?: number;
  to?: number;
}

/** VPC Block Public Access, of a region. */
export interface InternetBlock {
  mode: 'block-bidirectional' | 'block-ingress';
  /** What it leaves out, by the id of a VPC or subnet. */
  exclusions: Record<string, 'allow-bidirectional' | 'allow-egress'>;
}

/** A service that endpoints can be made for. */
export interface EndpointService {
  zones: string[];
}

export interface VpcEndpoint {
  vpc: string;
  /** `com.amazonaws.us-east-1.ssm` */
  service: string;
  type: 'Interface' | 'Gateway';
  state: 'available' | 'pending' | 'failed' | 'deleting';
  privateDns: boolean;
  subnets: string[];
  securityGroups: string[];
  routeTables: string[];
  /** Of its interfaces, in the order of its subnets; absent: made-up ones. */
  addresses?: string[];
  /** Absent: the policy that lets everybody do everything. */
  policy?: string;
  tags: Tags;
}
