import assert from 'node:assert/strict';
import { DescribeKeyCommand, ListAliasesCommand, ListKeysCommand, ListResourceTagsCommand } from '@aws-sdk/client-kms';
import { findAbandonedKeys } from '../../../src/resources/kms-key/abandoned-key.ts';
import { OWNER_TAG } from '../../../src/resources/ownership.ts';
import { awsError, mockAws, testTarget } from '../../aws.ts';

const ALIAS = 'alias/session';

describe('abandoned keys', () => {
  const aws = mockAws();
  const look = async () => findAbandonedKeys(await testTarget().kms(), ALIAS);
  const find = async () => (await look()).abandoned.map(({ KeyId }) => KeyId);
  const keysAre = (...ids: readonly string[]): void => {
    aws.kms.on(ListKeysCommand).resolves({ Keys: ids.map((KeyId) => ({ KeyId })) });
    aws.kms.on(ListAliasesCommand).resolves({ Aliases: [] });
  };
  const key = (KeyId: string, created: string, owner = ALIAS, KeyState: 'Enabled' | 'PendingDeletion' = 'Enabled') => {
    aws.kms.on(ListResourceTagsCommand, { KeyId }).resolves({ Tags: [{ TagKey: OWNER_TAG, TagValue: owner }] });
    aws.kms
      .on(DescribeKeyCommand, { KeyId })
      .resolves({ KeyMetadata: { KeyId, KeyState, CreationDate: new Date(created) } });
  };

  it('are ours, of this alias, and not pending deletion; the oldest comes first', async () => {
    keysAre('new', 'old', 'twin', 'other-alias', 'pending', 'theirs');
    key('new', '2026-03-01');
    key('old', '2026-01-01');
    key('twin', '2026-03-01');
    key('other-alias', '2026-01-01', 'alias/other');
    key('pending', '2026-01-01', ALIAS, 'PendingDeletion');
    aws.kms.on(ListResourceTagsCommand, { KeyId: 'theirs' }).resolves({ Tags: [{ TagKey: 'a', TagValue: 'b' }] });
    assert.deepEqual(await find(), ['old', 'new', 'twin']);
    assert.equal(aws.inputs('kms.DescribeKey').length, 4);
  });

  it('come with the key that the alias points to after all, on whatever page', async () => {
    keysAre('aliased', 'left');
    aws.kms
      .on(ListAliasesCommand)
      .resolvesOnce({ Aliases: [{ AliasName: `${ALIAS}-2`, TargetKeyId: 'x' }], Truncated: true, NextMarker: 'm' })
      .resolvesOnce({ Aliases: [{ AliasName: ALIAS, TargetKeyId: 'aliased' }] });
    key('left', '2026-01-01');
    const { aliased, abandoned } = await look();
    assert.deepEqual([aliased, abandoned.map(({ KeyId }) => KeyId)], ['aliased', ['left']]);
    assert.deepEqual(aws.inputs('kms.ListResourceTags'), [{ KeyId: 'left' }]);
  });

  it('come without such a key where the alias is not there', async () => {
    keysAre('left');
    key('left', '2026-01-01');
    assert.equal((await look()).aliased, undefined);
  });

  it('are looked for on every page', async () => {
    aws.kms
      .on(ListKeysCommand)
      .resolvesOnce({ Keys: [{ KeyId: 'a' }], Truncated: true, NextMarker: 'm' })
      .resolvesOnce({ Keys: [{ KeyId: 'b' }, { KeyId: 'aliased' }] });
    aws.kms
      .on(ListAliasesCommand)
      .resolvesOnce({ Aliases: [{ AliasName: 'alias/aws/ssm' }], Truncated: true, NextMarker: 'm' })
      .resolvesOnce({ Aliases: [{ AliasName: 'alias/x', TargetKeyId: 'aliased' }] });
    key('a', '2026-02-01');
    key('b', '2026-01-01');
    assert.deepEqual(await find(), ['b', 'a']);
  });

  for (const name of ['AccessDeniedException', 'NotFoundException']) {
    it(`are not those that answer ${name}: we could not have made one that hides from us, and one that is gone needs nothing`, async () => {
      keysAre('hidden', 'mine');
      aws.kms.on(ListResourceTagsCommand, { KeyId: 'hidden' }).rejects(awsError(name));
      key('mine', '2026-01-01');
      assert.deepEqual(await find(), ['mine']);
    });
  }

  it('are not guessed at when KMS does not answer', async () => {
    keysAre('a');
    aws.kms.on(ListResourceTagsCommand).rejects(awsError('KMSInternalException', 'oops', 500));
    await assert.rejects(find(), { name: 'KMSInternalException' });
  });
});
