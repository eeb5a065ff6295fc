// The command line in an empty home: within this process, which is quick, or as the real binary, in a process of its own.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from '../../src/sandbox/door/sandbox.ts';
import { serveSandbox } from '../../src/sandbox/door/server.ts';
import type { State } from '../../src/sandbox/state/state.ts';
import { type Outcome, runHere } from './here.ts';

/** The binary of the checkout. */
export const BINARY = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

interface ProcessOutcome extends Outcome {
  readonly signal: NodeJS.Signals | null;
}

export interface Home {
  readonly folder: string;
  readonly stateFile: string;
  /** Runs a command line to its end in this process, one at a time. */
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Outcome>;
  /** Runs the binary to its end: for what only a process shows. */
  spawn(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<ProcessOutcome>;
  /** Starts the binary, to send it signals. */
  start(
    args: readonly string[],
    env?: NodeJS.ProcessEnv,
  ): { readonly child: ChildProcessWithoutNullStreams; readonly end: Promise<ProcessOutcome> };
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
    const end = new Promise<ProcessOutcome>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
    return { child, end };
  };
  return {
    folder,
    stateFile,
    start,
    spawn: (args, env) => start(args, env).end,
    run: (args, env) => runHere(args, environment(env)),
    state: () => JSON.parse(readFileSync(stateFile, 'utf8')) as State,
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Waits until a process has printed this. Rejects, with what it has printed, where it ends without. */
export const printed = (stream: NodeJS.ReadableStream, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let sofar = '';
    stream.once('close', () => reject(new Error(`it ended without ${JSON.stringify(text)}: ${sofar}`)));
    stream.on('data', (chunk) => {
      sofar += String(chunk);
      if (sofar.includes(text)) resolve(sofar);
    });
  });

/** Serves a sandbox of this process, so that a test can hold its answers back; gives the environment that leads there. */
export async function served(sandbox: Sandbox): Promise<{ env: NodeJS.ProcessEnv; close(): Promise<void> }> {
  const { url, close } = await serveSandbox(sandbox);
  return { env: { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' }, close };
}

/** Splits a command line at blanks; no argument of these tests has one inside, but for what is in single quotes. */
export const words = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
