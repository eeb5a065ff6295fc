import type { Service } from '../operation.ts';
import { logEventOperations } from './events.ts';
import { logGroupOperations } from './groups.ts';
import { logStreamOperations } from './streams.ts';
import { logTagOperations } from './tags.ts';
import { logPermissions } from './permissions.ts';

export const logs: Service = {
  name: 'logs',
  protocol: 'aws-json',
  target: 'Logs_20140328',
  invalid: 'InvalidParameterException',
  internal: 'ServiceUnavailableException',
  operations: { ...logGroupOperations, ...logStreamOperations, ...logEventOperations, ...logTagOperations },
  permissions: logPermissions,
};
