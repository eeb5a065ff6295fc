import assert from 'node:assert/strict';
import { resourceOf } from '../../src/render/resource-of.ts';

const HERE = { account: '111122223333', region: 'us-east-1' };
const IN = 'us-east-1:111122223333';

describe('what a subject names', () => {
  it('has the ARN that was read, where that does not follow from the name', () => {
    const arn = 'arn:aws:iam::111122223333:role/teams/web';
    assert.equal(resourceOf('role/web', HERE, arn).uid, arn);
  });

  for (const [subject, asff, type, uid] of [
    ['i-0123456789abcdef0', 'AwsEc2Instance', 'AWS::EC2::Instance', `arn:aws:ec2:${IN}:instance/i-0123456789abcdef0`],
    [
      'mi-0123456789abcdef0',
      'Other',
      'AWS::SSM::ManagedInstance',
      `arn:aws:ssm:${IN}:managed-instance/mi-0123456789abcdef0`,
    ],
    ['vpc-1', 'AwsEc2Vpc', 'AWS::EC2::VPC', `arn:aws:ec2:${IN}:vpc/vpc-1`],
    ['vpc-1/subnet-2', 'AwsEc2Subnet', 'AWS::EC2::Subnet', `arn:aws:ec2:${IN}:subnet/subnet-2`],
    ['vpce-1', 'Other', 'AWS::EC2::VPCEndpoint', `arn:aws:ec2:${IN}:vpc-endpoint/vpce-1`],
    [
      'Z0123456789ABC',
      'AwsRoute53HostedZone',
      'AWS::Route53::HostedZone',
      'arn:aws:route53:::hostedzone/Z0123456789ABC',
    ],
    ['role/web', 'AwsIamRole', 'AWS::IAM::Role', 'arn:aws:iam::111122223333:role/web'],
    ['user/ann', 'AwsIamUser', 'AWS::IAM::User', 'arn:aws:iam::111122223333:user/ann'],
    ['key/mrk-1', 'AwsKmsKey', 'AWS::KMS::Key', `arn:aws:kms:${IN}:key/mrk-1`],
    [
      'key/arn:aws:kms:eu-west-1:444455556666:key/1',
      'AwsKmsKey',
      'AWS::KMS::Key',
      'arn:aws:kms:eu-west-1:444455556666:key/1',
    ],
    ['key/alias/session', 'Other', 'AWS::KMS::Alias', `arn:aws:kms:${IN}:alias/session`],
    ['bucket/logs', 'AwsS3Bucket', 'AWS::S3::Bucket', 'arn:aws:s3:::logs'],
    ['log-group/sessions', 'Other', 'AWS::Logs::LogGroup', `arn:aws:logs:${IN}:log-group:sessions`],
    [
      'document/SSM-SessionManagerRunShell',
      'Other',
      'AWS::SSM::Document',
      `arn:aws:ssm:${IN}:document/SSM-SessionManagerRunShell`,
    ],
    ['setting/ssm/a/b', 'Other', 'AWS::SSM::ServiceSetting', `arn:aws:ssm:${IN}:servicesetting/ssm/a/b`],
    // Its ARN has the id, not the name.
    ['association/SsmAgent', 'Other', 'AWS::SSM::Association', '111122223333/us-east-1/association/SsmAgent'],
    [
      'association/8dfe3659-4309-493a-8755-0123456789ab',
      'Other',
      'AWS::SSM::Association',
      `arn:aws:ssm:${IN}:association/8dfe3659-4309-493a-8755-0123456789ab`,
    ],
    ['nodes', 'Other', 'Other', '111122223333/us-east-1/nodes'],
    ['region/us-east-1', 'AwsAccount', 'AWS::::Account', 'AWS::::Account:111122223333'],
    [undefined, 'AwsAccount', 'AWS::::Account', 'AWS::::Account:111122223333'],
  ] as const) {
    it(`is, for ${subject}, ${uid}`, () =>
      assert.deepEqual(resourceOf(subject, HERE), { asff, type, uid, partition: 'aws' }));
  }

  it('is of the partition of its region', () => {
    const { uid, partition } = resourceOf('role/web', { account: '111122223333', region: 'cn-north-1' });
    assert.equal(uid, 'arn:aws-cn:iam::111122223333:role/web');
    assert.equal(partition, 'aws-cn');
  });
});
