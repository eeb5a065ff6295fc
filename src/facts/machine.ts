import { homedir } from 'node:os';
import { join } from 'node:path';
import { once } from '../once.ts';
import { findProgram, type Program, versionOf } from './program.ts';
import { mayAskSsh, type SshAnswer, sshAnswer } from './ssh/answer.ts';
import { readSshConfig, type SshConfig } from './ssh/config.ts';

/** The machine that sessions are started from. Rejects where something is there, but cannot be read or does not work. */
export interface MachineFacts {
  /** `2.17.3`; undefined if it is not on the PATH. */
  cliVersion(): Promise<string | undefined>;
  /** `1.2.707.0` */
  pluginVersion(): Promise<string | undefined>;
  /** `~/.ssh/config` and that of the system, with all that they include. */
  sshConfig(): Promise<SshConfig>;
  /** What ssh itself says of a host; undefined: it is not there, or cannot be asked without running or looking up anything. */
  sshAnswer(host: string): Promise<SshAnswer | undefined>;
  /** A program that can be started: by its path, or on the PATH. */
  program(name: string): Promise<Program | undefined>;
  /** `20.20.2` */
  readonly nodeVersion: string;
}

/** Milliseconds that a program may take to print its version. */
const TIMEOUT = 10_000;

/** Makes the facts of this machine. When `signal` fires, programs that are being asked are ended. */
export function machineFacts(environment: NodeJS.ProcessEnv, signal?: AbortSignal): MachineFacts {
  const asking = { environment, timeout: TIMEOUT, signal };
  const home = environment['HOME'] ?? homedir();
  const sshConfig = once(() => readSshConfig({ home, system: systemConfig(environment), environment }));
  return {
    cliVersion: once(() => versionOf('aws', asking)),
    pluginVersion: once(() => versionOf('session-manager-plugin', asking)),
    sshConfig,
    sshAnswer: async (host) => (mayAskSsh(await sshConfig(), home) ? sshAnswer(host, asking) : undefined),
    program: (name) => findProgram(name, { environment, home }),
    nodeVersion: process.versions.node,
  };
}

const systemConfig = ({ PROGRAMDATA: data = 'C:\\ProgramData' }: NodeJS.ProcessEnv): string =>
  process.platform === 'win32' ? join(data, 'ssh', 'ssh_config') : '/etc/ssh/ssh_config';
