import { crc32, gunzipSync, inflateRawSync } from 'node:zlib';
import { TargetError } from '../errors.ts';

/** The most bytes that something unpacked may have. */
const MOST = 268_435_456;

const damaged = (why: string): TargetError =>
  new TargetError('DamagedPackage', `the package is not what was expected: ${why}`, 'run it again');

/** Takes one file out of a Debian package, by its path without a leading slash. Throws a TargetError if it is not there. */
export function fileInDeb(deb: Buffer, path: string): Buffer {
  if (deb.subarray(0, 8).toString('latin1') !== '!<arch>\n') throw damaged('it is no Debian package');
  for (let at = 8; at + 60 <= deb.length;) {
    const name = textAt(deb, at, 16).replace(/\/$/, '');
    const size = Number(textAt(deb, at + 48, 10));
    if (!Number.isInteger(size) || size < 0) break;
    // What AWS builds has gzip: aws/session-manager-plugin, Tools/src/create_deb_amd64_plugin.sh
    if (name === 'data.tar.gz') {
      return fileInTar(
        unpacked(() => gunzipSync(deb.subarray(at + 60, at + 60 + size), { maxOutputLength: MOST })),
        path,
      );
    }
    at += 60 + size + (size % 2);
  }
  throw damaged('it has no data.tar.gz');
}

/** Takes one file out of a zip archive. Throws a TargetError if it is not there. */
export function fileInZip(zip: Buffer, path: string): Buffer {
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  if (end === -1 || end + 22 > zip.length) throw damaged('it is no zip archive');
  for (let at = zip.readUInt32LE(end + 16); at + 46 <= zip.length && zip.readUInt32LE(at) === 0x02014b50;) {
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const nameEnd = at + 46 + (nameSize ?? 0);
    if (
      zip
        .subarray(at + 46, nameEnd)
        .toString('latin1')
        .replace(/^\.\//, '') === path
    )
      return entryAt(zip, at);
    at = nameEnd + (extraSize ?? 0) + (commentSize ?? 0);
  }
  throw damaged(`it has no ${path}`);
}

function entryAt(zip: Buffer, at: number): Buffer {
  const method = zip.readUInt16LE(at + 10);
  const start = zip.readUInt32LE(at + 42);
  if (start + 30 > zip.length || (method !== 0 && method !== 8)) throw damaged('it is packed in an unknown way');
  const from = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
  const packed = zip.subarray(from, from + zip.readUInt32LE(at + 20));
  const file = method === 0 ? packed : unpacked(() => inflateRawSync(packed, { maxOutputLength: MOST }));
  if (crc32(file) !== zip.readUInt32LE(at + 16)) throw damaged('a checksum is wrong');
  return file;
}

function fileInTar(tar: Buffer, path: string): Buffer {
  for (let at = 0; at + 512 <= tar.length;) {
    const name = [textAt(tar, at + 345, 155), textAt(tar, at, 100)].filter((part) => part !== '').join('/');
    const size = Number.parseInt(textAt(tar, at + 124, 12) || '0', 8);
    if (Number.isNaN(size)) break;
    const isFile = /^[0\0]?$/.test(tar.subarray(at + 156, at + 157).toString('latin1'));
    if (isFile && name.replace(/^\.?\//, '') === path && at + 512 + size <= tar.length) {
      return tar.subarray(at + 512, at + 512 + size);
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw damaged(`it has no ${path}`);
}

function textAt(bytes: Buffer, at: number, length: number): string {
  const text = bytes.subarray(at, at + length).toString('latin1');
  return (text.split('\0')[0] ?? '').trim();
}

function unpacked(unpack: () => Buffer): Buffer {
  try {
    return unpack();
  } catch (error) {
    throw damaged(`it cannot be unpacked (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}
