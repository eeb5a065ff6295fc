import { partitionOf } from '../../src/aws/regions.ts';
import type { Place } from '../../src/aws/place.ts';
import { iamStatement } from '../../src/policies/documents/key-policy.ts';
import type { Policy, Statement } from '../../src/policies/reading/policy.ts';

// Key policies for CloudWatch Logs, written by hand.

export const placeIn = (region: string): Place => ({
  account: '111122223333',
  region,
  partition: partitionOf(region),
});
export const HERE = placeIn('eu-west-1');
export const GROUP = 'sessions';
export const GROUP_ARN = 'arn:aws:logs:eu-west-1:111122223333:log-group:sessions';
export const CONTEXT = 'kms:EncryptionContext:aws:logs:arn';
export const ACTIONS = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'];

/** Lets CloudWatch Logs use the key for one log group. */
export const ALLOW: Statement = {
  Effect: 'Allow',
  Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
  Action: ACTIONS,
  Resource: '*',
  Condition: { ArnEquals: { [CONTEXT]: GROUP_ARN } },
};
export const ROOT: Statement = iamStatement(HERE);
export const policy = (...Statement: readonly Statement[]): Policy => ({ Version: '2012-10-17', Statement });
