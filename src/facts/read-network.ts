import type { EC2 } from '../aws/clients/ec2.ts';
import pLimit from 'p-limit';
import { isNotOffered } from '../aws/errors.ts';
import type { Target } from '../targets/target.ts';
import type { Instance } from './instances.ts';
import type { Network, Vpc } from './network.ts';
import { aclFrom, endpointFrom, routeTableFrom, securityGroupFrom, subnetFrom, vpcFrom } from './network-shapes.ts';

/** The filter for things that are in some VPCs. */
type Filtered = { readonly Filters: { Name: string; Values: string[] }[] };

/** The most values that a filter takes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html */
const VALUES = 200;

/** Reads the networks of these instances: six calls, and two for each VPC that takes names from its endpoints. */
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
  const known = vpcs?.map(async (vpc) => {
    // A VPC of another account does not show them.
    if (!dependent.has(vpc.id) || (vpc.ownerId ?? target.account) !== target.account) return vpc;
    return (await ifOffered(limit(() => readDns(client, vpc)))) ?? vpc;
  });
  return { vpcs: known && (await Promise.all(known)), subnets, routeTables, securityGroups, acls, endpoints };
}

// EC2 gives one attribute per call.
async function readDns(client: EC2, vpc: Vpc): Promise<Vpc> {
  const VpcId = vpc.id;
  const [{ EnableDnsSupport: support }, { EnableDnsHostnames: hostnames }] = await Promise.all([
    client.describeVpcAttribute({ VpcId, Attribute: 'enableDnsSupport' }),
    client.describeVpcAttribute({ VpcId, Attribute: 'enableDnsHostnames' }),
  ]);
  return {
    ...vpc,
    ...(support?.Value !== undefined && { dnsSupport: support.Value }),
    ...(hostnames?.Value !== undefined && { dnsHostnames: hostnames.Value }),
  };
}

async function ifOffered<Value>(read: Promise<Value>): Promise<Value | undefined> {
  try {
    return await read;
  } catch (error) {
    if (isNotOffered(error)) return undefined;
    throw error;
  }
}
