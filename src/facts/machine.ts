import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { TargetError } from '../errors.ts';
import { once } from '../once.ts';
import { versionOf } from './program.ts';

/** The machine that sessions are started from. Rejects where something is there, but cannot be read or does not work. */
export interface MachineFacts {
  /** `2.17.3`; undefined if it is not on the PATH. */
  cliVersion(): Promise<string | undefined>;
  /** `1.2.707.0` */
  pluginVersion(): Promise<string | undefined>;
  /** `~/.ssh/config`; '' if there is none. */
  sshConfig(): Promise<string>;
  /** `20.20.2` */
  readonly nodeVersion: string;
}

/** Milliseconds that a program may take to print its version. */
const TIMEOUT = 10_000;

/** Makes the facts of this machine. When `signal` fires, programs that are being asked are ended. */
export function machineFacts(environment: NodeJS.ProcessEnv, signal?: AbortSignal): MachineFacts {
  const asking = { environment, timeout: TIMEOUT, signal };
  return {
    cliVersion: once(() => versionOf('aws', asking)),
    pluginVersion: once(() => versionOf('session-manager-plugin', asking)),
    sshConfig: once(() => readSshConfig(join(environment['HOME'] ?? homedir(), '.ssh', 'config'))),
    nodeVersion: process.versions.node,
  };
}

const readSshConfig = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
    throw new TargetError('Unreadable', `~/.ssh/config cannot be read (${error.code})`, 'allow yourself to read it', {
      cause: error,
    });
  });
