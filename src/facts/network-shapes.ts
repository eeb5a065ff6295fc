import type {
  DhcpOptions,
  IpPermission,
  NatGateway as FoundNat,
  NetworkAcl,
  Route as FoundRoute,
  RouteTable as FoundTable,
  SecurityGroup as FoundGroup,
  Subnet as FoundSubnet,
  Vpc as FoundVpc,
  VpcEndpoint,
} from '@aws-sdk/client-ec2';
import type { Acl, Endpoint, NatGateway, RouteTable, Rule, SecurityGroup, Subnet, Vpc } from './network.ts';

// Makes plain data of EC2's answers.

export const vpcFrom = ({
  VpcId = '',
  OwnerId,
  CidrBlock,
  CidrBlockAssociationSet = [],
  DhcpOptionsId,
  Tags = [],
}: FoundVpc): Vpc => ({
  id: VpcId,
  ...nameIn(Tags),
  ...(OwnerId && { ownerId: OwnerId }),
  cidrs: distinct([CidrBlock, ...CidrBlockAssociationSet.map((association) => association.CidrBlock)]),
  // AWS calls it that where there are none.
  ...(DhcpOptionsId && DhcpOptionsId !== 'default' && { dhcpOptions: DhcpOptionsId }),
});

function nameIn(tags: NonNullable<FoundVpc['Tags']>): Pick<Vpc, 'name'> {
  const name = tags.find(({ Key }) => Key === 'Name')?.Value;
  return name ? { name } : {};
}

/** Gives the name servers of DHCP options; undefined where they name none. */
export const nameServersFrom = ({ DhcpConfigurations = [] }: DhcpOptions): readonly string[] | undefined =>
  DhcpConfigurations.find(({ Key }) => Key === 'domain-name-servers')?.Values?.flatMap(({ Value }) => Value ?? []);

export const subnetFrom = ({
  SubnetId = '',
  VpcId = '',
  OwnerId,
  CidrBlock = '',
  AvailabilityZone = '',
  BlockPublicAccessStates: { InternetGatewayBlockMode: blocked } = {},
}: FoundSubnet): Subnet => ({
  id: SubnetId,
  vpc: VpcId,
  ...(OwnerId && { ownerId: OwnerId }),
  cidr: CidrBlock,
  zone: AvailabilityZone,
  ...(blocked && blocked !== 'off' && { blocked }),
});

export const routeTableFrom = ({
  RouteTableId = '',
  VpcId = '',
  Associations = [],
  Routes = [],
}: FoundTable): RouteTable => ({
  id: RouteTableId,
  vpc: VpcId,
  main: Associations.some(({ Main }) => Main),
  subnets: distinct(Associations.map(({ SubnetId }) => SubnetId)),
  routes: Routes.map((route) => ({
    destination: route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId ?? '',
    target: targetOf(route),
    active: route.State !== 'blackhole',
  })),
});

// An instance also has a network interface; the instance says more.
const targetOf = (route: FoundRoute): string =>
  route.NatGatewayId ??
  route.TransitGatewayId ??
  route.VpcPeeringConnectionId ??
  route.EgressOnlyInternetGatewayId ??
  route.LocalGatewayId ??
  route.CarrierGatewayId ??
  route.CoreNetworkArn ??
  route.OdbNetworkArn ??
  route.InstanceId ??
  route.NetworkInterfaceId ??
  route.GatewayId ??
  '';

export const natGatewayFrom = (found: FoundNat): NatGateway => ({
  id: found.NatGatewayId ?? '',
  vpc: found.VpcId ?? '',
  subnet: found.SubnetId ?? '',
  state: found.State ?? 'available',
  isPublic: found.ConnectivityType !== 'private',
});

export const securityGroupFrom = ({
  GroupId = '',
  GroupName,
  VpcId,
  IpPermissions = [],
  IpPermissionsEgress = [],
}: FoundGroup): SecurityGroup => ({
  id: GroupId,
  ...(GroupName && { name: GroupName }),
  ...(VpcId && { vpc: VpcId }),
  ingress: IpPermissions.map(rule),
  egress: IpPermissionsEgress.map(rule),
});

const rule = (found: IpPermission): Rule => ({
  protocol: found.IpProtocol ?? '-1',
  // -1 stands for all, too.
  ...ports(found.FromPort === -1 ? undefined : found.FromPort, found.ToPort === -1 ? undefined : found.ToPort),
  cidrs: distinct([
    ...(found.IpRanges ?? []).map(({ CidrIp }) => CidrIp),
    ...(found.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
  ]),
  groups: distinct((found.UserIdGroupPairs ?? []).map(({ GroupId }) => GroupId)),
  prefixLists: distinct((found.PrefixListIds ?? []).map(({ PrefixListId }) => PrefixListId)),
});

export const aclFrom = ({ NetworkAclId = '', Associations = [], Entries = [] }: NetworkAcl): Acl => ({
  id: NetworkAclId,
  subnets: distinct(Associations.map(({ SubnetId }) => SubnetId)),
  entries: Entries.map((entry) => ({
    number: entry.RuleNumber ?? 0,
    egress: entry.Egress ?? false,
    allow: entry.RuleAction === 'allow',
    protocol: entry.Protocol ?? '-1',
    cidr: entry.CidrBlock ?? entry.Ipv6CidrBlock ?? '',
    ...ports(entry.PortRange?.From, entry.PortRange?.To),
  })),
});

export const endpointFrom = (found: VpcEndpoint): Endpoint => ({
  id: found.VpcEndpointId ?? '',
  vpc: found.VpcId ?? '',
  type: found.VpcEndpointType ?? 'Gateway',
  service: found.ServiceName ?? '',
  // The model says `Available`, AWS `available`.
  state: (found.State ?? 'available').toLowerCase(),
  subnets: found.SubnetIds ?? [],
  routeTables: found.RouteTableIds ?? [],
  securityGroups: distinct((found.Groups ?? []).map(({ GroupId }) => GroupId)),
  ...(found.NetworkInterfaceIds?.length && { interfaces: found.NetworkInterfaceIds }),
  // Private DNS can be for queries from outside the VPC only: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DnsOptions.html
  privateDns: (found.PrivateDnsEnabled ?? false) && !found.DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint,
  ...(found.PolicyDocument && { policy: found.PolicyDocument }),
});

const ports = (from: number | undefined, to: number | undefined): { from?: number; to?: number } => ({
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
});

const distinct = (texts: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(texts.flatMap((text) => text || [])),
];
