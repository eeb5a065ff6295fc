import assert from 'node:assert/strict';
import { AddTagsToResourceCommand, ListTagsForResourceCommand } from '@aws-sdk/client-ssm';
import { addSsmTags, ssmTags } from '../../src/resources/ssm-tags.ts';
import { mockAws, testTarget } from '../aws.ts';

describe('tags in Systems Manager', () => {
  const aws = mockAws();
  const DOCUMENT = { ResourceType: 'Document', ResourceId: 'd' } as const;

  it('are read by name', async () => {
    aws.ssm.on(ListTagsForResourceCommand, DOCUMENT).resolves({ TagList: [{ Key: 'a', Value: 'b' }] });
    aws.ssm.on(ListTagsForResourceCommand, { ...DOCUMENT, ResourceId: 'bare' }).resolves({});
    const ssm = await testTarget().ssm();
    assert.deepEqual(await ssmTags(ssm, 'Document', 'd'), { a: 'b' });
    assert.deepEqual(await ssmTags(ssm, 'Document', 'bare'), {});
  });

  it('are written in one call', async () => {
    aws.ssm.on(AddTagsToResourceCommand).resolves({});
    await addSsmTags(await testTarget().ssm(), 'Association', 'a-1', { x: '1', y: '2' });
    const Tags = [
      { Key: 'x', Value: '1' },
      { Key: 'y', Value: '2' },
    ];
    const input = { ResourceType: 'Association', ResourceId: 'a-1', Tags };
    assert.deepEqual(aws.writes(), [['ssm.AddTagsToResource', input]]);
  });
});
