import { AwsError } from '../../protocols/aws-error.ts';
import { integer, structure } from '../../protocols/shape.ts';
import type { Key } from '../../state/kms.ts';
import { reads, writes } from '../operation.ts';
import { isoTime, seconds } from '../times.ts';
import { keyById, keyId, onlyEnabled } from './key.ts';

const DAY = 86_400_000;

export const keyRotationOperations = {
  GetKeyRotationStatus: reads(structure({ KeyId: keyId }), (context, input) => {
    const key = keyById(context, input.KeyId);
    rotatable(key);
    // "While a KMS key is pending deletion, its key rotation status is false"; when that is cancelled, it is what it was before.
    if (key.rotationDays === null || key.state === 'PendingDeletion') {
      return { KeyId: key.arn, KeyRotationEnabled: false };
    }
    return {
      KeyId: key.arn,
      KeyRotationEnabled: true,
      RotationPeriodInDays: key.rotationDays,
      NextRotationDate: seconds(isoTime(Date.parse(key.created) + key.rotationDays * DAY)),
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

function rotatable(key: Key): void {
  if (key.spec !== 'SYMMETRIC_DEFAULT' || key.origin !== 'AWS_KMS') {
    throw new AwsError('UnsupportedOperationException', `${key.arn} does not support automatic rotation.`);
  }
}
