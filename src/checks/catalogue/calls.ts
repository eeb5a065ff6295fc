// Written by npm run docs:calls, and checked by test/checks/calls.test.ts.

/** Operations of AWS by service, as IAM calls it: `{ ec2: ['DescribeVpcs'] }`. */
export type Calls = Readonly<Record<string, readonly string[]>>;

/** What some checks call, besides the calls of every run. */
export interface CallsOf {
  readonly ids: readonly string[];
  readonly calls: Calls;
}

/** The calls of every run, whichever checks are asked for: who the caller is, and whether a region is open to them. */
export const EVERY_RUN: Calls = { ssm: ['DescribeDocument', 'GetDocument'], sts: ['GetCallerIdentity'] };

/** The calls that checks can make; those that make none of their own are not there. Most calls are made only where there is a reason. */
export const CALLS: readonly CallsOf[] = [
  {
    ids: [
      'instance.profile-without-ssm',
      'instance.logs-permissions',
      'instance.kms-decrypt',
      'instance.kms-single-region',
      'instance.s3-permissions',
      'instance.kms-via-logs',
      'dhmc.role-without-logs',
    ],
    calls: {
      ec2: ['DescribeInstances'],
      iam: ['GetAccountAuthorizationDetails', 'SimulatePrincipalPolicy'],
      kms: ['DescribeKey', 'GetKeyPolicy', 'ListAliases', 'ListGrants', 'ListResourceTags'],
      logs: ['DescribeLogGroups', 'ListTagsForResource'],
      organizations: ['DescribeOrganization'],
      s3: [
        'GetBucketEncryption',
        'GetBucketLocation',
        'GetBucketPolicy',
        'GetBucketPolicyStatus',
        'GetPublicAccessBlock',
      ],
      ssm: ['DescribeInstanceInformation', 'GetServiceSetting'],
    },
  },
  {
    ids: ['instance.role-trust', 'dhmc.role-trust', 'instance.hybrid-role-trust'],
    calls: {
      ec2: ['DescribeInstances'],
      iam: ['GetAccountAuthorizationDetails', 'SimulatePrincipalPolicy'],
      kms: ['DescribeKey', 'GetKeyPolicy', 'ListAliases', 'ListGrants'],
      logs: ['DescribeLogGroups'],
      organizations: ['DescribeOrganization'],
      s3: [
        'GetBucketEncryption',
        'GetBucketLocation',
        'GetBucketPolicy',
        'GetBucketPolicyStatus',
        'GetPublicAccessBlock',
      ],
      ssm: ['DescribeInstanceInformation', 'GetServiceSetting'],
    },
  },
  {
    ids: ['instance.hybrid-role-missing'],
    calls: {
      iam: ['GetAccountAuthorizationDetails'],
      kms: ['DescribeKey', 'GetKeyPolicy', 'ListAliases'],
      logs: ['DescribeLogGroups'],
      s3: ['GetBucketEncryption', 'GetBucketLocation', 'GetBucketPolicyStatus', 'GetPublicAccessBlock'],
      ssm: ['DescribeInstanceInformation'],
    },
  },
  {
    ids: ['instance.deprecated-policy', 'instance.profile-without-role'],
    calls: {
      ec2: ['DescribeInstances'],
      iam: ['GetAccountAuthorizationDetails'],
      kms: ['DescribeKey', 'GetKeyPolicy', 'ListAliases'],
      logs: ['DescribeLogGroups'],
      s3: ['GetBucketEncryption', 'GetBucketLocation', 'GetBucketPolicyStatus', 'GetPublicAccessBlock'],
      ssm: ['GetServiceSetting'],
    },
  },
  {
    ids: ['dhmc.role-missing'],
    calls: {
      ec2: ['DescribeInstances'],
      iam: ['GetAccountAuthorizationDetails'],
      kms: ['DescribeKey', 'GetKeyPolicy', 'ListAliases'],
      logs: ['DescribeLogGroups'],
      s3: ['GetBucketEncryption', 'GetBucketLocation', 'GetBucketPolicyStatus', 'GetPublicAccessBlock'],
      ssm: ['GetServiceSetting'],
    },
  },
  {
    ids: [
      'user.start-session',
      'user.document-resource',
      'user.open-data-channel',
      'user.generate-data-key',
      'user.document-access-check',
      'user.terminate-any',
      'user.own-sessions',
      'user.ssh-key',
    ],
    calls: {
      ec2: ['DescribeInstances'],
      iam: [
        'GetAccountAuthorizationDetails',
        'GetGroupPolicy',
        'GetPolicy',
        'GetPolicyVersion',
        'GetUser',
        'GetUserPolicy',
        'ListAttachedGroupPolicies',
        'ListAttachedUserPolicies',
        'ListGroupPolicies',
        'ListGroupsForUser',
        'ListUserPolicies',
        'SimulatePrincipalPolicy',
      ],
      kms: ['DescribeKey', 'GetKeyPolicy', 'ListAliases', 'ListGrants'],
      logs: ['DescribeLogGroups'],
      s3: ['GetBucketEncryption', 'GetBucketLocation', 'GetBucketPolicyStatus', 'GetPublicAccessBlock'],
      ssm: ['DescribeInstanceInformation', 'ListDocuments'],
    },
  },
  {
    ids: ['user.access'],
    calls: {
      ec2: ['DescribeInstances'],
      iam: [
        'GetAccountAuthorizationDetails',
        'GetGroupPolicy',
        'GetPolicy',
        'GetPolicyVersion',
        'GetUser',
        'ListAttachedGroupPolicies',
        'ListAttachedUserPolicies',
        'ListGroupPolicies',
        'ListGroupsForUser',
        'ListUserPolicies',
        'SimulatePrincipalPolicy',
      ],
      logs: ['DescribeLogGroups'],
      ssm: ['DescribeInstanceInformation', 'ListDocuments'],
    },
  },
  {
    ids: [
      'bypass.ssh',
      'bypass.document',
      'bypass.commands',
      'bypass.instance-connect',
      'bypass.remote-desktop',
      'bypass.preferences',
      'bypass.erase',
      'bypass.administrator',
    ],
    calls: {
      ec2: ['DescribeInstances'],
      iam: [
        'GetAccountAuthorizationDetails',
        'GetGroupPolicy',
        'GetPolicy',
        'GetPolicyVersion',
        'GetUser',
        'GetUserPolicy',
        'ListAttachedGroupPolicies',
        'ListAttachedUserPolicies',
        'ListGroupPolicies',
        'ListGroupsForUser',
        'ListUserPolicies',
        'SimulatePrincipalPolicy',
      ],
      logs: ['DescribeLogGroups'],
      ssm: ['DescribeInstanceInformation', 'ListDocuments'],
    },
  },
  {
    ids: ['prefs.missing', 'prefs.schema', 'prefs.status', 'prefs.default-not-latest', 'prefs.unlogged', 'prefs.drift'],
    calls: {
      kms: ['DescribeKey', 'GetKeyPolicy', 'ListAliases', 'ListResourceTags'],
      logs: ['DescribeLogGroups', 'ListTagsForResource'],
      s3: ['GetBucketEncryption', 'GetBucketLocation', 'GetBucketPolicyStatus', 'GetPublicAccessBlock'],
    },
  },
  { ids: ['prefs.shared'], calls: { ssm: ['DescribeDocumentPermission'] } },
  {
    ids: ['log-group.missing', 'log-group.class', 'log-group.unencrypted'],
    calls: {
      kms: ['DescribeKey', 'GetKeyPolicy', 'ListAliases', 'ListResourceTags'],
      logs: ['DescribeLogGroups', 'ListTagsForResource'],
    },
  },
  {
    ids: ['log-group.retention', 'log-group.deletion-protection'],
    calls: { logs: ['DescribeLogGroups', 'ListTagsForResource'] },
  },
  {
    ids: ['log-group.key-mismatch'],
    calls: { kms: ['DescribeKey', 'GetKeyPolicy', 'ListAliases'], logs: ['DescribeLogGroups', 'ListTagsForResource'] },
  },
  {
    ids: [
      'kms.missing',
      'kms.disabled',
      'kms.pending-deletion',
      'kms.not-usable',
      'kms.asymmetric',
      'kms.wrong-region',
      'kms.aws-managed',
      'kms.policy-logs',
      'kms.rotation',
    ],
    calls: {
      iam: ['GetUser', 'SimulatePrincipalPolicy'],
      kms: ['DescribeKey', 'GetKeyPolicy', 'GetKeyRotationStatus', 'ListAliases', 'ListResourceTags'],
      logs: ['DescribeLogGroups', 'ListTagsForResource'],
    },
  },
  {
    ids: ['s3.missing', 's3.region', 's3.unencrypted'],
    calls: {
      ec2: [
        'DescribeInstances',
        'DescribeNetworkAcls',
        'DescribeRouteTables',
        'DescribeSecurityGroups',
        'DescribeSubnets',
        'DescribeVpcAttribute',
        'DescribeVpcEndpoints',
        'DescribeVpcs',
      ],
      logs: ['DescribeLogGroups'],
      s3: ['GetBucketEncryption', 'GetBucketLocation', 'GetBucketPolicyStatus', 'GetPublicAccessBlock'],
      ssm: ['DescribeInstanceInformation'],
    },
  },
  {
    ids: ['s3.public'],
    calls: {
      s3: [
        'GetAccountPublicAccessBlock',
        'GetBucketAcl',
        'GetBucketEncryption',
        'GetBucketLocation',
        'GetBucketOwnershipControls',
        'GetBucketPolicyStatus',
        'GetPublicAccessBlock',
      ],
    },
  },
  {
    ids: ['s3.key-not-usable'],
    calls: {
      kms: ['DescribeKey', 'GetKeyPolicy', 'ListAliases'],
      s3: ['GetBucketEncryption', 'GetBucketLocation', 'GetBucketPolicyStatus', 'GetPublicAccessBlock'],
    },
  },
  { ids: ['instance.not-managed'], calls: { ec2: ['DescribeInstances'], ssm: ['DescribeInstanceInformation'] } },
  { ids: ['instance.ping-lost'], calls: { ec2: ['DescribeInstances'], ssm: ['DescribeInstanceInformation'] } },
  {
    ids: ['instance.not-connected'],
    calls: {
      ec2: [
        'DescribeInstances',
        'DescribeNetworkAcls',
        'DescribeRouteTables',
        'DescribeSecurityGroups',
        'DescribeSubnets',
        'DescribeVpcAttribute',
        'DescribeVpcEndpoints',
        'DescribeVpcs',
      ],
      iam: ['GetAccountAuthorizationDetails', 'SimulatePrincipalPolicy'],
      logs: ['DescribeLogGroups'],
      route53: ['ListHostedZonesByVPC'],
      ssm: ['DescribeInstanceInformation', 'DescribeSessions', 'GetConnectionStatus', 'GetServiceSetting'],
    },
  },
  {
    ids: ['instance.no-profile'],
    calls: {
      ec2: ['DescribeInstances'],
      kms: ['DescribeKey', 'GetKeyPolicy', 'ListAliases'],
      logs: ['DescribeLogGroups'],
      s3: ['GetBucketEncryption', 'GetBucketLocation', 'GetBucketPolicyStatus', 'GetPublicAccessBlock'],
      ssm: ['DescribeInstanceInformation', 'GetServiceSetting'],
    },
  },
  { ids: ['instance.metadata-off'], calls: { ec2: ['DescribeInstances'] } },
  {
    ids: ['agent.too-old'],
    calls: { ec2: ['DescribeInstances'], ssm: ['DescribeInstanceInformation', 'GetServiceSetting'] },
  },
  {
    ids: ['runas.no-user', 'runas.unfit-user'],
    calls: {
      kms: ['DescribeKey', 'GetKeyPolicy', 'ListAliases', 'ListResourceTags'],
      logs: ['DescribeLogGroups', 'ListTagsForResource'],
      s3: ['GetBucketEncryption', 'GetBucketLocation', 'GetBucketPolicyStatus', 'GetPublicAccessBlock'],
      ssm: ['DescribeInstanceInformation'],
    },
  },
  { ids: ['runas.windows'], calls: { ssm: ['DescribeInstanceInformation'] } },
  {
    ids: ['association.missing', 'association.failed'],
    calls: {
      ec2: ['DescribeInstances'],
      ssm: ['DescribeInstanceInformation', 'GetServiceSetting', 'ListAssociations'],
    },
  },
  {
    ids: ['association.duplicate', 'association.covers-nothing'],
    calls: {
      ec2: ['DescribeInstances'],
      ssm: ['DescribeInstanceInformation', 'ListAssociations', 'ListTagsForResource'],
    },
  },
  { ids: ['association.pinned'], calls: { ssm: ['DescribeAssociation', 'ListAssociations'] } },
  { ids: ['association.closed'], calls: { ssm: ['DescribeAssociation', 'GetCalendarState', 'ListAssociations'] } },
  {
    ids: ['association.uncovered'],
    calls: { ec2: ['DescribeInstances'], ssm: ['DescribeInstanceInformation', 'ListAssociations'] },
  },
  {
    ids: [
      'vpc.endpoint-ssm',
      'vpc.endpoint-ssmmessages',
      'vpc.endpoint-ec2messages',
      'vpc.endpoint-kms',
      'vpc.endpoint-logs',
      'vpc.endpoint-s3',
      'vpc.endpoint-state',
      'vpc.endpoint-policy',
      'vpc.private-dns',
      'vpc.dns',
      'vpc.dns-zone',
      'vpc.security-group',
      'vpc.egress',
      'vpc.network-acl',
      'vpc.route',
      'vpc.public-access-block',
    ],
    calls: {
      ec2: [
        'DescribeDhcpOptions',
        'DescribeInstances',
        'DescribeInternetGateways',
        'DescribeNatGateways',
        'DescribeNetworkAcls',
        'DescribeNetworkInterfaces',
        'DescribeRouteTables',
        'DescribeSecurityGroups',
        'DescribeSubnets',
        'DescribeVpcAttribute',
        'DescribeVpcBlockPublicAccessExclusions',
        'DescribeVpcEndpointServices',
        'DescribeVpcEndpoints',
        'DescribeVpcs',
      ],
      iam: ['GetAccountAuthorizationDetails', 'SimulatePrincipalPolicy'],
      kms: ['DescribeKey', 'GetKeyPolicy', 'ListAliases'],
      logs: ['DescribeLogGroups'],
      organizations: ['DescribeOrganization'],
      route53: ['ListHostedZonesByVPC', 'ListResourceRecordSets'],
      ssm: ['DescribeInstanceInformation', 'DescribeSessions', 'GetConnectionStatus', 'GetServiceSetting'],
    },
  },
  {
    ids: ['vpc.dns-not-read'],
    calls: {
      ec2: [
        'DescribeInstances',
        'DescribeInternetGateways',
        'DescribeNatGateways',
        'DescribeNetworkAcls',
        'DescribeRouteTables',
        'DescribeSecurityGroups',
        'DescribeSubnets',
        'DescribeVpcAttribute',
        'DescribeVpcBlockPublicAccessExclusions',
        'DescribeVpcEndpointServices',
        'DescribeVpcEndpoints',
        'DescribeVpcs',
      ],
      route53: ['ListHostedZonesByVPC', 'ListResourceRecordSets'],
      ssm: ['DescribeInstanceInformation'],
    },
  },
  { ids: ['hybrid.tier'], calls: { ssm: ['DescribeInstanceInformation', 'GetServiceSetting'] } },
  { ids: ['sharing.public-allowed'], calls: { ssm: ['GetServiceSetting'] } },
];

/** The actions that allow calls which are not named like them. */
export const OTHER_ACTIONS: Readonly<Record<string, string>> = {
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
};
