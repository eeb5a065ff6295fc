import type { ChildProcess } from 'node:child_process';

/** Ends a child that leads its process group, and what it has started: `script` takes no SIGHUP, and many shells no SIGTERM. */
export function hangUp({ pid }: ChildProcess): void {
  for (const signal of ['SIGHUP', 'SIGTERM'] as const) {
    try {
      if (pid !== undefined) process.kill(-pid, signal);
    } catch {
      // It is gone already.
    }
  }
}
