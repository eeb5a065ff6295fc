import { list, structure, text } from '../../protocols/shape.ts';
import { type Context, reads } from '../operation.ts';
import { describeMembers, type Kind, select } from './describe.ts';

/** The services of AWS that the sandbox has endpoints for, and the types of these. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  ec2: ['Interface'],
  ec2messages: ['Interface'],
  kms: ['Interface'],
  logs: ['Interface'],
  s3: ['Gateway', 'Interface'],
  ssm: ['Interface'],
  ssmmessages: ['Interface'],
};

interface Service {
  readonly types: readonly string[];
  readonly zones: readonly string[];
}

const KIND: Omit<Kind<Service>, 'all'> = {
  prefix: '',
  noun: 'service',
  notFound: 'InvalidServiceName',
  malformed: 'InvalidServiceName',
  most: 1000,
  filters: {
    'service-name': (_, name) => name,
    'service-type': ({ types }) => types,
    owner: () => 'amazon',
  },
  show: (_, serviceName, { types, zones }) => ({
    serviceName,
    serviceType: types.map((serviceType) => ({ serviceType })),
    availabilityZoneSet: zones,
    owner: 'amazon',
    vpcEndpointPolicySupported: true,
    acceptanceRequired: false,
  }),
};

export const endpointServiceOperations = {
  // Named ones are all on one page.
  DescribeVpcEndpointServices: reads(
    structure({ ...describeMembers, ServiceName: list(text()) }),
    (context, { ServiceName: names, ...input }) => {
      const services = offered(context);
      const { items, next } = select({ ...KIND, all: () => services }, context, names, input);
      return { serviceDetailSet: items, serviceNameSet: items.map((item) => nameOf(item)), nextToken: next };
    },
  ),
};

const nameOf = (item: object): unknown => Object.entries(item).find(([key]) => key === 'serviceName')?.[1];

/** Every service is in every zone that the region has, so far as it is known, unless the state says otherwise. */
function offered({ here, region }: Context): Readonly<Record<string, Service>> {
  const zones = [
    ...['a', 'b', 'c'].map((letter) => region + letter),
    ...Object.values(here.subnets).map(({ zone }) => zone),
  ];
  return Object.fromEntries(
    Object.entries(SERVICES).map(([service, types]) => {
      const name = `com.amazonaws.${region}.${service}`;
      return [name, { types, zones: [...new Set(here.endpointServices?.[name]?.zones ?? zones)].toSorted() }];
    }),
  );
}
