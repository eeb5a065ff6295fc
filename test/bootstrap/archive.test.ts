import assert from 'node:assert/strict';
import { fileInDeb, fileInZip } from '../../src/bootstrap/archive.ts';
import { deb, IN_DEB, zip } from './packages.ts';

const PROGRAM = Buffer.from('a program\n'.repeat(200));

describe('bootstrap archive', () => {
  it('takes the program out of a Debian package, whatever stands before it', () => {
    const files = { usr: null, 'usr/local/odd': Buffer.from('x'), [IN_DEB]: PROGRAM, etc: null };
    assert.deepEqual(fileInDeb(deb(files), IN_DEB), PROGRAM);
    assert.deepEqual(fileInDeb(deb({ [`./${IN_DEB}`]: PROGRAM }), IN_DEB), PROGRAM);
  });

  it('takes a file out of a zip archive, deflated or stored', () => {
    const files = { 'a/b': Buffer.from('x'), 'c/program': PROGRAM };
    for (const stored of [false, true]) assert.deepEqual(fileInZip(zip(files, { stored }), 'c/program'), PROGRAM);
  });

  for (const [what, take, why] of [
    ['a package that is none', () => fileInDeb(Buffer.from('<html>'), IN_DEB), /no Debian package/],
    ['a package without the program', () => fileInDeb(deb({ other: PROGRAM }), IN_DEB), /has no usr\/local/],
    ['a folder in its place', () => fileInDeb(deb({ [IN_DEB]: null }), IN_DEB), /has no usr\/local/],
    ['a package without data', () => fileInDeb(deb({}).subarray(0, 72), IN_DEB), /no data\.tar\.gz/],
    ['a package that is cut', () => fileInDeb(deb({ [IN_DEB]: PROGRAM }).subarray(0, -20), IN_DEB), /unpacked/],
    ['an archive that is none', () => fileInZip(Buffer.from('<html>'), 'x'), /no zip archive/],
    ['an archive without the file', () => fileInZip(zip({ y: PROGRAM }), 'x'), /has no x/],
  ] as const) {
    it(`says what is wrong with ${what}`, () => {
      assert.throws(take, (error: Error) => error.name === 'TargetError' && why.test(error.message));
    });
  }

  it('notices a byte that was changed', () => {
    const changed = zip({ x: PROGRAM }, { stored: true });
    changed[40] = (changed[40] ?? 0) ^ 1;
    assert.throws(() => fileInZip(changed, 'x'), /a checksum is wrong/);
  });
});
