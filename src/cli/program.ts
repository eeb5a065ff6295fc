import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs a program on this terminal, to its end, and leaves the terminal as it was. Resolves to its exit code; rejects with the error of the system where it cannot be started. */
export async function runProgram(program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const restore = keepTerminal();
  const child = spawn(program, words, { stdio: 'inherit', env });
  const listeners = SIGNALS.map((signal) => {
    // Those of keys reach it by the terminal.
    const isKey = signal === 'SIGINT' || signal === 'SIGQUIT';
    const listener = (): void => {
      if (!isKey || !process.stdin.isTTY) child.kill(signal);
    };
    return [signal, listener] as const;
  });
  for (const [signal, listener] of listeners) process.on(signal, listener);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
    });
  } finally {
    for (const [signal, listener] of listeners) process.off(signal, listener);
    restore();
  }
}

/** Takes note of the settings of this terminal, and gives what sets them again: the plugin, and a program that was killed, leave it without the editing of lines. */
function keepTerminal(): () => void {
  const stty = (argument: string): string | undefined =>
    spawnSync('stty', [argument], { stdio: ['inherit', 'pipe', 'ignore'], encoding: 'utf8' }).stdout?.trim();
  const settings = process.stdin.isTTY && process.platform !== 'win32' ? stty('-g') : undefined;
  return () => {
    if (settings) stty(settings);
  };
}
