import { AwsError } from '../../protocols/aws-error.ts';
import { integer, structure } from '../../protocols/shape.ts';
import type { Key } from '../../state/kms.ts';
import { type Context, reads, writes } from '../operation.ts';
import { isoTime, seconds } from '../times.ts';
import { keyById, keyId, onlyEnabled } from './key.ts';

const DAY = 86_400_000;

export const keyRotationOperations = {
  GetKeyRotationStatus: reads(structure({ KeyId: keyId }), (context, input) => {
    const key = keyById(context, input.KeyId);
    withRotation(key);
    const { rotationDays } = primaryOf(context, key);
    // "While a KMS key is pending deletion, its key rotation status is false"; when that is cancelled, it is what it was before.
    if (rotationDays === null || key.state === 'PendingDeletion') {
      return { KeyId: key.arn, KeyRotationEnabled: false };
    }
    return {
      KeyId: key.arn,
      KeyRotationEnabled: true,
      RotationPeriodInDays: rotationDays,
      NextRotationDate: seconds(isoTime(Date.parse(key.created) + rotationDays * DAY)),
    };
  }),
  EnableKeyRotation: writes(
    structure({ KeyId: keyId, RotationPeriodInDays: integer({ min: 90, max: 2560 }) }),
    (context, input) => {
      const key = keyById(context, input.KeyId);
      onlyEnabled(key);
      rotatable(key);
      key.rotationDays = input.RotationPeriodInDays ?? key.rotationDays ?? 365;
    },
  ),
  DisableKeyRotation: writes(structure({ KeyId: keyId }), (context, input) => {
    const key = keyById(context, input.KeyId);
    onlyEnabled(key);
    rotatable(key);
    key.rotationDays = null;
  }),
};

function withRotation(key: Key): void {
  if (key.spec !== 'SYMMETRIC_DEFAULT' || key.origin !== 'AWS_KMS') {
    throw new AwsError('UnsupportedOperationException', `${key.arn} does not support automatic rotation.`);
  }
}

// "To enable or disable automatic rotation of a set of related multi-Region keys, set the property on the primary key."
// https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
function rotatable(key: Key): void {
  withRotation(key);
  if (key.replicaOf === undefined) return;
  throw new AwsError('UnsupportedOperationException', `${key.arn} is a replica: set the rotation of its primary key.`);
}

/** Finds the key whose rotation counts: the primary key, if the state has it. */
function primaryOf(context: Context, key: Key): Key {
  const [, , , region = '', account = '', resource = ''] = key.replicaOf?.split(':') ?? [];
  return context.state.accounts[account]?.[region]?.keys[resource.replace('key/', '')] ?? key;
}
