import { pagesOf } from '../aws/answers/pages.ts';
import { isDenied, isNotOffered, unlessDenied } from '../aws/errors.ts';
import { once, onceEach } from '../once.ts';
import { type HostedZone, readHostedZones } from './hosted-zones.ts';
import type { Target } from '../targets/target.ts';

/**
 * The things around the networks of a region that only some findings and pieces of advice depend on: each is read once, when one
 * does. Undefined: it may not be read, or the endpoint does not offer it.
 */
export interface Surroundings {
  /** Resolves to the zones in which a service takes endpoints, by its name: `com.amazonaws.us-east-1.ssm`. */
  endpointZones(): Promise<ReadonlyMap<string, readonly string[]> | undefined>;
  internetGateways(): Promise<readonly InternetGateway[] | undefined>;
  /** Resolves to the ARNs of VPCs and subnets that VPC Block Public Access leaves out, each with the traffic that it lets through. */
  openToInternet(): Promise<ReadonlyMap<string, 'allow-bidirectional' | 'allow-egress'> | undefined>;
  /** Tells whether a VPC, by its id, gives hostnames: without them no endpoint can have private DNS. */
  dnsHostnames(vpc: string): Promise<boolean | undefined>;
  /** Resolves to the private hosted zones of a VPC, by its id; undefined: the endpoint does not offer it. */
  hostedZones(vpc: string): Promise<readonly HostedZone[] | 'denied' | undefined>;
  /** Resolves to the private addresses of the endpoints of a VPC, by its id. */
  endpointAddresses(vpc: string): Promise<Addresses | undefined>;
}

/** The addresses of network interfaces, by their ids. */
export type Addresses = ReadonlyMap<string, readonly string[]>;

export interface InternetGateway {
  readonly id: string;
  /** The VPC that it is attached to; absent: none. */
  readonly vpc?: string;
}

/** The services that sessions can need endpoints for. */
const SERVICES = ['ssm', 'ssmmessages', 'ec2messages', 'kms', 'logs', 's3'];

/** Makes the surroundings of a target, which read nothing yet. */
export const surroundingsOf = (target: Target): Surroundings => ({
  endpointZones: once(() => ifReadable(readEndpointZones(target))),
  internetGateways: once(() => ifReadable(readInternetGateways(target))),
  openToInternet: once(() => ifReadable(readExclusions(target))),
  dnsHostnames: onceEach((vpc) => ifReadable(readDnsHostnames(target, vpc))),
  endpointAddresses: onceEach((vpc) => ifReadable(readEndpointAddresses(target, vpc))),
  hostedZones: onceEach((vpc) =>
    ifReadable(
      readHostedZones(target, vpc).catch((error: unknown) => {
        if (isDenied(error)) return 'denied' as const;
        throw error;
      }),
    ),
  ),
});

async function readEndpointZones(target: Target): Promise<ReadonlyMap<string, readonly string[]>> {
  const client = await target.ec2();
  const Values = SERVICES.map((service) => `com.amazonaws.${target.region}.${service}`);
  const found = new Map<string, readonly string[]>();
  const pages = pagesOf('DescribeVpcEndpointServices', (NextToken) =>
    client.describeVpcEndpointServices({
      Filters: [{ Name: 'service-name', Values }],
      ...(NextToken !== undefined && { NextToken }),
    }),
  );
  for await (const { ServiceDetails = [] } of pages) {
    // S3 has one of each type: a gateway is in every zone.
    for (const { ServiceName = '', AvailabilityZones = [] } of ServiceDetails) {
      found.set(ServiceName, [...new Set([...(found.get(ServiceName) ?? []), ...AvailabilityZones])]);
    }
  }
  return found;
}

async function readInternetGateways(target: Target): Promise<readonly InternetGateway[]> {
  const client = await target.ec2();
  const found: InternetGateway[] = [];
  for await (const { InternetGateways = [] } of client.paginateDescribeInternetGateways({}, { pageSize: 1000 })) {
    for (const { InternetGatewayId: id = '', Attachments: [attachment] = [] } of InternetGateways) {
      found.push({ id, ...(attachment?.VpcId && { vpc: attachment.VpcId }) });
    }
  }
  return found;
}

/** The states of an exclusion that is in force, or still is. */
const IN_FORCE = /^(?:create-complete|update-in-progress|update-complete|disable-in-progress|delete-in-progress)$/;

async function readExclusions(target: Target): Promise<ReadonlyMap<string, 'allow-bidirectional' | 'allow-egress'>> {
  const client = await target.ec2();
  const found = new Map<string, 'allow-bidirectional' | 'allow-egress'>();
  const pages = pagesOf('DescribeVpcBlockPublicAccessExclusions', (NextToken) =>
    client.describeVpcBlockPublicAccessExclusions(NextToken === undefined ? {} : { NextToken }),
  );
  for await (const { VpcBlockPublicAccessExclusions = [] } of pages) {
    for (const { ResourceArn = '', InternetGatewayExclusionMode: mode, State = '' } of VpcBlockPublicAccessExclusions) {
      if (mode && IN_FORCE.test(State)) found.set(ResourceArn, mode);
    }
  }
  return found;
}

async function readEndpointAddresses(target: Target, vpc: string): Promise<Addresses> {
  const client = await target.ec2();
  const found = new Map<string, readonly string[]>();
  const Filters = [
    { Name: 'vpc-id', Values: [vpc] },
    { Name: 'interface-type', Values: ['vpc_endpoint'] },
  ];
  for await (const { NetworkInterfaces = [] } of client.paginateDescribeNetworkInterfaces(
    { Filters },
    { pageSize: 1000 },
  )) {
    for (const { NetworkInterfaceId: id = '', PrivateIpAddresses = [] } of NetworkInterfaces) {
      found.set(
        id,
        PrivateIpAddresses.flatMap(({ PrivateIpAddress }) => PrivateIpAddress ?? []),
      );
    }
  }
  return found;
}

async function readDnsHostnames(target: Target, VpcId: string): Promise<boolean | undefined> {
  const client = await target.ec2();
  return (await client.describeVpcAttribute({ VpcId, Attribute: 'enableDnsHostnames' })).EnableDnsHostnames?.Value;
}

async function ifReadable<Value>(read: Promise<Value>): Promise<Value | undefined> {
  const answer = unlessDenied(read);
  return answer.catch((error: unknown) => {
    if (isNotOffered(error)) return undefined;
    throw error;
  });
}
