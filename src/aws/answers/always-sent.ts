/** The operations of a service, each with the paths of what AWS sends in every answer, in the SDK's words. */
type Operations = Readonly<Record<string, readonly string[]>>;

/** The answer says nothing: in JSON it is empty or `{}`, in XML it has an element around nothing. */
const NOTHING: readonly string[] = [];

const CREDENTIALS = ['Credentials.AccessKeyId', 'Credentials.SecretAccessKey', 'Credentials.SessionToken'];

/**
 * What every answer of AWS has, by service and operation; without it, it is no answer. `Keys[]` is a list, which can be empty, and
 * `Keys[].KeyId` is something that each of its items has. The service models mark little of this as required, so it follows from
 * their samples and from the API references; what AWS may leave out, and what test endpoints leave out, is not here.
 */
export const ALWAYS_SENT: Readonly<Record<string, Operations>> = {
  Account: {
    ListRegions: ['Regions[].RegionName'],
  },
  CloudWatchLogs: {
    AssociateKmsKey: NOTHING,
    CreateLogGroup: NOTHING,
    DeleteLogGroup: NOTHING,
    DeleteRetentionPolicy: NOTHING,
    DescribeLogGroups: ['logGroups[].logGroupName'],
    ListTagsForResource: ['tags'],
    PutLogGroupDeletionProtection: NOTHING,
    PutRetentionPolicy: NOTHING,
    TagResource: NOTHING,
    UntagResource: NOTHING,
  },
  EC2: {
    DescribeInstances: ['Reservations[].Instances[].InstanceId'],
    DescribeNetworkAcls: ['NetworkAcls[].NetworkAclId'],
    DescribeRegions: ['Regions[].RegionName'],
    DescribeRouteTables: ['RouteTables[].RouteTableId'],
    DescribeSecurityGroups: ['SecurityGroups[].GroupId'],
    DescribeSubnets: ['Subnets[].SubnetId'],
    DescribeVpcAttribute: ['VpcId'],
    DescribeVpcEndpoints: ['VpcEndpoints[].VpcEndpointId'],
    DescribeVpcs: ['Vpcs[].VpcId'],
  },
  IAM: {
    AttachRolePolicy: NOTHING,
    CreatePolicy: ['Policy.Arn'],
    CreatePolicyVersion: ['PolicyVersion.VersionId'],
    DeletePolicy: NOTHING,
    DeletePolicyVersion: NOTHING,
    DetachGroupPolicy: NOTHING,
    DetachRolePolicy: NOTHING,
    DetachUserPolicy: NOTHING,
    GetAccountAuthorizationDetails: [
      'RoleDetailList[].RoleName',
      'RoleDetailList[].Arn',
      'RoleDetailList[].RolePolicyList[]',
      'RoleDetailList[].AttachedManagedPolicies[]',
      'RoleDetailList[].InstanceProfileList[]',
      'Policies[].Arn',
    ],
    GetGroupPolicy: ['PolicyDocument'],
    GetPolicy: ['Policy.Arn', 'Policy.DefaultVersionId'],
    GetPolicyVersion: ['PolicyVersion.Document'],
    GetRole: ['Role.Arn'],
    GetRolePolicy: ['PolicyDocument'],
    GetUser: ['User.Arn'],
    GetUserPolicy: ['PolicyDocument'],
    ListAttachedGroupPolicies: ['AttachedPolicies[].PolicyArn'],
    ListAttachedRolePolicies: ['AttachedPolicies[].PolicyArn'],
    ListAttachedUserPolicies: ['AttachedPolicies[].PolicyArn'],
    ListEntitiesForPolicy: ['PolicyGroups[].GroupName', 'PolicyRoles[].RoleName', 'PolicyUsers[].UserName'],
    ListGroupPolicies: ['PolicyNames[]'],
    ListGroupsForUser: ['Groups[].GroupName'],
    ListInstanceProfiles: ['InstanceProfiles[].InstanceProfileName', 'InstanceProfiles[].Roles[].RoleName'],
    ListPolicyVersions: ['Versions[].VersionId'],
    ListRolePolicies: ['PolicyNames[]'],
    ListUserPolicies: ['PolicyNames[]'],
    SimulatePrincipalPolicy: ['EvaluationResults[].EvalActionName', 'EvaluationResults[].EvalDecision'],
    TagPolicy: NOTHING,
    UntagPolicy: NOTHING,
  },
  KMS: {
    CancelKeyDeletion: ['KeyId'],
    CreateAlias: NOTHING,
    CreateKey: ['KeyMetadata.KeyId', 'KeyMetadata.Arn'],
    DeleteAlias: NOTHING,
    DescribeKey: ['KeyMetadata.KeyId', 'KeyMetadata.Arn', 'KeyMetadata.KeyState'],
    EnableKey: NOTHING,
    EnableKeyRotation: NOTHING,
    GetKeyPolicy: ['Policy'],
    GetKeyRotationStatus: ['KeyRotationEnabled'],
    ListAliases: ['Aliases[].AliasName'],
    ListKeys: ['Keys[].KeyId'],
    ListResourceTags: ['Tags[].TagKey'],
    PutKeyPolicy: NOTHING,
    ScheduleKeyDeletion: ['KeyId'],
    TagResource: NOTHING,
    UntagResource: NOTHING,
  },
  Organizations: {
    ListAccounts: ['Accounts[].Id'],
  },
  S3: {
    GetBucketEncryption: ['ServerSideEncryptionConfiguration.Rules[]'],
    // Of the oldest region, the answer is an empty element.
    GetBucketLocation: NOTHING,
    GetBucketPolicyStatus: ['PolicyStatus.IsPublic'],
    GetPublicAccessBlock: [
      'PublicAccessBlockConfiguration.BlockPublicAcls',
      'PublicAccessBlockConfiguration.IgnorePublicAcls',
      'PublicAccessBlockConfiguration.BlockPublicPolicy',
      'PublicAccessBlockConfiguration.RestrictPublicBuckets',
    ],
  },
  SSM: {
    AddTagsToResource: NOTHING,
    CreateAssociation: ['AssociationDescription.AssociationId'],
    CreateDocument: ['DocumentDescription.Name'],
    DeleteAssociation: NOTHING,
    DeleteDocument: NOTHING,
    DescribeAssociation: ['AssociationDescription.AssociationId'],
    DescribeDocument: ['Document.Name', 'Document.LatestVersion'],
    DescribeDocumentPermission: ['AccountIds[]'],
    DescribeInstanceInformation: ['InstanceInformationList[].InstanceId'],
    GetCalendarState: ['State'],
    GetConnectionStatus: ['Status'],
    GetDocument: ['Name', 'Content'],
    GetServiceSetting: ['ServiceSetting.SettingValue'],
    ListAssociations: ['Associations[].AssociationId'],
    ListDocumentVersions: ['DocumentVersions[].DocumentVersion'],
    ListTagsForResource: ['TagList[].Key'],
    RemoveTagsFromResource: NOTHING,
    UpdateAssociation: ['AssociationDescription.AssociationId'],
    UpdateDocument: ['DocumentDescription.Name'],
    UpdateDocumentDefaultVersion: ['Description.Name'],
  },
  STS: {
    AssumeRole: CREDENTIALS,
    AssumeRoleWithWebIdentity: CREDENTIALS,
    GetCallerIdentity: ['Account', 'Arn'],
  },
};
