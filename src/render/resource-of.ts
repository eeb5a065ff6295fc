import { partitionOf } from '../aws/regions.ts';

/** A resource as other systems know it. */
export interface NamedResource {
  /** As the Security Finding Format of AWS calls its type; `Other` where it has none. */
  readonly asff: string;
  /** As CloudFormation calls its type. */
  readonly type: string;
  /** Its ARN; where that does not follow from what it is called, account, region and what it is called: others are called so elsewhere. */
  readonly uid: string;
  readonly partition: string;
}

/** Where a resource is. */
interface Whereabouts {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

/** How the subjects of findings begin, with the types of what they name and its ARN behind the partition. */
const KINDS: readonly (readonly [begins: RegExp, asff: string, type: string, arn: string])[] = [
  [/^(?=i-)/, 'AwsEc2Instance', 'AWS::EC2::Instance', 'ec2:REGION:ACCOUNT:instance/'],
  [/^(?=mi-)/, 'Other', 'AWS::SSM::ManagedInstance', 'ssm:REGION:ACCOUNT:managed-instance/'],
  [/^(?=vpc-)/, 'AwsEc2Vpc', 'AWS::EC2::VPC', 'ec2:REGION:ACCOUNT:vpc/'],
  [/^(?=subnet-)/, 'AwsEc2Subnet', 'AWS::EC2::Subnet', 'ec2:REGION:ACCOUNT:subnet/'],
  [/^(?=rtb-)/, 'AwsEc2RouteTable', 'AWS::EC2::RouteTable', 'ec2:REGION:ACCOUNT:route-table/'],
  [/^(?=acl-)/, 'AwsEc2NetworkAcl', 'AWS::EC2::NetworkAcl', 'ec2:REGION:ACCOUNT:network-acl/'],
  [/^(?=sg-)/, 'AwsEc2SecurityGroup', 'AWS::EC2::SecurityGroup', 'ec2:REGION:ACCOUNT:security-group/'],
  [/^(?=vpce-)/, 'Other', 'AWS::EC2::VPCEndpoint', 'ec2:REGION:ACCOUNT:vpc-endpoint/'],
  [/^(?=nat-)/, 'Other', 'AWS::EC2::NatGateway', 'ec2:REGION:ACCOUNT:natgateway/'],
  [/^(?=Z[\dA-Z]{8,}$)/, 'AwsRoute53HostedZone', 'AWS::Route53::HostedZone', 'route53:::hostedzone/'],
  [/^role\//, 'AwsIamRole', 'AWS::IAM::Role', 'iam::ACCOUNT:role/'],
  [/^user\//, 'AwsIamUser', 'AWS::IAM::User', 'iam::ACCOUNT:user/'],
  [/^instance-profile\//, 'Other', 'AWS::IAM::InstanceProfile', 'iam::ACCOUNT:instance-profile/'],
  [/^key\/(?=alias\/)/, 'Other', 'AWS::KMS::Alias', 'kms:REGION:ACCOUNT:'],
  [/^key\//, 'AwsKmsKey', 'AWS::KMS::Key', 'kms:REGION:ACCOUNT:key/'],
  [/^bucket\//, 'AwsS3Bucket', 'AWS::S3::Bucket', 's3:::'],
  [/^log-group\//, 'Other', 'AWS::Logs::LogGroup', 'logs:REGION:ACCOUNT:log-group:'],
  [/^document\//, 'Other', 'AWS::SSM::Document', 'ssm:REGION:ACCOUNT:document/'],
  [
    /^association\/(?=[\da-f]{8}(-[\da-f]{4}){3}-)/,
    'Other',
    'AWS::SSM::Association',
    'ssm:REGION:ACCOUNT:association/',
  ],
  [/^setting\//, 'Other', 'AWS::SSM::ServiceSetting', 'ssm:REGION:ACCOUNT:servicesetting/'],
];

/** Gives what the subject of a finding names; without one, it is the account. `arn`: that of the subject, where it does not follow from its name. */
export function resourceOf(subject: string | undefined, { account, region }: Whereabouts, arn?: string): NamedResource {
  const { name: partition } = partitionOf(region);
  // The part of a VPC that is concerned is what it is about.
  const named = subject?.split('/').findLast((part) => part.startsWith('subnet-')) ?? subject;
  if (named === undefined || named === `region/${region}`)
    return { asff: 'AwsAccount', type: 'AWS::::Account', uid: `AWS::::Account:${account}`, partition };
  for (const [begins, asff, type, pattern] of KINDS) {
    if (!begins.test(named)) continue;
    const name = named.replace(begins, '');
    const uid = name.startsWith('arn:')
      ? name
      : (arn ?? `arn:${partition}:${pattern.replace('REGION', region).replace('ACCOUNT', account)}${name}`);
    return { asff, type, uid, partition };
  }
  const type = named.startsWith('association/') ? 'AWS::SSM::Association' : 'Other';
  return { asff: 'Other', type, uid: `${account}/${region}/${named}`, partition };
}
