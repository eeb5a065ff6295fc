import type { Key } from '../../../src/facts/key.ts';
import { keyPolicy } from '../../../src/policies/documents/key-policy.ts';
import { ACCOUNT, REGION, testTarget } from '../../aws.ts';

export const PLACE = testTarget();
export const arnOf = (id: string, region = REGION) => `arn:aws:kms:${region}:${ACCOUNT}:key/${id}`;

/** A key as it should be, made by us, behind the alias of session-manager. */
export const aKey = (overrides: Partial<Key> = {}): Key => ({
  kind: 'found',
  name: 'alias/session',
  id: '1111',
  arn: arnOf('1111'),
  state: 'Enabled',
  aliases: ['alias/session'],
  policy: keyPolicy(PLACE, 'audit'),
  rotates: () => Promise.resolve(true),
  ours: () => Promise.resolve(true),
  ...overrides,
});

/** A key that is not ours. */
export const foreign = (overrides: Partial<Key> = {}): Key =>
  aKey({
    name: arnOf('2222'),
    id: '2222',
    arn: arnOf('2222'),
    aliases: [],
    ours: () => Promise.resolve(false),
    ...overrides,
  });
