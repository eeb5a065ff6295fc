import assert from 'node:assert/strict';
import { ListResourceTagsCommand } from '@aws-sdk/client-kms';
import { keyTags, toKmsTags } from '../../../src/resources/kms-key/tags.ts';
import { mockAws, testTarget } from '../../aws.ts';

describe('tags of a key', () => {
  const aws = mockAws();

  it('are read from several pages', async () => {
    aws.kms
      .on(ListResourceTagsCommand, { KeyId: 'k' })
      .resolves({ Tags: [{ TagKey: 'a', TagValue: '1' }], Truncated: true, NextMarker: 'm' });
    aws.kms
      .on(ListResourceTagsCommand, { KeyId: 'k', Marker: 'm' })
      .resolves({ Tags: [{ TagKey: 'b', TagValue: '' }] });
    assert.deepEqual(await keyTags(await testTarget().kms(), 'k'), { a: '1', b: '' });
  });

  it('are written in the form of KMS', () => {
    assert.deepEqual(toKmsTags({ a: '1', b: '' }), [
      { TagKey: 'a', TagValue: '1' },
      { TagKey: 'b', TagValue: '' },
    ]);
  });
});
