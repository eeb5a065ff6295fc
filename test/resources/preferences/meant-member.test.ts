import assert from 'node:assert/strict';
import { meantMember } from '../../../src/resources/preferences/meant-member.ts';

const meant = (inputs: Readonly<Record<string, unknown>>, field: string): string | undefined =>
  meantMember({ schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs }, field);

describe('the member that is meant', () => {
  for (const [field, name] of [
    ['inputs.kmsKeyID', 'kmsKeyId'],
    ['inputs.cloudwatchLogGroupName', 'cloudWatchLogGroupName'],
    ['inputs.s3_bucket_name', 's3BucketName'],
    ['inputs.maxSessionDurations', 'maxSessionDuration'],
    ['inputs.runAsDefautlUser', 'runAsDefaultUser'],
    ['inputs.shellProfile.Linux', 'shellProfile.linux'],
    ['kmsKeyId', 'kmsKeyId'],
  ] as const) {
    it(`by ${field} is ${name}`, () => assert.equal(meant({}, field), `inputs.${name}`));
  }

  it('is none by a name that is like no other', () => {
    for (const field of ['inputs.later', 'inputs.s3', 'properties', 'inputs.logging', 'inputs.shellProfile.mac'])
      assert.equal(meant({}, field), undefined, field);
  });

  it('is none that the document has', () => {
    assert.equal(meant({ kmsKeyId: 'alias/session' }, 'inputs.kmsKeyID'), undefined);
    assert.equal(meant({ kmsKeyId: '' }, 'inputs.kmsKeyID'), 'inputs.kmsKeyId');
  });
});
