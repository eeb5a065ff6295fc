import { generateKeyPairSync, sign } from 'node:crypto';
import { sshString } from './ssh-wire.ts';

/** A key that this process alone has, in its memory. */
export interface OneTimeKey {
  /** The public key as a line of `authorized_keys`, without a comment: 80 characters, the fewest that EC2 Instance Connect takes. */
  readonly line: string;
  /** The public key as the protocols of SSH carry it. */
  readonly blob: Buffer;
  /** Signs, and gives the signature as the protocols of SSH carry it. */
  sign(data: Buffer): Buffer;
}

const TYPE = 'ssh-ed25519';

/** Makes an Ed25519 key. */
export function oneTimeKey(): OneTimeKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const blob = Buffer.concat([sshString(TYPE), sshString(raw)]);
  return {
    line: `${TYPE} ${blob.toString('base64')}`,
    blob,
    sign: (data) => Buffer.concat([sshString(TYPE), sshString(sign(null, data, privateKey))]),
  };
}
