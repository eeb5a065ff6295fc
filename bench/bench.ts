// Prints how fast the tool is, as ratios of times measured in this one run. Needs a build: npm run build.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ACCOUNT, fleetOf, REGIONS } from './fleet.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BINARY = join(ROOT, 'bin/run.js');
const LATENCY = 50;
const CONCURRENCY = 16;

interface Measured {
  readonly milliseconds: number;
  /** Peak resident memory. */
  readonly megabytes: number;
  readonly stderr: string;
}

// The process tells its own peak memory as the last line on stderr.
const TELL_MEMORY = `data:text/javascript,${encodeURIComponent(
  'process.on("exit",()=>process.stderr.write(`\\nmaxrss ${process.resourceUsage().maxRSS}\\n`))',
)}`;

function measure(args: readonly string[], env: NodeJS.ProcessEnv = {}, fine: readonly number[] = [0]): Measured {
  const home = env['HOME'] ?? tmpdir();
  const started = performance.now();
  const { status, stderr, stdout } = spawnSync(process.execPath, ['--import', TELL_MEMORY, ...args], {
    env: { PATH: process.env['PATH'], HOME: home, ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const milliseconds = performance.now() - started;
  if (!fine.includes(status ?? -1)) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}${stdout}`);
  return { milliseconds, megabytes: Number(/maxrss (\d+)/.exec(stderr)?.[1]) / 1024, stderr };
}

function median(count: number, run: () => Measured): number {
  const times = Array.from({ length: count }, () => run().milliseconds).toSorted((one, other) => one - other);
  return times[Math.floor(count / 2)] ?? 0;
}

const print = (...cells: readonly string[]): void =>
  console.log(cells.map((cell, index) => (index === 0 ? cell.padEnd(44) : cell.padStart(14))).join(''));
const ratio = (one: number, other: number): string => `x ${(one / other).toFixed(2)}`;

function startUp(): number {
  const bare = median(9, () => measure(['-e', '0']));
  print('start-up, against node -e 0', 'ms', 'ratio');
  print('  node -e 0', bare.toFixed(0), ratio(bare, bare));
  let noop = 0;
  for (const line of ['--version', '--help', 'setup --noop --regions us-east-1']) {
    noop = median(9, () => measure([BINARY, ...line.split(' ')]));
    print(`  ${line}`, noop.toFixed(0), ratio(noop, bare));
  }
  return noop;
}

/** Accounts and regions that make this many targets. */
function targets(count: number): readonly string[] {
  const regions = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1'].slice(0, Math.min(count, 4));
  const accounts = Array.from({ length: count / regions.length }, (_, index) => String(100_000_000_000 + index));
  return ['--regions', regions.join(','), '--accounts', accounts.join(','), '--concurrency', String(CONCURRENCY)];
}

function setup(count: number, latency: number, state: string, extra: readonly string[] = []): Measured {
  return measure([BINARY, 'setup', '--sandbox', '--kms', ...targets(count), ...extra], {
    SESSION_MANAGER_SANDBOX_STATE: state,
    SESSION_MANAGER_SANDBOX_FAULTS: `latency=${latency}`,
    CI: 'true',
  });
}

/** Calls that follow one another, told by how much longer a run takes when every call does. */
function rounds(slow: Measured, fast: Measured, more: number): number {
  return Math.round((slow.milliseconds - fast.milliseconds) / more);
}

/** How many calls a run with --debug made. */
const calls = ({ stderr }: Measured): number => stderr.split('\n').filter((line) => / \d+ ms$/.test(line)).length;

/** Doctor exits 1 when it finds something. */
function doctor(state: string, latency: number, extra: readonly string[] = []): Measured {
  const env = {
    SESSION_MANAGER_SANDBOX_STATE: state,
    SESSION_MANAGER_SANDBOX_FAULTS: `latency=${latency}`,
    CI: 'true',
  };
  return measure([BINARY, 'doctor', '--sandbox', '--regions', REGIONS.join(','), ...extra], env, [0, 1]);
}

function diagnoses(folder: string): void {
  print('');
  print(`doctor of account ${ACCOUNT} in ${REGIONS.length} regions, ${LATENCY} ms a call`, '', '', '', '', '');
  print('', 'calls', 'a node', 'ms', 'ratio', 'peak MB');
  let smallest = 0;
  for (const [nodes, roles] of [
    [10, 5],
    [200, 50],
    [2000, 150],
  ] as const) {
    const state = join(folder, `fleet-${nodes}.json`);
    writeFileSync(state, JSON.stringify(fleetOf(nodes, roles)));
    const run = doctor(state, LATENCY);
    const count = calls(doctor(state, 0, ['--debug']));
    smallest ||= run.milliseconds;
    print(
      `  ${nodes} nodes, ${roles} roles`,
      String(count),
      (count / nodes).toFixed(2),
      run.milliseconds.toFixed(0),
      ratio(run.milliseconds, smallest),
      run.megabytes.toFixed(0),
    );
  }
}

function many(noop: number, folder: string): void {
  const file = (name: string): string => join(folder, `${name}.json`);
  const more = 1000;
  const first = rounds(setup(1, LATENCY + more, file('a')), setup(1, LATENCY, file('b')), more);
  const converged = rounds(setup(1, LATENCY + more, file('a')), setup(1, LATENCY, file('b')), more);
  const entering = 2; // GetCallerIdentity, then AssumeRole in each account
  print('');
  print(`calls of one target with --kms`, 'calls', 'in a row');
  print('  first setup', String(calls(setup(1, 0, file('c'), ['--debug'])) - entering), String(first - entering));
  print(
    '  converged setup',
    String(calls(setup(1, 0, file('c'), ['--debug'])) - entering),
    String(converged - entering),
  );
  print('');
  print(`setup at ${LATENCY} ms a call, ${CONCURRENCY} targets at once`, 'ms', 'bound ms', 'ratio', 'peak MB');
  for (const count of [1, 20, 200]) {
    const accounts = count / Math.min(count, 4);
    for (const [name, chain] of [
      ['first', first],
      ['converged', converged],
    ] as const) {
      const run = setup(count, LATENCY, file(`n${count}`));
      const waves = 1 + Math.ceil(accounts / CONCURRENCY) + Math.ceil(count / CONCURRENCY) * (chain - entering);
      const bound = waves * LATENCY + noop;
      print(
        `  ${count} targets, ${name}`,
        run.milliseconds.toFixed(0),
        bound.toFixed(0),
        ratio(run.milliseconds, bound),
        run.megabytes.toFixed(0),
      );
    }
  }
}

const folder = mkdtempSync(join(tmpdir(), 'session-manager-bench-'));
const manifest = join(ROOT, 'oclif.manifest.json');
try {
  // As installed: with the manifest that npm pack puts in.
  execFileSync(join(ROOT, 'node_modules/.bin/oclif'), ['manifest'], { cwd: ROOT, stdio: 'ignore' });
  many(startUp(), folder);
  diagnoses(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
  rmSync(manifest, { force: true });
}
