import type { Place } from '../../aws/place.ts';
import { foldersOf } from '../../names/prefix.ts';
import { allow } from './allow.ts';
import { keyStatements, type KeyUse, type NamedKey, viaService } from './key-statements.ts';
import { LOGS_ACTIONS } from '../reading/key-policy.ts';
import type { Statement } from '../reading/policy.ts';

/** The log group, bucket and keys of the sessions of one region, if they are set up. */
export interface SessionConfiguration {
  readonly place: Place & { readonly account: string };
  /** Name. */
  readonly logGroup?: string;
  readonly logGroupEncrypted?: boolean;
  /** ARN of the key of the log group; absent: none, or not known. */
  readonly logGroupKeyArn?: string;
  /** That key, if it is not that of the data channel and can be read. */
  readonly logGroupKey?: NamedKey;
  /** The key of the data channel. */
  readonly key?: NamedKey;
  readonly bucket?: {
    readonly name: string;
    readonly prefix?: string;
    readonly encryptionRequired: boolean;
    /** With SSE-KMS and a customer's key: its ARN, or that of its alias. */
    readonly keyArn?: string;
    /** The key behind that ARN, where it can be read. */
    readonly key?: NamedKey;
  };
}

/** The purposes for which a node needs permissions. `kms-via-logs` is asked for by one page of AWS and contradicted by another. */
export type Need = 'core' | 'logs' | 'kms-decrypt' | 's3' | 'kms-via-logs';

/** One action that a node must be allowed, as IAM's simulator is asked about it. */
export interface Permission {
  readonly need: Need;
  readonly action: string;
  /** A concrete ARN, or `*`. */
  readonly resource: string;
  /** Condition keys of the request. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/**
 * The actions with which an instance registers and opens its channels: "minimal Session Manager permissions" of
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
 */
const CORE = [
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
];

/** The actions by which CloudWatch Logs uses a key, without patterns. */
const VIA_LOGS_CALLS = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

// An example of a session's name, in a log group and in a bucket.
const SESSION = 'sandbox-0123456789abcdef0';

/** Lists everything that a node must be allowed for sessions in one region. */
export function permissionsOf(configuration: SessionConfiguration): readonly Permission[] {
  const { place, logGroup, logGroupEncrypted, logGroupKeyArn, logGroupKey, key, bucket } = configuration;
  const { region, account, partition } = place;
  const arn = (service: string, resource: string): string =>
    `arn:${partition.name}:${service}:${region}:${account}:${resource}`;
  const by = (need: Need, action: string, resource: string, context: Permission['context'] = {}): Permission => ({
    need,
    action,
    resource,
    context: { 'aws:RequestedRegion': [region], ...context },
  });
  const onKey = (need: Need, actions: readonly string[], used: NamedKey, service?: string): readonly Permission[] =>
    actions.map((action) =>
      by(need, action, used.arn ?? arn('kms', 'key/00000000-0000-0000-0000-000000000000'), {
        ...(used.aliases.length > 0 && { 'kms:ResourceAliases': used.aliases }),
        ...(service !== undefined && { 'kms:ViaService': [`${service}.${region}.${partition.dnsSuffix}`] }),
      }),
    );
  const found = CORE.map((action) => by('core', action, '*'));
  if (logGroup !== undefined) {
    const group = `log-group:${logGroup}:log-stream:`;
    // The agent looks the group up among all: https://github.com/aws/amazon-ssm-agent/issues/203
    found.push(by('logs', 'logs:DescribeLogGroups', '*'));
    // CloudWatch Logs asks IAM about a group under an ARN that ends in an unnamed stream:
    // https://github.com/vectordotdev/vector/issues/714
    found.push(by('logs', 'logs:DescribeLogStreams', arn('logs', group)));
    for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents']) {
      found.push(by('logs', action, arn('logs', `${group}${SESSION}`)));
    }
  }
  if (key) found.push(...onKey('kms-decrypt', ['kms:Decrypt'], key));
  if (bucket) {
    const { name, encryptionRequired } = bucket;
    found.push(by('s3', 's3:PutObject', `${logObjects(bucket, partition.name)}${SESSION}.log`));
    if (encryptionRequired) found.push(by('s3', 's3:GetEncryptionConfiguration', `arn:${partition.name}:s3:::${name}`));
    for (const used of bucketKeyUses(place, bucket)) {
      found.push(...onKey('s3', ['kms:GenerateDataKey'], bucket.key ?? used.key, 's3'));
    }
  }
  if (logGroup !== undefined && logGroupEncrypted) {
    // If the log group's key is not known, it is most likely that of the sessions: setup uses one for both.
    const other = logGroupKeyArn !== undefined && logGroupKeyArn !== key?.arn;
    const used = other ? (logGroupKey ?? { arn: logGroupKeyArn, aliases: [] }) : (key ?? { aliases: [] });
    found.push(...onKey('kms-via-logs', VIA_LOGS_CALLS, used, 'logs'));
  }
  return found;
}

/**
 * Makes the statements that give a node what it needs in all of these regions, and no more: IAM is global, so one statement
 * serves every region. They come in a fixed order, without repeats, each with a Sid.
 */
export function statementsFor(
  needs: ReadonlySet<Need>,
  configurations: readonly SessionConfiguration[],
): readonly Statement[] {
  return [
    ...(needs.has('core') ? [allow('Core', CORE, ['*'])] : []),
    ...(needs.has('logs') ? logStatements(configurations) : []),
    ...(needs.has('kms-decrypt')
      ? keyStatements('DecryptSessions', ['kms:Decrypt'], configurations.flatMap(sessionKey))
      : []),
    ...(needs.has('s3') ? bucketStatements(configurations) : []),
    ...(needs.has('kms-via-logs') ? viaLogsStatements(configurations) : []),
  ];
}

// In policies a log group ends in :*, says
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html; the Service Authorization
// Reference has it without. Both together are the group and its streams, and nothing else.
function logStatements(configurations: readonly SessionConfiguration[]): readonly Statement[] {
  const groups = configurations.flatMap(({ place: { partition, account }, logGroup }) =>
    logGroup === undefined ? [] : [`arn:${partition.name}:logs:*:${account}:log-group:${logGroup}`],
  );
  if (groups.length === 0) return [];
  const actions = ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'];
  return [
    allow('FindLogGroup', ['logs:DescribeLogGroups'], ['*']),
    allow(
      'WriteLogs',
      actions,
      groups.flatMap((group) => [group, `${group}:*`]),
    ),
  ];
}

function bucketStatements(configurations: readonly SessionConfiguration[]): readonly Statement[] {
  const found = configurations.flatMap(({ place, bucket }) => (bucket ? [{ place, bucket }] : []));
  const checked = found.filter(({ bucket }) => bucket.encryptionRequired);
  const keys = found.flatMap(({ place, bucket }) => bucketKeyUses(place, bucket));
  // A log of more than 5 MB goes up in parts, for which S3 decrypts what it has so far:
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
  const actions = ['kms:Decrypt', 'kms:GenerateDataKey'];
  const paths = found.map(({ place, bucket }) => `${logObjects(bucket, place.partition.name)}*`);
  const buckets = checked.map(({ place, bucket }) => `arn:${place.partition.name}:s3:::${bucket.name}`);
  return [
    ...(paths.length > 0 ? [allow('UploadLogs', ['s3:PutObject'], paths)] : []),
    ...(buckets.length > 0 ? [allow('CheckBucketEncryption', ['s3:GetEncryptionConfiguration'], buckets)] : []),
    ...keyStatements('EncryptUploads', actions, keys, viaService('s3', keys)),
  ];
}

function viaLogsStatements(configurations: readonly SessionConfiguration[]): readonly Statement[] {
  const encrypted = configurations.filter(
    ({ logGroup, logGroupEncrypted }) => logGroup !== undefined && logGroupEncrypted,
  );
  if (encrypted.length === 0) return [];
  const keys = encrypted.flatMap(({ place: { partition, account }, logGroupKeyArn, key }) => {
    const owners = logGroupKeyArn === undefined ? [account, ...owner(key?.arn)] : owner(logGroupKeyArn);
    return owners.map((id) => `arn:${partition.name}:kms:*:${id}:key/*`);
  });
  return [allow('EncryptedLogGroup', LOGS_ACTIONS, keys, viaService('logs', encrypted))];
}

const owner = (keyArn: string | undefined): readonly string[] =>
  keyArn === undefined ? [] : [keyArn.split(':')[4] ?? ''];

const sessionKey = ({ place, key }: SessionConfiguration): readonly KeyUse[] => (key ? [{ place, key }] : []);

function bucketKeyUses(place: KeyUse['place'], { keyArn }: LogBucket): readonly KeyUse[] {
  return keyArn === undefined ? [] : [{ place, key: keyNamed(keyArn) }];
}

/** Gives the names of a key that its ARN, or that of an alias, tells. */
export function keyNamed(arn: string): NamedKey {
  const alias = /:(alias\/.+)$/.exec(arn)?.[1];
  return alias === undefined ? { arn, aliases: [] } : { aliases: [alias] };
}

type LogBucket = NonNullable<SessionConfiguration['bucket']>;

/** Gives the beginning of the ARNs of all session logs. The agent joins the parts with single slashes, and puts none in front. */
export function logObjects({ name, prefix = '' }: LogBucket, partition: string): string {
  return [`arn:${partition}:s3:::${name}`, ...foldersOf(prefix), ''].join('/');
}
