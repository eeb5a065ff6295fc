import type { ManagedPolicy } from '../../state/iam.ts';

/** A managed policy of AWS in its default version. */
interface AwsDocument extends Pick<ManagedPolicy, 'id' | 'name' | 'description' | 'created' | 'defaultVersion'> {
  readonly path?: string;
  /** The time of the default version, if that is not the first. */
  readonly updated?: string;
  readonly statements: readonly object[];
}

/** Names actions of one service. */
function of(prefix: string, ...names: readonly string[]): readonly string[] {
  return names.flatMap((line) => line.split(' ')).map((name) => `${prefix}:${name}`);
}

function allow(
  actions: string | readonly string[],
  more: { readonly Sid?: string; readonly Resource?: string } = {},
): object {
  const { Sid, Resource = '*' } = more;
  return { ...(Sid !== undefined && { Sid }), Effect: 'Allow', Action: actions, Resource };
}

const AGENT = 'DescribeAssociation GetDeployablePatchSnapshotForInstance GetDocument DescribeDocument GetManifest';
const AGENT_WRITES = [
  'ListAssociations ListInstanceAssociations PutInventory PutComplianceItems PutConfigurePackageResult',
  'UpdateAssociationStatus UpdateInstanceAssociationStatus UpdateInstanceInformation',
];
const CHANNELS = of('ssmmessages', 'CreateControlChannel CreateDataChannel OpenControlChannel OpenDataChannel');
const MESSAGES = of('ec2messages', 'AcknowledgeMessage DeleteMessage FailMessage GetEndpoint GetMessages SendReply');
const SSM_ROLE = 'arn:aws:iam::*:role/aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM*';

/** https://docs.aws.amazon.com/aws-managed-policy/latest/reference/, by way of github.com/zoph-io/MAMIP of March 2026. */
export const AWS_DOCUMENTS: readonly AwsDocument[] = [
  {
    name: 'AdministratorAccess',
    id: 'ANPAIWMBCKSKIEE64ZLYK',
    description: 'Provides full access to AWS services and resources.',
    defaultVersion: 'v1',
    created: '2015-02-06T18:39:46Z',
    statements: [allow('*')],
  },
  {
    name: 'PowerUserAccess',
    id: 'ANPAJYRXTHIB4FOVS3ZXS',
    description:
      'Provides full access to AWS services and resources, but does not allow management of Users and groups.',
    defaultVersion: 'v12',
    created: '2015-02-06T18:39:47Z',
    updated: '2026-02-12T17:59:14Z',
    statements: [
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      allow([
        ...of('account', 'GetAccountInformation GetGovCloudAccountInformation GetPrimaryEmail ListRegions'),
        ...of('iam', 'CreateServiceLinkedRole DeleteServiceLinkedRole ListRoles'),
        ...of('organizations', 'DescribeEffectivePolicy DescribeOrganization'),
      ]),
    ],
  },
  {
    // Only those of its hundreds of services that the tool uses.
    name: 'ReadOnlyAccess',
    id: 'ANPAILL3HVNFSB6DCOWYQ',
    description: 'Provides read-only access to AWS services and resources.',
    defaultVersion: 'v178',
    created: '2015-02-06T18:39:48Z',
    updated: '2026-02-12T18:01:33Z',
    statements: [
      allow(
        [
          ...of('account', 'GetAccountInformation GetContactInformation GetRegionOptStatus ListRegions'),
          ...of('ec2', 'Describe* Get*'),
          ...of('iam', 'Generate* Get* List* Simulate*'),
        ],
        { Sid: 'ReadOnlyActionsGroup1' },
      ),
      allow(
        [
          ...of('kms', 'Describe* Get* List*'),
          ...of('logs', 'Describe* FilterLogEvents Get* ListTagsForResource ListTagsLogGroup StartQuery StopQuery'),
          ...of('organizations', 'Describe* List*'),
          ...of('s3', 'DescribeJob Get* List*'),
          ...of('ssm', 'Describe* Get* List*'),
          ...of('sts', 'GetAccessKeyInfo GetCallerIdentity GetSessionToken'),
        ],
        { Sid: 'ReadOnlyActionsGroup2' },
      ),
    ],
  },
  {
    name: 'AmazonSSMFullAccess',
    id: 'ANPAJA7V6HI4ISQFMDYAG',
    description: 'Provides full access to Amazon SSM.',
    defaultVersion: 'v4',
    created: '2015-05-29T17:39:47Z',
    updated: '2019-11-20T20:08:56Z',
    statements: [
      allow([
        'cloudwatch:PutMetricData',
        ...of('ds', 'CreateComputer DescribeDirectories'),
        'ec2:DescribeInstanceStatus',
        'logs:*',
        'ssm:*',
        'ec2messages:*',
      ]),
      {
        Effect: 'Allow',
        Action: 'iam:CreateServiceLinkedRole',
        Resource: SSM_ROLE,
        Condition: { StringLike: { 'iam:AWSServiceName': 'ssm.amazonaws.com' } },
      },
      allow(of('iam', 'DeleteServiceLinkedRole GetServiceLinkedRoleDeletionStatus'), { Resource: SSM_ROLE }),
      allow(CHANNELS),
    ],
  },
  {
    name: 'AmazonSSMReadOnlyAccess',
    id: 'ANPAJODSKQGGJTHRYZ5FC',
    description: 'Provides read only access to Amazon SSM.',
    defaultVersion: 'v1',
    created: '2015-05-29T17:44:19Z',
    statements: [allow(of('ssm', 'Describe* Get* List*'))],
  },
  {
    name: 'AmazonEC2RoleforSSM',
    id: 'ANPAI6TL3SMY22S4KMMX6',
    path: '/service-role/',
    description:
      'This policy will soon be deprecated. Please use AmazonSSMManagedInstanceCore policy to enable AWS Systems Manager service core functionality on EC2 instances.',
    defaultVersion: 'v8',
    created: '2015-05-29T17:48:35Z',
    updated: '2019-01-24T19:20:51Z',
    statements: [
      allow(of('ssm', AGENT, 'GetParameters', ...AGENT_WRITES)),
      allow(CHANNELS),
      allow(MESSAGES),
      allow(['cloudwatch:PutMetricData']),
      allow(['ec2:DescribeInstanceStatus']),
      allow(of('ds', 'CreateComputer DescribeDirectories')),
      allow(of('logs', 'CreateLogGroup CreateLogStream DescribeLogGroups DescribeLogStreams PutLogEvents')),
      allow(
        of(
          's3',
          'GetBucketLocation PutObject GetObject GetEncryptionConfiguration AbortMultipartUpload',
          'ListMultipartUploadParts ListBucket ListBucketMultipartUploads',
        ),
      ),
    ],
  },
  {
    name: 'CloudWatchAgentServerPolicy',
    id: 'ANPAIGOPKN7KRDAKTLG4I',
    description: 'Permissions required to use AmazonCloudWatchAgent on servers',
    defaultVersion: 'v3',
    created: '2018-03-07T01:06:44Z',
    updated: '2024-02-06T16:37:37Z',
    statements: [
      allow(
        [
          'cloudwatch:PutMetricData',
          ...of('ec2', 'DescribeVolumes DescribeTags'),
          ...of('logs', 'PutLogEvents PutRetentionPolicy DescribeLogStreams DescribeLogGroups CreateLogStream'),
          'logs:CreateLogGroup',
          ...of('xray', 'PutTraceSegments PutTelemetryRecords GetSamplingRules GetSamplingTargets'),
          'xray:GetSamplingStatisticSummaries',
        ],
        { Sid: 'CWACloudWatchServerPermissions' },
      ),
      allow(['ssm:GetParameter'], {
        Sid: 'CWASSMServerPermissions',
        Resource: 'arn:aws:ssm:*:*:parameter/AmazonCloudWatch-*',
      }),
    ],
  },
  {
    name: 'AmazonSSMManagedInstanceCore',
    id: 'ANPAIXSHM2BNB2D3AXXRU',
    description: 'The policy for Amazon EC2 Role to enable AWS Systems Manager service core functionality.',
    defaultVersion: 'v2',
    created: '2019-03-15T17:22:12Z',
    updated: '2019-05-23T16:54:21Z',
    statements: [
      allow(of('ssm', AGENT, 'GetParameter GetParameters', ...AGENT_WRITES)),
      allow(CHANNELS),
      allow(MESSAGES),
    ],
  },
  {
    name: 'AmazonSSMManagedEC2InstanceDefaultPolicy',
    id: 'ANPAZKAPJZG4LVDRKUQFG',
    description: 'This policy enables AWS Systems Manager functionality on EC2 instances.',
    defaultVersion: 'v2',
    created: '2022-08-30T20:54:27Z',
    updated: '2024-07-16T18:14:07Z',
    statements: [
      allow(of('ssm', AGENT, ...AGENT_WRITES), { Sid: 'AllowSSMAgentPermissions' }),
      allow(CHANNELS, { Sid: 'AllowSSMChannelMessaging' }),
      allow(MESSAGES, { Sid: 'AllowSSMLegacyMessaging' }),
    ],
  },
];
