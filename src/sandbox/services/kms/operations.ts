import type { Service } from '../operation.ts';
import { aliasOperations } from './aliases.ts';
import { dataKeyOperations } from './data-keys.ts';
import { keyGrantOperations } from './grants.ts';
import { keyOperations } from './keys.ts';
import { keyPolicyOperations } from './policies.ts';
import { keyRotationOperations } from './rotation.ts';
import { keyTagOperations } from './tags.ts';
import { kmsPermissions } from './permissions.ts';

export const kms: Service = {
  name: 'kms',
  protocol: 'aws-json',
  target: 'TrentService',
  invalid: 'ValidationException',
  internal: 'KMSInternalException',
  operations: {
    ...keyOperations,
    ...dataKeyOperations,
    ...aliasOperations,
    ...keyGrantOperations,
    ...keyPolicyOperations,
    ...keyRotationOperations,
    ...keyTagOperations,
  },
  permissions: kmsPermissions,
};
