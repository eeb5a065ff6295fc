import type { Service } from '../operation.ts';
import { activeSessionOperations } from './begin-session.ts';
import { associationOperations } from './associations.ts';
import { calendarOperations } from './calendars.ts';
import { documentListOperations } from './document-list.ts';
import { documentOperations } from './documents.ts';
import { nodeOperations } from './nodes.ts';
import { sessionOperations } from './sessions.ts';
import { settingOperations } from './settings.ts';
import { sharingOperations } from './sharing.ts';
import { ssmTagOperations } from './tags.ts';
import { ssmPermissions } from './permissions.ts';

export const ssm: Service = {
  name: 'ssm',
  protocol: 'aws-json',
  target: 'AmazonSSM',
  invalid: 'ValidationException',
  internal: 'InternalServerError',
  operations: {
    ...documentOperations,
    ...documentListOperations,
    ...sharingOperations,
    ...associationOperations,
    ...calendarOperations,
    ...nodeOperations,
    ...sessionOperations,
    ...activeSessionOperations,
    ...settingOperations,
    ...ssmTagOperations,
  },
  permissions: ssmPermissions,
};
