import assert from 'node:assert/strict';
import type { Policy } from '../../../src/policies/reading/policy.ts';
import { endpointPolicy } from '../../../src/policies/documents/endpoint-policy.ts';
import type { Service } from '../../../src/inputs/tables/policy.ts';
import type { LogBucket, SessionConfiguration } from '../../../src/policies/needs/configuration.ts';
import { isGranted } from '../granted.ts';
import { placeIn } from '../places.ts';

const forS3 = (regions: readonly string[], bucket?: LogBucket): Policy =>
  endpointPolicy(
    's3',
    regions.map((region) => ({ place: placeIn(region), ...(bucket && { bucket }) })),
  );

describe('the policy of an endpoint for S3', () => {
  const { Statement } = forS3(['eu-west-1', 'us-east-1']);
  const downloads = (bucket: string): boolean =>
    isGranted(Statement, { action: 's3:GetObject', resource: `arn:aws:s3:::${bucket}/3.3.0.0/agent.rpm` });

  it('lets everybody through to the buckets of the agent', () => {
    for (const bucket of [
      'amazon-ssm-eu-west-1',
      'amazon-ssm-us-east-1',
      'amazon-ssm-packages-eu-west-1',
      'eu-west-1-birdwatcher-prod',
      'aws-ssm-document-attachments-eu-west-1',
      'patch-baseline-snapshot-us-east-1',
    ]) {
      assert.ok(downloads(bucket), bucket);
    }
    for (const statement of Statement) assert.equal(statement.Principal, '*');
  });

  it('lets nobody through to others, nor to other regions', () => {
    assert.ok(!downloads('somebody-elses'));
    assert.ok(!downloads('amazon-ssm-eu-west-2'));
    assert.ok(!isGranted(Statement, { action: 's3:PutObject', resource: 'arn:aws:s3:::amazon-ssm-eu-west-1/x' }));
    assert.doesNotMatch(JSON.stringify(Statement), /-\*|\*-/, 'no wildcard in the name of a bucket');
  });

  it('lets session logs through to their bucket', () => {
    const bucket = { name: 'session-logs', prefix: 'ssm', encryptionRequired: false };
    const withLogs = forS3(['eu-west-1'], bucket).Statement;
    const puts = (path: string): boolean =>
      isGranted(withLogs, { action: 's3:PutObject', resource: `arn:aws:s3:::session-logs/${path}` });
    assert.deepEqual([puts('ssm/x.log'), puts('x.log')], [true, false]);
    const look = { action: 's3:GetEncryptionConfiguration', resource: 'arn:aws:s3:::session-logs' };
    assert.ok(isGranted(withLogs, look));
    assert.ok(!isGranted(withLogs, { ...look, action: 's3:GetObject', resource: 'arn:aws:s3:::session-logs/ssm/x' }));
  });

  it('names its partition', () => {
    assert.match(JSON.stringify(forS3(['cn-north-1'])), /arn:aws-cn:s3:::/);
  });
});

it('lets the ACL of uploads through to the bucket of another account', () => {
  const bucket = { name: 'theirs', encryptionRequired: false };
  const may = (more: Partial<LogBucket>): boolean =>
    isGranted(forS3(['eu-west-1'], { ...bucket, ...more }).Statement, {
      action: 's3:PutObjectAcl',
      resource: 'arn:aws:s3:::theirs/x.log',
    });
  assert.deepEqual([may({ foreign: true }), may({})], [true, false]);
});

describe('the policy of an interface endpoint', () => {
  const of = (service: Service, configuration: Partial<SessionConfiguration> = {}) =>
    endpointPolicy(service, [{ place: placeIn('eu-west-1'), ...configuration }]).Statement;

  it('lets session logs through to their group, found among all, and to no other', () => {
    const found = of('logs', { logGroup: 'sessions' });
    const may = (action: string, group: string): boolean =>
      isGranted(found, { action, resource: `arn:aws:logs:eu-west-1:111122223333:log-group:${group}` });
    assert.ok(may('logs:DescribeLogGroups', ':log-stream:'));
    assert.ok(may('logs:DescribeLogStreams', 'sessions:log-stream:'));
    for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents']) {
      assert.ok(may(action, 'sessions:log-stream:x'), action);
      assert.ok(!may(action, 'other:log-stream:x'), action);
    }
  });

  it('lets nodes register, open both channels, and have their agents updated', () => {
    const may = (service: Service, action: string): boolean =>
      isGranted(of(service), { action, resource: 'arn:aws:ssm:eu-west-1::document/AWS-UpdateSSMAgent' });
    assert.ok(may('ssm', 'ssm:UpdateInstanceInformation') && may('ssm', 'ssm:ListInstanceAssociations'));
    assert.ok(may('ssm', 'ssm:GetDocument') && !may('ssm', 'ssm:SendCommand'));
    for (const channel of ['OpenControlChannel', 'CreateDataChannel', 'OpenDataChannel']) {
      assert.ok(may('ssmmessages', `ssmmessages:${channel}`), channel);
    }
    assert.ok(may('ec2messages', 'ec2messages:GetMessages'));
  });

  it('has no condition: whom a key is for is said by the policies of the roles', () => {
    const [statement, ...others] = of('kms', { key: { aliases: ['alias/session'] } });
    assert.deepEqual(others, []);
    assert.deepEqual(statement, {
      Sid: 'DecryptSessions',
      Effect: 'Allow',
      Principal: '*',
      Action: 'kms:Decrypt',
      Resource: 'arn:aws:kms:*:111122223333:key/*',
    });
  });

  it('is for nobody where nothing is needed', () => {
    assert.deepEqual(of('kms'), []);
    assert.deepEqual(of('logs'), []);
  });
});
