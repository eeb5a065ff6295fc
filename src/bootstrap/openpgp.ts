import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { SigningKey } from './signing-key.ts';

/** A packet: https://www.rfc-editor.org/rfc/rfc4880#section-4 */
interface Packet {
  readonly tag: number;
  readonly body: Buffer;
}

const SIGNATURE = 2;
const PUBLIC_KEY = 6;

/** ECDSA, the only kind that is known here. */
const ECDSA = 19;
const P256 = '2a8648ce3d030107';

/** The hashes of OpenPGP that are good enough to sign with. */
const HASHES: Readonly<Record<number, string>> = { 8: 'sha256', 9: 'sha384', 10: 'sha512' };

/**
 * Tells whether a detached OpenPGP signature, in binary or armored, is that of this key over these bytes: version 4, of a binary
 * file, ECDSA with P-256. Throws if the text of the key is not the key of that fingerprint, which is a fault of ours.
 */
export function isSignedBy(data: Buffer, signature: Buffer, key: SigningKey): boolean {
  const publicKey = readKey(key);
  return packetsOf(unarmored(signature)).some(
    ({ tag, body }) => tag === SIGNATURE && isValid(data, body, publicKey, key.fingerprint),
  );
}

function isValid(data: Buffer, body: Buffer, key: KeyObject, fingerprint: string): boolean {
  if (body.length < 10) return false;
  const [version, kind, algorithm, hash] = body;
  const name = HASHES[hash ?? 0];
  if (version !== 4 || kind !== 0 || algorithm !== ECDSA || name === undefined) return false;
  const hashedEnd = 6 + body.readUInt16BE(4);
  if (hashedEnd + 2 > body.length) return false;
  const issuers = issuersIn(body.subarray(6, hashedEnd));
  if (issuers.length > 0 && !issuers.includes(fingerprint)) return false;
  const numbersAt = hashedEnd + 2 + body.readUInt16BE(hashedEnd) + 2;
  const numbers = integersOf(body.subarray(numbersAt));
  if (numbers.length !== 2 || numbers.some((number) => number.length > 32)) return false;
  const trailer = Buffer.alloc(6);
  trailer.writeUInt16BE(0x04ff, 0);
  trailer.writeUInt32BE(hashedEnd, 2);
  const signed = Buffer.concat([data, body.subarray(0, hashedEnd), trailer]);
  const raw = Buffer.concat(numbers.map((number) => Buffer.concat([Buffer.alloc(32 - number.length), number])));
  return verify(name, signed, { key, dsaEncoding: 'ieee-p1363' }, raw);
}

/** Lists the fingerprints of those who say that they have signed, of version 4. */
function issuersIn(subpackets: Buffer): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < subpackets.length;) {
    const { length, size } = lengthAt(subpackets, at);
    const start = at + size;
    if (((subpackets[start] ?? 0) & 0x7f) === 33 && subpackets[start + 1] === 4) {
      found.push(
        subpackets
          .subarray(start + 2, start + length)
          .toString('hex')
          .toUpperCase(),
      );
    }
    at = start + Math.max(length, 1);
  }
  return found;
}

function readKey({ text, fingerprint }: SigningKey): KeyObject {
  const [packet] = packetsOf(unarmored(Buffer.from(text)));
  const body = packet?.body ?? Buffer.alloc(0);
  const size = Buffer.from([0x99, body.length >> 8, body.length & 0xff]);
  const found = createHash('sha1').update(size).update(body).digest('hex').toUpperCase();
  const oidEnd = 7 + (body[6] ?? 0);
  const [point] = integersOf(body.subarray(oidEnd));
  const isKnown = packet?.tag === PUBLIC_KEY && body[5] === ECDSA && body.subarray(7, oidEnd).toString('hex') === P256;
  if (found !== fingerprint || !isKnown || point?.length !== 65) throw new Error(`this is not the key ${fingerprint}`);
  const x = point.subarray(1, 33).toString('base64url');
  const y = point.subarray(33).toString('base64url');
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
}

/** Lists multiprecision integers, up to the first that is not whole. */
function integersOf(bytes: Buffer): readonly Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at + 2 <= bytes.length;) {
    const end = at + 2 + Math.ceil(bytes.readUInt16BE(at) / 8);
    if (end > bytes.length) break;
    found.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return found;
}

/** Lists packets, up to the first that is not whole. Those of unknown length are none of ours. */
function packetsOf(bytes: Buffer): readonly Packet[] {
  const found: Packet[] = [];
  for (let at = 0; at + 1 < bytes.length;) {
    const header = bytes[at] ?? 0;
    const isNew = (header & 0x40) !== 0;
    const lengthOf = isNew ? lengthAt(bytes, at + 1) : oldLengthAt(bytes, at + 1, header & 3);
    const start = at + 1 + lengthOf.size;
    const end = start + lengthOf.length;
    if ((header & 0x80) === 0 || end > bytes.length || lengthOf.length === 0) break;
    found.push({ tag: isNew ? header & 0x3f : (header >> 2) & 0x0f, body: bytes.subarray(start, end) });
    at = end;
  }
  return found;
}

interface Length {
  readonly length: number;
  /** The bytes that it takes itself. */
  readonly size: number;
}

function lengthAt(bytes: Buffer, at: number): Length {
  const first = bytes[at] ?? 0;
  if (first < 192) return { length: first, size: 1 };
  if (first < 224) return { length: ((first - 192) << 8) + (bytes[at + 1] ?? 0) + 192, size: 2 };
  return first === 255 && at + 5 <= bytes.length
    ? { length: bytes.readUInt32BE(at + 1), size: 5 }
    : { length: Infinity, size: 1 };
}

function oldLengthAt(bytes: Buffer, at: number, type: number): Length {
  const size = 2 ** type;
  if (type === 3 || at + size > bytes.length) return { length: Infinity, size: 1 };
  return { length: bytes.readUIntBE(at, size), size };
}

function unarmored(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, 14).equals(Buffer.from('-----BEGIN PGP'))) return bytes;
  const [, body = ''] = bytes.toString('latin1').replaceAll('\r', '').split('\n\n', 2);
  const lines = body.split('\n').filter((line) => line !== '' && !/^[=-]/.test(line));
  return Buffer.from(lines.join(''), 'base64');
}
