import { SANDBOX_USER, sandboxUserId } from '../iam/sandbox-user.ts';
import { peopleRoles } from './people.ts';
import { emptyIam, type IamState, type Identity, type ManagedPolicy, type Role } from '../state/iam.ts';

/** The account of the sandbox's own credentials, where the fleet is. */
export const FLEET_ACCOUNT = '123456789012';

/** The instance profiles, each of which has a role of the same name. */
export const PROFILES = {
  /** A role without faults. */
  web: 'web-server',
  /** A role that can log, but not use the session key. */
  api: 'api-server',
  /** A role that can log and use the key, but not register. */
  batch: 'batch-worker',
  /** A role that can use the key of us-east-1 only. */
  reports: 'reports',
  /** A role that can use the key, but not log. */
  files: 'file-server',
  /** A role with the policy that AWS withdrew. */
  monitoring: 'legacy-monitoring',
} as const;

/** The role of Default Host Management Configuration, with its path; it cannot log. */
export const HOST_MANAGEMENT_ROLE = 'service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole';

const CREATED = '2026-01-12T09:30:00.000Z';
const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';
const SESSIONS = `arn:aws:iam::${FLEET_ACCOUNT}:policy/acme-sessions`;
const BUCKETS = 'arn:aws:s3:::acme-session-logs*';
const GROUP = `arn:aws:logs:*:${FLEET_ACCOUNT}:log-group:sessions`;
const KEYS = `arn:aws:kms:*:${FLEET_ACCOUNT}:key/*`;
const BY_ALIAS = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/session' } };

type Statement = Readonly<Record<string, unknown>>;

const allow = (actions: readonly string[], resources: readonly string[], condition?: object): Statement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
  ...(condition && { Condition: condition }),
});

const policy = (...statements: readonly Statement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

const LOG = [
  allow(['logs:DescribeLogGroups'], ['*']),
  allow(['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], [GROUP, `${GROUP}:*`]),
];
const UPLOAD = [allow(['s3:PutObject', 's3:GetEncryptionConfiguration'], [BUCKETS, `${BUCKETS}/*`])];
const DECRYPT = [allow(['kms:Decrypt'], [KEYS], BY_ALIAS)];
const DECRYPT_IN_VIRGINIA = [allow(['kms:Decrypt'], [KEYS.replace(':*:', ':us-east-1:')])];
const ENCRYPT_LOGS = [
  allow(['kms:Decrypt', 'kms:Describe*', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'], [KEYS], {
    StringLike: { 'kms:ViaService': 'logs.*.amazonaws.com' },
  }),
];

/** Makes the roles, of nodes and of people, the instance profiles and the user to whom the sandbox attributes all other credentials. */
export function fleetIam(): IamState {
  return {
    ...emptyIam(),
    roles: {
      [PROFILES.web]: role('FH4KLMULGLEDRCFB', [CORE, SESSIONS]),
      [PROFILES.api]: role('TDPQSXRB2RC3O5EA', [CORE], [...LOG, ...UPLOAD, ...ENCRYPT_LOGS]),
      [PROFILES.batch]: role('UZP5TAWBOJXLZIFG', [SESSIONS]),
      [PROFILES.reports]: role(
        'E3TBK7W7I4CZBZDH',
        [CORE],
        [...LOG, ...UPLOAD, ...DECRYPT_IN_VIRGINIA, ...ENCRYPT_LOGS],
      ),
      [PROFILES.files]: role('SPYTMO2ZOX33AWWC', [CORE], [...UPLOAD, ...DECRYPT, ...ENCRYPT_LOGS]),
      [PROFILES.monitoring]: role('77PGJDYWB2MSPACZ', [
        'arn:aws:iam::aws:policy/service-role/AmazonEC2RoleforSSM',
        SESSIONS,
      ]),
      'hybrid-nodes': role('AV4BDGVV3HRYIKMH', [CORE, SESSIONS], [], { trusted: 'ssm' }),
      [HOST_MANAGEMENT_ROLE.replace('service-role/', '')]: role(
        'Q52CC2AY5RCA37BM',
        ['arn:aws:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy'],
        [...UPLOAD, ...DECRYPT],
        { path: '/service-role/', trusted: 'ssm' },
      ),
      ...peopleRoles(FLEET_ACCOUNT, CREATED),
    },
    users: { [SANDBOX_USER]: caller() },
    instanceProfiles: Object.fromEntries(
      Object.values(PROFILES).map((name, index) => [
        name,
        { id: `AIPA${PROFILE_IDS[index]}`, path: '/', created: CREATED, roles: [name] },
      ]),
    ),
    policies: { [SESSIONS]: sessions() },
  };
}

const PROFILE_IDS = [
  'KZQBQ7GCPSC57EN7A',
  '2RAJVRLXKUCVTZC5B',
  '2VGIG2DEIISRCHPPC',
  'ERUWWEDGRIJSDULJD',
  'FDI7PUCTGSYGNHNJE',
  'C2FT6LLSNPUFLM5CF',
];

function identity(id: string, attached: readonly string[], inline: Readonly<Record<string, string>>): Identity {
  return { id, path: '/', created: CREATED, inline: { ...inline }, attached: [...attached], tags: {} };
}

function role(
  id: string,
  attached: readonly string[],
  statements: readonly Statement[] = [],
  { path = '/', trusted = 'ec2' }: { readonly path?: string; readonly trusted?: 'ec2' | 'ssm' } = {},
): Role {
  const trust = { Effect: 'Allow', Principal: { Service: `${trusted}.amazonaws.com` }, Action: 'sts:AssumeRole' };
  const inline = statements.length > 0 ? { sessions: policy(...statements) } : {};
  return { ...identity(`AROA${id}A`, attached, inline), path, trust: policy(trust) };
}

function sessions(): ManagedPolicy {
  const document = policy(...LOG, ...UPLOAD, ...DECRYPT, ...ENCRYPT_LOGS);
  return {
    id: 'ANPA76QUB2UJQDCFFDS7A',
    name: 'acme-sessions',
    path: '/',
    description: 'What nodes need to log and to encrypt sessions',
    created: CREATED,
    defaultVersion: 'v1',
    versions: [{ version: 'v1', document, created: CREATED }],
    lastVersion: 1,
    tags: {},
  };
}

/** Makes a user who can start sessions on instances, but not with the document of the default shell, and can end those of others. */
function caller(): Identity {
  const statements = [
    allow(['ssm:StartSession'], [`arn:aws:ec2:*:${FLEET_ACCOUNT}:instance/*`]),
    allow(['ssmmessages:OpenDataChannel'], ['arn:aws:ssm:*:*:session/${aws:userid}-*']),
    allow(['ssm:ResumeSession', 'ssm:TerminateSession'], ['*']),
    allow(['kms:GenerateDataKey'], [KEYS], BY_ALIAS),
  ];
  return identity(sandboxUserId(FLEET_ACCOUNT), ['arn:aws:iam::aws:policy/ReadOnlyAccess'], {
    sessions: policy(...statements),
  });
}
