import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hangUp } from './hang-up.ts';

/** Where `script`, which gives a terminal without native code, is on Linux and macOS. */
const SCRIPT = '/usr/bin/script';

const SHELL = '/bin/sh';

/** Says on the fourth channel which terminal it has, then becomes the program. */
const TELL_TERMINAL = 'tty >&3 2>/dev/null; exec 3>&-; ';

/** A program in a terminal of this machine; without `script`, over pipes. */
export interface TerminalProgram {
  write(data: Buffer | string): void;
  resize(columns: number, rows: number): void;
  pause(): void;
  resume(): void;
  /** Ends it, and all that it has started. */
  hangUp(): void;
}

interface Options {
  /** For `sh`; absent: the user's shell. */
  readonly command?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
  onData(data: Buffer): void;
  /** It is over; `reason`: why it could not be started. */
  onEnd(code: number, reason: string): void;
}

/** Starts a program in a terminal. */
export function inTerminal({ command, environment = {}, folder, onData, onEnd }: Options): TerminalProgram {
  const wanted = command === undefined ? `exec ${userShell()}` : `exec ${SHELL} -c ${quoted(command)}`;
  const hasTerminal = existsSync(SCRIPT);
  const place = folder === undefined ? {} : { cwd: folder };
  const child = hasTerminal ? byScript(wanted, environment, place) : overPipes(wanted, environment, place);
  let terminal: string | undefined;
  let size: readonly [columns: number, rows: number] | undefined;
  let ended = false;

  const setSize = (): void => {
    if (terminal === undefined || !size) return;
    const [columns, rows] = size;
    const flag = process.platform === 'linux' ? '-F' : '-f';
    spawn('stty', [flag, terminal, 'cols', `${columns}`, 'rows', `${rows}`], { stdio: 'ignore' }).on('error', ignore);
  };
  child.stdio[3]?.on('data', (data: Buffer) => {
    terminal = data.toString().trim();
    setSize();
  });
  child.stdin?.on('error', ignore);
  child.stdout?.on('data', onData);
  child.stderr?.on('data', onData);
  const end = (code: number, reason: string): void => {
    if (ended) return;
    ended = true;
    onEnd(code, reason);
  };
  child.on('error', (error) => end(1, `the shell cannot be started: ${error.message}`));
  child.on('close', (code) => end(code ?? 1, ''));
  return {
    // Without a terminal nobody turns the Enter key into the end of a line.
    write: (data) => child.stdin?.write(hasTerminal ? data : data.toString('latin1').replaceAll('\r', '\n'), 'latin1'),
    resize(columns, rows) {
      size = [columns, rows];
      setSize();
    },
    pause() {
      child.stdout?.pause();
      child.stderr?.pause();
    },
    resume() {
      child.stdout?.resume();
      child.stderr?.resume();
    },
    hangUp() {
      ended = true;
      hangUp(child);
    },
  };
}

const ignore = (): void => undefined;

/** The shell of whoever runs the sandbox. */
export const userShell = (): string => process.env['SHELL'] || SHELL;

type Environment = Readonly<Record<string, string>>;

function byScript(command: string, environment: Environment, place: { readonly cwd?: string }): ChildProcess {
  const told = `${TELL_TERMINAL}${command}`;
  // util-linux takes a command as text, macOS as arguments.
  const args = process.platform === 'linux' ? ['-qefc', told, '/dev/null'] : ['-q', '/dev/null', SHELL, '-c', told];
  return spawn(SCRIPT, args, {
    ...place,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, TERM: 'xterm-256color', ...environment, SHELL },
  });
}

const overPipes = (command: string, environment: Environment, place: { readonly cwd?: string }): ChildProcess =>
  spawn(SHELL, ['-c', command], {
    ...place,
    stdio: 'pipe',
    detached: true,
    env: { ...process.env, PS1: '$ ', ...environment },
  });

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
