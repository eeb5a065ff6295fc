import type { Service } from '../operation.ts';
import { associationOperations } from './ssm-associations.ts';
import { documentOperations } from './ssm-documents.ts';
import { nodeOperations } from './ssm-nodes.ts';
import { settingOperations } from './ssm-settings.ts';
import { sharingOperations } from './ssm-sharing.ts';
import { ssmTagOperations } from './ssm-tags.ts';

export const ssm: Service = {
  name: 'ssm',
  protocol: 'aws-json',
  target: 'AmazonSSM',
  invalid: 'ValidationException',
  internal: 'InternalServerError',
  operations: {
    ...documentOperations,
    ...sharingOperations,
    ...associationOperations,
    ...nodeOperations,
    ...settingOperations,
    ...ssmTagOperations,
  },
};
