import type { Place } from '../../aws/place.ts';
import type { TASKS } from '../../inputs/tables/policy.ts';
import { allow } from './allow.ts';
import type { Policy } from '../reading/policy.ts';

export type Task = (typeof TASKS)[number];

/** The calls that find everything to keep, change or remove. */
const PLAN = [
  'kms:DescribeKey',
  'kms:GetKeyPolicy',
  'kms:ListAliases',
  'kms:ListKeys',
  'kms:ListResourceTags',
  'logs:DescribeLogGroups',
  'logs:ListTagsForResource',
  'ssm:DescribeAssociation',
  'ssm:DescribeDocument',
  'ssm:GetDocument',
  'ssm:ListAssociations',
  'ssm:ListDocumentVersions',
  'ssm:ListTagsForResource',
];

/** The action for a key's rotation, which does not matter when the key is deleted. */
const ROTATION = 'kms:GetKeyRotationStatus';

/** The calls that read roles and their policies. */
const ROLES = [
  'iam:GetAccountAuthorizationDetails',
  'iam:GetPolicy',
  'iam:GetPolicyVersion',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:ListInstanceProfiles',
  'iam:ListRolePolicies',
  'iam:SimulatePrincipalPolicy',
];

/** The calls that read the user who calls. */
const CALLER = [
  'iam:GetGroupPolicy',
  'iam:GetUser',
  'iam:GetUserPolicy',
  'iam:ListAttachedGroupPolicies',
  'iam:ListAttachedUserPolicies',
  'iam:ListGroupPolicies',
  'iam:ListGroupsForUser',
  'iam:ListUserPolicies',
];

const BUCKET = [
  's3:GetBucketLocation',
  's3:GetBucketPolicyStatus',
  's3:GetBucketPublicAccessBlock',
  's3:GetEncryptionConfiguration',
];

/** The calls that read the policy which `--grant` makes, for `setup` and `delete`. */
const OWN_POLICY = ['iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:ListEntitiesForPolicy'];

/** The calls of the policy audit at the end of `setup` and `plan`; `--no-policy-audit` leaves it out. */
const AUDIT = [
  ...ROLES,
  ...OWN_POLICY,
  ...BUCKET,
  'ec2:DescribeInstances',
  'ssm:DescribeInstanceInformation',
  'ssm:GetServiceSetting',
];

const DOCTOR = [
  ...ROLES,
  ...CALLER,
  ...BUCKET,
  'ec2:DescribeInstances',
  'ec2:DescribeNetworkAcls',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcAttribute',
  'ec2:DescribeVpcEndpoints',
  'ec2:DescribeVpcs',
  'kms:DescribeKey',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListAliases',
  'kms:ListResourceTags',
  'logs:DescribeLogGroups',
  'logs:ListTagsForResource',
  'ssm:DescribeAssociation',
  'ssm:DescribeDocument',
  'ssm:DescribeDocumentPermission',
  'ssm:DescribeInstanceInformation',
  'ssm:GetCalendarState',
  'ssm:GetConnectionStatus',
  'ssm:GetDocument',
  'ssm:GetServiceSetting',
  'ssm:ListAssociations',
  'ssm:ListTagsForResource',
];

const READS: Readonly<Record<Task, readonly string[]>> = {
  setup: [...PLAN, ROTATION, ...AUDIT],
  plan: [...PLAN, ROTATION, ...AUDIT],
  delete: [...PLAN, ...OWN_POLICY],
  doctor: DOCTOR,
  grant: [...ROLES, ...OWN_POLICY],
};

// Setup also removes surplus keys, double associations and the oldest version of a full document.
const WRITES: Readonly<Partial<Record<Task, readonly string[]>>> = {
  setup: [
    'kms:CancelKeyDeletion',
    'kms:CreateAlias',
    'kms:CreateKey',
    'kms:EnableKey',
    'kms:EnableKeyRotation',
    'kms:PutKeyPolicy',
    'kms:ScheduleKeyDeletion',
    'kms:TagResource',
    'logs:AssociateKmsKey',
    'logs:CreateLogGroup',
    'logs:DeleteRetentionPolicy',
    'logs:PutLogGroupDeletionProtection',
    'logs:PutRetentionPolicy',
    'logs:TagResource',
    'ssm:AddTagsToResource',
    'ssm:CreateAssociation',
    'ssm:CreateDocument',
    'ssm:DeleteAssociation',
    'ssm:DeleteDocument',
    'ssm:UpdateAssociation',
    'ssm:UpdateDocument',
    'ssm:UpdateDocumentDefaultVersion',
  ],
  delete: [
    'kms:DeleteAlias',
    'kms:PutKeyPolicy',
    'kms:ScheduleKeyDeletion',
    'kms:TagResource',
    'kms:UntagResource',
    'logs:AssociateKmsKey',
    'logs:DeleteLogGroup',
    'logs:DeleteRetentionPolicy',
    'logs:PutLogGroupDeletionProtection',
    'logs:PutRetentionPolicy',
    'logs:UntagResource',
    'ssm:DeleteAssociation',
    'ssm:DeleteDocument',
    'ssm:RemoveTagsFromResource',
    'ssm:UpdateAssociation',
    'ssm:UpdateDocumentDefaultVersion',
  ],
};

/** The calls on policies of our own. */
const GRANT = [
  'iam:CreatePolicy',
  'iam:CreatePolicyVersion',
  'iam:DeletePolicy',
  'iam:DeletePolicyVersion',
  'iam:ListPolicyVersions',
  'iam:TagPolicy',
  'iam:UntagPolicy',
];

/**
 * Makes the policy of the credentials of a run, in each account. Entering accounts and finding regions, sts:AssumeRole,
 * account:ListRegions or ec2:DescribeRegions, and organizations:ListAccounts, is not in it. Whoever has `grant` can write any policy under our prefix
 * and attach it, and so give a role anything: it is for those who administer the account.
 */
export function operatorPolicy({ partition, account = '*' }: Place, tasks: readonly Task[]): Policy {
  const reads = tasks.flatMap((task) => READS[task]);
  const writes = tasks.flatMap((task) => WRITES[task] ?? []);
  const own = `arn:${partition.name}:iam::${account}:policy/session-manager-*`;
  return {
    Version: '2012-10-17',
    Statement: [
      allow('Read', reads, ['*']),
      ...(writes.length > 0 ? [allow('Write', writes, ['*'])] : []),
      ...(tasks.includes('grant')
        ? [
            allow('KeepPolicies', GRANT, [own]),
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_controlling.html#access_controlling-policies
            allow(
              'AttachPolicies',
              ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
              [`arn:${partition.name}:iam::${account}:role/*`],
              { ArnLike: { 'iam:PolicyARN': own } },
            ),
          ]
        : []),
    ],
  };
}
