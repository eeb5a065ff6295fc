import assert from 'node:assert/strict';
import {
  DeleteRetentionPolicyCommand,
  PutLogGroupDeletionProtectionCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { expire, onceKeyIsAccepted, protect } from '../../src/resources/log-group-settings.ts';
import { awsError, mockAws, targetFault, testTarget } from '../aws.ts';

describe('a setting of a log group', () => {
  const aws = mockAws();

  it('is written by the one call that it takes', async () => {
    aws.logs
      .on(PutRetentionPolicyCommand)
      .resolves({})
      .on(DeleteRetentionPolicyCommand)
      .resolves({})
      .on(PutLogGroupDeletionProtectionCommand)
      .resolves({});
    const logs = await testTarget().logs();
    await expire(logs, 'sessions', 30);
    await expire(logs, 'sessions', 'never');
    await protect(logs, 'sessions', true);
    assert.deepEqual(aws.writes(), [
      ['logs.PutRetentionPolicy', { logGroupName: 'sessions', retentionInDays: 30 }],
      ['logs.DeleteRetentionPolicy', { logGroupName: 'sessions' }],
      ['logs.PutLogGroupDeletionProtection', { logGroupIdentifier: 'sessions', deletionProtectionEnabled: true }],
    ]);
  });

  it('names the key that is refused, with the advice that fits', async () => {
    const target = testTarget();
    const key = { name: 'sessions', place: target, keyArn: 'arn:theirs', keyIsFresh: false };
    const refused = awsError(
      'AccessDeniedException',
      'The specified KMS key does not exist or is not allowed to be used',
    );
    const refusing = onceKeyIsAccepted(target, key, () => Promise.reject(refused), 'use --keep-logs');
    const { message, advice } = await targetFault(refusing, 'KeyRefused');
    assert.deepEqual(
      [message, advice],
      ['CloudWatch Logs may not use key arn:theirs for log group sessions', 'use --keep-logs'],
    );
  });
});
