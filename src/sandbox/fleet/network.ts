import type { SecurityGroup, VpcEndpoint } from '../state/ec2.ts';
import type { RegionState } from '../state/state.ts';

type Networks = Pick<
  RegionState,
  'vpcs' | 'subnets' | 'routeTables' | 'securityGroups' | 'networkAcls' | 'vpcEndpoints'
>;

/** A VPC of two subnets as it is written here; the ids of everything in it are its id and a digit. */
export interface Network {
  /** 16 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  /** `10.0`: of a block of 65,536 addresses. */
  readonly block: string;
  /** The route for everything outside the VPC itself; absent: there is none. */
  readonly gateway?: 'igw' | 'nat';
  readonly endpoints?: readonly Endpoint[];
}

interface Endpoint {
  readonly service: 'ssm' | 'ssmmessages' | 'kms' | 'logs' | 's3';
  readonly privateDns?: false;
  /** Set if its security group lets in another network, and not its own. */
  readonly closed?: true;
}

/** The fleet's networks, which are fine unless noted otherwise. */
export const NETWORKS = {
  web: { id: '04c33193873fa9b3', name: 'web', block: '10.0', gateway: 'igw' },
  /** A network from which nothing leads to KMS and CloudWatch Logs. */
  ledger: {
    id: '025ad266f18647ae',
    name: 'ledger',
    block: '10.20',
    endpoints: [{ service: 'ssm' }, { service: 'ssmmessages' }, { service: 's3' }],
  },
  webInEurope: { id: '01420255d43fdd53', name: 'web', block: '10.40', gateway: 'nat' },
  /** A network whose nodes are kept out of Systems Manager, and where the name of CloudWatch Logs leads to the internet. */
  orders: {
    id: '027ece7bcaf8572d',
    name: 'orders',
    block: '10.50',
    endpoints: [
      { service: 'ssm', closed: true },
      { service: 'ssmmessages', closed: true },
      { service: 'kms' },
      { service: 'logs', privateDns: false },
      { service: 's3' },
    ],
  },
  webInGermany: { id: '0b6f5a1c9d2e4370', name: 'web', block: '10.60', gateway: 'igw' },
  development: { id: '0931ce7e60313bdf', name: 'default', block: '172.31', gateway: 'igw' },
} as const satisfies Readonly<Record<string, Network>>;

export const vpcId = ({ id }: Network): string => `vpc-${id}0`;
export const subnetId = ({ id }: Network, subnet: 1 | 2): string => `subnet-${id}${subnet}`;
export const nodeGroupId = ({ id }: Network): string => `sg-${id}a`;
const routeTableId = ({ id }: Network): string => `rtb-${id}0`;

/** The prefix list of S3, as the sandbox's EC2 has it in every region. */
const S3_PREFIXES = 'pl-6da54004';
const EVERYWHERE = '0.0.0.0/0';

/** Builds these networks in one region. */
export function networks(region: string, all: readonly Network[]): Networks {
  const found: Networks = {
    vpcs: {},
    subnets: {},
    routeTables: {},
    securityGroups: {},
    networkAcls: {},
    vpcEndpoints: {},
  };
  for (const network of all) addNetwork(found, region, network);
  return found;
}

function addNetwork(found: Networks, region: string, network: Network): void {
  const { id, name, block, gateway, endpoints = [] } = network;
  const vpc = vpcId(network);
  const cidr = `${block}.0.0/16`;
  found.vpcs[vpc] = { cidr, dnsSupport: true, dnsHostnames: true, tags: { Name: name } };
  for (const [subnet, zone] of [[1, 'a'] as const, [2, 'b'] as const]) {
    found.subnets[subnetId(network, subnet)] = {
      vpc,
      cidr: `${block}.${subnet}.0/24`,
      zone: region + zone,
      tags: { Name: `${name}-${zone}` },
    };
  }
  const s3 = endpoints.findIndex(({ service }) => service === 's3');
  found.routeTables[routeTableId(network)] = {
    vpc,
    main: true,
    subnets: [],
    routes: [
      { destination: cidr, target: 'local', state: 'active' },
      ...(gateway ? [{ destination: EVERYWHERE, target: `${gateway}-${id}0`, state: 'active' as const }] : []),
      ...(s3 >= 0 ? [{ destination: S3_PREFIXES, target: endpointId(network, s3), state: 'active' as const }] : []),
    ],
  };
  found.securityGroups[nodeGroupId(network)] = group(vpc, 'nodes', gateway === 'igw' ? EVERYWHERE : cidr);
  found.securityGroups[openGroupId(network)] = group(vpc, 'endpoints', cidr);
  found.securityGroups[closedGroupId(network)] = group(vpc, 'endpoints-of-the-office', '10.99.0.0/16');
  found.networkAcls[`acl-${id}0`] = {
    vpc,
    default: true,
    subnets: [subnetId(network, 1), subnetId(network, 2)],
    entries: [false, true].map((egress) => ({
      number: 100,
      egress,
      action: 'allow',
      protocol: '-1',
      cidr: EVERYWHERE,
    })),
  };
  for (const [index, endpoint] of endpoints.entries()) {
    found.vpcEndpoints[endpointId(network, index)] = vpcEndpoint(region, network, endpoint);
  }
}

const endpointId = ({ id }: Network, index: number): string => `vpce-${id}${index}`;
const openGroupId = ({ id }: Network): string => `sg-${id}b`;
const closedGroupId = ({ id }: Network): string => `sg-${id}c`;

/** Makes a security group that lets HTTPS in from somewhere, and everything out. */
const group = (vpc: string, name: string, from: string): SecurityGroup => ({
  name,
  vpc,
  ingress: [{ protocol: 'tcp', from: 443, to: 443, cidrs: [from], groups: [], prefixLists: [] }],
  egress: [{ protocol: '-1', cidrs: [EVERYWHERE], groups: [], prefixLists: [] }],
});

function vpcEndpoint(region: string, network: Network, { service, privateDns, closed }: Endpoint): VpcEndpoint {
  const common = {
    vpc: vpcId(network),
    service: `com.amazonaws.${region}.${service}`,
    state: 'available' as const,
    tags: { Name: `${network.name}-${service}` },
  };
  if (service === 's3') {
    const routeTables = [routeTableId(network)];
    return { ...common, type: 'Gateway', privateDns: false, subnets: [], securityGroups: [], routeTables };
  }
  return {
    ...common,
    type: 'Interface',
    privateDns: privateDns ?? true,
    subnets: [subnetId(network, 1), subnetId(network, 2)],
    securityGroups: [closed ? closedGroupId(network) : openGroupId(network)],
    routeTables: [],
  };
}
