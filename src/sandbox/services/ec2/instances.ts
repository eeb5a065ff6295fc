import { createHash } from 'node:crypto';
import { bool } from '../../protocols/shape.ts';
import type { Instance } from '../../state/ec2.ts';
import { type Context } from '../operation.ts';
import { describes, type Kind, tagSet } from './describe.ts';

const STATE_CODES: Readonly<Record<Instance['state'], number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

const INSTANCES: Kind<Instance> = {
  prefix: 'i',
  noun: 'instance ID',
  notFound: 'InvalidInstanceID.NotFound',
  malformed: 'InvalidInstanceID.Malformed',
  parameter: 'instancesSet',
  most: 1000,
  all: ({ here }) => here.instances,
  tags: ({ tags }) => tags,
  filters: {
    'instance-id': (_, id) => id,
    'instance-state-name': ({ state }) => state,
    'instance-state-code': ({ state }) => String(STATE_CODES[state]),
    'instance-type': ({ type }) => type,
    'image-id': ({ imageId }) => imageId,
    platform: ({ platform }) => (platform === 'windows' ? platform : undefined),
    'vpc-id': (instance) => placed(instance)?.vpc,
    'subnet-id': (instance) => placed(instance)?.subnet,
    'private-ip-address': (instance) => placed(instance)?.privateIp,
    'ip-address': (instance) => placed(instance)?.publicIp,
    'ipv6-address': (instance) => placed(instance)?.ipv6,
    'instance.group-id': (instance) => placed(instance)?.securityGroups,
    'network-interface.group-id': (instance) => placed(instance)?.securityGroups,
    'iam-instance-profile.arn': (instance, _, context) => profileOf(context, instance)?.arn,
    'owner-id': (_, __, { account }) => account,
  },
  show: (context, id, instance) => ({
    reservationId: `r-${id.slice(2)}`,
    ownerId: context.account,
    groupSet: [],
    instancesSet: [shown(context, id, instance)],
  }),
};

export const instanceOperations = {
  DescribeInstances: describes(INSTANCES, 'InstanceId', 'reservationSet', { IncludeManagedResources: bool() }),
};

/** Gives the instance while it is in a network; undefined once it is terminated. */
function placed(instance: Instance): Instance | undefined {
  return instance.state === 'terminated' ? undefined : instance;
}

function shown(context: Context, id: string, instance: Instance): object {
  const { state, metadata, platform } = instance;
  const { region } = context;
  const windows = platform === 'windows';
  return {
    instanceId: id,
    imageId: instance.imageId,
    instanceState: { code: STATE_CODES[state], name: state },
    instanceType: instance.type,
    launchTime: instance.launched,
    architecture: 'x86_64',
    // The model says `Windows`, AWS `windows`. Other platforms are left out.
    platform: windows ? 'windows' : undefined,
    platformDetails: windows ? 'Windows' : 'Linux/UNIX',
    placement: { availabilityZone: context.here.subnets[instance.subnet]?.zone ?? `${region}a`, tenancy: 'default' },
    monitoring: { state: 'disabled' },
    metadataOptions: {
      state: 'applied',
      httpTokens: metadata.tokens,
      httpPutResponseHopLimit: metadata.tokens === 'required' ? 2 : 1,
      httpEndpoint: metadata.endpoint,
      httpProtocolIpv6: 'disabled',
      instanceMetadataTags: 'disabled',
    },
    tagSet: tagSet(instance.tags),
    ...(placed(instance) && inNetwork(context, id, instance)),
  };
}

function inNetwork(context: Context, id: string, instance: Instance): object {
  const { vpc, subnet, privateIp, publicIp, ipv6 } = instance;
  const groupSet = instance.securityGroups.map((groupId) => ({
    groupId,
    groupName: context.here.securityGroups[groupId]?.name,
  }));
  const privateDnsName = `ip-${privateIp.replaceAll('.', '-')}.${context.region}.compute.internal`;
  const association = publicIp === undefined ? undefined : { publicIp, ipOwnerId: 'amazon' };
  const networkInterface = {
    networkInterfaceId: `eni-${id.slice(2)}`,
    subnetId: subnet,
    vpcId: vpc,
    ownerId: context.account,
    status: 'in-use',
    privateIpAddress: privateIp,
    privateDnsName,
    sourceDestCheck: instance.sourceDestCheck ?? true,
    groupSet,
    attachment: { attachmentId: `eni-attach-${id.slice(2)}`, deviceIndex: 0, status: 'attached' },
    association,
    privateIpAddressesSet: [{ privateIpAddress: privateIp, privateDnsName, primary: true, association }],
    ipv6AddressesSet: ipv6 === undefined ? [] : [{ ipv6Address: ipv6 }],
    interfaceType: 'interface',
  };
  return {
    vpcId: vpc,
    subnetId: subnet,
    privateIpAddress: privateIp,
    privateDnsName,
    ipAddress: publicIp,
    ipv6Address: ipv6,
    groupSet,
    sourceDestCheck: instance.sourceDestCheck ?? true,
    networkInterfaceSet: [networkInterface],
    iamInstanceProfile: profileOf(context, instance),
  };
}

/** Shows the instance profile, even one that IAM does not have or no longer has: AWS does not check. */
function profileOf(
  { state, partition, account }: Context,
  instance: Instance,
): { readonly arn: string; readonly id: string } | undefined {
  const { profile: name } = placed(instance) ?? {};
  if (name === undefined) return undefined;
  const { path, id } = state.iam[account]?.instanceProfiles[name] ?? { path: '/', id: fakeId(`${account} ${name}`) };
  return { arn: `arn:${partition.id}:iam::${account}:instance-profile${path}${name}`, id };
}

function fakeId(text: string): string {
  return `AIPA${createHash('sha256').update(text).digest('hex').slice(0, 17).toUpperCase()}`;
}
