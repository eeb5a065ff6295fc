import type { Place } from '../../aws/place.ts';
import type { NamedKey } from '../../names/key.ts';
import type { Statement } from '../reading/policy.ts';
import type { Row } from './need.ts';

/** The sessions that a user may start, and on which nodes. */
export interface UserAccess {
  readonly shell: boolean;
  readonly ssh: boolean;
  readonly portForwarding: boolean;
  /** One command each, with its exit code or in a terminal. */
  readonly commands: boolean;
  /** Tags that a node must have, all of them. */
  readonly tags: Readonly<Record<string, string>>;
  /** Ids of instances (`i-…`) and of hybrid nodes (`mi-…`); none: every node. */
  readonly nodes: readonly string[];
  /** The operating system user for whom EC2 Instance Connect takes SSH keys. */
  readonly osUser?: string;
  /** The key of the sessions' data channel. */
  readonly key?: NamedKey;
}

/** The place that a policy is for, with `*` for any region or account. */
export interface UserPlace {
  readonly account: string;
  readonly regions: readonly string[];
  readonly partition: Place['partition'];
}

interface UserSetting {
  readonly place: UserPlace;
  readonly access: UserAccess;
}

const page = (name: string): string =>
  `https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-${name}.html`;

const QUICKSTART = page('restrict-access-quickstart');
const END = ['ssm:ResumeSession', 'ssm:TerminateSession'];

// Without this, whoever can start sessions on a node gets the default shell, whatever documents are allowed:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
const CHECK = { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } } as const;

/** Everything that those need who start sessions: the one source of their policies. */
export const USER_NEEDS: readonly Row<UserSetting>[] = [
  {
    sid: 'StartSessionsOnNodes',
    actions: ['ssm:StartSession'],
    thing: (setting) => ({
      patterns: [...instances(setting), ...hybridNodes(setting)],
      condition: { ...CHECK, ...tagged('ssm:resourceTag', setting.access) },
    }),
    on: 'nodes',
    through: 'ssm',
    ref: QUICKSTART,
  },
  {
    // A statement of its own: the tags of nodes are not on documents.
    sid: 'StartSessionsWithDocuments',
    actions: ['ssm:StartSession'],
    thing: (setting) => ({ patterns: documents(setting), condition: CHECK }),
    on: 'the document of the session: `SSM-SessionManagerRunShell` for a shell, `AWS-StartSSHSession` for SSH …',
    through: 'ssm',
    ref: page('default-session-document'),
  },
  {
    sid: 'OpenOwnDataChannels',
    actions: ['ssmmessages:OpenDataChannel'],
    thing: ({ place }) => ({ patterns: [ownSessions(place)] }),
    on: 'own sessions',
    through: 'ssmmessages',
    ref: QUICKSTART,
  },
  {
    sid: 'EndOwnSessions',
    actions: END,
    thing: ({ place }) => ({ patterns: [ownSessions(place)] }),
    on: 'own sessions',
    when: 'they end sessions, or take them up again',
    through: 'ssm',
    ref: QUICKSTART,
  },
  {
    // Not every session's id begins with the user id, but the tag that the service puts on the session holds it.
    sid: 'EndOwnSessionsByTag',
    actions: END,
    thing: ({ place: { partition } }) => ({
      patterns: [`arn:${partition.name}:ssm:*:*:session/*`],
      condition: { StringLike: { 'ssm:resourceTag/aws:ssmmessages:session-id': '${aws:userid}' } },
    }),
    on: 'sessions with their own tag',
    when: 'they end sessions, or take them up again',
    through: 'ssm',
    ref: page('restrict-access-examples'),
  },
  {
    sid: 'FindNodes',
    actions: [
      'ec2:DescribeInstances',
      'ssm:DescribeInstanceInformation',
      'ssm:DescribeInstanceProperties',
      'ssm:DescribeSessions',
      'ssm:GetConnectionStatus',
    ],
    thing: () => ({ patterns: ['*'] }),
    on: '`*`',
    when: 'they look for nodes and sessions',
    through: 'ssm, ec2',
    ref: QUICKSTART,
  },
  {
    sid: 'EncryptSessions',
    actions: ['kms:GenerateDataKey'],
    thing: ({ access: { key } }) => key && { key },
    on: 'the key of sessions',
    when: 'sessions are encrypted with a key',
    through: 'kms',
    ref: QUICKSTART,
  },
  {
    sid: 'PushSshKeys',
    actions: ['ec2-instance-connect:SendSSHPublicKey'],
    // Hybrid nodes do not support EC2 Instance Connect.
    thing: (setting) => {
      const { osUser } = setting.access;
      if (osUser === undefined) return undefined;
      const tags = tagged('aws:ResourceTag', setting.access)?.['StringEquals'];
      return { patterns: instances(setting), condition: { StringEquals: { 'ec2:osuser': osUser, ...tags } } };
    },
    on: 'instances',
    when: 'SSH keys are pushed by EC2 Instance Connect, as the one-time keys of `ssh`, `scp` and `sftp` are',
    through: 'ec2-instance-connect',
    ref: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-connect-configure-IAM-role.html',
  },
];

const ownSessions = ({ partition }: UserPlace): string => `arn:${partition.name}:ssm:*:*:session/\${aws:userid}-*`;

function instances({ place: { partition, account, regions }, access: { nodes } }: UserSetting): readonly string[] {
  const ids = nodes.length === 0 ? ['*'] : nodes.filter((id) => id.startsWith('i-'));
  return regions.flatMap((region) => ids.map((id) => `arn:${partition.name}:ec2:${region}:${account}:instance/${id}`));
}

function hybridNodes({ place: { partition, account, regions }, access: { nodes } }: UserSetting): readonly string[] {
  const ids = nodes.length === 0 ? ['*'] : nodes.filter((id) => id.startsWith('mi-'));
  return regions.flatMap((region) =>
    ids.map((id) => `arn:${partition.name}:ssm:${region}:${account}:managed-instance/${id}`),
  );
}

function documents({ place: { partition, account, regions }, access }: UserSetting): readonly string[] {
  const { shell, ssh, portForwarding, commands } = access;
  const names = [
    // AWS's own documents have no account, and its examples write * for it: that covers both.
    ...(ssh ? ['*:document/AWS-StartSSHSession'] : []),
    ...(portForwarding
      ? ['*:document/AWS-StartPortForwardingSession', '*:document/AWS-StartPortForwardingSessionToRemoteHost']
      : []),
    ...(commands ? ['*:document/AWS-StartInteractiveCommand', '*:document/AWS-StartNonInteractiveCommand'] : []),
    ...(shell ? [`${account}:document/SSM-SessionManagerRunShell`] : []),
  ];
  return regions.flatMap((region) => names.map((name) => `arn:${partition.name}:ssm:${region}:${name}`));
}

const tagged = (prefix: string, { tags }: UserAccess): Statement['Condition'] => {
  const keys = Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value] as const);
  return keys.length === 0 ? {} : { StringEquals: Object.fromEntries(keys) };
};
