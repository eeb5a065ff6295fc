import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ChannelError } from './channel-error.ts';
import { jsonOf, jsonPayload } from './json-payload.ts';

/** Encrypts and decrypts payloads. */
export interface Cipher {
  encrypt(plain: Uint8Array): Buffer;
  /** Throws a ChannelError if it was not encrypted with this key, or was changed. */
  decrypt(wire: Uint8Array): Buffer;
}

/** The bytes of the data key that KMS is asked for. */
export const DATA_KEY = 64;

const KEY = 32;
const NONCE = 12;
const TAG = 16;
const ALGORITHM = 'aes-256-gcm';

/**
 * Makes the cipher of one end of a session from its data key: the agent encrypts with the first half, its client with the
 * second. What goes out is a nonce of 12 bytes, the encrypted text, and a tag of 16 bytes.
 */
export function cipherOf(dataKey: Uint8Array, end: 'agent' | 'client'): Cipher {
  if (dataKey.length !== DATA_KEY)
    throw new ChannelError(`a data key has ${dataKey.length} bytes, and should have ${DATA_KEY}`);
  const agents = dataKey.slice(0, KEY);
  const clients = dataKey.slice(KEY);
  const [outwards, inwards] = end === 'agent' ? [agents, clients] : [clients, agents];
  return {
    encrypt(plain) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv(ALGORITHM, outwards, nonce);
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    decrypt(wire) {
      if (wire.length < NONCE + TAG) throw new ChannelError('an encrypted payload is too short');
      const decipher = createDecipheriv(ALGORITHM, inwards, wire.subarray(0, NONCE), { authTagLength: TAG });
      decipher.setAuthTag(wire.subarray(wire.length - TAG));
      try {
        return Buffer.concat([decipher.update(wire.subarray(NONCE, wire.length - TAG)), decipher.final()]);
      } catch (error) {
        throw new ChannelError('a payload cannot be decrypted with the key of the session', { cause: error });
      }
    },
  };
}

/** Decrypts the challenge of the agent, and encrypts it again: so each end knows that the other has the key. */
export function challengeAnswer(payload: Buffer, cipher: Cipher | undefined): Buffer {
  const { Challenge } = jsonOf(payload);
  if (!cipher || typeof Challenge !== 'string') {
    throw new ChannelError('the agent sends a challenge that cannot be answered');
  }
  const answer = cipher.encrypt(cipher.decrypt(Buffer.from(Challenge, 'base64')));
  return jsonPayload({ Challenge: answer.toString('base64') });
}
