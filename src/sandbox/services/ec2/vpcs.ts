import { AwsError } from '../../protocols/aws-error.ts';
import { bool, structure, text } from '../../protocols/shape.ts';
import type { Vpc } from '../../state/ec2.ts';
import { reads } from '../operation.ts';
import { describes, invalidValue, type Kind, select, tagSet } from './describe.ts';

/** VPCs, including those that other accounts share with this one. */
const VPCS: Kind<Vpc> = {
  prefix: 'vpc',
  noun: 'vpc ID',
  notFound: 'InvalidVpcID.NotFound',
  malformed: 'InvalidVpcId.Malformed',
  parameter: 'VpcIds',
  most: 1000,
  all: ({ here }) => here.vpcs,
  tags: ({ tags }) => tags,
  filters: {
    'vpc-id': (_, id) => id,
    cidr: ({ cidr }) => cidr,
    'dhcp-options-id': ({ dhcpOptions = 'default' }) => dhcpOptions,
    'owner-id': ({ owner }, _, { account }) => owner ?? account,
    state: () => 'available',
    'is-default': () => false,
  },
  show: ({ account }, id, { owner = account, cidr, ipv6Cidr, dhcpOptions = 'default', tags }) => ({
    vpcId: id,
    ownerId: owner,
    state: 'available',
    dhcpOptionsId: dhcpOptions,
    cidrBlock: cidr,
    cidrBlockAssociationSet: [
      { associationId: `vpc-cidr-assoc-${id.slice(4)}`, cidrBlock: cidr, cidrBlockState: { state: 'associated' } },
    ],
    ipv6CidrBlockAssociationSet:
      ipv6Cidr === undefined
        ? undefined
        : [
            {
              associationId: `vpc-cidr-assoc-${id.slice(4)}6`,
              ipv6CidrBlock: ipv6Cidr,
              ipv6CidrBlockState: { state: 'associated' },
            },
          ],
    instanceTenancy: 'default',
    isDefault: false,
    tagSet: tagSet(tags),
  }),
};

export const vpcOperations = {
  DescribeVpcs: describes(VPCS, 'VpcId', 'vpcSet'),
  DescribeVpcAttribute: reads(
    structure({ VpcId: text(), Attribute: text(), DryRun: bool() }),
    (context, { VpcId: id, Attribute: attribute, DryRun }) => {
      if (id === undefined) throw missing('vpcId');
      if (attribute === undefined) throw missing('attribute');
      select(VPCS, context, [id], { DryRun });
      const vpc = context.here.vpcs[id];
      if (attribute === 'enableDnsSupport') return { vpcId: id, enableDnsSupport: { value: vpc?.dnsSupport } };
      if (attribute === 'enableDnsHostnames') return { vpcId: id, enableDnsHostnames: { value: vpc?.dnsHostnames } };
      throw invalidValue(`Value (${attribute}) for parameter attribute is invalid. Unknown attribute.`);
    },
  ),
};

function missing(parameter: string): AwsError {
  return new AwsError('MissingParameter', `The request must contain the parameter ${parameter}`);
}
