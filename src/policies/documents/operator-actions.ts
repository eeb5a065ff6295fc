import type { Task } from '../../inputs/tables/policy.ts';
import type { ScopeName } from './operator-scopes.ts';

const MAINTAIN: readonly Task[] = ['setup', 'plan', 'delete'];
const LOOK: readonly Task[] = ['setup', 'plan', 'doctor'];
const ALL: readonly Task[] = ['setup', 'plan', 'delete', 'doctor'];
const AUDIT: readonly Task[] = ['setup', 'plan', 'doctor', 'grant'];
const RECORDS: readonly Task[] = ['sessions', 'recordings'];
const REGIONS: readonly Task[] = [...ALL, ...RECORDS];

/**
 * Every action that a run calls: what it is about, and the tasks that call it. An action can be in several places, if it is
 * allowed on different things, or under different conditions. Resources and conditions are those of the Service Authorization
 * Reference: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const ACTIONS: Readonly<Record<ScopeName, Readonly<Record<string, readonly Task[]>>>> = {
  Anywhere: {
    'ec2:DescribeDhcpOptions': ['doctor'],
    'ec2:DescribeInstances': [...LOOK, 'sessions'],
    'ec2:DescribeInternetGateways': ['doctor'],
    'ec2:DescribeNatGateways': ['doctor'],
    'ec2:DescribeNetworkAcls': ['doctor'],
    'ec2:DescribeNetworkInterfaces': ['doctor'],
    // With --regions all, where Account Management is missing.
    'ec2:DescribeRegions': REGIONS,
    'ec2:DescribeRouteTables': ['doctor'],
    'ec2:DescribeSecurityGroups': ['doctor'],
    'ec2:DescribeSubnets': ['doctor'],
    'ec2:DescribeVpcBlockPublicAccessExclusions': ['doctor'],
    'ec2:DescribeVpcEndpointServices': ['doctor'],
    'ec2:DescribeVpcEndpoints': ['doctor'],
    'ec2:DescribeVpcs': ['doctor'],
    'iam:GetAccountAuthorizationDetails': AUDIT,
    'iam:ListInstanceProfiles': ['roles'],
    'kms:ListAliases': ALL,
    'kms:ListKeys': MAINTAIN,
    'logs:DescribeLogGroups': REGIONS,
    'organizations:DescribeOrganization': AUDIT,
    'organizations:ListAccounts': ['accounts'],
    'organizations:ListAccountsForParent': ['accounts'],
    'organizations:ListOrganizationalUnitsForParent': ['accounts'],
    'organizations:ListParents': ['accounts'],
    'organizations:ListRoots': ['accounts'],
    'organizations:ListTagsForResource': ['accounts'],
    'route53:ListHostedZonesByVPC': ['doctor'],
    's3:GetAccountPublicAccessBlock': ['doctor'],
    'ssm:DescribeInstanceInformation': [...LOOK, 'sessions'],
    'ssm:DescribeSessions': ['doctor', ...RECORDS],
    'ssm:ListAssociations': ALL,
    'ssm:ListDocuments': ['doctor'],
  },
  Account: { 'account:ListRegions': REGIONS },
  Document: {
    'ssm:AddTagsToResource': ['setup'],
    'ssm:CreateDocument': ['setup'],
    // Setup deletes only the oldest version, where there is no room for another.
    'ssm:DeleteDocument': ['setup', 'delete'],
    'ssm:DescribeDocument': ALL,
    'ssm:DescribeDocumentPermission': ['doctor'],
    'ssm:GetDocument': ALL,
    'ssm:ListDocumentVersions': MAINTAIN,
    'ssm:ListTagsForResource': MAINTAIN,
    'ssm:RemoveTagsFromResource': ['delete'],
    'ssm:UpdateDocument': ['setup'],
    'ssm:UpdateDocumentDefaultVersion': ['setup', 'delete'],
  },
  // The calendars of the agent-update association, and the documents that somebody can start sessions with.
  Documents: {
    'ssm:GetCalendarState': ['doctor'],
    'ssm:GetDocument': ['doctor', ...RECORDS],
    'ssm:ListDocumentVersions': RECORDS,
  },
  AgentUpdate: {
    'ssm:CreateAssociation': ['setup'],
    'ssm:DeleteAssociation': ['setup', 'delete'],
    'ssm:DescribeAssociation': ALL,
    'ssm:UpdateAssociation': ['setup', 'delete'],
  },
  Associations: { 'ssm:DescribeAssociation': ALL, 'ssm:ListTagsForResource': ALL },
  NewAssociations: { 'ssm:AddTagsToResource': ['setup'], 'ssm:CreateAssociation': ['setup'] },
  TakenAssociations: { 'ssm:AddTagsToResource': ['overwrite'] },
  AnyAssociations: { 'ssm:DeleteAssociation': ['force'] },
  Nodes: { 'ssm:GetConnectionStatus': ['doctor'] },
  Sessions: { 'ssm:TerminateSession': ['sessions'] },
  Settings: { 'ssm:GetServiceSetting': LOOK },
  LogGroup: {
    // Delete puts back what setup has changed of a log group that others made.
    'logs:AssociateKmsKey': ['setup', 'delete'],
    'logs:CreateLogGroup': ['setup'],
    'logs:DeleteLogGroup': ['delete'],
    'logs:DeleteRetentionPolicy': ['setup', 'delete'],
    'logs:ListTagsForResource': ['delete'],
    'logs:PutLogGroupDeletionProtection': ['setup', 'delete'],
    'logs:PutRetentionPolicy': ['setup', 'delete'],
    'logs:TagResource': ['setup'],
    'logs:UntagResource': ['delete'],
  },
  LogGroups: {
    'logs:DescribeLogStreams': RECORDS,
    'logs:GetLogEvents': ['recordings'],
    'logs:ListTagsForResource': LOOK,
  },
  Alias: { 'kms:CreateAlias': ['setup'], 'kms:DeleteAlias': ['delete'] },
  Keys: {
    'kms:DescribeKey': ALL,
    'kms:GetKeyPolicy': ALL,
    'kms:GetKeyRotationStatus': ALL,
    'kms:ListGrants': AUDIT,
    'kms:ListResourceTags': ALL,
  },
  NewKey: { 'kms:CreateKey': ['setup'] },
  NewKeyTag: { 'kms:TagResource': ['setup'] },
  Owned: {
    'kms:CancelKeyDeletion': ['setup'],
    'kms:CreateAlias': ['setup'],
    'kms:DeleteAlias': ['delete'],
    // Delete puts back the rotation of a key that was taken over, and takes our statement out of its policy.
    'kms:DisableKeyRotation': ['delete'],
    'kms:EnableKey': ['setup'],
    'kms:EnableKeyRotation': ['setup', 'delete'],
    'kms:PutKeyPolicy': ['setup', 'delete'],
    // Setup gives up a key that it has made while another run made one, too.
    'kms:ScheduleKeyDeletion': ['setup', 'delete'],
    'kms:TagResource': ['setup', 'delete'],
    'kms:UntagResource': ['delete'],
    'ssm:AddTagsToResource': ['setup'],
    // Setup deletes those that two runs at once have made.
    'ssm:DeleteAssociation': ['setup', 'delete'],
    'ssm:RemoveTagsFromResource': ['delete'],
    'ssm:UpdateAssociation': ['setup', 'delete'],
  },
  NamedKey: {
    'kms:CancelKeyDeletion': ['overwrite'],
    'kms:DeleteAlias': ['force'],
    'kms:EnableKey': ['overwrite'],
    'kms:EnableKeyRotation': ['overwrite'],
    'kms:PutKeyPolicy': ['overwrite'],
    'kms:ScheduleKeyDeletion': ['force'],
    'kms:TagResource': ['overwrite'],
  },
  Bucket: {
    's3:GetBucketAcl': ['doctor'],
    's3:GetBucketLocation': LOOK,
    's3:GetBucketOwnershipControls': ['doctor'],
    's3:GetBucketPolicy': LOOK,
    's3:GetBucketPolicyStatus': LOOK,
    's3:GetBucketPublicAccessBlock': LOOK,
    's3:GetEncryptionConfiguration': LOOK,
    's3:GetLifecycleConfiguration': RECORDS,
    's3:ListBucket': RECORDS,
  },
  Objects: { 's3:GetObject': ['recordings'] },
  Networks: { 'ec2:DescribeVpcAttribute': ['doctor'], 'route53:ListResourceRecordSets': ['doctor'] },
  Identities: {
    // Delete reads the ARNs of roles and users where IAM seems to deny it to take the grant off them.
    'iam:GetRole': ['delete', 'roles'],
    'iam:GetRolePolicy': ['roles'],
    'iam:ListAttachedRolePolicies': ['roles'],
    'iam:ListRolePolicies': ['roles'],
    'iam:GetGroupPolicy': ['doctor'],
    'iam:GetUser': ['delete', 'doctor'],
    'iam:GetUserPolicy': ['doctor'],
    'iam:ListAttachedGroupPolicies': ['doctor'],
    'iam:ListAttachedUserPolicies': ['doctor'],
    'iam:ListGroupPolicies': ['doctor'],
    'iam:ListGroupsForUser': ['doctor'],
    'iam:ListUserPolicies': ['doctor'],
    // Delete asks about its own writes before the first.
    'iam:SimulatePrincipalPolicy': [...AUDIT, 'delete'],
  },
  Policies: { 'iam:GetPolicy': ['doctor', 'roles'], 'iam:GetPolicyVersion': ['doctor', 'roles'] },
  OwnPolicies: {
    'iam:CreatePolicy': ['grant'],
    'iam:CreatePolicyVersion': ['grant'],
    'iam:DeletePolicy': ['delete'],
    'iam:DeletePolicyVersion': ['delete', 'grant'],
    'iam:GetPolicy': [...MAINTAIN, 'grant'],
    'iam:GetPolicyVersion': [...MAINTAIN, 'grant'],
    'iam:ListEntitiesForPolicy': [...MAINTAIN, 'grant'],
    'iam:ListPolicyVersions': ['delete', 'grant'],
    'iam:TagPolicy': ['grant'],
    'iam:UntagPolicy': ['delete'],
  },
  AttachPolicies: { 'iam:AttachRolePolicy': ['grant'] },
  DetachPolicies: {
    'iam:DetachGroupPolicy': ['delete'],
    'iam:DetachRolePolicy': ['delete'],
    'iam:DetachUserPolicy': ['delete'],
  },
  EnterAccounts: { 'sts:AssumeRole': ['accounts'] },
};
