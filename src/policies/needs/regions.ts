/**
 * Regions that were launched in 2024 or later, where there is no ec2messages.
 * https://docs.aws.amazon.com/global-infrastructure/latest/regions/doc-history.html; the last one, the European Sovereign
 * Cloud, opened in January 2026.
 */
export const WITHOUT_EC2MESSAGES: readonly string[] = [
  'ap-southeast-5',
  'ap-southeast-7',
  'mx-central-1',
  'ap-east-2',
  'ap-southeast-6',
  'eusc-de-east-1',
];

/** Names the buckets of a region from which the agent downloads: https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html#ssm-agent-minimum-s3-permissions */
export const agentBuckets = (region: string): readonly string[] => [
  `amazon-ssm-${region}`,
  `amazon-ssm-packages-${region}`,
  `aws-patchmanager-macos-${region}`,
  `aws-ssm-${region}`,
  `aws-ssm-distributor-file-${region}`,
  `aws-ssm-document-attachments-${region}`,
  `aws-windows-downloads-${region}`,
  `patch-baseline-snapshot-${region}`,
  `${region}-birdwatcher-prod`,
];
