import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { once } from '../once.ts';

/** The machine that sessions are started from. */
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

export function machineFacts(environment: NodeJS.ProcessEnv): MachineFacts {
  const ask = (program: string): Promise<string | undefined> =>
    new Promise((resolve) => {
      execFile(program, ['--version'], { timeout: TIMEOUT, env: environment }, (error, stdout, stderr) => {
        resolve(error ? undefined : /\d+(?:\.\d+)+/.exec(`${stdout}${stderr}`)?.[0]);
      });
    });
  return {
    cliVersion: once(() => ask('aws')),
    pluginVersion: once(() => ask('session-manager-plugin')),
    sshConfig: once(() => readFile(join(environment['HOME'] ?? homedir(), '.ssh', 'config'), 'utf8').catch(() => '')),
    nodeVersion: process.versions.node,
  };
}
