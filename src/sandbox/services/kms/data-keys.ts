import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { AwsError } from '../../protocols/aws-error.ts';
import { integer, map, oneOf, structure, text } from '../../protocols/shape.ts';
import type { Key } from '../../state/kms.ts';
import { type Context, reads } from '../operation.ts';
import { keyById, keyByIdOrAlias, keyId, onlyEnabled } from './key.ts';

type EncryptionContext = Readonly<Record<string, string | undefined>>;

const NONCE = 12;
const TAG = 16;

export const dataKeyOperations = {
  GenerateDataKey: reads(
    structure({
      KeyId: keyId,
      NumberOfBytes: integer({ min: 1, max: 1024 }),
      KeySpec: oneOf('AES_128', 'AES_256'),
      EncryptionContext: map(text(), text()),
    }),
    (context, { KeyId: id, NumberOfBytes: count, KeySpec: spec, EncryptionContext: given = {} }) => {
      const key = symmetric(keyByIdOrAlias(context, id, 'kms:GenerateDataKey'));
      const bytes = count ?? (spec === 'AES_128' ? 16 : 32);
      const plaintext = randomBytes(bytes);
      return {
        KeyId: key.arn,
        Plaintext: plaintext.toString('base64'),
        CiphertextBlob: encrypt(key, plaintext, given).toString('base64'),
      };
    },
  ),
};

/** Decrypts what GenerateDataKey has encrypted, if the key can be used and the context is the same. */
export function decryptDataKey(context: Context, ciphertext: Buffer, given: EncryptionContext): Buffer {
  const length = ciphertext.readUInt16BE(0);
  const key = symmetric(keyById(context, ciphertext.toString('utf8', 2, 2 + length)));
  const sealed = ciphertext.subarray(2 + length);
  const decipher = createDecipheriv('aes-256-gcm', secretOf(key), sealed.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAAD(contextBytes(given));
  decipher.setAuthTag(sealed.subarray(-TAG));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]);
  } catch {
    throw new AwsError(
      'InvalidCiphertextException',
      'The ciphertext, or its encryption context, is not the right one.',
    );
  }
}

function symmetric(key: Key): Key {
  onlyEnabled(key);
  if (key.spec === 'SYMMETRIC_DEFAULT') return key;
  throw new AwsError('InvalidKeyUsageException', `${key.arn} key usage is ${key.usage} which is not valid.`);
}

function encrypt(key: Key, plaintext: Buffer, given: EncryptionContext): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', secretOf(key), nonce);
  cipher.setAAD(contextBytes(given));
  const arn = Buffer.from(key.arn);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(arn.length, 0);
  return Buffer.concat([length, arn, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** What stands for the material of a key, which the sandbox does not keep. */
const secretOf = ({ arn, created }: Key): Buffer => createHash('sha256').update(`${arn} ${created}`).digest();

const contextBytes = (given: EncryptionContext): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(given).toSorted(([one], [other]) => (one < other ? -1 : 1))));
