import { list, structure, text } from '../../protocols/shape.ts';
import type { RegionState } from '../../state/state.ts';
import { type Context, reads } from '../operation.ts';
import { describeMembers, type Kind, select } from './describe.ts';

type Mode = 'allow-bidirectional' | 'allow-egress';

/** Gives what VPC Block Public Access does to a subnet, with what it leaves out. */
export function blockMode({ internetBlock }: RegionState, subnet: string, vpc: string): string {
  const open = internetBlock?.exclusions[subnet] ?? internetBlock?.exclusions[vpc];
  if (!internetBlock || open === 'allow-bidirectional') return 'off';
  return open === 'allow-egress' ? 'block-ingress' : internetBlock.mode;
}

const EXCLUSIONS: Kind<Mode> = {
  prefix: 'vpcbpa-exclude',
  noun: 'exclusion ID',
  notFound: 'InvalidVpcBlockPublicAccessExclusionId.NotFound',
  malformed: 'InvalidVpcBlockPublicAccessExclusionId.Malformed',
  most: 1000,
  all: ({ here }: Context) =>
    Object.fromEntries(
      Object.entries(here.internetBlock?.exclusions ?? {}).map(([id, mode]) => [`vpcbpa-exclude-${id}`, mode]),
    ),
  filters: { 'internet-gateway-exclusion-mode': (mode) => mode },
  show: ({ account, region, partition }, id, mode) => {
    const thing = id.slice('vpcbpa-exclude-'.length);
    const kind = thing.startsWith('subnet-') ? 'subnet' : 'vpc';
    return {
      exclusionId: id,
      internetGatewayExclusionMode: mode,
      resourceArn: `arn:${partition.id}:ec2:${region}:${account}:${kind}/${thing}`,
      state: 'create-complete',
    };
  },
};

export const internetBlockOperations = {
  DescribeVpcBlockPublicAccessExclusions: reads(
    structure({ ...describeMembers, ExclusionId: list(text()) }),
    (context, { ExclusionId: ids, ...input }) => {
      const { items, next } = select(EXCLUSIONS, context, ids, input);
      return { vpcBlockPublicAccessExclusionSet: items, nextToken: next };
    },
  ),
};
