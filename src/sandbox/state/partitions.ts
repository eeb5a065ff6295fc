/** One of AWS's separate worlds: its regions' ARNs and DNS names. From botocore's partitions.json. */
export interface Partition {
  readonly id: string;
  readonly suffix: string;
}

const PARTITIONS: readonly (readonly [prefix: string, partition: Partition])[] = [
  ['cn-', { id: 'aws-cn', suffix: 'amazonaws.com.cn' }],
  ['us-gov-', { id: 'aws-us-gov', suffix: 'amazonaws.com' }],
  ['eusc-', { id: 'aws-eusc', suffix: 'amazonaws.eu' }],
  ['us-isob-', { id: 'aws-iso-b', suffix: 'sc2s.sgov.gov' }],
  ['us-isof-', { id: 'aws-iso-f', suffix: 'csp.hci.ic.gov' }],
  ['eu-isoe-', { id: 'aws-iso-e', suffix: 'cloud.adc-e.uk' }],
  ['us-iso-', { id: 'aws-iso', suffix: 'c2s.ic.gov' }],
];
const COMMERCIAL: Partition = { id: 'aws', suffix: 'amazonaws.com' };

/** Finds the partition of a region; `aws` if it belongs to no other one. */
export function partitionOf(region: string): Partition {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? COMMERCIAL;
}

/** The regions of partition `aws` that every account has from the start. */
export const DEFAULT_REGIONS: readonly string[] = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
];

/** The regions of partition `aws` that an account has to enable first. */
export const OPT_IN_REGIONS: readonly string[] = [
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
];

/** The regions of the partitions that have no opt-in regions and that the account API serves. */
export const OTHER_REGIONS: Readonly<Record<string, readonly string[]>> = {
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-us-gov': ['us-gov-east-1', 'us-gov-west-1'],
};
