import type { Service } from '../operation.ts';
import { aliasOperations } from './kms-aliases.ts';
import { keyOperations } from './kms-keys.ts';
import { keyPolicyOperations } from './kms-policies.ts';
import { keyRotationOperations } from './kms-rotation.ts';
import { keyTagOperations } from './kms-tags.ts';

export const kms: Service = {
  name: 'kms',
  protocol: 'aws-json',
  target: 'TrentService',
  invalid: 'ValidationException',
  internal: 'KMSInternalException',
  operations: {
    ...keyOperations,
    ...aliasOperations,
    ...keyPolicyOperations,
    ...keyRotationOperations,
    ...keyTagOperations,
  },
};
