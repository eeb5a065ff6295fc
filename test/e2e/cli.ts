// Runs the real binary, as built, in an empty home.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { State } from '../../src/sandbox/state/state.ts';

const BINARY = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Home {
  readonly folder: string;
  readonly stateFile: string;
  /** Runs a command line to its end. */
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Outcome>;
  /** Starts one, to send it signals. */
  start(
    args: readonly string[],
    env?: NodeJS.ProcessEnv,
  ): { readonly child: ChildProcessWithoutNullStreams; readonly end: Promise<Outcome> };
  state(): State;
  clear(): void;
}

export function emptyHome(): Home {
  const folder = mkdtempSync(join(tmpdir(), 'session-manager-'));
  const stateFile = join(folder, 'sandbox.json');
  const environment = (env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    PATH: process.env['PATH'],
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: 'true',
    SESSION_MANAGER_SANDBOX_STATE: stateFile,
    ...env,
  });
  const start: Home['start'] = (args, env) => {
    const child = spawn(process.execPath, [BINARY, ...args], { env: environment(env), stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.stdin.end();
    const end = new Promise<Outcome>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
    return { child, end };
  };
  return {
    folder,
    stateFile,
    start,
    run: (args, env) => start(args, env).end,
    state: () => JSON.parse(readFileSync(stateFile, 'utf8')) as State,
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Splits a command line at blanks; no argument of these tests has one inside, but for what is in single quotes. */
export const words = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
