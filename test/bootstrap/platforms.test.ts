import assert from 'node:assert/strict';
import { platformOf } from '../../src/bootstrap/platforms.ts';
import { deb, IN_DEB, zip } from './packages.ts';

const PROGRAM = Buffer.from('a program');
const DEB = deb({ [IN_DEB]: PROGRAM });
const BUNDLE = zip({ 'sessionmanager-bundle/bin/session-manager-plugin': PROGRAM });
const WINDOWS = zip({ 'package.zip': zip({ 'bin/session-manager-plugin.exe': PROGRAM }) });

describe('bootstrap platforms', () => {
  for (const [system, path, signed, file] of [
    ['linux-x64', 'ubuntu_64bit/session-manager-plugin.deb', true, DEB],
    ['linux-arm64', 'ubuntu_arm64/session-manager-plugin.deb', true, DEB],
    ['linux-ia32', 'ubuntu_32bit/session-manager-plugin.deb', true, DEB],
    ['linux-arm', 'ubuntu_arm/session-manager-plugin.deb', true, DEB],
    ['darwin-x64', 'mac/sessionmanager-bundle.zip', false, BUNDLE],
    ['darwin-arm64', 'mac_arm64/sessionmanager-bundle.zip', false, BUNDLE],
    ['win32-x64', 'windows/SessionManagerPlugin.zip', false, WINDOWS],
    ['win32-ia32', 'windows/SessionManagerPlugin.zip', false, WINDOWS],
    ['win32-arm64', 'windows/SessionManagerPlugin.zip', false, WINDOWS],
  ] as const) {
    it(`has a package for ${system}`, () => {
      const [name = '', architecture = ''] = system.split('-');
      const { unpack, ...found } = platformOf(name, architecture);
      const program = name === 'win32' ? 'session-manager-plugin.exe' : 'session-manager-plugin';
      assert.deepEqual(found, { path, signed, program });
      assert.deepEqual(unpack(file), PROGRAM);
    });
  }

  it('has none for others, and says what does without', () => {
    assert.throws(() => platformOf('freebsd', 'x64'), /no plugin for freebsd on x64; session-manager start/);
  });
});
