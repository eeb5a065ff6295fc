import assert from 'node:assert/strict';
import { keyNamed, logObjects } from '../../../src/policies/needs/configuration.ts';

describe('the configuration of sessions', () => {
  it('has a key by its ARN, or by its alias', () => {
    const arn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    assert.deepEqual(keyNamed(arn), { arn, aliases: [] });
    assert.deepEqual(keyNamed('arn:aws:kms:eu-west-1:111122223333:alias/logs/a'), { aliases: ['alias/logs/a'] });
  });

  it('has session logs below the prefix, however that is written', () => {
    const of = (prefix?: string): string =>
      logObjects({ name: 'b', encryptionRequired: false, ...(prefix !== undefined && { prefix }) }, 'aws-cn');
    assert.deepEqual([of(), of('')], ['arn:aws-cn:s3:::b/', 'arn:aws-cn:s3:::b/']);
    assert.deepEqual([of('a/b'), of('/a//b/')], ['arn:aws-cn:s3:::b/a/b/', 'arn:aws-cn:s3:::b/a/b/']);
  });
});
