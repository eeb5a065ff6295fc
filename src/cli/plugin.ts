import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import type { PluginCall } from '../session/plugin.ts';
import { onSignals } from './signals.ts';

/** Runs the official plugin in place of ourselves, on this terminal, to its end, and leaves the terminal as it was. Resolves to its exit code. */
export async function runPlugin({ program, args, variables }: PluginCall): Promise<number> {
  const restore = keepTerminal();
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
    restore();
    process.off('SIGINT', ignore);
  }
}

/** Takes note of the settings of this terminal, and gives what sets them again: with the plugin, lines are no longer lines afterwards. */
function keepTerminal(): () => void {
  const stty = (argument: string): string | undefined =>
    spawnSync('stty', [argument], { stdio: ['inherit', 'pipe', 'ignore'], encoding: 'utf8' }).stdout?.trim();
  const settings = process.stdin.isTTY && process.platform !== 'win32' ? stty('-g') : undefined;
  return () => {
    if (settings) stty(settings);
  };
}
