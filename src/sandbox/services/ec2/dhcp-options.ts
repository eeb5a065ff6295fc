import type { DhcpOptions } from '../../state/ec2.ts';
import { describes, type Kind, tagSet } from './describe.ts';

const DHCP_OPTIONS: Kind<DhcpOptions> = {
  prefix: 'dopt',
  noun: 'DhcpOptions ID',
  notFound: 'InvalidDhcpOptionID.NotFound',
  malformed: 'InvalidDhcpOptionsId.Malformed',
  parameter: 'DhcpOptionsIds',
  most: 1000,
  all: ({ here }) => here.dhcpOptions ?? {},
  tags: ({ tags }) => tags,
  filters: {
    'dhcp-options-id': (_, id) => id,
    key: () => 'domain-name-servers',
    value: ({ nameServers }) => nameServers,
    'owner-id': (_, __, { account }) => account,
  },
  show: ({ account }, id, { nameServers, tags }) => ({
    dhcpOptionsId: id,
    ownerId: account,
    dhcpConfigurationSet: [{ key: 'domain-name-servers', valueSet: nameServers.map((value) => ({ value })) }],
    tagSet: tagSet(tags),
  }),
};

export const dhcpOptionsOperations = {
  DescribeDhcpOptions: describes(DHCP_OPTIONS, 'DhcpOptionsId', 'dhcpOptionsSet'),
};
