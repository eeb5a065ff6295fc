import { partitionOf } from '../../src/aws/regions.ts';
import type { Found } from '../../src/export/found.ts';

export const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';

const place = { account: '111122223333', region: 'us-east-1', partition: partitionOf('us-east-1') };
const keyArn = `arn:aws:kms:us-east-1:111122223333:key/${KEY}`;

/** Everything that can be there, as it was read. */
export const FOUND = {
  place,
  key: {
    id: KEY,
    arn: keyArn,
    place,
    alias: 'alias/session',
    state: 'Enabled',
    kind: 'SYMMETRIC_DEFAULT ENCRYPT_DECRYPT',
    given: false,
    canRotate: true,
    young: false,
    rotationDays: 90,
    policy: { Version: '2012-10-17', Statement: [] },
    tags: {},
  },
  logGroup: {
    name: 'sessions',
    arn: 'arn:aws:logs:us-east-1:111122223333:log-group:sessions',
    storedBytes: 0,
    retention: 30,
    deletionProtection: true,
    keyArn,
    tags: {},
  },
  document: {
    preferences: {
      inEffect: { number: '1', ours: false, document: { schemaVersion: '1.0', inputs: { s3KeyPrefix: '${x}' } } },
    },
    text: '{"schemaVersion":"1.0","inputs":{"s3KeyPrefix":"${x}"}}',
    tags: {},
  },
  association: {
    found: {
      id: 'an-association',
      name: 'SsmAgent',
      schedule: 'rate(1 day)',
      targets: [{ key: 'InstanceIds', values: ['*'] }],
      doubles: [],
    },
    described: {},
    tags: {},
  },
  policy: {
    arn: 'arn:aws:iam::111122223333:policy/session-manager-sessions',
    version: 'v1',
    statements: [],
    roles: [],
    others: [],
    tags: {},
  },
} as const satisfies Found;
