// A region in which sessions need everything that they can need.
import type { SessionConfiguration } from '../../src/policies/needs/configuration.ts';
import { ACCOUNT, placeIn } from './places.ts';

const key = (id: string): string => `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${id}4abcd-12ab-34cd-56ef-1234567890ab`;

export const FULL: SessionConfiguration = {
  place: placeIn('eu-west-1'),
  logGroup: 'sessions',
  logGroupEncrypted: true,
  key: { arn: key('123'), aliases: ['alias/session'] },
  bucket: { name: 'session-logs', prefix: 'ssm', encryptionRequired: true, foreign: true, keyArn: key('999') },
};
