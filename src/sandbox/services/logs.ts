import type { Service } from '../operation.ts';
import { logGroupOperations } from './logs-groups.ts';
import { logTagOperations } from './logs-tags.ts';

export const logs: Service = {
  name: 'logs',
  protocol: 'aws-json',
  target: 'Logs_20140328',
  invalid: 'InvalidParameterException',
  internal: 'ServiceUnavailableException',
  operations: { ...logGroupOperations, ...logTagOperations },
};
