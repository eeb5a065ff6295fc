import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs a program on this terminal, to its end. Resolves to its exit code; rejects with the error of the system where it cannot be started. */
export async function runProgram(program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
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
  }
}
