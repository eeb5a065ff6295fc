import { spawn } from 'node:child_process';
import type { Command, Outlet, Work } from './task.ts';
import { wordsOf } from './words.ts';

/** The bytes that stand for a signal where a command has no input of its own. */
const SIGNALS: Readonly<Record<number, NodeJS.Signals>> = { 3: 'SIGINT', 28: 'SIGQUIT', 26: 'SIGTSTP' };

/**
 * Runs a command as the agent does: without a shell, without input. With separate output its error output comes apart, and
 * then its exit code; otherwise all of it in one stream, after its end.
 */
export function runCommand({ command, separateOutput }: Command, outlet: Outlet): Work {
  const [program = '', ...args] = wordsOf(command);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const late: Buffer[] = [];
  let over = false;
  const pass = (send: (data: Buffer) => boolean) => (data: Buffer) => {
    if (!separateOutput) late.push(data);
    else if (!send(data)) {
      child.stdout.pause();
      child.stderr.pause();
    }
  };
  child.stdout.on('data', pass(outlet.output));
  child.stderr.on('data', pass(outlet.errorOutput));
  const end = (code: number, reason: string): void => {
    if (over) return;
    over = true;
    if (separateOutput) outlet.exitCode(code);
    else outlet.output(Buffer.concat(late));
    outlet.end(reason);
  };
  child.on('error', (error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'executable file not found in $PATH' : error.message;
    outlet.errorOutput(Buffer.from(`exec: "${program}": ${reason}\n`));
    end(NOT_FOUND, '');
  });
  child.on('close', (code, signal) => end(code ?? (signal ? SIGNALLED : 1), ''));

  const signal = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // It is gone already.
    }
  };
  return {
    input(data) {
      const name = data.length === 1 ? SIGNALS[data.readUInt8(0)] : undefined;
      if (name) signal(name);
    },
    resize: ignore,
    disconnect: ignore,
    room() {
      child.stdout.resume();
      child.stderr.resume();
    },
    stop() {
      over = true;
      signal('SIGKILL');
    },
  };
}

const NOT_FOUND = 127;
const SIGNALLED = 130;

const ignore = (): void => undefined;
