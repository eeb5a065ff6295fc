import { createHash } from 'node:crypto';
import type { VpcEndpoint } from '../../state/ec2.ts';
import type { Context } from '../operation.ts';
import { describes, type Kind } from './describe.ts';

/** A network interface of an endpoint, which is in one of its subnets. */
interface NetworkInterface {
  readonly endpoint: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly address: string;
}

/** Gives the id of the interface of an endpoint in a subnet. */
const interfaceId = (endpoint: string, subnet: string): string =>
  `eni-${createHash('sha256').update(`${endpoint} ${subnet}`).digest('hex').slice(0, 17)}`;

/** Gives the interfaces of all endpoints that have any, by their ids; others are not known. */
function interfacesOf({ here }: Context): Readonly<Record<string, NetworkInterface>> {
  const all = Object.entries(here.vpcEndpoints).filter(([, { type }]) => type === 'Interface');
  return Object.fromEntries(
    all.flatMap(([endpoint, { vpc, subnets, addresses }], index) =>
      subnets.map((subnet, at) => {
        const address = addresses?.[at] ?? addressIn(here.subnets[subnet]?.cidr ?? '10.0.0.0/24', index);
        return [interfaceId(endpoint, subnet), { endpoint, vpc, subnet, address }] as const;
      }),
    ),
  );
}

/** Gives an address at the end of a block, far from those of instances. */
const addressIn = (cidr: string, index: number): string => cidr.replace(/\d+\/\d+$/, String(220 + (index % 30)));

const INTERFACES: Kind<NetworkInterface> = {
  prefix: 'eni',
  noun: 'networkInterface ID',
  notFound: 'InvalidNetworkInterfaceID.NotFound',
  malformed: 'InvalidNetworkInterfaceId.Malformed',
  most: 1000,
  all: interfacesOf,
  filters: {
    'network-interface-id': (_, id) => id,
    'vpc-id': ({ vpc }) => vpc,
    'subnet-id': ({ subnet }) => subnet,
    'interface-type': () => 'vpc_endpoint',
  },
  show: (_, id, { endpoint, vpc, subnet, address }) => ({
    networkInterfaceId: id,
    interfaceType: 'vpc_endpoint',
    description: `VPC Endpoint Interface ${endpoint}`,
    vpcId: vpc,
    subnetId: subnet,
    status: 'in-use',
    privateIpAddress: address,
    privateIpAddressesSet: [{ primary: true, privateIpAddress: address }],
  }),
};

export const networkInterfaceOperations = {
  DescribeNetworkInterfaces: describes(INTERFACES, 'NetworkInterfaceId', 'networkInterfaceSet'),
};

/** Lists the ids of the interfaces of an endpoint. */
export const interfaceIdsOf = (endpoint: string, { type, subnets }: VpcEndpoint): readonly string[] =>
  type === 'Interface' ? subnets.map((subnet) => interfaceId(endpoint, subnet)) : [];
