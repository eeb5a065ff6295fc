import assert from 'node:assert/strict';
import { DescribeKeyCommand, type KeyMetadata } from '@aws-sdk/client-kms';
import { checkSessionKey } from '../../../src/resources/preferences/judge-key.ts';
import { newDocument } from '../../../src/resources/preferences/session-document.ts';
import { PENDING } from '../../../src/resources/resource.ts';
import { ACCOUNT, awsError, mockAws, REGION, targetFault, testTarget } from '../../aws.ts';

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/00000000-0000-0000-0000-000000000000`;

describe('a document that encrypts sessions with a key', () => {
  const aws = mockAws();
  const judgedKey = (kmsKeyId: string, key?: readonly string[]) =>
    checkSessionKey(testTarget(), newDocument({ kmsKeyId }), key);
  const keyIs = (metadata: Partial<KeyMetadata>): void => {
    aws.kms.on(DescribeKeyCommand).resolves({ KeyMetadata: { KeyId: '1', Arn: KEY, ...metadata } });
  };

  for (const [what, metadata, reason] of [
    ['is disabled', { KeyState: 'Disabled' }, /it is disabled/],
    ['is pending deletion', { KeyState: 'PendingDeletion' }, /it is about to be deleted/],
    ['has replicas that go first', { KeyState: 'PendingReplicaDeletion' }, /it is about to be deleted/],
    ['has no key material', { KeyState: 'PendingImport' }, /it has no key material/],
    ['is asymmetric', { KeySpec: 'RSA_2048', KeyState: 'Enabled' }, /it is of kind RSA_2048 ENCRYPT_DECRYPT/],
    ['is one of AWS', { KeyManager: 'AWS', KeyState: 'Enabled' }, /it is managed by AWS, for a service of its own/],
    ['is for signing codes', { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }, /it is of kind HMAC_256/],
  ] as const) {
    it(`is refused where that ${what}, unless setup looks after it`, async () => {
      keyIs(metadata);
      const fault = await targetFault(judgedKey('alias/theirs', ['alias/session']), 'SessionsRefused');
      assert.match(fault.message, reason);
      assert.match(fault.advice ?? '', /make that key usable, or add --encrypt-sessions with --kms/);
      await judgedKey('alias/theirs', [KEY, 'alias/session']);
      await judgedKey('alias/session', [KEY, 'alias/session']);
    });
  }

  it('is refused where there is no such key', async () => {
    aws.kms.on(DescribeKeyCommand).rejects(awsError('NotFoundException'));
    assert.match((await targetFault(judgedKey('alias/gone'), 'SessionsRefused')).message, /it does not exist/);
  });

  it('is fine where that can be used, may come back, or may not be read', async () => {
    for (const KeyState of ['Enabled', 'Updating', 'Unavailable'] as const) {
      keyIs({ KeyState });
      await judgedKey(KEY);
    }
    aws.kms.on(DescribeKeyCommand).rejects(awsError('AccessDeniedException'));
    await judgedKey(KEY);
  });

  it('is fine, without a call, where only a session has its name, or setup is yet to create it', async () => {
    await judgedKey('{{ key }}');
    await judgedKey(PENDING);
    assert.deepEqual(aws.calls(), []);
  });
});
