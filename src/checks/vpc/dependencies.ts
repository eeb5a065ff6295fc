import { compareVersions, validate } from 'compare-versions';
import type { Node } from '../../facts/nodes.ts';
import type { SessionSettings } from '../../facts/session-settings.ts';
import { logObjects } from '../../policies/documents/session-needs.ts';
import type { Target } from '../../targets/target.ts';
import { page } from '../page.ts';
import type { Use } from './endpoint-policy.ts';
import type { Host } from './site.ts';

export type Service = 'ssm' | 'ssmmessages' | 'ec2messages' | 'kms' | 'logs' | 's3';

/** A service that some hosts have to reach. */
export interface Dependency {
  readonly service: Service;
  readonly hosts: readonly Host[];
  /** The verdict if they do not. */
  readonly verdict: 'info' | 'warn' | 'fail';
  readonly effect: string;
  /** The same where an endpoint policy refuses them: that is an immediate answer, not a timeout. */
  readonly whenDenied?: Pick<Dependency, 'verdict' | 'effect'>;
  /** What nodes ask of it. */
  readonly uses: readonly Use[];
  readonly ref: string;
}

const ENDPOINTS = page('setup-create-vpc');
const MESSAGES = page('systems-manager-setting-up-messageAPIs');

/** From this version on, agents take their commands from ssmmessages: https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html */
const WITHOUT_EC2MESSAGES = '3.3.40.0';

/** What agents before that version need of ec2messages, as AmazonSSMManagedInstanceCore allows it. */
const EC2MESSAGES = [
  'ec2messages:AcknowledgeMessage',
  'ec2messages:DeleteMessage',
  'ec2messages:FailMessage',
  'ec2messages:GetEndpoint',
  'ec2messages:GetMessages',
  'ec2messages:SendReply',
];

/**
 * Regions that were launched in 2024 or later, where there is no ec2messages.
 * https://docs.aws.amazon.com/global-infrastructure/latest/regions/doc-history.html; the last one, the European Sovereign
 * Cloud, opened in January 2026.
 */
const SINCE_2024 = [
  'ap-southeast-5',
  'ap-southeast-7',
  'mx-central-1',
  'ap-east-2',
  'ap-southeast-6',
  'eusc-de-east-1',
];

/**
 * Lists the services that the hosts of a VPC have to reach, by the preferences of the region and the agents that run.
 * `keyArn`: of the key of sessions, where it is known.
 */
export function dependenciesOf(
  hosts: readonly Host[],
  nodes: readonly Node[],
  settings: SessionSettings | undefined,
  { region, partition, account }: Pick<Target, 'region' | 'partition' | 'account'>,
  keyArn?: string,
): readonly Dependency[] {
  const old = SINCE_2024.includes(region) ? [] : hosts.filter(hasOldAgent(nodes));
  const { key, logGroup, bucket, prefix = '', bucketEncryptionRequired: required = false } = settings ?? {};
  const objects =
    bucket === undefined ? '' : logObjects({ name: bucket, prefix, encryptionRequired: required }, partition.name);
  const dependencies: readonly (Dependency | undefined)[] = [
    {
      service: 'ssm',
      hosts,
      verdict: 'fail',
      effect: 'nodes cannot register',
      uses: [{ actions: ['ssm:UpdateInstanceInformation'] }],
      ref: ENDPOINTS,
    },
    {
      service: 'ssmmessages',
      hosts,
      verdict: 'fail',
      effect: 'sessions cannot be started',
      uses: [
        { actions: ['ssmmessages:CreateControlChannel', 'ssmmessages:OpenControlChannel'] },
        // No node needs a data channel before its first session.
        { actions: ['ssmmessages:CreateDataChannel', 'ssmmessages:OpenDataChannel'], unproven: true },
      ],
      ref: ENDPOINTS,
    },
    {
      service: 'ec2messages',
      hosts: old,
      verdict: 'warn',
      effect: `agents before ${WITHOUT_EC2MESSAGES} may take no commands`,
      uses: [{ actions: EC2MESSAGES }],
      ref: MESSAGES,
    },
    key === undefined
      ? undefined
      : {
          service: 'kms',
          hosts,
          verdict: 'fail',
          effect: 'sessions cannot be encrypted, and end at once',
          uses: [{ actions: ['kms:Decrypt'], ...(keyArn !== undefined && { resource: keyArn }) }],
          ref: page('session-manager-getting-started-privatelink'),
        },
    logGroup === undefined
      ? undefined
      : {
          service: 'logs',
          hosts,
          verdict: 'fail',
          effect: 'sessions keep waiting for it, and are not logged',
          uses: logUses(`arn:${partition.name}:logs:${region}:${account}:log-group:`, logGroup),
          // Agents before 3.3.2958.0 cannot be told another name for it: https://github.com/aws/amazon-ssm-agent/issues/432
          ref: 'https://github.com/aws/amazon-ssm-agent/issues/639',
        },
    bucket === undefined
      ? {
          service: 's3',
          hosts,
          verdict: 'info',
          effect: 'agents cannot be updated',
          uses: [],
          ref: page('ssm-agent-technical-details'),
        }
      : {
          service: 's3',
          hosts,
          verdict: 'fail',
          effect: required
            ? 'sessions are refused, since the encryption of the bucket cannot be checked'
            : 'sessions keep waiting for it, and are not logged to the bucket',
          ...(!required && {
            whenDenied: { verdict: 'warn', effect: 'sessions are not logged to the bucket' } as const,
          }),
          uses: [
            // Where a session writes is perhaps unknown.
            ...(settings?.undecided.includes('s3KeyPrefix')
              ? []
              : [{ actions: ['s3:PutObject'], resource: `${objects}log`, pattern: `${objects}*` }]),
            ...(required
              ? [{ actions: ['s3:GetEncryptionConfiguration'], resource: `arn:${partition.name}:s3:::${bucket}` }]
              : []),
          ],
          ref: page('session-manager-getting-started-privatelink'),
        },
  ];
  return dependencies.flatMap((dependency) => (dependency && dependency.hosts.length > 0 ? dependency : []));
}

// In the ARNs of these requests a group ends in a stream, of which DescribeLogStreams names none, and DescribeLogGroups no group:
// https://github.com/vectordotdev/vector/issues/714
function logUses(groups: string, group: string): readonly Use[] {
  const pattern = '*';
  return [
    { actions: ['logs:DescribeLogGroups'], resource: `${groups}:log-stream:`, pattern },
    { actions: ['logs:DescribeLogStreams'], resource: `${groups}${group}:log-stream:`, pattern },
    {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resource: `${groups}${group}:log-stream:session`,
      pattern,
    },
  ];
}

function hasOldAgent(nodes: readonly Node[]): (host: Host) => boolean {
  const old = nodes.filter(
    ({ agentVersion }) => validate(agentVersion) && compareVersions(agentVersion, WITHOUT_EC2MESSAGES) < 0,
  );
  const ids = new Set(old.map(({ id }) => id));
  return ({ instance }) => ids.has(instance.id);
}
