import type { AclEntry, NetworkAcl } from '../../state/ec2.ts';
import { describes, type Kind } from './describe.ts';

/** The numbers of protocols that the state can give by name: AWS answers with numbers. */
const PROTOCOLS: Readonly<Record<string, string>> = { icmp: '1', tcp: '6', udp: '17', icmpv6: '58' };

const NETWORK_ACLS: Kind<NetworkAcl> = {
  prefix: 'acl',
  noun: 'networkAcl ID',
  notFound: 'InvalidNetworkAclID.NotFound',
  malformed: 'InvalidNetworkAclId.Malformed',
  parameter: 'NetworkAclIds',
  most: 1000,
  all: ({ here }) => here.networkAcls,
  tags: () => ({}),
  filters: {
    'network-acl-id': (_, id) => id,
    'vpc-id': ({ vpc }) => vpc,
    default: (acl) => acl.default,
    'association.subnet-id': ({ subnets }) => subnets,
    'association.network-acl-id': (_, id) => id,
    'owner-id': ({ vpc }, _, { here, account }) => here.vpcs[vpc]?.owner ?? account,
  },
  show: ({ here, account }, id, acl) => ({
    networkAclId: id,
    vpcId: acl.vpc,
    ownerId: here.vpcs[acl.vpc]?.owner ?? account,
    default: acl.default,
    entrySet: withLast(acl.entries, here.vpcs[acl.vpc]?.ipv6Cidr !== undefined).map((entry) => shownEntry(entry)),
    associationSet: acl.subnets.map((subnetId) => ({
      networkAclAssociationId: `aclassoc-${subnetId.replace(/^\w+-/, '')}`,
      networkAclId: id,
      subnetId,
    })),
    tagSet: [],
  }),
};

export const networkAclOperations = {
  DescribeNetworkAcls: describes(NETWORK_ACLS, 'NetworkAclId', 'networkAclSet'),
};

/** Adds the entries that AWS puts last and nobody can remove: they deny what no other entry matches. */
function withLast(entries: readonly AclEntry[], ipv6: boolean): readonly AclEntry[] {
  const last = [true, false].flatMap((egress): AclEntry[] => [
    { number: 32_767, egress, action: 'deny', protocol: '-1', cidr: '0.0.0.0/0' },
    ...(ipv6 ? [{ number: 32_768, egress, action: 'deny' as const, protocol: '-1', cidr: '::/0' }] : []),
  ]);
  const rest = entries.filter(({ number }) => number < 32_767);
  return [...rest, ...last].toSorted((a, b) => Number(b.egress) - Number(a.egress) || a.number - b.number);
}

function shownEntry({ number, egress, action, protocol, cidr, from, to }: AclEntry): object {
  return {
    ruleNumber: number,
    egress,
    ruleAction: action,
    protocol: PROTOCOLS[protocol] ?? protocol,
    [cidr.includes(':') ? 'ipv6CidrBlock' : 'cidrBlock']: cidr,
    portRange: from === undefined ? undefined : { from, to: to ?? from },
  };
}
