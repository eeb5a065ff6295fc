import assert from 'node:assert/strict';
import type { Policy } from '../../../src/policies/reading/policy.ts';
import { endpointPolicy } from '../../../src/policies/documents/endpoint-policy.ts';
import type { LogBucket } from '../../../src/policies/needs/configuration.ts';
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
