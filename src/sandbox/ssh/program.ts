import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants, homedir } from 'node:os';
import type { ServerChannel } from 'ssh2';
import { hangUp } from '../agent/hang-up.ts';
import { inTerminal, userShell } from '../agent/terminal-program.ts';

interface Wish {
  /** Absent: a shell. */
  readonly command?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Absent: the program has no terminal. */
  readonly terminal?: { readonly columns: number; readonly rows: number };
}

/** What a client can still do with a program that runs. */
interface Running {
  resize(columns: number, rows: number): void;
  /** `signal`: its name without SIG. */
  kill(signal: string): void;
}

/** The byte that ends the input of a terminal. */
const END_OF_INPUT = '\x04';

/** Runs a command, or the user's shell, over a channel of SSH, and gives its exit code. */
export function runProgram(channel: ServerChannel, wish: Wish): Running {
  channel.on('error', () => channel.destroy());
  return wish.terminal ? withTerminal(channel, wish, wish.terminal) : withPipes(channel, wish);
}

function withTerminal(
  channel: ServerChannel,
  { command, environment }: Wish,
  { columns, rows }: NonNullable<Wish['terminal']>,
): Running {
  const program = inTerminal({
    ...(command !== undefined && { command }),
    environment,
    folder: home(),
    onData(data) {
      if (!channel.write(data)) program.pause();
    },
    onEnd: (code) => leave(channel, code),
  });
  program.resize(columns, rows);
  channel.on('drain', () => program.resume());
  channel.on('data', (data: Buffer) => program.write(data));
  channel.on('end', () => program.write(END_OF_INPUT));
  channel.on('close', () => program.hangUp());
  return { resize: program.resize, kill: () => program.hangUp() };
}

function withPipes(channel: ServerChannel, { command, environment }: Wish): Running {
  const child = spawn(userShell(), command === undefined ? [] : ['-c', command], {
    cwd: home(),
    stdio: 'pipe',
    detached: true,
    env: { ...process.env, ...environment },
  });
  let left = false;
  child.stdin.on('error', () => undefined);
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  child.on('error', () => leave(channel, NOT_FOUND));
  child.on('close', (code, signal) => {
    left = true;
    leave(channel, code ?? SIGNALLED + (constants.signals[signal ?? 'SIGTERM'] ?? 0));
  });
  channel.on('close', () => {
    if (!left) hangUp(child);
  });
  return {
    resize: () => undefined,
    kill(signal) {
      const name = `SIG${signal}`;
      if (child.pid !== undefined && Object.hasOwn(constants.signals, name)) {
        process.kill(-child.pid, name);
      }
    },
  };
}

/** The folder in which programs start: as in sshd, the root where the home is missing. */
const home = (): string => (existsSync(homedir()) ? homedir() : '/');

const NOT_FOUND = 127;
const SIGNALLED = 128;

/** Gives the exit code, once all that the program has said is on its way. */
function leave(channel: ServerChannel, code: number): void {
  if (channel.destroyed) return;
  channel.exit(code);
  channel.end();
}
