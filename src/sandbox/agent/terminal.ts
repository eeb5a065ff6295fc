import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { InteractiveCommand, Outlet, Shell, Work } from './task.ts';

/** Where `script`, which gives a terminal without native code, is on Linux and macOS. */
const SCRIPT = '/usr/bin/script';

const SHELL = '/bin/sh';

/** Says on the fourth channel which terminal it has, then becomes the shell. */
const TELL_TERMINAL = 'tty >&3 2>/dev/null; exec 3>&-; ';

/** Opens a shell, or runs a command, in a terminal of this machine; without `script`, over pipes. */
export function openTerminal(task: Shell | InteractiveCommand, outlet: Outlet): Work {
  const shell = process.env['SHELL'] || SHELL;
  const wanted = task.type === 'InteractiveCommands' ? `exec ${SHELL} -c ${quoted(task.command)}` : `exec ${shell}`;
  const hasTerminal = existsSync(SCRIPT);
  const child = hasTerminal ? inTerminal(wanted) : overPipes(wanted);
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
  const pass = (data: Buffer): void => {
    if (outlet.output(data)) return;
    child.stdout?.pause();
    child.stderr?.pause();
  };
  child.stdout?.on('data', pass);
  child.stderr?.on('data', pass);
  child.on('error', (error) => end(`the shell cannot be started: ${error.message}`));
  child.on('close', () => end(''));

  function end(reason: string): void {
    if (ended) return;
    ended = true;
    outlet.end(reason);
  }

  if (task.type === 'Standard_Stream' && task.profile) child.stdin?.write(`${task.profile}\n`);
  return {
    // Without a terminal nobody turns the Enter key into the end of a line.
    input: (data) => child.stdin?.write(hasTerminal ? data : data.toString('latin1').replaceAll('\r', '\n'), 'latin1'),
    resize(columns, rows) {
      size = [columns, rows];
      setSize();
    },
    disconnect: ignore,
    room() {
      child.stdout?.resume();
      child.stderr?.resume();
    },
    stop() {
      ended = true;
      hangUp(child);
    },
  };
}

const ignore = (): void => undefined;

function inTerminal(command: string): ChildProcess {
  const told = `${TELL_TERMINAL}${command}`;
  // util-linux takes a command as text, macOS as arguments.
  const args = process.platform === 'linux' ? ['-qefc', told, '/dev/null'] : ['-q', '/dev/null', SHELL, '-c', told];
  return spawn(SCRIPT, args, {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, SHELL, TERM: 'xterm-256color' },
  });
}

const overPipes = (command: string): ChildProcess =>
  spawn(SHELL, ['-c', command], { stdio: 'pipe', detached: true, env: { ...process.env, PS1: '$ ' } });

/** Ends a child and what it has started: `script` takes no SIGHUP, and many shells no SIGTERM. */
function hangUp({ pid }: ChildProcess): void {
  for (const signal of ['SIGHUP', 'SIGTERM'] as const) {
    try {
      if (pid !== undefined) process.kill(-pid, signal);
    } catch {
      // It is gone already.
    }
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
