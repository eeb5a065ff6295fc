import assert from 'node:assert/strict';
import { FIELDS, preferredFields } from '../../../src/resources/preferences/session-fields.ts';

describe('session fields', () => {
  it("are in the order of AWS's page, those of preferences among those that follow from other inputs; new ones come last", () => {
    assert.deepEqual(
      FIELDS.slice(0, 13).map(({ name, absent }) => [name, absent]),
      [
        ['s3BucketName', ''],
        ['s3KeyPrefix', ''],
        ['s3EncryptionEnabled', false],
        ['cloudWatchLogGroupName', ''],
        ['cloudWatchEncryptionEnabled', false],
        ['cloudWatchStreamingEnabled', false],
        ['kmsKeyId', ''],
        ['runAsEnabled', false],
        ['runAsDefaultUser', ''],
        ['idleSessionTimeout', '20'],
        ['maxSessionDuration', ''],
        ['shellProfile.windows', ''],
        ['shellProfile.linux', ''],
      ],
    );
  });

  it('are written together where one goes with the other, minutes as text', () => {
    assert.deepEqual(preferredFields({ runAs: 'ann', idleTimeout: 5, streaming: false }), {
      cloudWatchStreamingEnabled: false,
      idleSessionTimeout: '5',
      runAsEnabled: true,
      runAsDefaultUser: 'ann',
    });
    assert.deepEqual(preferredFields({}), {});
  });
});
