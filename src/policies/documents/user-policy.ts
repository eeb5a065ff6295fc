import type { Place } from '../../aws/place.ts';
import { allow } from './allow.ts';
import { keyStatements, type NamedKey } from './key-statements.ts';
import type { Policy, Statement } from '../reading/policy.ts';

/** The sessions that a user may start, and on which nodes. */
export interface UserAccess {
  readonly shell: boolean;
  readonly ssh: boolean;
  readonly portForwarding: boolean;
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

/**
 * Makes the policy of those who start sessions, in the form AWS recommends since the end of 2025: the documents are named, and
 * every permission to start requires the check of the document; users get their own data channels, and can end only their own sessions.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
 */
export function userPolicy(place: UserPlace, access: UserAccess): Policy {
  const { partition, account, regions } = place;
  // Without this, whoever can start sessions on a node gets the default shell, whatever documents are allowed:
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
  const check = { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } };
  const own = `arn:${partition.name}:ssm:*:*:session/\${aws:userid}-*`;
  const region = regions[0] ?? '*';
  return {
    Version: '2012-10-17',
    Statement: [
      allow(
        'StartSessionsOnNodes',
        ['ssm:StartSession'],
        [...instances(place, access), ...hybridNodes(place, access)],
        {
          ...check,
          ...tagged('ssm:resourceTag', access),
        },
      ),
      // A statement of its own: the tags of nodes are not on documents.
      allow('StartSessionsWithDocuments', ['ssm:StartSession'], documents(place, access), check),
      allow('OpenOwnDataChannels', ['ssmmessages:OpenDataChannel'], [own]),
      allow('EndOwnSessions', END, [own]),
      // Not every session's id begins with the user id, but the tag that the service puts on the session holds it:
      // https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html
      allow('EndOwnSessionsByTag', END, [`arn:${partition.name}:ssm:*:*:session/*`], {
        StringLike: { 'ssm:resourceTag/aws:ssmmessages:session-id': '${aws:userid}' },
      }),
      allow('FindNodes', FIND, ['*']),
      ...(access.key
        ? keyStatements(
            'EncryptSessions',
            ['kms:GenerateDataKey'],
            [{ place: { account, region, partition }, key: access.key }],
          )
        : []),
      ...sshKeys(place, access),
    ],
  };
}

const END = ['ssm:ResumeSession', 'ssm:TerminateSession'];

const FIND = [
  'ec2:DescribeInstances',
  'ssm:DescribeInstanceInformation',
  'ssm:DescribeInstanceProperties',
  'ssm:DescribeSessions',
  'ssm:GetConnectionStatus',
];

function instances({ partition, account, regions }: UserPlace, { nodes }: UserAccess): readonly string[] {
  const ids = nodes.length === 0 ? ['*'] : nodes.filter((id) => id.startsWith('i-'));
  return regions.flatMap((region) => ids.map((id) => `arn:${partition.name}:ec2:${region}:${account}:instance/${id}`));
}

function hybridNodes({ partition, account, regions }: UserPlace, { nodes }: UserAccess): readonly string[] {
  const ids = nodes.length === 0 ? ['*'] : nodes.filter((id) => id.startsWith('mi-'));
  return regions.flatMap((region) =>
    ids.map((id) => `arn:${partition.name}:ssm:${region}:${account}:managed-instance/${id}`),
  );
}

function documents({ partition, account, regions }: UserPlace, access: UserAccess): readonly string[] {
  const { shell, ssh, portForwarding } = access;
  const names = [
    // AWS's own documents have no account, and its examples write * for it: that covers both.
    ...(ssh ? ['*:document/AWS-StartSSHSession'] : []),
    ...(portForwarding
      ? ['*:document/AWS-StartPortForwardingSession', '*:document/AWS-StartPortForwardingSessionToRemoteHost']
      : []),
    ...(shell ? [`${account}:document/SSM-SessionManagerRunShell`] : []),
  ];
  return regions.flatMap((region) => names.map((name) => `arn:${partition.name}:ssm:${region}:${name}`));
}

const tagged = (prefix: string, { tags }: UserAccess): Statement['Condition'] => {
  const keys = Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value] as const);
  return keys.length === 0 ? {} : { StringEquals: Object.fromEntries(keys) };
};

// Hybrid nodes do not support EC2 Instance Connect.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-connect-configure-IAM-role.html
function sshKeys(place: UserPlace, access: UserAccess): readonly Statement[] {
  if (access.osUser === undefined) return [];
  const condition = {
    StringEquals: { 'ec2:osuser': access.osUser, ...tagged('aws:ResourceTag', access)?.['StringEquals'] },
  };
  return [allow('PushSshKeys', ['ec2-instance-connect:SendSSHPublicKey'], instances(place, access), condition)];
}
