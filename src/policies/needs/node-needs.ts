import { logGroupArn } from '../../names/log-group.ts';
import { LOGS_ACTIONS } from '../reading/key-policy.ts';
import { SINCE } from './agent-versions.ts';
import { keyNamed, logObjects, type SessionConfiguration } from './configuration.ts';
import type { NodeRow, Thing } from './need.ts';
import { agentBuckets, WITHOUT_EC2MESSAGES } from './regions.ts';

const page = (name: string, guide = 'systems-manager/latest/userguide'): string =>
  `https://docs.aws.amazon.com/${guide}/${name}.html`;

const MINIMAL = page('getting-started-create-iam-instance-profile');
const AGENT = 'https://github.com/aws/amazon-ssm-agent';

const LOGGED = 'sessions are logged to CloudWatch Logs';
const UPLOADED = 'sessions are logged to S3';
const UPDATED = 'State Manager updates the agent';

// An example of a session's name, in a log group and in a bucket.
const SESSION = 'sandbox-0123456789abcdef0';

const anything = (): Thing => ({ patterns: ['*'] });

/** Everything that nodes need: the one source of their policies, of what is audited, and of the policies of endpoints. */
export const NODE_NEEDS: readonly NodeRow[] = [
  {
    need: 'core',
    sid: 'Core',
    actions: ['ssm:UpdateInstanceInformation'],
    thing: anything,
    on: '`*`',
    through: 'ssm',
    ref: MINIMAL,
  },
  {
    need: 'core',
    sid: 'Core',
    actions: [
      'ssmmessages:CreateControlChannel',
      'ssmmessages:CreateDataChannel',
      'ssmmessages:OpenControlChannel',
      'ssmmessages:OpenDataChannel',
    ],
    inSession: ['ssmmessages:CreateDataChannel', 'ssmmessages:OpenDataChannel'],
    thing: anything,
    on: '`*`',
    through: 'ssmmessages',
    since: SINCE.sessions,
    ref: MINIMAL,
  },
  {
    // The agent looks the group up among all. In the ARN of that request neither group nor stream has a name:
    // https://github.com/vectordotdev/vector/issues/714
    need: 'logs',
    sid: 'FindLogGroup',
    actions: ['logs:DescribeLogGroups'],
    thing: ({ place, logGroup }) =>
      logGroup === undefined ? undefined : { patterns: ['*'], request: `${logGroupArn(place, '')}:log-stream:` },
    on: '`*`',
    when: LOGGED,
    through: 'logs',
    ref: `${AGENT}/issues/203`,
  },
  {
    need: 'logs',
    sid: 'WriteLogs',
    actions: ['logs:DescribeLogStreams'],
    thing: (configuration) => streams(configuration, ''),
    on: 'the log group and its streams',
    when: LOGGED,
    through: 'logs',
    ref: MINIMAL,
  },
  {
    need: 'logs',
    sid: 'WriteLogs',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    thing: (configuration) => streams(configuration, SESSION),
    on: 'the log group and its streams',
    when: LOGGED,
    through: 'logs',
    ref: MINIMAL,
  },
  {
    need: 'kms-decrypt',
    sid: 'DecryptSessions',
    actions: ['kms:Decrypt'],
    thing: ({ key }) => key && { key },
    on: 'the key of sessions',
    when: 'sessions are encrypted with a key',
    through: 'kms',
    since: SINCE.encryption,
    ref: page('session-preferences-enable-encryption'),
  },
  {
    need: 'agent-update',
    sid: 'AgentDownloads',
    actions: ['s3:GetObject'],
    thing: ({ place: { region, partition } }) => ({
      patterns: agentBuckets(region).map((name) => `arn:${partition.name}:s3:::${name}/*`),
    }),
    on: "AWS's buckets of the region, which are open to everybody",
    when: UPDATED,
    through: 's3',
    open: true,
    ref: page('ssm-agent-technical-details'),
  },
  {
    need: 's3',
    sid: 'UploadLogs',
    actions: ['s3:PutObject'],
    thing: objects,
    on: 'objects below the prefix',
    when: UPLOADED,
    through: 's3',
    ref: MINIMAL,
  },
  {
    // Every upload has the ACL bucket-owner-full-control: agent/s3util. In buckets of the own account that takes no permission.
    need: 's3',
    sid: 'UploadLogs',
    actions: ['s3:PutObjectAcl'],
    thing: (configuration) => (configuration.bucket?.foreign ? objects(configuration) : undefined),
    on: 'objects below the prefix',
    when: `${UPLOADED}, in a bucket of another account, whose policy has to allow all of it, too`,
    through: 's3',
    since: SINCE.ownerRights,
    ref: MINIMAL,
  },
  {
    need: 's3',
    sid: 'CheckBucketEncryption',
    actions: ['s3:GetEncryptionConfiguration'],
    thing: ({ place, bucket }) =>
      bucket?.encryptionRequired ? { patterns: [`arn:${place.partition.name}:s3:::${bucket.name}`] } : undefined,
    on: 'the bucket',
    when: `${UPLOADED}, and only encrypted`,
    through: 's3',
    ref: MINIMAL,
  },
  {
    need: 's3',
    sid: 'EncryptUploads',
    // A log of more than 5 MB goes up in parts, for which S3 decrypts what it has so far:
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    calls: ['kms:GenerateDataKey'],
    thing: ({ bucket }) =>
      bucket?.keyArn === undefined
        ? undefined
        : { key: keyNamed(bucket.keyArn), ...(bucket.key && { read: bucket.key }) },
    on: 'the key of the bucket',
    when: `${UPLOADED}, and the bucket has a key of its own`,
    via: 's3',
    ref: page('UsingKMSEncryption', 'AmazonS3/latest/userguide'),
  },
  {
    need: 'kms-via-logs',
    sid: 'EncryptedLogGroup',
    actions: LOGS_ACTIONS,
    calls: [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    thing: logGroupKey,
    on: 'the key of the log group',
    when: `${LOGGED}, and the log group has a key`,
    via: 'logs',
    ref: page('encrypt-log-data-kms', 'AmazonCloudWatch/latest/logs'),
  },
  {
    // Its calls to carry out an association and to report the result: agent/association/service.
    need: 'agent-update',
    sid: 'FollowAssociations',
    actions: ['ssm:ListInstanceAssociations', 'ssm:PutComplianceItems', 'ssm:UpdateInstanceAssociationStatus'],
    thing: anything,
    on: '`*`',
    when: UPDATED,
    through: 'ssm',
    ref: AGENT,
  },
  {
    need: 'agent-update',
    sid: 'ReadAgentUpdate',
    actions: ['ssm:GetDocument'],
    // AWS's own documents have no account in their ARN.
    thing: ({ place }) => ({ patterns: [`arn:${place.partition.name}:ssm:*:*:document/AWS-UpdateSSMAgent`] }),
    on: 'document `AWS-UpdateSSMAgent`',
    when: UPDATED,
    through: 'ssm',
    ref: AGENT,
  },
  {
    // As AmazonSSMManagedInstanceCore allows it.
    need: 'commands',
    sid: 'TakeCommands',
    actions: [
      'ec2messages:AcknowledgeMessage',
      'ec2messages:DeleteMessage',
      'ec2messages:FailMessage',
      'ec2messages:GetEndpoint',
      'ec2messages:GetMessages',
      'ec2messages:SendReply',
    ],
    thing: ({ place }) => (WITHOUT_EC2MESSAGES.includes(place.region) ? undefined : anything()),
    on: '`*`',
    when: 'commands are run',
    through: 'ec2messages',
    until: SINCE.withoutEc2messages,
    ref: page('systems-manager-setting-up-messageAPIs'),
  },
];

// CloudWatch Logs asks IAM about a group under an ARN that ends in a stream, which DescribeLogStreams does not name:
// https://github.com/vectordotdev/vector/issues/714. In policies a log group ends in :*, says
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html; the Service Authorization
// Reference has it without. Both together are the group and its streams, and nothing else.
function streams({ place, logGroup }: SessionConfiguration, stream: string): Thing | undefined {
  if (logGroup === undefined) return undefined;
  const everywhere = logGroupArn({ ...place, region: '*' }, logGroup);
  return { patterns: [everywhere, `${everywhere}:*`], request: `${logGroupArn(place, logGroup)}:log-stream:${stream}` };
}

function objects({ place, bucket }: SessionConfiguration): Thing | undefined {
  if (!bucket || bucket.prefixUndecided) return undefined;
  const beginning = logObjects(bucket, place.partition.name);
  return { patterns: [`${beginning}*`], request: `${beginning}${SESSION}.log` };
}

function logGroupKey(configuration: SessionConfiguration): Thing | undefined {
  const { place, logGroup, logGroupEncrypted, logGroupKeyArn, logGroupKey: read, key } = configuration;
  if (logGroup === undefined || !logGroupEncrypted) return undefined;
  // If the log group's key is not known, it is most likely that of the sessions: setup uses one for both.
  const other = logGroupKeyArn !== undefined && logGroupKeyArn !== key?.arn;
  const owners = logGroupKeyArn === undefined ? [place.account, ...ownerOf(key?.arn)] : ownerOf(logGroupKeyArn);
  return {
    key: other ? (read ?? { arn: logGroupKeyArn, aliases: [] }) : (key ?? { aliases: [] }),
    patterns: owners.map((owner) => `arn:${place.partition.name}:kms:*:${owner}:key/*`),
  };
}

const ownerOf = (keyArn: string | undefined): readonly string[] =>
  keyArn === undefined ? [] : [keyArn.split(':')[4] ?? ''];
