/** The networks that running instances are in. Undefined members are not known: the endpoint does not offer them. */
export interface Network {
  readonly vpcs: readonly Vpc[] | undefined;
  readonly subnets: readonly Subnet[] | undefined;
  readonly routeTables: readonly RouteTable[] | undefined;
  readonly securityGroups: readonly SecurityGroup[] | undefined;
  readonly acls: readonly Acl[] | undefined;
  /** Absent where no route leads to one, or they may not be read. */
  readonly natGateways?: readonly NatGateway[];
  /** VPC endpoints, also of services that sessions do not need. */
  readonly endpoints: readonly Endpoint[] | undefined;
}

export interface Vpc {
  readonly id: string;
  /** Its Name tag. */
  readonly name?: string;
  /** The owner's account; if it is not ours, the VPC is shared with us. */
  readonly ownerId?: string;
  /** IPv4. */
  readonly cidrs: readonly string[];
  /** enableDnsSupport and enableDnsHostnames; absent where it is not known, or nothing depends on it. */
  readonly dnsSupport?: boolean;
  readonly dnsHostnames?: boolean;
  /** The id of its DHCP options; absent: it has none. */
  readonly dhcpOptions?: string;
  /** The name servers that these give to hosts: addresses, or `AmazonProvidedDNS`; absent where that is not known. */
  readonly nameServers?: readonly string[];
}

export interface Subnet {
  readonly id: string;
  readonly vpc: string;
  readonly ownerId?: string;
  /** IPv4; '' if it has none. */
  readonly cidr: string;
  readonly zone: string;
  /** What VPC Block Public Access keeps from it: `block-bidirectional` all of the internet, `block-ingress` all but what goes through a NAT gateway. */
  readonly blocked?: 'block-bidirectional' | 'block-ingress';
}

export interface RouteTable {
  readonly id: string;
  readonly vpc: string;
  /** True if it is the table of all subnets that no other table names. */
  readonly main: boolean;
  readonly subnets: readonly string[];
  readonly routes: readonly Route[];
}

export interface Route {
  /** IPv4 or IPv6 CIDR, or `pl-…`. */
  readonly destination: string;
  /** `local`, `igw-…`, `nat-…`, `tgw-…`, `vpce-…` and so on; '' where it is not known. */
  readonly target: string;
  /** False for a black hole. */
  readonly active: boolean;
}

export interface NatGateway {
  readonly id: string;
  readonly vpc: string;
  readonly subnet: string;
  /** `available`, `pending`, `failed`, `deleting` or `deleted`. */
  readonly state: string;
  /** False for one that leads to private networks only. */
  readonly isPublic: boolean;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name?: string;
  readonly vpc?: string;
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

export interface Rule {
  /** `tcp`, `udp`, a number, or `-1` for all. */
  readonly protocol: string;
  /** Absent: all ports. */
  readonly from?: number;
  readonly to?: number;
  /** IPv4 and IPv6. */
  readonly cidrs: readonly string[];
  /** Ids of security groups. */
  readonly groups: readonly string[];
  readonly prefixLists: readonly string[];
}

export interface Acl {
  readonly id: string;
  readonly subnets: readonly string[];
  readonly entries: readonly AclEntry[];
}

export interface AclEntry {
  readonly number: number;
  readonly egress: boolean;
  readonly allow: boolean;
  /** A number, `-1` for all. */
  readonly protocol: string;
  /** IPv4 or IPv6. */
  readonly cidr: string;
  /** Absent: all ports. */
  readonly from?: number;
  readonly to?: number;
}

export interface Endpoint {
  readonly id: string;
  readonly vpc: string;
  /** Interface, Gateway or another. */
  readonly type: string;
  /** `com.amazonaws.eu-west-1.ssm` */
  readonly service: string;
  /** In lower case: `available`, `pending`, `failed` and so on. */
  readonly state: string;
  readonly subnets: readonly string[];
  readonly routeTables: readonly string[];
  /** Ids. */
  readonly securityGroups: readonly string[];
  /** Ids of its network interfaces; absent: it has none. */
  readonly interfaces?: readonly string[];
  /** True if the service's own name leads here from inside the VPC. */
  readonly privateDns: boolean;
  readonly policy?: string;
}
