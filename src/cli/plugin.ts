import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { PluginCall } from '../session/plugin.ts';
import { onSignals } from './signals.ts';

/** Runs the official plugin in place of ourselves, on this terminal, to its end. Resolves to its exit code. */
export async function runPlugin({ program, args, variables }: PluginCall): Promise<number> {
  const child = spawn(program, args, { env: { ...process.env, ...variables }, stdio: 'inherit' });
  // Ctrl-C reaches it by the terminal, and is its business.
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  const stop = onSignals(['SIGTERM', 'SIGHUP'], (code) => {
    child.kill(code === 128 + constants.signals.SIGHUP ? 'SIGHUP' : 'SIGTERM');
  });
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
    });
  } finally {
    stop();
    process.off('SIGINT', ignore);
  }
}
