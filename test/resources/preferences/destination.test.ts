import assert from 'node:assert/strict';
import { destinationOf, destinationText } from '../../../src/resources/preferences/destination.ts';
import { newDocument } from '../../../src/resources/preferences/session-document.ts';

describe('the destination of a document', () => {
  for (const [inputs, destination, words] of [
    [{ cloudWatchLogGroupName: 'a', s3BucketName: 'b' }, { logGroup: 'a', bucket: 'b' }, 'to a'],
    [{ cloudWatchLogGroupName: '', s3BucketName: 'b' }, { bucket: 'b' }, 'to S3 only'],
    [{ cloudWatchLogGroupName: null }, {}, 'nowhere'],
  ] as const) {
    it(`is read, and put into words: ${words}`, () => {
      const found = destinationOf({ ...newDocument({}), inputs });
      assert.deepEqual(found, destination);
      assert.equal(destinationText(found), words);
    });
  }
});
