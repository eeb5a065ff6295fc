import type { SecurityGroup, SecurityRule } from '../../state/ec2.ts';
import { describes, type Kind } from './describe.ts';

const SECURITY_GROUPS: Kind<SecurityGroup> = {
  prefix: 'sg',
  noun: 'security group',
  notFound: 'InvalidGroup.NotFound',
  malformed: 'InvalidGroupId.Malformed',
  parameter: 'GroupIds',
  most: 1000,
  all: ({ here }) => here.securityGroups,
  tags: () => ({}),
  filters: {
    'group-id': (_, id) => id,
    'group-name': ({ name }) => name,
    'vpc-id': ({ vpc }) => vpc,
    'owner-id': (_, __, { account }) => account,
  },
  show: ({ account, region, partition }, id, { name, vpc, ingress, egress }) => ({
    groupId: id,
    securityGroupArn: `arn:${partition.id}:ec2:${region}:${account}:security-group/${id}`,
    groupName: name,
    groupDescription: name,
    vpcId: vpc,
    ownerId: account,
    ipPermissions: ingress.map((rule) => permission(rule, account)),
    ipPermissionsEgress: egress.map((rule) => permission(rule, account)),
    tagSet: [],
  }),
};

export const securityGroupOperations = {
  DescribeSecurityGroups: describes(SECURITY_GROUPS, 'GroupId', 'securityGroupInfo'),
};

function permission({ protocol, from, to, cidrs, groups, prefixLists }: SecurityRule, account: string): object {
  return {
    ipProtocol: protocol,
    ...ports(protocol, from, to),
    ipRanges: cidrs.filter((cidr) => !cidr.includes(':')).map((cidrIp) => ({ cidrIp })),
    ipv6Ranges: cidrs.filter((cidr) => cidr.includes(':')).map((cidrIpv6) => ({ cidrIpv6 })),
    groups: groups.map((groupId) => ({ groupId, userId: account })),
    prefixListIds: prefixLists.map((prefixListId) => ({ prefixListId })),
  };
}

/** Shows ports as AWS does: left out only where the protocol is every one; all types of ICMP are -1. */
function ports(protocol: string, from: number | undefined, to: number | undefined): object {
  if (protocol === '-1') return {};
  if (protocol.startsWith('icmp')) return { fromPort: from ?? -1, toPort: to ?? -1 };
  return { fromPort: from ?? 0, toPort: to ?? from ?? 65_535 };
}
