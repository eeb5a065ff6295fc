import type { Place } from '../../aws/place.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import { OWN_TAGS } from '../../inputs/own-tags.ts';
import type { Statement } from '../reading/policy.ts';

/** What a policy of an operator names: the inputs of `setup` that name things, and the role by which accounts are entered. */
export interface Names {
  readonly logGroup: string;
  /** With its prefix: `alias/session`. */
  readonly alias: string;
  /** The bucket of the session logs; absent: any. */
  readonly bucket?: string;
  readonly roleName: string;
}

/** Gives the names that follow from the inputs. */
export const namesOf = ({ logGroup, keyAlias, preferences }: Inputs, roleName: string): Names => ({
  logGroup: logGroup.name,
  alias: keyAlias,
  ...(preferences.s3Bucket !== undefined && { bucket: preferences.s3Bucket }),
  roleName,
});

/** Things that actions are about, as a statement names them. */
export interface Scope {
  /** The same in words, for people. */
  readonly on: string;
  /** Why its resource is `*`, or holds things of others; absent: it does not. */
  readonly why?: string;
  resources(place: Place, names: Names): readonly string[];
  condition?(place: Place, names: Names): Statement['Condition'];
}

const TAG = `${OWN_TAGS}managed`;
const TAKEN_OVER = 'taken-over';

/** Writes an ARN of a service that has regions. `account`: the place's own, unless another is given. */
const arn = (
  { partition, region, account = '*' }: Place,
  service: string,
  resource: string,
  owner: string = account,
): string => `arn:${partition.name}:${service}:${region}:${owner}:${resource}`;

/** The same of every account and region: what is only read may be anywhere, and a policy has to be short. */
const anywhere = ({ partition }: Place, service: string, resource: string): string =>
  `arn:${partition.name}:${service}:*:*:${resource}`;

const iam = ({ partition, account = '*' }: Place, resource: string, owner: string = account): string =>
  `arn:${partition.name}:iam::${owner}:${resource}`;

const nodes = (place: Place): readonly string[] => [
  anywhere(place, 'ec2', 'instance/*'),
  anywhere(place, 'ssm', 'managed-instance/*'),
];

const associations = (place: Place): readonly string[] => [arn(place, 'ssm', 'association/*')];
const keys = (place: Place): readonly string[] => [arn(place, 'kms', 'key/*')];
const ownPolicies = (place: Place): string => iam(place, 'policy/session-manager-*');

const tagged = (): Statement['Condition'] => ({ StringLike: { [`aws:ResourceTag/${TAG}`]: '*' } });
const withTag = (value: string): Statement['Condition'] => ({ StringEquals: { [`aws:RequestTag/${TAG}`]: value } });

const NO_RESOURCE = 'AWS knows no resource for these actions, which only list and describe';
const NO_NAME = 'a new one has no name yet, so that only its tag can be asked for';
const NAMED_BY_OTHERS = 'only read, and which ones depends on what is in force';

/** By name, which is also the Sid of its statement. */
export const SCOPES = {
  Anywhere: { on: '`*`', why: NO_RESOURCE, resources: () => ['*'] },
  Document: {
    on: 'document `SSM-SessionManagerRunShell`',
    resources: (place) => [arn(place, 'ssm', 'document/SSM-SessionManagerRunShell')],
  },
  // Change calendars are documents as well; any of them can be shared by other accounts.
  Documents: {
    on: 'documents',
    why: NAMED_BY_OTHERS,
    resources: (place) => [anywhere(place, 'ssm', 'document/*')],
  },
  // Documents of AWS belong to no account. An association is allowed only if its document and all nodes that it names are, too.
  AgentUpdate: {
    on: 'document `AWS-UpdateSSMAgent`, and nodes',
    resources: (place) => [arn(place, 'ssm', 'document/AWS-UpdateSSMAgent', '*'), ...nodes(place)],
  },
  Associations: {
    on: 'associations',
    why: NAMED_BY_OTHERS,
    resources: (place) => [anywhere(place, 'ssm', 'association/*')],
  },
  Owned: {
    on: 'keys and associations with our tag',
    resources: (place) => [...keys(place), ...associations(place)],
    condition: tagged,
  },
  NewAssociations: {
    on: 'associations that get our tag',
    why: `${NO_NAME}; AWS does not tell tagging a new one from tagging another one, so whoever has this can make any of them ours`,
    resources: associations,
    condition: () => withTag('agent-update'),
  },
  TakenAssociations: {
    on: 'associations that get our tag as taken over',
    why: 'their names are no part of their ARNs',
    resources: associations,
    condition: () => withTag(TAKEN_OVER),
  },
  AnyAssociations: {
    on: 'associations without our tag',
    why: 'their names are no part of their ARNs; `AgentUpdate` limits it to those of its document',
    resources: associations,
  },
  Nodes: { on: 'nodes', why: NAMED_BY_OTHERS, resources: nodes },
  Sessions: {
    on: 'sessions',
    why: 'they are named by whoever begins them',
    resources: (place) => [arn(place, 'ssm', 'session/*')],
  },
  Settings: {
    on: 'service settings of Session Manager',
    resources: (place) =>
      ['managed-instance/*', 'documents/console/*'].map((id) => anywhere(place, 'ssm', `servicesetting/ssm/${id}`)),
  },
  // In policies a log group ends in :*, except where tags are concerned:
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
  LogGroup: {
    on: 'the log group',
    resources: (place, { logGroup }) => ['', ':*'].map((end) => arn(place, 'logs', `log-group:${logGroup}${end}`)),
  },
  LogGroups: {
    on: 'log groups',
    why: NAMED_BY_OTHERS,
    resources: (place) => [anywhere(place, 'logs', 'log-group:*')],
  },
  Alias: { on: 'the alias', resources: (place, { alias }) => [arn(place, 'kms', alias)] },
  Keys: {
    on: 'keys',
    why: NAMED_BY_OTHERS,
    // One that is given can belong to another account, and that of a bucket to another region.
    resources: (place) => [anywhere(place, 'kms', 'key/*')],
  },
  NewKey: {
    on: '`*`, for keys that get our tag',
    why: 'a key has no ARN before it is made; the request must set our tag, with the alias as its value',
    resources: () => ['*'],
    condition: (_place, { alias }) => withTag(alias),
  },
  NewKeyTag: {
    on: 'keys that get our tag',
    why: `${NO_NAME}; KMS does not tell tagging a new one from tagging another one, so whoever has this can make any of them ours`,
    resources: keys,
    condition: (_place, { alias }) => withTag(alias),
  },
  // By its alias, not by its tag: KMS can take five minutes until a new tag counts.
  // https://docs.aws.amazon.com/kms/latest/developerguide/abac.html
  NamedKey: {
    on: 'the key behind the alias, whoever made it',
    resources: keys,
    condition: (_place, { alias }) => ({ 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } }),
  },
  Bucket: {
    on: 'the bucket, if one is named',
    resources: ({ partition }, { bucket = '*' }) => [`arn:${partition.name}:s3:::${bucket}`],
  },
  Objects: {
    on: 'objects of the bucket, if one is named',
    resources: ({ partition }, { bucket = '*' }) => [`arn:${partition.name}:s3:::${bucket}/*`],
  },
  // Each action is about one of these, so that one statement serves both.
  Networks: {
    on: 'VPCs and hosted zones',
    why: NAMED_BY_OTHERS,
    resources: (place) => [anywhere(place, 'ec2', 'vpc/*'), `arn:${place.partition.name}:route53:::hostedzone/*`],
  },
  Account: {
    on: 'the account',
    resources: ({ partition, account = '*' }) => [`arn:${partition.name}:account::${account}:account`],
  },
  Identities: {
    on: 'users, groups and roles',
    why: NAMED_BY_OTHERS,
    resources: (place) => ['group/*', 'role/*', 'user/*'].map((kind) => iam(place, kind, '*')),
  },
  Policies: {
    on: 'managed policies',
    why: NAMED_BY_OTHERS,
    // Also those of AWS.
    resources: (place) => [iam(place, 'policy/*', '*')],
  },
  OwnPolicies: { on: 'policies `session-manager-*`', resources: (place) => [ownPolicies(place)] },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_controlling.html#access_controlling-policies
  AttachPolicies: {
    on: 'roles, for policies `session-manager-*`',
    resources: (place) => [iam(place, 'role/*')],
    condition: (place) => ({ ArnLike: { 'iam:PolicyARN': ownPolicies(place) } }),
  },
  DetachPolicies: {
    on: 'roles, users and groups, for policies `session-manager-*`',
    resources: (place) => ['group/*', 'role/*', 'user/*'].map((kind) => iam(place, kind)),
    condition: (place) => ({ ArnLike: { 'iam:PolicyARN': ownPolicies(place) } }),
  },
  EnterAccounts: {
    on: 'the role of `--role-name` in every account',
    resources: (place, { roleName }) => [iam(place, `role/${roleName}`, '*')],
  },
} as const satisfies Readonly<Record<string, Scope>>;

export type ScopeName = keyof typeof SCOPES;
