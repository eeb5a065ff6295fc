// A fleet of 200 nodes in three accounts and three regions, with forty faults, as a seed for `sandbox --seed`.
import { CORE } from './identities.ts';

type Part = Readonly<Record<string, unknown>>;

const MAIN = '123456789012';
const PAYMENTS = '111111111111';
const DATA = '222222222222';
export const ACCOUNTS = [MAIN, PAYMENTS, DATA];
export const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2'];

const CORE_OLD = 'arn:aws:iam::aws:policy/service-role/AmazonEC2RoleforSSM';
const SHARING = '/ssm/documents/console/public-sharing-permission';
const HOST_MANAGEMENT = '/ssm/managed-instance/default-ec2-instance-management-role';
const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';

const policy = (...Statement: readonly Part[]): Part => ({ Version: '2012-10-17', Statement });
const allow = (Action: string | readonly string[], Resource: string | readonly string[] = '*'): Part => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const trust = (Service: string): Part =>
  policy({ Effect: 'Allow', Principal: { Service: `${Service}.amazonaws.com` }, Action: 'sts:AssumeRole' });

/** A role of nodes that may do all that sessions take, but for what is said. */
const role = (actions: readonly string[] = ['logs:*', 'kms:*', 's3:*'], more: Part = {}): Part => ({
  attached: [CORE],
  ...(actions.length > 0 && { inline: { sessions: policy(allow(actions)) } }),
  ...more,
});

/** Some nodes that are alike. */
interface Nodes {
  readonly name: string;
  readonly count: number;
  readonly subnet: string;
  readonly group: string;
  readonly profile?: string;
  readonly instance?: Part;
  /** Null: Systems Manager does not know it. */
  readonly node?: ((index: number) => Part) | null;
}

const LOST = () => ({ pingStatus: 'ConnectionLost' });

let made = 0;

/** Makes the instances and nodes of a region. */
function nodesOf(all: readonly Nodes[]): { readonly instances: Part; readonly nodes: Part } {
  const instances: Record<string, unknown> = {};
  const nodes: Record<string, unknown> = {};
  for (const { name, count, subnet, group, profile, instance, node } of all) {
    for (let index = 0; index < count; index += 1) {
      made += 1;
      const id = `i-0${((made * 2654435761) % 2 ** 32).toString(16).padStart(8, '0')}${made.toString(16).padStart(8, '0')}`;
      instances[id] = {
        subnet,
        securityGroups: [group],
        metadata: { tokens: 'required' },
        tags: { Name: `${name}-${index + 1}` },
        ...(profile !== undefined && { profile }),
        ...instance,
      };
      if (node !== null) nodes[id] = node?.(index) ?? {};
    }
  }
  return { instances, nodes };
}

const TO_INTERNET = { destination: '0.0.0.0/0', target: 'igw-1' };
const PUBLIC: Part = { publicIp: '203.0.113.5' };

/** A VPC with one subnet, and its main route table. */
const vpc = (id: string, block: number, routes: readonly Part[] = [], more: Part = {}): readonly Part[] => [
  { [`vpc-${id}`]: { cidr: `10.${block}.0.0/16`, tags: { Name: id }, ...more } },
  { [`subnet-${id}`]: { vpc: `vpc-${id}`, cidr: `10.${block}.0.0/20` } },
  { [`rtb-${id}`]: { vpc: `vpc-${id}`, main: true, routes } },
  { [`sg-${id}`]: { vpc: `vpc-${id}` } },
];

const networksOf = (all: readonly (readonly Part[])[]): Part => {
  const [vpcs, subnets, routeTables, securityGroups] = [0, 1, 2, 3].map((at) =>
    Object.assign({}, ...all.map((one) => one[at])),
  );
  return { vpcs, subnets, routeTables, securityGroups };
};

const preferences = (inputs: Part, more: Part = {}): Part => ({
  'SSM-SessionManagerRunShell': {
    content: {
      schemaVersion: '1.0',
      description: 'Sessions',
      sessionType: 'Standard_Stream',
      inputs: { cloudWatchLogGroupName: 'sessions', cloudWatchStreamingEnabled: true, ...inputs },
    },
    ...more,
  },
});

const keyPolicy = (account: string, region: string, logs: boolean): Part =>
  policy(
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' },
    ...(logs
      ? [{ Effect: 'Allow', Principal: { Service: `logs.${region}.amazonaws.com` }, Action: 'kms:*', Resource: '*' }]
      : []),
  );

const keyed = (account: string, region: string, more: Part = {}, logs = true): Part => ({
  keys: { [KEY]: { policy: keyPolicy(account, region, logs), rotationDays: 365, ...more } },
  aliases: { 'alias/session': { target: KEY } },
});

const keyArn = (account: string, region: string): string => `arn:aws:kms:${region}:${account}:key/${KEY}`;

const updating = (more: Part, status: Part = {}): Part => ({
  parameters: {
    Name: 'AWS-UpdateSSMAgent',
    AssociationName: 'SsmAgent',
    ScheduleExpression: 'rate(14 days)',
    Targets: [{ Key: 'InstanceIds', Values: ['*'] }],
    ...more,
  },
  ...status,
});

const ASSOCIATION = '6ca202c8-8e54-4dff-88c0-9bfafbfc60b2';
const SECOND_ASSOCIATION = '7ca202c8-8e54-4dff-88c0-9bfafbfc60b3';
const EVERY_NODE = { [ASSOCIATION]: updating({}) };

const OLD_AGENTS = ['2.2.120.0', '2.3.50.0', '2.3.68.0', '3.0.161.0', '2.3.372.0', '2.3.714.0'];

/** The main account: networks that do not lead out, roles that may not log, agents of many versions. */
function main(): Part {
  return {
    'us-east-1': {
      ...networksOf([
        vpc('web', 1, [TO_INTERNET]),
        vpc('orders', 2),
        vpc('ledger', 3),
        vpc('search', 4, [{ destination: '0.0.0.0/0', target: 'nat-0dead', state: 'blackhole' }]),
      ]),
      vpcEndpoints: Object.fromEntries(
        ['ssm', 'ssmmessages', 'logs', 'kms'].map((service) => [
          `vpce-ledger-${service}`,
          { vpc: 'vpc-ledger', service, subnets: ['subnet-ledger'], securityGroups: ['sg-ledger'] },
        ]),
      ),
      ...nodesOf([
        { name: 'web', count: 14, subnet: 'subnet-web', group: 'sg-web', profile: 'web', instance: PUBLIC },
        { name: 'orders', count: 26, subnet: 'subnet-orders', group: 'sg-orders', profile: 'web', node: LOST },
        { name: 'ledger', count: 9, subnet: 'subnet-ledger', group: 'sg-ledger', profile: 'web', node: LOST },
        { name: 'search', count: 60, subnet: 'subnet-search', group: 'sg-search', profile: 'web', node: LOST },
        {
          name: 'legacy',
          count: 12,
          subnet: 'subnet-web',
          group: 'sg-web',
          profile: 'legacy',
          instance: PUBLIC,
          node: (index) => ({ agentVersion: OLD_AGENTS[index % OLD_AGENTS.length] }),
        },
        { name: 'bare', count: 3, subnet: 'subnet-web', group: 'sg-web', instance: PUBLIC, node: null },
        {
          name: 'sealed',
          count: 2,
          subnet: 'subnet-web',
          group: 'sg-web',
          profile: 'web',
          instance: { ...PUBLIC, metadata: { endpoint: 'disabled' } },
          node: null,
        },
        {
          name: 'batch',
          count: 6,
          subnet: 'subnet-web',
          group: 'sg-web',
          profile: 'batch',
          instance: PUBLIC,
          node: LOST,
        },
        {
          name: 'empty',
          count: 2,
          subnet: 'subnet-web',
          group: 'sg-web',
          profile: 'empty',
          instance: PUBLIC,
          node: null,
        },
        {
          name: 'deaf',
          count: 4,
          subnet: 'subnet-web',
          group: 'sg-web',
          profile: 'deaf',
          instance: PUBLIC,
          node: () => ({ connected: false }),
        },
        ...['api', 'queue', 'mail', 'cron', 'image', 'video'].map((name): Nodes => ({
          name,
          count: 1,
          subnet: 'subnet-web',
          group: 'sg-web',
          profile: name,
          instance: PUBLIC,
        })),
      ]),
      ...keyed(MAIN, 'us-east-1', { rotationDays: null }),
      logGroups: { sessions: { kmsKeyId: keyArn(MAIN, 'us-east-1') } },
      documents: preferences(
        { cloudWatchEncryptionEnabled: true, kmsKeyId: 'alias/session', s3BucketName: 'main-logs' },
        { sharedWith: { '333333333333': '$DEFAULT' } },
      ),
      associations: {
        [ASSOCIATION]: updating({}, { status: { Status: 'Failed' } }),
        [SECOND_ASSOCIATION]: updating({
          AssociationName: 'nightly',
          Targets: [{ Key: 'tag:Name', Values: ['web-1'] }],
        }),
      },
      serviceSettings: { [SHARING]: 'Enable' },
    },
    'eu-west-1': {
      ...networksOf([vpc('shop', 11, [TO_INTERNET]), vpc('mute', 12, [TO_INTERNET])]),
      ...nodesOf([
        { name: 'shop', count: 8, subnet: 'subnet-shop', group: 'sg-shop', profile: 'web', instance: PUBLIC },
        {
          name: 'mute',
          count: 7,
          subnet: 'subnet-mute',
          group: 'sg-shut',
          profile: 'web',
          instance: PUBLIC,
          node: LOST,
        },
        {
          name: 'gone',
          count: 3,
          subnet: 'subnet-shop',
          group: 'sg-shop',
          profile: 'web',
          instance: PUBLIC,
          node: LOST,
        },
      ]),
      ...keyed(MAIN, 'eu-west-1', { state: 'Disabled' }),
      logGroups: { sessions: { retentionInDays: 30 } },
      documents: preferences({
        cloudWatchEncryptionEnabled: true,
        kmsKeyId: 'alias/session',
        idleSessionTimeout: '90',
        runAsEnabled: true,
        runAsDefaultUser: 'root',
      }),
      associations: EVERY_NODE,
      serviceSettings: { [SHARING]: 'Disable' },
    },
    'ap-southeast-2': {
      ...networksOf([vpc('edge', 21, [TO_INTERNET])]),
      ...nodesOf([
        { name: 'edge', count: 4, subnet: 'subnet-edge', group: 'sg-edge', profile: 'web', instance: PUBLIC },
      ]),
      nodes: {},
      logGroups: {},
      documents: preferences({ cloudWatchEncryptionEnabled: false }),
      serviceSettings: { [SHARING]: 'Disable' },
    },
  };
}

function payments(): Part {
  const hybrid = (name: string, count: number, iamRole: string): Part =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `mi-0${String(index).padStart(8, '0')}${name.padEnd(8, '0').slice(0, 8)}`,
        {
          iamRole,
          pingStatus: 'ConnectionLost',
          computerName: `${name}-${index + 1}`,
          ipAddress: `192.168.7.${index}`,
        },
      ]),
    );
  const plants = nodesOf([
    { name: 'pay', count: 5, subnet: 'subnet-pay', group: 'sg-pay', profile: 'pay', instance: PUBLIC },
  ]);
  return {
    'us-east-1': {
      ...networksOf([vpc('pay', 31, [TO_INTERNET])]),
      ...plants,
      nodes: {
        ...(plants.nodes as object),
        ...hybrid('feed', 4, 'service-role/plant-nodes'),
        ...hybrid('dead', 3, 'service-role/gone-nodes'),
      },
      ...keyed(PAYMENTS, 'us-east-1', {}, false),
      logGroups: { sessions: { kmsKeyId: keyArn(PAYMENTS, 'us-east-1'), retentionInDays: 365 } },
      documents: {
        'SSM-SessionManagerRunShell': {
          defaultVersion: '1',
          versions: [{}, { idleSessionTimeout: '15' }].map((inputs) => ({
            content: {
              schemaVersion: '1.0',
              sessionType: 'Standard_Stream',
              inputs: { cloudWatchLogGroupName: 'sessions', cloudWatchEncryptionEnabled: true, ...inputs },
            },
          })),
        },
      },
      associations: EVERY_NODE,
      serviceSettings: { [SHARING]: 'Disable', '/ssm/managed-instance/activation-tier': 'advanced' },
    },
    'eu-west-1': {
      ...networksOf([vpc('pay-eu', 32, [TO_INTERNET])]),
      ...nodesOf([
        { name: 'pay-eu', count: 3, subnet: 'subnet-pay-eu', group: 'sg-pay-eu', instance: PUBLIC, node: null },
      ]),
      documents: preferences({ cloudWatchLogGroupName: '' }),
      serviceSettings: { [SHARING]: 'Disable', [HOST_MANAGEMENT]: 'service-role/Managed' },
    },
    'ap-southeast-2': { serviceSettings: { [SHARING]: 'Disable' } },
  };
}

function data(): Part {
  return Object.fromEntries(
    REGIONS.map((region, index) => [
      region,
      {
        ...networksOf([vpc(`lake-${region}`, 40 + index)]),
        ...nodesOf([
          {
            name: `lake-${region}`,
            count: [6, 5, 5][index] ?? 0,
            subnet: `subnet-lake-${region}`,
            group: `sg-lake-${region}`,
            profile: 'lake',
            node: null,
          },
        ]),
        logGroups: { sessions: { retentionInDays: 365, class: region === 'eu-west-1' ? 'DELIVERY' : 'STANDARD' } },
        documents: preferences({ cloudWatchEncryptionEnabled: false, s3BucketName: 'lake-logs' }),
        associations: EVERY_NODE,
        serviceSettings: { [SHARING]: 'Disable' },
      },
    ]),
  );
}

const profilesOf = (names: readonly string[]): Part =>
  Object.fromEntries(names.map((name) => [name, { roles: [name] }]));

/** Makes the seed. The same each time. */
export function faultyFleet(): Part {
  made = 0;
  const accounts: Readonly<Record<string, Part>> = { [MAIN]: main(), [PAYMENTS]: payments(), [DATA]: data() };
  const plain = ['api', 'queue', 'mail', 'cron', 'image', 'video'];
  const mute = accounts[MAIN]?.['eu-west-1'] as { readonly securityGroups: Record<string, unknown> };
  mute.securityGroups['sg-shut'] = { vpc: 'vpc-mute', egress: [] };
  return {
    organization: {
      accounts: [
        { id: MAIN, name: 'main' },
        { id: PAYMENTS, name: 'payments' },
        { id: DATA, name: 'data lake' },
      ],
    },
    accounts,
    buckets: {
      'main-logs': {
        account: MAIN,
        region: 'us-east-1',
        publicAccessBlock: null,
        policy: policy({
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::main-logs/*',
        }),
      },
    },
    iam: {
      [MAIN]: {
        roles: {
          web: role(),
          legacy: role(['logs:*', 'kms:*', 's3:*'], { attached: [CORE_OLD] }),
          batch: role(undefined, { trust: trust('lambda') }),
          deaf: role(undefined, { attached: [] }),
          ...Object.fromEntries(plain.slice(0, 4).map((name) => [name, role(['kms:*', 's3:*'])])),
          image: role(['logs:*', 's3:*']),
          video: role(['logs:*', 'kms:*']),
          admins: { path: '/people/', inline: { all: policy(allow('*')) } },
          'on-call': {
            path: '/people/',
            inline: { start: policy(allow(['ssm:StartSession', 'ssm:SendCommand', 'ssmmessages:OpenDataChannel'])) },
          },
        },
        instanceProfiles: {
          ...profilesOf(['web', 'legacy', 'batch', 'deaf', ...plain]),
          empty: { roles: [] },
        },
      },
      [PAYMENTS]: {
        roles: {
          pay: role(['logs:*']),
          'plant-nodes': role(undefined, { path: '/service-role/', trust: trust('ec2') }),
        },
        instanceProfiles: profilesOf(['pay']),
      },
      [DATA]: { roles: { lake: role() }, instanceProfiles: profilesOf(['lake']) },
    },
  };
}
