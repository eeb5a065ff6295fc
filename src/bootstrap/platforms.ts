import { UserError } from '../errors.ts';
import { fileInDeb, fileInZip } from './archive.ts';

/** How AWS publishes the plugin for a system: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html */
export interface Platform {
  /** Below the folder of the version. */
  readonly path: string;
  /** The name of the program. */
  readonly program: string;
  /** True if a signature is published beside it. */
  readonly signed: boolean;
  unpack(file: Buffer): Buffer;
}

// On every Linux: the program is linked statically, and needs no package manager.
const deb = (folder: string): Platform => ({
  path: `${folder}/session-manager-plugin.deb`,
  program: 'session-manager-plugin',
  signed: true,
  unpack: (file) => fileInDeb(file, 'usr/local/sessionmanagerplugin/bin/session-manager-plugin'),
});

// What Apple signs is an installer, which needs rights of an administrator.
const bundle = (folder: string): Platform => ({
  path: `${folder}/sessionmanager-bundle.zip`,
  program: 'session-manager-plugin',
  signed: false,
  unpack: (file) => fileInZip(file, 'sessionmanager-bundle/bin/session-manager-plugin'),
});

const WINDOWS: Platform = {
  path: 'windows/SessionManagerPlugin.zip',
  program: 'session-manager-plugin.exe',
  signed: false,
  unpack: (file) => fileInZip(fileInZip(file, 'package.zip'), 'bin/session-manager-plugin.exe'),
};

/** By `process.platform` and `process.arch`. */
const PLATFORMS: Readonly<Record<string, Platform>> = {
  'linux-x64': deb('ubuntu_64bit'),
  'linux-arm64': deb('ubuntu_arm64'),
  'linux-ia32': deb('ubuntu_32bit'),
  'linux-arm': deb('ubuntu_arm'),
  'darwin-x64': bundle('mac'),
  'darwin-arm64': bundle('mac_arm64'),
  'win32-x64': WINDOWS,
  'win32-ia32': WINDOWS,
  'win32-arm64': WINDOWS,
};

/** Finds what is for a system. Throws a UserError where AWS publishes nothing. */
export function platformOf(system: string, architecture: string): Platform {
  const found = PLATFORMS[`${system}-${architecture}`];
  if (found) return found;
  throw new UserError(
    'no-plugin',
    `AWS publishes no plugin for ${system} on ${architecture}; session-manager start, forward and ssh do not need it`,
  );
}
