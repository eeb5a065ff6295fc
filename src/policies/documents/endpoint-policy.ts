import type { Partition } from '../../aws/regions.ts';
import { allow } from './allow.ts';
import type { Policy, Statement } from '../reading/policy.ts';
import { logObjects, type SessionConfiguration } from './session-needs.ts';

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html#ssm-agent-minimum-s3-permissions */
const agentBuckets = (region: string): readonly string[] => [
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

/**
 * Makes the policy of a gateway endpoint for S3 through which nodes reach what the agent downloads, and the bucket of the session
 * logs, if there is one. Anything else that goes through the endpoint needs statements of its own.
 */
export function endpointPolicy(
  regions: readonly string[],
  partition: Partition,
  bucket?: SessionConfiguration['bucket'],
): Policy {
  const objects = regions.flatMap((region) =>
    agentBuckets(region).map((name) => `arn:${partition.name}:s3:::${name}/*`),
  );
  return {
    Version: '2012-10-17',
    Statement: [
      forEverybody(allow('AgentDownloads', ['s3:GetObject'], objects)),
      ...(bucket
        ? [
            forEverybody(allow('SessionLogs', ['s3:PutObject'], [`${logObjects(bucket, partition.name)}*`])),
            // The agent checks before every upload, whether encryption is required or not.
            forEverybody(
              allow(
                'SessionLogBucket',
                ['s3:GetEncryptionConfiguration'],
                [`arn:${partition.name}:s3:::${bucket.name}`],
              ),
            ),
          ]
        : []),
    ],
  };
}

/** Makes a statement of an endpoint policy for everybody: their own policies decide what they are allowed. */
const forEverybody = ({ Sid = '', Effect, ...rest }: Statement): Statement => ({
  Sid,
  Effect,
  Principal: '*',
  ...rest,
});
