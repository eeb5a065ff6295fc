import assert from 'node:assert/strict';
import { CreateKeyCommand, DisableKeyCommand, GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import { createSandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { decryptDataKey } from '../../../../src/sandbox/services/kms/data-keys.ts';
import type { Context } from '../../../../src/sandbox/services/operation.ts';
import { regionOf } from '../../../../src/sandbox/state/state.ts';
import { clientsOf, refused } from '../../clients.ts';

describe('sandbox: data keys of KMS', () => {
  let sandbox = createSandbox();
  let { kms } = clientsOf(sandbox);
  beforeEach(() => {
    sandbox = createSandbox();
    ({ kms } = clientsOf(sandbox));
  });
  const CONTEXT = { 'aws:ssm:SessionId': 'ann-1', 'aws:ssm:TargetId': 'mi-1' };
  const newKey = async (): Promise<string> => (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
  const generate = (KeyId: string) =>
    kms.send(new GenerateDataKeyCommand({ KeyId, NumberOfBytes: 64, EncryptionContext: CONTEXT }));
  const decrypt = async (sealed: Uint8Array = Buffer.alloc(0), given = CONTEXT as Record<string, string>) => {
    const state = await sandbox.snapshot();
    const here = regionOf(state, '123456789012', 'eu-central-1');
    const context = { state, here, account: '123456789012', region: 'eu-central-1', partition: { id: 'aws' } };
    return decryptDataKey(context as Context, Buffer.from(sealed), given);
  };

  it('come plain and encrypted, and are decrypted in the same context, in any order', async () => {
    const { Plaintext: plain, CiphertextBlob: sealed } = await generate(await newKey());
    assert.equal(plain?.length, 64);
    assert.ok(!Buffer.from(sealed ?? []).includes(Buffer.from(plain ?? [])));
    assert.deepEqual(await decrypt(sealed), Buffer.from(plain ?? []));
    const turned = Object.fromEntries(Object.entries(CONTEXT).toReversed());
    assert.deepEqual(await decrypt(sealed, turned), Buffer.from(plain ?? []));
  });

  it('are not decrypted in another context', async () => {
    const { CiphertextBlob: sealed } = await generate(await newKey());
    for (const other of [{}, { ...CONTEXT, 'aws:ssm:SessionId': 'bob-1' }, { ...CONTEXT, more: 'x' }]) {
      await assert.rejects(decrypt(sealed, other), /encryption context/);
    }
  });

  it('are not made and not decrypted by a key that is disabled, or not there', async () => {
    const arn = await newKey();
    const { CiphertextBlob: sealed } = await generate(arn);
    await kms.send(new DisableKeyCommand({ KeyId: arn }));
    await refused(generate(arn), 'DisabledException');
    await assert.rejects(decrypt(sealed), /disabled/);
    await refused(generate('alias/none'), 'NotFoundException');
  });
});
