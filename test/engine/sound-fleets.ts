// Fleets with which nothing is wrong, as seeds: what doctor says of them, or of one in which one thing was changed, is comparable.
import { parseSeed } from '../../src/sandbox/seed/seed.ts';
import type { State } from '../../src/sandbox/state/state.ts';
import { ACCOUNT, REGION } from './world.ts';

type Part = Readonly<Record<string, unknown>>;

export const NODE = 'i-0123456789abcdef0';
export const SECOND = 'i-0123456789abcdef1';
export const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
export const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/${KEY}`;
export const BUCKET = 'logs';
const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';

/** The policy of a key that leaves it to IAM, and lets CloudWatch Logs and others in. */
const keyPolicy = (...others: readonly Part[]): Part => ({
  Version: '2012-10-17',
  Statement: [{ AWS: `arn:aws:iam::${ACCOUNT}:root` }, { Service: `logs.${REGION}.amazonaws.com` }, ...others].map(
    (Principal) => ({ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }),
  ),
});

const ENDPOINTS = {
  ...Object.fromEntries(
    ['ssm', 'ssmmessages', 'kms', 'logs'].map((service) => [
      `vpce-${service}`,
      { vpc: 'vpc-1', service, subnets: ['subnet-1'], securityGroups: ['sg-endpoint'] },
    ]),
  ),
  'vpce-s3': { vpc: 'vpc-1', service: 's3', routeTables: ['rtb-1'] },
};

const PRIVATE = {
  vpcs: { 'vpc-1': { cidr: '10.0.0.0/16' } },
  subnets: { 'subnet-1': { vpc: 'vpc-1', cidr: '10.0.1.0/24' } },
  routeTables: { 'rtb-1': { vpc: 'vpc-1', routes: [{ destination: 'pl-6da54004', target: 'vpce-s3' }] } },
  securityGroups: {
    'sg-node': { vpc: 'vpc-1' },
    'sg-endpoint': { vpc: 'vpc-1', ingress: [{ protocol: 'tcp', from: 443, to: 443, cidrs: ['10.0.0.0/16'] }] },
  },
  vpcEndpoints: ENDPOINTS,
};

const PUBLIC = {
  vpcs: { 'vpc-1': { cidr: '10.0.0.0/16' } },
  subnets: { 'subnet-1': { vpc: 'vpc-1', cidr: '10.0.1.0/24' } },
  routeTables: { 'rtb-1': { vpc: 'vpc-1', routes: [{ destination: '0.0.0.0/0', target: 'igw-1' }] } },
  securityGroups: { 'sg-node': { vpc: 'vpc-1' } },
};

const allowing = (...Action: readonly string[]): Part => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});

/** The role of a node, by the name `web`, which may do all that sessions take. */
const ROLE = {
  attached: [CORE],
  inline: {
    sessions: allowing('logs:*', 'kms:*', 's3:*'),
  },
};

/** The operations of a key that sessions and their logs use. */
const USES = ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'];

const SETTINGS = {
  '/ssm/documents/console/public-sharing-permission': 'Disable',
  '/ssm/managed-instance/activation-tier': 'advanced',
};

const HOST_MANAGEMENT = '/ssm/managed-instance/default-ec2-instance-management-role';

const instance = (more: Part = {}): Part => ({
  subnet: 'subnet-1',
  securityGroups: ['sg-node'],
  metadata: { tokens: 'required' },
  ...more,
});

/** Everything on: endpoints only, both logs, all encrypted. */
const REGION_PARTS = {
  ...PRIVATE,
  instances: { [NODE]: instance({ profile: 'web' }) },
  nodes: { [NODE]: {} },
  serviceSettings: SETTINGS,
  keys: { [KEY]: { rotationDays: 365, policy: keyPolicy() } },
  aliases: { 'alias/session': { target: KEY } },
  logGroups: { sessions: { kmsKeyId: KEY_ARN, retentionInDays: 365 } },
  associations: {
    '6ca202c8-8e54-4dff-88c0-9bfafbfc60b2': {
      parameters: {
        Name: 'AWS-UpdateSSMAgent',
        AssociationName: 'SsmAgent',
        ScheduleExpression: 'rate(14 days)',
        Targets: [{ Key: 'InstanceIds', Values: ['*'] }],
      },
    },
  },
  documents: {
    'SSM-SessionManagerRunShell': {
      type: 'Session',
      content: {
        schemaVersion: '1.0',
        sessionType: 'Standard_Stream',
        inputs: {
          cloudWatchLogGroupName: 'sessions',
          cloudWatchEncryptionEnabled: true,
          cloudWatchStreamingEnabled: true,
          s3BucketName: BUCKET,
          s3EncryptionEnabled: true,
          kmsKeyId: 'alias/session',
          runAsEnabled: false,
        },
      },
    },
  },
};

const BLOCKED = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true };

const OUTSIDE = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' } },
    },
  ],
};

const FOR_EVERYBODY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/*` }],
};

/** Makes a fleet of these parts of one region, on top of those that every fleet has. */
export const fleetOf = (region: Part = {}, roles: Part = {}, bucket: Part = {}): State =>
  parseSeed(
    JSON.stringify({
      accounts: { [ACCOUNT]: { [REGION]: { ...REGION_PARTS, ...region } } },
      buckets: {
        [BUCKET]: {
          account: ACCOUNT,
          region: REGION,
          encryption: 'aws:kms',
          kmsKeyId: KEY_ARN,
          publicAccessBlock: BLOCKED,
          ...bucket,
        },
      },
      iam: {
        [ACCOUNT]: {
          roles: { web: ROLE, ...roles },
          instanceProfiles: { web: { roles: ['web'] }, ...('batch' in roles && { batch: { roles: ['batch'] } }) },
        },
      },
    }),
  );

/** Sound fleets, by what is particular to them. */
export const SOUND: Readonly<Record<string, () => State>> = {
  'with endpoints only': () => fleetOf(),
  'in a public subnet': () =>
    fleetOf({
      ...PUBLIC,
      vpcEndpoints: {},
      instances: { [NODE]: instance({ profile: 'web', publicIp: '203.0.113.5' }) },
    }),
  'under Default Host Management': () =>
    fleetOf(
      {
        instances: { [NODE]: instance() },
        serviceSettings: { ...SETTINGS, [HOST_MANAGEMENT]: 'service-role/Managed' },
      },
      { Managed: { ...ROLE, path: '/service-role/' } },
    ),
  'with a profile that leaves it to Default Host Management': () =>
    fleetOf(
      { serviceSettings: { ...SETTINGS, [HOST_MANAGEMENT]: 'service-role/Managed' } },
      { web: { attached: [] }, Managed: { ...ROLE, path: '/service-role/' } },
    ),
  'with a node that is hybrid': () =>
    fleetOf(
      { nodes: { [NODE]: {}, 'mi-0123456789abcdef0': { iamRole: 'service-role/Edge' } } },
      { Edge: { ...ROLE, path: '/service-role/' } },
    ),
  'with an instance that an activation registered': () =>
    fleetOf(
      {
        instances: { [NODE]: instance({ privateIp: '10.0.1.9' }) },
        nodes: { 'mi-0123456789abcdef0': { iamRole: 'service-role/Edge', ipAddress: '10.0.1.9' } },
      },
      { Edge: { ...ROLE, path: '/service-role/' } },
    ),
  'with an instance that was stopped': () =>
    fleetOf({
      instances: { [NODE]: instance({ profile: 'web' }), [SECOND]: instance({ profile: 'web', state: 'stopped' }) },
      nodes: { [NODE]: {}, [SECOND]: { pingStatus: 'ConnectionLost' } },
    }),
  'with keys that their policies give to the role': () =>
    fleetOf(
      {
        keys: {
          [KEY]: {
            rotationDays: 365,
            policy: keyPolicy({ AWS: `arn:aws:iam::${ACCOUNT}:role/web` }),
          },
        },
      },
      {
        web: {
          attached: [CORE],
          inline: {
            logs: allowing('logs:*', 's3:*'),
          },
        },
      },
    ),
  'with a key that a grant gives to the role': () =>
    fleetOf(
      {
        keys: {
          [KEY]: {
            rotationDays: 365,
            policy: keyPolicy(),
            grants: { g1: { grantee: `arn:aws:iam::${ACCOUNT}:role/web`, operations: USES } },
          },
        },
      },
      { web: { attached: [CORE], inline: { logs: allowing('logs:*', 's3:*') } } },
    ),
  'with a role that may do all that only from its network': () =>
    fleetOf({}, { web: { ...ROLE, inline: { ...ROLE.inline, perimeter: OUTSIDE } } }),
  'with a bucket that only looks public': () =>
    fleetOf({}, {}, { publicAccessBlock: { ...BLOCKED, blockPublicPolicy: false }, policy: FOR_EVERYBODY }),
  'with a bucket that the account keeps from being public': () => ({
    ...fleetOf(
      {},
      {},
      { publicAccessBlock: null, policy: FOR_EVERYBODY, acl: [{ grantee: 'AllUsers', permission: 'READ' }] },
    ),
    publicAccessBlocks: { [ACCOUNT]: BLOCKED },
  }),
  'with a bucket whose ACLs are disabled': () =>
    fleetOf({}, {}, { publicAccessBlock: { ...BLOCKED, ignorePublicAcls: false }, ownership: 'BucketOwnerEnforced' }),
  'with a role that nothing uses': () => fleetOf({}, { web: ROLE, batch: { attached: [] } }),
};
