import assert from 'node:assert/strict';
import { isSignedBy } from '../../src/bootstrap/openpgp.ts';
import { AWS_KEY } from '../../src/bootstrap/signing-key.ts';
import { signer } from './packages.ts';

// Made by GnuPG 2.2.40, with a key that was thrown away.
const GNUPG = {
  fingerprint: 'B57750FCBF32C1150B656BE737734C37750C272D',
  text: `-----BEGIN PGP PUBLIC KEY BLOCK-----

mFIEawg0nRMIKoZIzj0DAQcCAwQxQDJO4wmEbsP29qzSILExD5AO+O3wf+0HT/9I
nYzUbwrTidoHg9W5cytZsBTdjaS+E0V1RQy+hHv8MPBlLJ6etBdUZXN0IDx0ZXN0
QGV4YW1wbGUuY29tPoiQBBMTCAA4FiEEtXdQ/L8ywRULZWvnN3NMN3UMJy0FAmsI
NJ0CGwMFCwkIBwIGFQoJCAsCBBYCAwECHgECF4AACgkQN3NMN3UMJy3o5QD+JRkQ
QmB/twuIu/ovBmzt6t9rNu8xTxsC3Q8swU+y/pYA/3nI4cYSLCLAqK5O4ASLqmcl
146jODVgXLM/zhOAxLnB
=3aoq
-----END PGP PUBLIC KEY BLOCK-----`,
};
const FILE = Buffer.from('a package\n');
const BODY = `iHUEABMIAB0WIQS1d1D8vzLBFQtla+c3c0w3dQwnLQUCawg0nQAKCRA3c0w3dQwn
LSozAQDzfnJn/oPWVDbQxpZObP2RvRI8KVxPQh8OpfEEGCG1LgEA/rXtKJ7O/qcf
X1M9sUmlZ52YdfASyU19TuazUbvC+Rs=`;
const SIGNATURE = Buffer.from(BODY, 'base64');

describe('bootstrap openpgp', () => {
  it('verifies what GnuPG has signed, in binary and armored', () => {
    assert.equal(isSignedBy(FILE, SIGNATURE, GNUPG), true);
    const armored = `-----BEGIN PGP SIGNATURE-----\r\n\r\n${BODY}\r\n=1VPC\r\n-----END PGP SIGNATURE-----\r\n`;
    assert.equal(isSignedBy(FILE, Buffer.from(armored), GNUPG), true);
  });

  it('takes no other file, and no other key', () => {
    assert.equal(isSignedBy(Buffer.from('b package\n'), SIGNATURE, GNUPG), false);
    assert.equal(isSignedBy(FILE, SIGNATURE, AWS_KEY), false);
    assert.equal(isSignedBy(FILE, SIGNATURE, signer().key), false);
  });

  it('takes no signature that is cut, or of which a byte was changed that is signed', () => {
    // Header, version to hashed part: 37 bytes; then hints: the key, and the beginning of the hash; then the numbers.
    for (let at = 0; at < SIGNATURE.length; at += 1) {
      assert.equal(isSignedBy(FILE, SIGNATURE.subarray(0, at), GNUPG), false, `cut at ${at}`);
      if (at >= 37 && at < 51) continue;
      const changed = Buffer.from(SIGNATURE);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      assert.equal(isSignedBy(FILE, changed, GNUPG), false, `byte ${at}`);
    }
  });

  it('takes no signature of a text, nor what is none', () => {
    const { key, signatureOf } = signer();
    assert.equal(isSignedBy(FILE, signatureOf(FILE), key), true);
    assert.equal(isSignedBy(FILE, signatureOf(FILE, 1), key), false);
    for (const none of [Buffer.alloc(0), Buffer.alloc(100, 0xff), Buffer.from('<Error>AccessDenied</Error>')]) {
      assert.equal(isSignedBy(FILE, none, key), false);
    }
  });

  it('finds the signature among others', () => {
    const [mine, other] = [signer(), signer()];
    assert.equal(isSignedBy(FILE, Buffer.concat([other.signatureOf(FILE), mine.signatureOf(FILE)]), mine.key), true);
  });

  it('knows the key of AWS by its fingerprint, and refuses another in its place', () => {
    assert.equal(isSignedBy(FILE, SIGNATURE, AWS_KEY), false);
    const { fingerprint } = AWS_KEY;
    assert.throws(() => isSignedBy(FILE, SIGNATURE, { ...GNUPG, fingerprint }), /this is not the key 7959/);
  });
});
