// A sound fleet, and single faults of it: at least one for each check that can fail or warn.
import assert from 'node:assert/strict';
import type { RawInputs } from '../../../src/inputs/inputs.ts';
import { SANDBOX_USER, sandboxUserId } from '../../../src/sandbox/iam/sandbox-user.ts';
import { parseSeed } from '../../../src/sandbox/seed/seed.ts';
import type { Role } from '../../../src/sandbox/state/iam.ts';
import { regionOf, type RegionState, type State } from '../../../src/sandbox/state/state.ts';
import { policyText } from '../identities.ts';
import { PREFERENCES } from '../planted.ts';
import { ACCOUNT, REGION } from '../world.ts';

const WEB = 'i-0a1b2c3d4e5f60718';
const API = 'i-0f88bf8a39fab5744';
const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
const OTHER_KEY = '99999999-12ab-34cd-56ef-1234567890ab';
const GROUP_KEY = '77777777-12ab-34cd-56ef-1234567890ab';
const AGENTS = 'e9c981a4-7998-4215-8ab0-bf6c32efefa1';
const BUCKET = 'audit-logs';
const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';
const SHARING = '/ssm/documents/console/public-sharing-permission';
const HOST_MANAGEMENT = '/ssm/managed-instance/default-ec2-instance-management-role';

const trustOf = (service: string, effect = 'Allow'): object => ({
  Effect: effect,
  Principal: { Service: service },
  Action: 'sts:AssumeRole',
});

const endpoint = (service: string): object => ({
  vpc: 'vpc-1',
  service,
  subnets: ['subnet-1'],
  securityGroups: ['sg-endpoint'],
});

const allow = (Action: string | readonly string[], Resource: string | readonly string[] = '*'): object => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const deny = (Action: string | readonly string[], more: object = {}): object => ({
  Sid: 'Guard',
  Effect: 'Deny',
  Action,
  Resource: '*',
  ...more,
});
const everybody = (statement: object): object => ({ Principal: '*', ...statement });

const LOGS = [
  allow('logs:DescribeLogGroups'),
  allow(
    ['logs:DescribeLogStreams', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    `arn:aws:logs:*:${ACCOUNT}:log-group:audit:*`,
  ),
];
const UPLOADS = allow(
  ['s3:PutObject', 's3:GetEncryptionConfiguration'],
  [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
);
const DECRYPT = allow(['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*']);

const IAM_DECIDES = everybody({ ...allow('kms:*'), Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } });
const LOGS_MAY = { ...DECRYPT, Principal: { Service: `logs.${REGION}.amazonaws.com` } };

/** A private network with all endpoints, two nodes that are online, encrypted sessions, and both logs: doctor has nothing to say of it. */
export const sound = (): State =>
  parseSeed(
    JSON.stringify({
      accounts: {
        [ACCOUNT]: {
          [REGION]: {
            vpcs: { 'vpc-1': { cidr: '10.0.0.0/16' } },
            subnets: { 'subnet-1': { vpc: 'vpc-1', cidr: '10.0.1.0/24' } },
            routeTables: { 'rtb-1': { vpc: 'vpc-1', routes: [{ destination: 'pl-6da54004', target: 'vpce-s3' }] } },
            securityGroups: {
              'sg-node': { vpc: 'vpc-1' },
              'sg-endpoint': {
                vpc: 'vpc-1',
                ingress: [{ protocol: 'tcp', from: 443, to: 443, cidrs: ['10.0.0.0/16'] }],
              },
            },
            vpcEndpoints: {
              ...Object.fromEntries(
                ['ssm', 'ssmmessages', 'kms', 'logs'].map((service) => [`vpce-${service}`, endpoint(service)]),
              ),
              'vpce-s3': { vpc: 'vpc-1', service: 's3', routeTables: ['rtb-1'] },
            },
            instances: Object.fromEntries(
              [WEB, API].map((id) => [id, { subnet: 'subnet-1', securityGroups: ['sg-node'], profile: 'web' }]),
            ),
            nodes: { [WEB]: {}, [API]: {} },
            keys: {
              [KEY]: { policy: { Statement: [IAM_DECIDES, LOGS_MAY] }, rotationDays: 365 },
              [GROUP_KEY]: { policy: { Statement: [IAM_DECIDES, LOGS_MAY] }, rotationDays: 365 },
            },
            aliases: { 'alias/sessions-key': { target: KEY } },
            logGroups: { audit: { retentionInDays: 365, kmsKeyId: GROUP_KEY } },
            associations: {
              [AGENTS]: {
                parameters: {
                  Name: 'AWS-UpdateSSMAgent',
                  AssociationName: 'agents',
                  ScheduleExpression: 'rate(14 days)',
                  Targets: [{ Key: 'InstanceIds', Values: ['*'] }],
                },
              },
            },
            serviceSettings: { [SHARING]: 'Disable' },
            documents: {
              [PREFERENCES]: {
                type: 'Session',
                content: {
                  schemaVersion: '1.0',
                  description: 'Sessions of the audit',
                  sessionType: 'Standard_Stream',
                  inputs: {
                    cloudWatchLogGroupName: 'audit',
                    cloudWatchEncryptionEnabled: true,
                    cloudWatchStreamingEnabled: true,
                    s3BucketName: BUCKET,
                    s3KeyPrefix: 'nodes',
                    s3EncryptionEnabled: true,
                    kmsKeyId: 'alias/sessions-key',
                    runAsEnabled: false,
                    runAsDefaultUser: '',
                    idleSessionTimeout: '15',
                    maxSessionDuration: '60',
                    shellProfile: { linux: 'exec bash', windows: '' },
                  },
                },
              },
            },
          },
        },
      },
      iam: {
        [ACCOUNT]: {
          roles: {
            web: {
              trust: { Statement: [trustOf('ec2.amazonaws.com')] },
              attached: [CORE],
              inline: { sessions: { Statement: [...LOGS, UPLOADS, DECRYPT] } },
            },
          },
          instanceProfiles: { web: { roles: ['web'] } },
        },
      },
      buckets: {
        [BUCKET]: {
          account: ACCOUNT,
          region: REGION,
          encryption: 'AES256',
          publicAccessBlock: {
            blockPublicAcls: true,
            ignorePublicAcls: true,
            blockPublicPolicy: true,
            restrictPublicBuckets: true,
          },
        },
      },
    }),
  );

/** A fault of the sound fleet. */
export interface Planted {
  /** What doctor is to find. */
  readonly check: string;
  readonly title?: string;
  readonly plant: (at: Things) => void;
  /** Flags of the diagnosis. */
  readonly inputs?: RawInputs;
  /** Whom the diagnosis asks about. */
  readonly principals?: 'all';
}

/** The parts of the fleet that faults are planted in. */
interface Things {
  readonly state: State;
  readonly region: RegionState;
  readonly web: Role;
  /** Changes inputs of the preferences. */
  readonly prefer: (inputs: object, members?: object) => void;
}

/** Makes the sound fleet with a fault. */
export function planted({ plant }: Planted): State {
  const state = sound();
  const region = regionOf(state, ACCOUNT, REGION);
  const web = state.iam[ACCOUNT]?.roles['web'] ?? assert.fail();
  const prefer = (inputs: object, members: object = {}): void => {
    const version = region.documents[PREFERENCES]?.versions.at(-1) ?? assert.fail();
    const content = JSON.parse(version.content) as { inputs: object };
    version.content = JSON.stringify({ ...content, ...members, inputs: { ...content.inputs, ...inputs } });
  };
  plant({ state, region, web, prefer });
  return state;
}

const LOST = { pingStatus: 'ConnectionLost', connected: false } as const;

/** Makes all nodes lost, as they are where the network or their role fails. */
const lose = ({ region }: Things): void => Object.values(region.nodes).forEach((node) => Object.assign(node, LOST));

/** Plants a fault by which nodes are lost, too. */
const losing =
  (plant: (at: Things) => void) =>
  (at: Things): void => {
    lose(at);
    plant(at);
  };

const S3_ONLY = { cloudWatchLogGroupName: '', cloudWatchEncryptionEnabled: false };

/** Logs to the bucket alone. */
const s3Only =
  (plant: (at: Things) => void) =>
  (at: Things): void => {
    at.prefer(S3_ONLY);
    plant(at);
  };

const endpointOf = ({ region }: Things, service: string) =>
  region.vpcEndpoints[`vpce-${service}`] ?? assert.fail(service);

const keyOf = ({ region }: Things, id = KEY) => region.keys[id] ?? assert.fail(id);

const bucketOf = ({ state }: Things) => state.buckets[BUCKET] ?? assert.fail();

const associate = ({ region }: Things, id: string, name: string, Targets: object[], more: object = {}): void => {
  const like = region.associations[AGENTS] ?? assert.fail();
  region.associations[id] = {
    ...structuredClone(like),
    id,
    parameters: { ...like.parameters, AssociationName: name, Targets, ...more },
  };
};

const parametersOf = ({ region }: Things) => (region.associations[AGENTS] ?? assert.fail()).parameters;

/** Gives the caller policies of its own. */
const caller =
  (...statements: readonly object[]) =>
  ({ state }: Things): void => {
    const iam = state.iam[ACCOUNT] ?? assert.fail();
    iam.users[SANDBOX_USER] = {
      id: sandboxUserId(ACCOUNT),
      path: '/',
      created: '2026-01-01T00:00:00.000Z',
      attached: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      inline: { sessions: policyText(...statements) },
      tags: {},
    };
  };

const DOCUMENT_ONLY = allow('ssm:StartSession', [
  `arn:aws:ec2:*:${ACCOUNT}:instance/*`,
  `arn:aws:ssm:*:${ACCOUNT}:document/${PREFERENCES}`,
]);
const FOR_SSH = allow('ssm:StartSession', [
  `arn:aws:ec2:*:${ACCOUNT}:instance/*`,
  'arn:aws:ssm:*::document/AWS-StartSSHSession',
]);
const START = { ...DOCUMENT_ONLY, Condition: { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } } };
const CHANNEL = allow('ssmmessages:OpenDataChannel', 'arn:aws:ssm:*:*:session/${aws:userid}-*');
const DATA_KEY = allow('kms:GenerateDataKey');

/** A role of Default Host Management, and a node that has no other. */
const hostManagement =
  (role: Partial<Role> | undefined, setting = 'service-role/Managed') =>
  ({ state, region, web }: Things): void => {
    region.serviceSettings[HOST_MANAGEMENT] = setting;
    delete region.instances[API]?.profile;
    if (!role) return;
    const iam = state.iam[ACCOUNT] ?? assert.fail();
    iam.roles['Managed'] = {
      ...structuredClone(web),
      path: '/service-role/',
      trust: policyText(trustOf('ssm.amazonaws.com')),
      ...role,
    };
  };

const hybrid = ({ state, region, web }: Things, trust = policyText(trustOf('ssm.amazonaws.com'))): void => {
  const iam = state.iam[ACCOUNT] ?? assert.fail();
  iam.roles['hybrid'] = { ...structuredClone(web), trust };
  const node = region.nodes[WEB] ?? assert.fail();
  region.nodes['mi-0a1b2c3d4e5f60718'] = { ...structuredClone(node), iamRole: 'hybrid' };
  region.serviceSettings['/ssm/managed-instance/activation-tier'] = 'advanced';
};

const without = (...names: readonly ('logs' | 's3' | 'kms')[]): Record<string, string> => ({
  sessions: policyText(
    ...(names.includes('logs') ? [] : LOGS),
    ...(names.includes('s3') ? [] : [UPLOADS]),
    ...(names.includes('kms') ? [] : [DECRYPT]),
  ),
});

const NODES = `arn:aws:ec2:*:${ACCOUNT}:instance/*`;

/** What people need for a shell. */
const SHELL = [START, CHANNEL, DATA_KEY];

/** What leads each kind of people round the log. */
const AROUND: readonly (readonly [kind: string, title: string, ...statements: object[]])[] = [
  ['ssh', 'by the document for SSH', FOR_SSH, ...SHELL],
  ['ssh', 'by the document for SSH, and without a shell', FOR_SSH, CHANNEL],
  ['ssh', 'by one for ports', allow('ssm:StartSession', [NODES, 'arn:aws:ssm:*::document/AWS-StartPort*']), ...SHELL],
  [
    'document',
    'by one for commands',
    allow('ssm:StartSession', [NODES, 'arn:aws:ssm:*::document/AWS-StartInteractiveCommand']),
    ...SHELL,
  ],
  [
    'document',
    'by one for commands, and without a shell',
    allow('ssm:StartSession', [NODES, 'arn:aws:ssm:*::document/AWS-StartInteractiveCommand']),
    CHANNEL,
    DATA_KEY,
  ],
  ['document', 'by all of them', allow('ssm:StartSession'), CHANNEL, DATA_KEY],
  ['commands', 'on every node', allow('ssm:SendCommand')],
  ['commands', 'by one document', allow('ssm:SendCommand', [NODES, 'arn:aws:ssm:*::document/AWS-RunShellScript'])],
  ['preferences', 'by a new version', allow(['ssm:UpdateDocument', 'ssm:UpdateDocumentDefaultVersion'])],
  ['preferences', 'by deleting them', allow('ssm:DeleteDocument')],
  ['erase', 'all at once', allow(['logs:DeleteLogGroup', 'logs:DeleteLogStream', 'logs:PutRetentionPolicy'])],
  ['commands', 'and in every other way', allow(['ssm:*', 'ssmmessages:*', 'logs:*', 's3:*', 'ec2-instance-connect:*'])],
];

const PEOPLE = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' };

/** Makes a role that people take on, and may do this. */
const people =
  (...statements: readonly object[]) =>
  ({ state, web }: Things): void => {
    const iam = state.iam[ACCOUNT] ?? assert.fail();
    iam.roles['people'] = {
      ...structuredClone(web),
      trust: policyText(PEOPLE),
      attached: [],
      inline: { sessions: policyText(...statements) },
    };
  };

/** Leads nodes to the internet by a NAT gateway, and by no endpoint. */
const behindNat = ({ region }: Things): void => {
  region.vpcEndpoints = {};
  region.natGateways = {
    'nat-0a1b2c3d': { subnet: 'subnet-2', state: 'available', connectivity: 'public', tags: {} },
  };
  region.subnets['subnet-2'] = { ...(region.subnets['subnet-1'] ?? assert.fail()), cidr: '10.0.2.0/24' };
  const route = { destination: '0.0.0.0/0', state: 'active' } as const;
  (region.routeTables['rtb-1'] ?? assert.fail()).routes = [{ ...route, target: 'nat-0a1b2c3d' }];
  region.routeTables['rtb-2'] = {
    vpc: 'vpc-1',
    main: false,
    subnets: ['subnet-2'],
    routes: [{ ...route, target: 'igw-1' }],
  };
};

export const FAULTS: readonly Planted[] = [
  { check: 'prefs.missing', plant: ({ region }) => void delete region.documents[PREFERENCES] },
  {
    check: 'prefs.missing',
    title: 'where nothing updates agents',
    plant: ({ region }) => {
      delete region.documents[PREFERENCES];
      region.associations = {};
    },
  },
  { check: 'prefs.schema', title: 'minutes', plant: ({ prefer }) => prefer({ idleSessionTimeout: '90' }) },
  {
    check: 'prefs.schema',
    title: 'logged to S3 only',
    plant: s3Only(({ prefer }) => prefer({ idleSessionTimeout: '90' })),
  },
  { check: 'prefs.schema', title: 'a switch', plant: ({ prefer }) => prefer({ cloudWatchStreamingEnabled: 'true' }) },
  { check: 'prefs.schema', title: 'a type', plant: ({ prefer }) => prefer({}, { sessionType: 'Port' }) },
  {
    check: 'prefs.status',
    plant: ({ region }) => Object.assign(region.documents[PREFERENCES]?.versions.at(-1) ?? {}, { status: 'Failed' }),
  },
  {
    check: 'prefs.status',
    title: 'logged to S3 only',
    plant: s3Only(({ region }) =>
      Object.assign(region.documents[PREFERENCES]?.versions.at(-1) ?? {}, { status: 'Failed' }),
    ),
  },
  {
    check: 'prefs.default-not-latest',
    plant: ({ region }) => {
      const document = region.documents[PREFERENCES] ?? assert.fail();
      const first = document.versions[0] ?? assert.fail();
      const content = first.content.replace('"15"', '"30"');
      document.versions.push({ ...first, version: '2', content, hash: 'another' });
      document.lastVersion = 2;
    },
  },
  {
    check: 'prefs.unknown-member',
    plant: ({ prefer }) => prefer({ maxSessionDuration: undefined, maxSessionDurations: '60' }),
  },
  {
    check: 'prefs.unlogged',
    plant: ({ prefer }) => prefer({ ...S3_ONLY, s3BucketName: '', s3EncryptionEnabled: false }),
  },
  { check: 'prefs.drift', plant: () => undefined, inputs: { 'idle-timeout': '30' } },
  {
    check: 'prefs.drift',
    title: 'logged to S3 only',
    plant: s3Only(() => undefined),
    inputs: { 'idle-timeout': '30' },
  },
  {
    check: 'prefs.shared',
    plant: ({ region }) => Object.assign(region.documents[PREFERENCES] ?? {}, { sharedWith: { all: '$DEFAULT' } }),
  },
  { check: 'log-group.missing', plant: ({ region }) => void delete region.logGroups['audit'] },
  {
    check: 'log-group.missing',
    title: 'not required to be encrypted',
    plant: ({ region, prefer }) => {
      prefer({ cloudWatchEncryptionEnabled: false });
      delete region.logGroups['audit'];
    },
  },
  {
    check: 'log-group.unencrypted',
    plant: ({ region }) => void delete region.logGroups['audit']?.kmsKeyId,
  },
  {
    check: 'log-group.class',
    plant: ({ region }) => Object.assign(region.logGroups['audit'] ?? {}, { class: 'DELIVERY' }),
  },
  { check: 'log-group.retention', plant: () => undefined, inputs: { retention: '30' } },
  { check: 'log-group.deletion-protection', plant: () => undefined, inputs: { 'deletion-protection': true } },
  {
    check: 'log-group.key-mismatch',
    plant: ({ region }) => {
      region.aliases['alias/session'] = { target: KEY, created: '', updated: '' };
    },
    inputs: { kms: true },
  },
  { check: 'kms.missing', plant: ({ prefer }) => prefer({ kmsKeyId: OTHER_KEY }) },
  { check: 'kms.missing', title: 'logged to S3 only', plant: s3Only(({ prefer }) => prefer({ kmsKeyId: OTHER_KEY })) },
  {
    check: 'kms.missing',
    title: 'where roles may use that one only',
    plant: ({ prefer, web }) => {
      prefer({ kmsKeyId: OTHER_KEY });
      web.inline['sessions'] = policyText(
        LOGS,
        UPLOADS,
        allow('kms:*', `arn:aws:kms:${REGION}:${ACCOUNT}:key/${OTHER_KEY}`),
      );
    },
  },
  {
    check: 'kms.missing',
    title: 'of the log group',
    plant: ({ region }) => void delete region.keys[GROUP_KEY],
  },
  { check: 'kms.disabled', plant: (at) => void (keyOf(at).state = 'Disabled') },
  { check: 'kms.disabled', title: 'of the log group', plant: (at) => void (keyOf(at, GROUP_KEY).state = 'Disabled') },
  {
    check: 'kms.pending-deletion',
    plant: (at) => Object.assign(keyOf(at), { state: 'PendingDeletion', deletion: '2030-01-01T00:00:00.000Z' }),
  },
  { check: 'kms.not-usable', plant: (at) => void (keyOf(at).state = 'Unavailable') },
  {
    check: 'kms.asymmetric',
    plant: (at) => Object.assign(keyOf(at), { spec: 'RSA_2048', rotationDays: null }),
  },
  {
    check: 'kms.asymmetric',
    title: 'where roles may use that one only',
    plant: (at) => {
      Object.assign(keyOf(at), { spec: 'RSA_2048', rotationDays: null });
      at.web.inline['sessions'] = policyText(...LOGS, UPLOADS, allow('kms:*', keyOf(at).arn));
    },
  },
  {
    check: 'kms.wrong-region',
    plant: ({ prefer }) => prefer({ kmsKeyId: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${KEY}` }),
  },
  {
    check: 'kms.wrong-region',
    title: 'where roles may use that one only',
    plant: ({ prefer, web }) => {
      const arn = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${KEY}`;
      prefer({ kmsKeyId: arn });
      web.inline['sessions'] = policyText(...LOGS, UPLOADS, allow('kms:*', arn));
    },
  },
  ...(
    [
      ['kms.wrong-region', ({ prefer }) => prefer({ kmsKeyId: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${KEY}` })],
      ['kms.missing', ({ prefer }) => prefer({ kmsKeyId: OTHER_KEY })],
      ['kms.aws-managed', ({ prefer }) => prefer({ kmsKeyId: 'alias/aws/ssm' })],
      ['kms.asymmetric', (at) => Object.assign(keyOf(at), { spec: 'RSA_2048', rotationDays: null })],
    ] as readonly (readonly [string, Planted['plant']])[]
  ).map(([check, plant]): Planted => ({
    check,
    title: 'where the caller may use the old one only',
    plant: (at) => {
      caller(START, CHANNEL, allow('kms:GenerateDataKey', keyOf(at).arn))(at);
      plant(at);
    },
  })),
  {
    check: 'instance.kms-decrypt',
    title: 'of a role that may use no key, beside a key of another region',
    plant: ({ prefer, web }) => {
      prefer({ kmsKeyId: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${KEY}` });
      web.inline['sessions'] = policyText(...LOGS, UPLOADS);
    },
  },
  {
    check: 'instance.logs-permissions',
    title: 'where the log group requires a key, and that behind our alias is of others and closed to it',
    plant: ({ region, web }) => {
      web.inline['sessions'] = policyText(UPLOADS, DECRYPT);
      delete (region.logGroups['audit'] ?? assert.fail()).kmsKeyId;
      const key = region.keys[KEY] ?? assert.fail();
      const policy = policyText(IAM_DECIDES);
      region.keys[OTHER_KEY] = { ...key, id: OTHER_KEY, arn: key.arn.replace(KEY, OTHER_KEY), policy };
      region.aliases['alias/session'] = {
        ...(region.aliases['alias/sessions-key'] ?? assert.fail()),
        target: OTHER_KEY,
      };
    },
  },
  {
    check: 'kms.aws-managed',
    plant: ({ region, prefer }) => {
      const key = region.keys[KEY] ?? assert.fail();
      region.keys[OTHER_KEY] = { ...key, id: OTHER_KEY, arn: key.arn.replace(KEY, OTHER_KEY) };
      region.aliases['alias/aws/ssm'] = {
        ...(region.aliases['alias/sessions-key'] ?? assert.fail()),
        target: OTHER_KEY,
      };
      prefer({ kmsKeyId: 'alias/aws/ssm' });
    },
  },
  {
    check: 'kms.aws-managed',
    title: 'which has not been made yet, beside a role that may use no key',
    plant: ({ web, prefer }) => {
      prefer({ kmsKeyId: 'alias/aws/ssm' });
      web.inline['sessions'] = policyText(...LOGS, UPLOADS);
    },
  },
  { check: 'kms.policy-logs', plant: (at) => void (keyOf(at, GROUP_KEY).policy = policyText(IAM_DECIDES)) },
  {
    check: 'kms.policy-logs',
    title: 'by a Deny of everybody',
    plant: (at) =>
      void (keyOf(at, GROUP_KEY).policy = policyText(IAM_DECIDES, LOGS_MAY, everybody(deny('kms:Encrypt')))),
  },
  {
    check: 'kms.policy-logs',
    title: 'by a Deny of the service',
    plant: (at) => {
      const denial = { ...deny('kms:*', { Sid: undefined }), Principal: LOGS_MAY.Principal };
      keyOf(at, GROUP_KEY).policy = policyText(denial, IAM_DECIDES, LOGS_MAY);
    },
  },
  { check: 's3.missing', plant: ({ state }) => void delete state.buckets[BUCKET] },
  { check: 's3.region', plant: (at) => void (bucketOf(at).region = 'eu-west-1') },
  {
    check: 's3.region',
    title: 'where roles may write to that one only',
    plant: (at) => {
      at.prefer({ s3EncryptionEnabled: false });
      bucketOf(at).region = 'eu-west-1';
    },
  },
  { check: 's3.unencrypted', plant: (at) => void (bucketOf(at).encryption = 'none') },
  {
    check: 's3.key-not-usable',
    plant: (at) => {
      Object.assign(bucketOf(at), { encryption: 'aws:kms', kmsKeyId: keyOf(at, GROUP_KEY).arn });
      keyOf(at, GROUP_KEY).state = 'Disabled';
    },
  },
  {
    check: 's3.public',
    plant: (at) => {
      bucketOf(at).publicAccessBlock = null;
      bucketOf(at).policy = policyText(everybody(allow('s3:GetObject', `arn:aws:s3:::${BUCKET}/*`)));
    },
  },
  {
    check: 's3.public',
    title: 'by its ACL',
    plant: (at) => {
      Object.assign(bucketOf(at), { publicAccessBlock: null, acl: [{ grantee: 'AllUsers', permission: 'READ' }] });
    },
  },
  { check: 's3.public', title: 'or could become so', plant: (at) => void (bucketOf(at).publicAccessBlock = null) },
  { check: 'runas.unfit-user', plant: ({ prefer }) => prefer({ runAsEnabled: true, runAsDefaultUser: 'root' }) },
  {
    check: 'runas.unfit-user',
    title: 'logged to S3 only',
    plant: s3Only(({ prefer }) => prefer({ runAsEnabled: true, runAsDefaultUser: 'root' })),
  },
  { check: 'sharing.public-allowed', plant: ({ region }) => void (region.serviceSettings[SHARING] = 'Enable') },
  { check: 'instance.not-managed', plant: ({ region }) => void delete region.nodes[API] },
  { check: 'instance.ping-lost', plant: ({ region }) => Object.assign(region.nodes[API] ?? {}, LOST) },
  {
    check: 'instance.not-connected',
    plant: ({ region }) => Object.assign(region.nodes[API] ?? {}, { connected: false }),
  },
  { check: 'instance.no-profile', plant: ({ region }) => void delete region.instances[API]?.profile },
  {
    check: 'instance.no-profile',
    title: 'where nothing is online',
    plant: losing(({ region }) => Object.values(region.instances).forEach((each) => delete each.profile)),
  },
  {
    check: 'instance.metadata-off',
    plant: losing(({ region }) =>
      Object.assign(region.instances[API] ?? {}, { metadata: { tokens: 'optional', endpoint: 'disabled' } }),
    ),
  },
  {
    check: 'instance.deprecated-policy',
    plant: ({ web }) =>
      Object.assign(web, {
        attached: ['arn:aws:iam::aws:policy/service-role/AmazonEC2RoleforSSM'],
        inline: { keys: policyText(DECRYPT) },
      }),
  },
  {
    check: 'instance.profile-without-role',
    plant: losing(({ state }) => {
      const iam = state.iam[ACCOUNT] ?? assert.fail();
      Object.assign(iam.instanceProfiles['web'] ?? {}, { roles: [] });
    }),
  },
  {
    check: 'instance.profile-without-role',
    title: 'where there is no role of its name',
    plant: losing(({ state }) => {
      const iam = state.iam[ACCOUNT] ?? assert.fail();
      Object.assign(iam.instanceProfiles['web'] ?? {}, { roles: [] });
      delete iam.roles['web'];
    }),
  },
  {
    check: 'instance.role-trust',
    plant: losing(({ web }) => void (web.trust = policyText(trustOf('lambda.amazonaws.com')))),
  },
  {
    check: 'instance.role-trust',
    title: 'by a Deny',
    plant: losing(
      ({ web }) => void (web.trust = policyText(trustOf('ec2.amazonaws.com'), trustOf('ec2.amazonaws.com', 'Deny'))),
    ),
  },
  { check: 'instance.profile-without-ssm', plant: losing(({ web }) => void (web.attached = [])) },
  {
    check: 'instance.profile-without-ssm',
    title: 'by a Deny',
    plant: losing(({ web }) => void (web.inline['guard'] = policyText(deny('ssmmessages:*')))),
  },
  { check: 'instance.logs-permissions', plant: ({ web }) => void (web.inline = without('logs')) },
  {
    check: 'instance.logs-permissions',
    title: 'by a Deny of single actions',
    plant: ({ web }) => void (web.inline['guard'] = policyText(deny(['logs:PutLogEvents', 'logs:DeleteLogGroup']))),
  },
  {
    check: 'instance.logs-permissions',
    title: 'by Denies in two policies',
    plant: ({ web }) => {
      web.inline['guard'] = policyText(deny('logs:PutLogEvents', { Sid: undefined }));
      web.inline['guard2'] = policyText(deny('logs:CreateLogStream'));
    },
  },
  {
    check: 'instance.logs-permissions',
    title: 'by its boundary',
    plant: ({ state, web }) => {
      const arn = `arn:aws:iam::${ACCOUNT}:policy/limits`;
      const document = policyText(allow(['ssm:*', 'ssmmessages:*', 'ec2messages:*', 's3:*', 'kms:*']));
      web.boundary = arn;
      (state.iam[ACCOUNT] ?? assert.fail()).policies[arn] = {
        id: 'ANPA00000000000000001',
        name: 'limits',
        path: '/',
        description: '',
        created: '2026-01-01T00:00:00.000Z',
        defaultVersion: 'v1',
        versions: [{ version: 'v1', document, created: '2026-01-01T00:00:00.000Z' }],
        lastVersion: 1,
        tags: {},
      };
    },
  },
  { check: 'instance.kms-decrypt', plant: ({ web }) => void (web.inline = without('kms')) },
  {
    check: 'instance.kms-decrypt',
    title: 'by the policy of the key',
    plant: (at) =>
      void (keyOf(at).policy = policyText({
        ...allow('kms:*'),
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/admin` },
      })),
  },
  {
    check: 'instance.kms-decrypt',
    title: 'by a Deny in the policy of the key',
    plant: (at) => void (keyOf(at).policy = policyText(IAM_DECIDES, LOGS_MAY, everybody(deny('kms:Decrypt')))),
  },
  {
    check: 'instance.kms-single-region',
    plant: ({ web }) => {
      const elsewhere = allow('kms:*', `arn:aws:kms:eu-west-1:${ACCOUNT}:key/*`);
      web.inline = { sessions: policyText(...LOGS, UPLOADS, elsewhere) };
    },
  },
  { check: 'instance.s3-permissions', plant: ({ web }) => void (web.inline = without('s3')) },
  {
    check: 'instance.s3-permissions',
    title: 'by a Deny in the policy of the bucket',
    plant: (at) =>
      void (bucketOf(at).policy = policyText(
        everybody(deny('s3:PutObject', { Resource: `arn:aws:s3:::${BUCKET}/*` })),
      )),
  },
  {
    check: 'instance.kms-via-logs',
    plant: (at) => {
      at.web.inline = { sessions: policyText(...LOGS, UPLOADS, allow('kms:Decrypt', keyOf(at).arn)) };
    },
  },
  { check: 'dhmc.role-without-logs', plant: hostManagement({ inline: without('logs') }) },
  { check: 'dhmc.role-trust', plant: hostManagement({ trust: policyText(trustOf('ec2.amazonaws.com')) }) },
  { check: 'dhmc.role-missing', plant: hostManagement(undefined) },
  {
    check: 'dhmc.role-missing',
    title: 'as AWS names it',
    plant: hostManagement(undefined, 'service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole'),
  },
  {
    check: 'agent.too-old',
    plant: ({ region }) => Object.assign(region.nodes[API] ?? {}, { agentVersion: '2.3.372.0' }),
  },
  { check: 'association.missing', plant: ({ region }) => void (region.associations = {}) },
  {
    check: 'association.missing',
    title: 'logged to S3 only',
    plant: s3Only(({ region }) => void (region.associations = {})),
  },
  {
    check: 'association.failed',
    plant: ({ region }) => {
      (region.nodes[API] ?? assert.fail()).associations[AGENTS] = { status: 'Failed' };
      (region.associations[AGENTS] ?? assert.fail()).status = { Status: 'Failed', DetailedStatus: 'Failed' };
    },
  },
  {
    check: 'association.pinned',
    plant: (at) => Object.assign(parametersOf(at), { Parameters: { version: ['3.1.0.0'] } }),
  },
  { check: 'association.closed', plant: (at) => Object.assign(parametersOf(at), { CalendarNames: ['closed'] }) },
  {
    check: 'association.duplicate',
    plant: (at) =>
      associate(at, '6ca202c8-8e54-4dff-88c0-9bfafbfc60b2', 'more', [{ Key: 'InstanceIds', Values: [API] }]),
  },
  {
    check: 'association.duplicate',
    title: 'neither of which covers all of the other',
    plant: (at) => {
      const third = 'i-0aaaaaaaaaaaaaaaa';
      at.region.instances[third] = structuredClone(at.region.instances[API] ?? assert.fail());
      at.region.nodes[third] = structuredClone(at.region.nodes[API] ?? assert.fail());
      Object.assign(parametersOf(at), { Targets: [{ Key: 'InstanceIds', Values: [WEB, third] }] });
      associate(at, '6ca202c8-8e54-4dff-88c0-9bfafbfc60b2', 'more', [{ Key: 'InstanceIds', Values: [WEB, API] }]);
    },
  },
  {
    check: 'association.covers-nothing',
    plant: (at) => Object.assign(parametersOf(at), { Targets: [{ Key: 'tag:Team', Values: ['none'] }] }),
  },
  {
    check: 'association.covers-nothing',
    title: 'beside another',
    plant: (at) =>
      associate(at, '6ca202c8-8e54-4dff-88c0-9bfafbfc60b2', 'more', [{ Key: 'tag:Team', Values: ['none'] }]),
  },
  {
    check: 'instance.hybrid-role-trust',
    plant: (at) => {
      hybrid(at, policyText(trustOf('ec2.amazonaws.com')));
      Object.assign(at.region.nodes['mi-0a1b2c3d4e5f60718'] ?? {}, LOST);
    },
  },
  {
    check: 'instance.hybrid-role-missing',
    plant(at) {
      hybrid(at);
      delete at.state.iam[ACCOUNT]?.roles['hybrid'];
      Object.assign(at.region.nodes['mi-0a1b2c3d4e5f60718'] ?? {}, LOST);
    },
  },
  {
    check: 'hybrid.tier',
    plant: (at) => {
      hybrid(at);
      at.region.serviceSettings['/ssm/managed-instance/activation-tier'] = 'standard';
    },
  },
  { check: 'user.start-session', plant: caller(CHANNEL) },
  {
    check: 'user.start-session',
    title: 'by a Deny',
    plant: caller(START, CHANNEL, DATA_KEY, deny('ssm:StartSession')),
  },
  {
    check: 'user.document-resource',
    plant: caller(allow('ssm:StartSession', `arn:aws:ec2:*:${ACCOUNT}:instance/*`), CHANNEL, DATA_KEY),
  },
  { check: 'user.open-data-channel', plant: caller(START, DATA_KEY) },
  { check: 'user.generate-data-key', plant: caller(START, CHANNEL) },
  {
    check: 'user.generate-data-key',
    title: 'by a Deny',
    plant: caller(START, CHANNEL, DATA_KEY, deny('kms:GenerateDataKey')),
  },
  { check: 'user.document-access-check', plant: caller(FOR_SSH, CHANNEL, DATA_KEY) },
  {
    check: 'user.terminate-any',
    plant: caller(START, CHANNEL, DATA_KEY, allow('ssm:TerminateSession')),
  },
  ...(['ssm', 'ssmmessages', 'kms', 'logs', 's3'] as const).map((service): Planted => ({
    check: `vpc.endpoint-${service}`,
    plant: losing(({ region }) => {
      delete region.vpcEndpoints[`vpce-${service}`];
      if (service === 's3') (region.routeTables['rtb-1'] ?? assert.fail()).routes = [];
    }),
  })),
  {
    check: 'vpc.endpoint-policy',
    plant: losing((at) => void (endpointOf(at, 'ssm').policy = policyText(everybody(allow('ssm:GetParameter'))))),
  },
  {
    check: 'vpc.endpoint-ec2messages',
    plant: losing(({ region }) =>
      Object.values(region.nodes).forEach((node) => Object.assign(node, { agentVersion: '3.2.2303.0' })),
    ),
  },
  { check: 'vpc.endpoint-state', plant: losing((at) => void (endpointOf(at, 'ssm').state = 'failed')) },
  {
    check: 'vpc.route',
    plant: losing(({ region }) => {
      region.vpcEndpoints = {};
      region.natGateways = {
        'nat-0a1b2c3d': { subnet: 'subnet-2', state: 'available', connectivity: 'public', tags: {} },
      };
      region.subnets['subnet-2'] = { ...(region.subnets['subnet-1'] ?? assert.fail()), cidr: '10.0.2.0/24' };
      const route = { destination: '0.0.0.0/0', state: 'active' } as const;
      const table = region.routeTables['rtb-1'] ?? assert.fail();
      table.routes = [{ ...route, target: 'nat-0a1b2c3d' }];
      region.routeTables['rtb-2'] = { vpc: 'vpc-1', main: false, subnets: ['subnet-2'], routes: [] };
      region.routeTables['rtb-3'] = { vpc: 'vpc-1', main: false, subnets: [], routes: [{ ...route, target: 'igw-1' }] };
    }),
  },
  { check: 'vpc.private-dns', plant: losing((at) => void (endpointOf(at, 'ssm').privateDns = false)) },
  {
    check: 'vpc.dns',
    plant: losing(({ region }) => Object.assign(region.vpcs['vpc-1'] ?? {}, { dnsHostnames: false })),
  },
  {
    check: 'vpc.security-group',
    plant: losing(({ region }) => Object.assign(region.securityGroups['sg-endpoint'] ?? {}, { ingress: [] })),
  },
  {
    check: 'vpc.egress',
    plant: losing(({ region }) => Object.assign(region.securityGroups['sg-node'] ?? {}, { egress: [] })),
  },
  {
    check: 'vpc.network-acl',
    title: 'without room for a rule before the others',
    plant: losing(({ region }) => {
      const [acl] = Object.values(region.networkAcls);
      acl?.entries.push(
        ...[true, false].flatMap((egress) => [
          { number: 1, egress, action: 'allow' as const, protocol: '6', cidr: '10.9.0.0/16', from: 22, to: 22 },
          { number: 2, egress, action: 'deny' as const, protocol: '-1', cidr: '0.0.0.0/0' },
        ]),
      );
    }),
  },
  {
    check: 'vpc.network-acl',
    plant: losing(({ region }) => {
      const [acl] = Object.values(region.networkAcls);
      acl?.entries.push({ number: 50, egress: true, action: 'deny', protocol: '-1', cidr: '0.0.0.0/0' });
    }),
  },
  {
    check: 'vpc.public-access-block',
    title: 'of a NAT gateway',
    plant: losing((at) => {
      behindNat(at);
      at.region.internetBlock = { mode: 'block-bidirectional', exclusions: {} };
    }),
  },
  ...(['block-bidirectional', 'block-ingress'] as const).map((mode): Planted => ({
    check: 'vpc.public-access-block',
    title: `of public addresses, ${mode}`,
    plant: losing(({ region }) => {
      region.vpcEndpoints = {};
      const table = region.routeTables['rtb-1'] ?? assert.fail();
      table.routes = [{ destination: '0.0.0.0/0', state: 'active', target: 'igw-1' }];
      for (const instance of Object.values(region.instances)) instance.publicIp = '203.0.113.7';
      region.internetBlock = { mode, exclusions: {} };
    }),
  })),
  {
    check: 'vpc.dns-zone',
    title: 'without an endpoint',
    plant: losing((at) => {
      behindNat(at);
      at.region.hostedZones = { Z1: { name: 'amazonaws.com', vpcs: ['vpc-1', 'vpc-2'], records: [] } };
    }),
  },
  ...(['ssm', 'kms'] as const).map((service): Planted => ({
    check: 'vpc.dns-zone',
    title: `of ${service}, in front of an endpoint`,
    plant: losing((at) => {
      endpointOf(at, service).privateDns = false;
      at.region.hostedZones = {
        Z1: { name: `${service}.${REGION}.amazonaws.com`, vpcs: ['vpc-1'], records: [] },
      };
    }),
  })),
  ...AROUND.map(([kind, title, ...statements]): Planted => ({
    check: `bypass.${kind}`,
    title,
    plant: people(...statements),
    principals: 'all',
  })),
];
