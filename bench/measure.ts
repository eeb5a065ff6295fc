import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';

export interface Measured {
  readonly milliseconds: number;
  /** CPU milliseconds, of all threads. */
  readonly cpu: number;
  /** Peak resident memory. */
  readonly megabytes: number;
  readonly stderr: string;
}

// A process reports what it used in the last line on stderr.
export const TELL = `data:text/javascript,${encodeURIComponent(
  `process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    process.stderr.write(\`\\nused \${maxRSS} \${userCPUTime + systemCPUTime}\\n\`);
  })`,
)}`;

/** Runs Node with these arguments, and an environment of its own. `fine`: the exit codes that are no failure. */
export function measure(args: readonly string[], env: NodeJS.ProcessEnv = {}, fine: readonly number[] = [0]): Measured {
  const home = env['HOME'] ?? tmpdir();
  const started = performance.now();
  const { status, stderr, stdout } = spawnSync(process.execPath, ['--import', TELL, ...args], {
    env: { PATH: process.env['PATH'], HOME: home, CI: 'true', ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const milliseconds = performance.now() - started;
  if (!fine.includes(status ?? -1)) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}${stdout}`);
  const [, memory, cpu] = /used (\d+) (\d+)/.exec(stderr) ?? [];
  return { milliseconds, cpu: Number(cpu) / 1000, megabytes: Number(memory) / 1024, stderr };
}

/** Gives the median of a measure over some runs. */
export function median(count: number, run: () => number): number {
  const values = Array.from({ length: count }, run).toSorted((one, other) => one - other);
  return values[Math.floor(count / 2)] ?? 0;
}

/** Serves the sandbox from a process of its own while `work` is done, so that only the tool itself is measured. */
export async function withSandbox(
  binary: string,
  state: string,
  work: (env: NodeJS.ProcessEnv) => void,
  faults = '',
): Promise<void> {
  const env = {
    PATH: process.env['PATH'],
    HOME: tmpdir(),
    SESSION_MANAGER_SANDBOX_STATE: state,
    SESSION_MANAGER_SANDBOX_FAULTS: faults,
  };
  const server = spawn(process.execPath, [binary, 'sandbox', '--port', '0'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let printed = '';
    while (!/AWS_DEFAULT_REGION/.test(printed)) printed += String((await once(server.stdout, 'data'))[0]);
    const variables = [...printed.matchAll(/^export (\w+)=(.+)$/gm)].map(([, name = '', value]) => [name, value]);
    work({ ...Object.fromEntries(variables), AWS_EC2_METADATA_DISABLED: 'true' });
  } finally {
    server.kill();
  }
}

export const print = (...cells: readonly string[]): void =>
  console.log(cells.map((cell, index) => (index === 0 ? cell.padEnd(48) : cell.padStart(12))).join(''));

export const ratio = (one: number, other: number): string => `x ${(one / other).toFixed(2)}`;
