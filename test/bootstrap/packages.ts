// Packages as AWS builds them, and a key that signs them.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import type { SigningKey } from '../../src/bootstrap/signing-key.ts';

const integer = (bytes: Buffer): Buffer => {
  const size = Buffer.alloc(2);
  size.writeUInt16BE((bytes.length - 1) * 8 + (bytes[0] ?? 0).toString(2).length);
  return Buffer.concat([size, bytes]);
};

const packet = (tag: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0xc0 | tag, 255, 0, 0, body.length >> 8, body.length & 0xff]), body]);

/** A key of the kind that AWS has, and what signs with it. */
export interface Signer {
  readonly key: SigningKey;
  /** `kind`: 1 for a text. */
  signatureOf(data: Buffer, kind?: number): Buffer;
}

/** Makes a key. */
export function signer(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const oid = Buffer.from('082a8648ce3d030107', 'hex');
  const body = Buffer.concat([Buffer.from([4, 0x67, 0x91, 0x11, 0x43, 19]), oid, integer(point)]);
  const hash = createHash('sha1')
    .update(Buffer.from([0x99, 0, body.length]))
    .update(body)
    .digest();
  const armored = packet(6, body).toString('base64');
  return {
    key: {
      text: `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${armored}\n=AAAA\n-----END PGP PUBLIC KEY BLOCK-----`,
      fingerprint: hash.toString('hex').toUpperCase(),
    },
    signatureOf(data, kind = 0) {
      const hashed = Buffer.concat([Buffer.from([4, kind, 19, 8, 0, 23, 22, 33, 4]), hash]);
      const trailer = Buffer.from([4, 0xff, 0, 0, 0, hashed.length]);
      const raw = sign('sha256', Buffer.concat([data, hashed, trailer]), {
        key: privateKey,
        dsaEncoding: 'ieee-p1363',
      });
      const numbers = [raw.subarray(0, 32), raw.subarray(32)].map((number) =>
        integer(number.subarray(number.findIndex((byte) => byte !== 0))),
      );
      return packet(2, Buffer.concat([hashed, Buffer.alloc(4), ...numbers]));
    },
  };
}

function tarEntry(name: string, file: Buffer | null): Buffer {
  const contents = file ?? Buffer.alloc(0);
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000755', 100);
  header.write(contents.length.toString(8).padStart(11, '0'), 124);
  header.write(file ? '0' : '5', 156);
  header.write('ustar', 257);
  return Buffer.concat([header, contents, Buffer.alloc((512 - (contents.length % 512)) % 512)]);
}

function arMember(name: string, file: Buffer): Buffer {
  const numbers = `${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}`;
  const header = `${name.padEnd(16)}${numbers}${String(file.length).padEnd(10)}\`\n`;
  return Buffer.concat([Buffer.from(header), file, Buffer.alloc(file.length % 2, '\n')]);
}

/** Where the program is in a Debian package. */
export const IN_DEB = 'usr/local/sessionmanagerplugin/bin/session-manager-plugin';

/** A Debian package with these files; one whose content is null is a folder. */
export const deb = (files: Readonly<Record<string, Buffer | null>>): Buffer =>
  Buffer.concat([
    Buffer.from('!<arch>\n'),
    arMember('debian-binary', Buffer.from('2.0\n')),
    arMember('control.tar.gz', gzipSync(Buffer.from('odd'))),
    arMember(
      'data.tar.gz',
      gzipSync(
        Buffer.concat([...Object.entries(files).map(([name, file]) => tarEntry(name, file)), Buffer.alloc(1024)]),
      ),
    ),
  ]);

/** A zip archive with these files. */
export function zip(files: Readonly<Record<string, Buffer>>, { stored = false } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, file] of Object.entries(files)) {
    const packed = stored ? file : deflateRawSync(file);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(crc32(file), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(file.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), common, rest, Buffer.from(name)]),
    );
    parts.push(local);
    at += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, list, end]);
}
