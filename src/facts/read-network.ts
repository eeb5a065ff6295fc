import type { EC2 } from '../aws/clients/ec2.ts';
import pLimit from 'p-limit';
import { isNotOffered, unlessDenied } from '../aws/errors.ts';
import type { Target } from '../targets/target.ts';
import type { Instance } from './instances.ts';
import type { NatGateway, Network, RouteTable, Vpc } from './network.ts';
import {
  aclFrom,
  endpointFrom,
  routeTableFrom,
  nameServersFrom,
  natGatewayFrom,
  securityGroupFrom,
  subnetFrom,
  vpcFrom,
} from './network-shapes.ts';

/** The filter for things that are in some VPCs. */
type Filtered = { readonly Filters: { Name: string; Values: string[] }[] };

/** The most values that a filter takes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html */
const VALUES = 200;

/** Reads the networks of these instances: six calls, up to two for DHCP options and NAT gateways, one for each VPC, and one more for each that takes names from its endpoints. */
export async function readNetwork(target: Target, instances: readonly Instance[]): Promise<Network> {
  const wanted = new Set(instances.flatMap(({ vpc }) => (vpc === '' ? [] : [vpc])));
  if (wanted.size === 0) {
    return { vpcs: [], subnets: [], routeTables: [], securityGroups: [], acls: [], endpoints: [] };
  }
  const client = await target.ec2();
  const ids = [...wanted];
  const chunks = Array.from({ length: Math.ceil(ids.length / VALUES) }, (_, at): Filtered => ({
    Filters: [{ Name: 'vpc-id', Values: ids.slice(at * VALUES, (at + 1) * VALUES) }],
  }));
  // Endpoints other than AWS do not always filter.
  const inside = ({ VpcId = '' }: { readonly VpcId?: string | undefined }): boolean => wanted.has(VpcId);
  const all = async <Page, Found extends { readonly VpcId?: string | undefined }, Value>(
    paginate: (input: Filtered, config: { pageSize: number }) => AsyncIterable<Page>,
    found: (page: Page) => readonly Found[] | undefined,
    read: (found: Found) => Value,
    pageSize = 1000,
  ): Promise<readonly Value[] | undefined> => {
    // A paginator writes into the input that it is given.
    const lists = chunks.map(async (input) => {
      const values: Value[] = [];
      for await (const page of paginate.call(client, { ...input }, { pageSize })) {
        values.push(...(found(page) ?? []).filter(inside).map(read));
      }
      return values;
    });
    return ifOffered(Promise.all(lists).then((values) => values.flat()));
  };
  const [vpcs, subnets, routeTables, securityGroups, acls, endpoints] = await Promise.all([
    all(client.paginateDescribeVpcs, ({ Vpcs }) => Vpcs, vpcFrom),
    all(client.paginateDescribeSubnets, ({ Subnets }) => Subnets, subnetFrom),
    // At most 100 per page: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html
    all(client.paginateDescribeRouteTables, ({ RouteTables }) => RouteTables, routeTableFrom, 100),
    all(client.paginateDescribeSecurityGroups, ({ SecurityGroups }) => SecurityGroups, securityGroupFrom),
    all(client.paginateDescribeNetworkAcls, ({ NetworkAcls }) => NetworkAcls, aclFrom),
    all(client.paginateDescribeVpcEndpoints, ({ VpcEndpoints }) => VpcEndpoints, endpointFrom),
  ]);
  const dependent = new Set(endpoints?.flatMap((found) => (found.privateDns ? [found.vpc] : [])));
  const limit = pLimit(8);
  // A VPC of another account does not show them.
  const isOwn = ({ ownerId = target.account }: Vpc): boolean => ownerId === target.account;
  const nameServers = readNameServers(client, vpcs?.filter(isOwn).flatMap(({ dhcpOptions = [] }) => dhcpOptions) ?? []);
  const natGateways = readNatGateways(client, routeTables ?? []);
  const known = vpcs?.map(async (vpc) => {
    if (!isOwn(vpc)) return vpc;
    const dns = await limit(() => readDns(client, vpc, dependent.has(vpc.id)));
    const given = (await nameServers).get(vpc.dhcpOptions ?? '');
    return { ...vpc, ...dns, ...(given && { nameServers: given }) };
  });
  const nats = await natGateways;
  return {
    vpcs: known && (await Promise.all(known)),
    subnets,
    routeTables,
    securityGroups,
    acls,
    endpoints,
    ...(nats && { natGateways: nats }),
  };
}

// EC2 gives one attribute per call. Hostnames matter to the names of endpoints only.
async function readDns(
  client: EC2,
  { id: VpcId }: Vpc,
  dependent: boolean,
): Promise<Pick<Vpc, 'dnsSupport' | 'dnsHostnames'>> {
  const read = (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
    ifOffered(client.describeVpcAttribute({ VpcId, Attribute }));
  const supported = read('enableDnsSupport');
  const [support, hostnames] = await Promise.all([
    dependent ? supported : unlessDenied(supported),
    dependent ? read('enableDnsHostnames') : undefined,
  ]);
  const [on, named] = [support?.EnableDnsSupport?.Value, hostnames?.EnableDnsHostnames?.Value];
  return { ...(on !== undefined && { dnsSupport: on }), ...(named !== undefined && { dnsHostnames: named }) };
}

/** Reads the name servers of DHCP options, by their ids; those that may not be read are left out. */
async function readNameServers(
  client: EC2,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const ids = [...new Set(wanted)];
  const found = new Map<string, readonly string[]>();
  const read = async (Values: string[]): Promise<void> => {
    const input: Filtered = { Filters: [{ Name: 'dhcp-options-id', Values }] };
    for await (const { DhcpOptions = [] } of client.paginateDescribeDhcpOptions(input, { pageSize: 1000 })) {
      for (const options of DhcpOptions) {
        const servers = nameServersFrom(options);
        if (servers) found.set(options.DhcpOptionsId ?? '', servers);
      }
    }
  };
  const chunks = Array.from({ length: Math.ceil(ids.length / VALUES) }, (_, at) =>
    ids.slice(at * VALUES, (at + 1) * VALUES),
  );
  await Promise.all(chunks.map((some) => unlessDenied(ifOffered(read(some)))));
  return found;
}

/** Reads the NAT gateways of the VPCs whose routes lead to one; undefined where there is none, or they may not be read. */
async function readNatGateways(client: EC2, tables: readonly RouteTable[]): Promise<readonly NatGateway[] | undefined> {
  const leading = tables.filter(({ routes }) => routes.some(({ target }) => target.startsWith('nat-')));
  const vpcs = [...new Set(leading.map(({ vpc }) => vpc))];
  if (vpcs.length === 0) return undefined;
  const read = async (Values: string[]): Promise<readonly NatGateway[]> => {
    const found: NatGateway[] = [];
    const input = { Filter: [{ Name: 'vpc-id', Values }] };
    for await (const { NatGateways = [] } of client.paginateDescribeNatGateways(input, { pageSize: 1000 })) {
      found.push(...NatGateways.map(natGatewayFrom));
    }
    return found;
  };
  const chunks = Array.from({ length: Math.ceil(vpcs.length / VALUES) }, (_, at) =>
    vpcs.slice(at * VALUES, (at + 1) * VALUES),
  );
  return unlessDenied(ifOffered(Promise.all(chunks.map(read)).then((lists) => lists.flat())));
}

async function ifOffered<Value>(read: Promise<Value>): Promise<Value | undefined> {
  try {
    return await read;
  } catch (error) {
    if (isNotOffered(error)) return undefined;
    throw error;
  }
}
