import { DEBUG } from './people.ts';
import type { Key } from '../state/kms.ts';
import type { LogGroup } from '../state/logs.ts';
import type { Bucket } from '../state/s3.ts';
import { type Association, type Document, hashOf } from '../state/ssm.ts';
import type { RegionState } from '../state/state.ts';
import type { Tags } from '../state/tags.ts';
import { QUICK_SETUP_ID } from './nodes.ts';
import { FLEET_ACCOUNT, HOST_MANAGEMENT_ROLE } from './roles.ts';

type Settings = Pick<RegionState, 'keys' | 'aliases' | 'logGroups' | 'documents' | 'associations' | 'serviceSettings'>;

const CREATED = '2026-02-02T10:00:00.000Z';
const LATER = '2026-05-18T15:20:00.000Z';
const PREFERENCES = 'SSM-SessionManagerRunShell';
const SHARING = '/ssm/documents/console/public-sharing-permission';
const HOST_MANAGEMENT = '/ssm/managed-instance/default-ec2-instance-management-role';
const BUCKET = 'acme-session-logs';
const SESSION_KEY = 'alias/session';

/**
 * Makes us-east-1, where sessions work: a draft of the preferences was never promoted, and they are shared; they name a bucket
 * that does not exist. Another document logs nothing. Two associations update the agents of the same nodes.
 */
export function settingsInVirginia(streams: LogGroup['streams'] = {}): Settings {
  const key = keyOf('us-east-1', 'f2a64b1c-7f0e-4a8b-9c55-0d1f2f8e6c31', { rotationDays: 365, forLogs: true });
  const inputs = { ...INPUTS, s3BucketName: BUCKET, s3KeyPrefix: 'sessions' };
  const document = preferences([
    { ...INPUTS, kmsKeyId: '', cloudWatchEncryptionEnabled: false },
    inputs,
    { ...inputs, idleSessionTimeout: '15', maxSessionDuration: '60' },
  ]);
  return {
    ...NOTHING,
    keys: { [key.id]: key },
    aliases: { [SESSION_KEY]: { target: key.id, created: CREATED, updated: CREATED } },
    logGroups: {
      sessions: { ...LOG_GROUP, retentionInDays: 365, storedBytes: 91_226_112, kmsKeyId: key.arn, streams },
    },
    documents: {
      [PREFERENCES]: { ...document, defaultVersion: '2', sharedWith: { '111111111111': '$DEFAULT' } },
      [DEBUG]: preferences([{ idleSessionTimeout: '60' }]),
    },
    associations: {
      [QUICK_SETUP_ID]: association(QUICK_SETUP_ID, {
        AssociationName: 'AWS-QuickSetup-SSMHostMgmt-UpdateSSMAgent-x7k2p',
        ScheduleExpression: 'rate(14 days)',
        Targets: [{ Key: 'InstanceIds', Values: ['*'] }],
      }),
      [PRODUCTION_ID]: association(PRODUCTION_ID, {
        AssociationName: 'update-agents-in-production',
        ScheduleExpression: 'cron(0 4 ? * SUN *)',
        Targets: [{ Key: 'tag:Environment', Values: ['production'] }],
      }),
    },
    serviceSettings: { [SHARING]: 'Enable' },
  };
}

const PRODUCTION_ID = 'e9c981a4-7998-4215-8ab0-bf6c32efefa1';
const FRANKFURT_ID = '8f0c2c55-3a1c-4d6e-9f53-0f4a7b1f9d27';
const AGENT_UPDATE_ID = '011e39ef-e225-40f4-8339-ad19cd180f4d';

/**
 * Makes eu-west-1: the preferences have a timeout that is too long and run sessions as nobody in particular; they require an
 * encrypted log group, which has no key, and name a key that is disabled. The association covers no node.
 */
export function settingsInIreland(streams: LogGroup['streams'] = {}): Settings {
  const region = 'eu-west-1';
  const key = keyOf(region, 'bb82030d-bc2b-4aba-82a9-0bf2e207a84a', {
    state: 'Disabled',
    description: 'Session Manager: log group sessions',
    rotationDays: 365,
    tags: { 'session-manager:managed': 'alias/session' },
  });
  const inputs = {
    ...INPUTS,
    s3BucketName: `${BUCKET}-${region}`,
    s3EncryptionEnabled: true,
    runAsEnabled: true,
    idleSessionTimeout: '90',
  };
  return {
    ...NOTHING,
    keys: { [key.id]: key },
    aliases: { [SESSION_KEY]: { target: key.id, created: CREATED, updated: CREATED } },
    logGroups: {
      sessions: {
        ...LOG_GROUP,
        retentionInDays: 365,
        storedBytes: 48_211_904,
        streams,
        tags: { 'session-manager:managed': 'log-group' },
      },
    },
    documents: { [PREFERENCES]: preferences([inputs]) },
    associations: {
      [AGENT_UPDATE_ID]: association(
        AGENT_UPDATE_ID,
        {
          AssociationName: 'SsmAgent',
          ScheduleExpression: 'cron(0 2 ? * * *)',
          Targets: [{ Key: 'tag:StateManager', Values: ['yes'] }],
        },
        { 'session-manager:managed': 'agent-update' },
      ),
    },
    serviceSettings: { [SHARING]: 'Disable', [HOST_MANAGEMENT]: HOST_MANAGEMENT_ROLE },
  };
}

/** Makes eu-central-1, which was never set up to the end: the preferences name a log group and a key that do not exist. */
export function settingsInFrankfurt(): Settings {
  return {
    ...NOTHING,
    documents: { [PREFERENCES]: preferences([INPUTS]) },
    associations: {
      [FRANKFURT_ID]: association(FRANKFURT_ID, {
        AssociationName: 'SsmAgent',
        ScheduleExpression: 'cron(0 2 ? * * *)',
        Targets: [{ Key: 'tag:Environment', Values: ['production'] }],
      }),
    },
    serviceSettings: { [SHARING]: 'Disable' },
  };
}

/** Makes us-east-1 of another account: the key does not let CloudWatch Logs use it, and the role of Default Host Management is gone. */
export function settingsInDevelopment(account: string): Settings {
  const key = keyOf('us-east-1', '5850a03e-801f-4b10-8da1-160e33739794', { account });
  return {
    ...NOTHING,
    keys: { [key.id]: key },
    logGroups: { sessions: { ...LOG_GROUP, retentionInDays: 30, kmsKeyId: key.arn } },
    documents: { [PREFERENCES]: preferences([{ ...INPUTS, kmsKeyId: '' }]) },
    serviceSettings: { [SHARING]: 'Disable', [HOST_MANAGEMENT]: HOST_MANAGEMENT_ROLE },
  };
}

/** Makes the buckets: only the one of eu-west-1 exists, and everybody can read it. */
export function fleetBuckets(objects: Bucket['objects'] = {}): Record<string, Bucket> {
  const name = `${BUCKET}-eu-west-1`;
  const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${name}/*` };
  return {
    [name]: {
      account: FLEET_ACCOUNT,
      region: 'eu-west-1',
      created: CREATED,
      encryption: 'AES256',
      publicAccessBlock: null,
      policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      tags: { Name: name },
      objects,
    },
  };
}

const NOTHING: Settings = {
  keys: {},
  aliases: {},
  logGroups: {},
  documents: {},
  associations: {},
  serviceSettings: {},
};

const INPUTS = {
  s3BucketName: '',
  s3KeyPrefix: '',
  s3EncryptionEnabled: false,
  cloudWatchLogGroupName: 'sessions',
  cloudWatchEncryptionEnabled: true,
  cloudWatchStreamingEnabled: true,
  kmsKeyId: SESSION_KEY,
  runAsEnabled: false,
  runAsDefaultUser: '',
  idleSessionTimeout: '20',
  maxSessionDuration: '',
  shellProfile: { windows: '', linux: '' },
};

const LOG_GROUP: LogGroup = {
  created: CREATED,
  class: 'STANDARD',
  storedBytes: 0,
  deletionProtection: false,
  tags: {},
};

/** Makes a document of these versions, of which the last is in effect. */
function preferences(versions: readonly object[]): Document {
  const last = versions.length;
  return {
    type: 'Session',
    defaultVersion: String(last),
    versions: versions.map((inputs, index) => {
      const document = { schemaVersion: '1.0', description: 'Sessions', sessionType: 'Standard_Stream', inputs };
      const content = JSON.stringify(document, null, 2);
      const created = index === 0 ? CREATED : LATER;
      return { version: String(index + 1), format: 'JSON', content, hash: hashOf(content), created };
    }),
    lastVersion: last,
    created: CREATED,
    tags: {},
    sharedWith: {},
  };
}

/** Makes an association that updates the agent. */
function association(id: string, parameters: Readonly<Record<string, unknown>>, tags: Tags = {}): Association {
  return {
    id,
    version: 1,
    created: CREATED,
    updated: CREATED,
    tags,
    status: { Status: 'Success', DetailedStatus: 'Success' },
    history: [],
    parameters: {
      DocumentVersion: '$DEFAULT',
      ApplyOnlyAtCronInterval: false,
      ...parameters,
      Name: 'AWS-UpdateSSMAgent',
    },
  };
}

/** Makes a key whose policy leaves all decisions to the account, and lets CloudWatch Logs use it where it is for logs. */
function keyOf(
  region: string,
  id: string,
  {
    account = FLEET_ACCOUNT,
    forLogs = false,
    ...rest
  }: Partial<Key> & { readonly account?: string; readonly forLogs?: boolean },
): Key {
  const own = {
    Sid: 'EnableIAM',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  const logs = {
    Sid: 'Logs',
    Effect: 'Allow',
    Principal: { Service: `logs.${region}.amazonaws.com` },
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    Resource: '*',
    Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${account}:*` } },
  };
  return {
    id,
    arn: `arn:aws:kms:${region}:${account}:key/${id}`,
    state: 'Enabled',
    description: 'Session logs',
    policy: JSON.stringify({ Version: '2012-10-17', Statement: forLogs ? [own, logs] : [own] }),
    tags: {},
    rotationDays: null,
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    multiRegion: false,
    created: CREATED,
    ...rest,
  };
}
