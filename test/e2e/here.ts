// Runs command lines as bin/dev.js does, in this process: with another environment, and with its output caught.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Config, type Interfaces, run } from '@oclif/core';
import { commandLine } from '../../src/cli/command-line.ts';
import { once } from '../../src/once.ts';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const loadConfig = once(async () => {
  const { oclif, ...rest } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')) as Interfaces.PJSON;
  const hooks = { init: './src/cli/hooks/init', command_not_found: './src/cli/hooks/command-not-found' };
  const config = new Config({
    root: ROOT,
    pjson: { ...rest, oclif: { ...oclif, commands: './src/commands', hooks } },
    isRoot: true,
  });
  await config.load();
  return config;
});

let busy = false;

/** Runs a command line to its end. Environment, output and exit code belong to the process, so only one may run. */
export async function runHere(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  assert.ok(!busy, 'one command line at a time: spawn the others');
  busy = true;
  const config = await loadConfig();
  const listeners = new Map(SIGNALS.map((signal) => [signal, process.listeners(signal)]));
  const { env: environment, exitCode: codeBefore } = process;
  const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
  process.env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...env };
  process.exitCode = undefined;
  try {
    await run([...(await commandLine(args))], config).catch((error: Error & { oclif?: { exit?: number } }) => {
      if (error.oclif?.exit === undefined) throw error;
      process.exitCode = error.oclif.exit;
    });
    return { code: exitCode(), stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    stdout.release();
    stderr.release();
    process.env = environment;
    process.exitCode = codeBefore;
    for (const [signal, before] of listeners) {
      for (const listener of process.listeners(signal)) {
        if (!before.includes(listener)) process.removeListener(signal, listener);
      }
    }
    busy = false;
  }
}

const exitCode = (): number => Number(process.exitCode ?? 0);

/** Keeps what is written to a stream, which is no terminal meanwhile. */
function capture(stream: NodeJS.WriteStream): { readonly text: () => string; readonly release: () => void } {
  const own = Object.getOwnPropertyDescriptors(stream);
  let text = '';
  const write = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const written = rest.at(-1);
    if (typeof written === 'function') process.nextTick(written);
    return true;
  };
  const meanwhile = { write, isTTY: false, columns: undefined, rows: undefined };
  for (const [name, value] of Object.entries(meanwhile)) {
    Object.defineProperty(stream, name, { value, configurable: true, writable: true });
  }
  return {
    text: () => text,
    release() {
      for (const name of Object.keys(meanwhile)) {
        const before = own[name as keyof typeof own];
        if (before) Object.defineProperty(stream, name, before);
        else delete stream[name as keyof typeof stream];
      }
    },
  };
}
