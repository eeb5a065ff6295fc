import { type Cipher, cipherOf } from './cipher.ts';
import { type EncryptedKey, handshakeResponse, type HandshakeRequest, unsupported } from './handshake.ts';
import { jsonPayload } from './json-payload.ts';
import { reasonOf } from './reason.ts';
import { CLIENT_VERSION } from './version.ts';

/** What the agent asks of one who opens an encrypted session. */
export type Encryption = NonNullable<HandshakeRequest['encryption']>;

/** The data key of a session, 64 bytes, plain and encrypted. */
export type DataKey = EncryptedKey & { readonly plaintext: Uint8Array };

/** The answer to a handshake. */
export interface HandshakeAnswer {
  /** The payload that goes to the agent, also where it is a refusal. */
  readonly response: Buffer;
  /** Of a session that is encrypted from now on. */
  readonly cipher?: Cipher;
  /** Why there can be no session, and whether its key is why. */
  readonly refusal?: { readonly step: 'handshake' | 'key'; readonly reason: string };
}

/** Answers a handshake; `dataKey` gets the key where one is asked for. Never rejects. */
export async function handshakeAnswer(
  request: HandshakeRequest,
  dataKey: (encryption: Encryption) => Promise<DataKey>,
): Promise<HandshakeAnswer> {
  const { encryption } = request;
  let key: DataKey | undefined;
  let cipher: Cipher | undefined;
  let failure: string | undefined;
  try {
    const found = encryption && (await dataKey(encryption));
    cipher = found && cipherOf(found.plaintext, 'client');
    key = found;
  } catch (error) {
    failure = `the session is encrypted, and its key cannot be used: ${reasonOf(error)}`;
  }
  const unknown = unsupported(request);
  return {
    response: jsonPayload(handshakeResponse(request, CLIENT_VERSION, key)),
    ...(cipher && { cipher }),
    ...(unknown !== undefined && { refusal: { step: 'handshake', reason: unknown } }),
    ...(failure !== undefined && { refusal: { step: 'key', reason: failure } }),
  };
}
