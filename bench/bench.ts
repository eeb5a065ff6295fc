// Prints how fast the tool is, as ratios of times measured in this one run. Needs a build: npm run build.
// Another checkout that is built can be measured with the same yardstick: npm run bench -- /path/to/it
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyAccount, ESTATE_REGIONS } from './estate.ts';
import { ACCOUNT, fleetOf, REGIONS, sessionsOf } from './fleet.ts';
import { pages } from './pages.ts';
import { sessions } from './sessions.ts';
import { measure, type Measured, median, print, ratio, withSandbox } from './measure.ts';

const HERE = fileURLToPath(new URL('..', import.meta.url));
const ROOT = resolve(process.argv[2] ?? HERE);
const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { bin: Record<string, string> };
const BINARY = join(ROOT, bin['session-manager'] ?? '');
const LATENCY = 50;
const CONCURRENCY = 16;

/** Measures what npm would install, without the packages that it depends on. */
function size(): void {
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const [{ unpackedSize = 0, entryCount = 0 } = {}] = JSON.parse(packed) as {
    unpackedSize?: number;
    entryCount?: number;
  }[];
  print('package', 'MB', 'files');
  print('  unpacked', (unpackedSize / 1e6).toFixed(2), String(entryCount));
}

function startUp(): number {
  const runs = 9;
  const bare = {
    ms: median(runs, () => measure(['-e', '0']).milliseconds),
    cpu: median(runs, () => measure(['-e', '0']).cpu),
  };
  print('');
  print('start-up, against node -e 0', 'ms', 'ratio', 'CPU ms', 'ratio');
  let noop = 0;
  for (const line of ['', '--version', '--help', 'setup --noop --regions us-east-1']) {
    const args = line === '' ? ['-e', '0'] : [BINARY, ...line.split(' ')];
    noop = median(runs, () => measure(args).milliseconds);
    const cpu = median(runs, () => measure(args).cpu);
    print(`  ${line || 'node -e 0'}`, noop.toFixed(0), ratio(noop, bare.ms), cpu.toFixed(0), ratio(cpu, bare.cpu));
  }
  return noop;
}

/** Accounts and regions that make this many targets. */
function targets(count: number): readonly string[] {
  const regions = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1'].slice(0, Math.min(count, 4));
  const accounts = Array.from({ length: count / regions.length }, (_, index) => String(100_000_000_000 + index));
  return ['--regions', regions.join(','), '--accounts', accounts.join(','), '--concurrency', String(CONCURRENCY)];
}

const sandbox = (state: string, latency: number): NodeJS.ProcessEnv => ({
  SESSION_MANAGER_SANDBOX_STATE: state,
  SESSION_MANAGER_SANDBOX_FAULTS: `latency=${latency}`,
});

const setup = (count: number, latency: number, state: string, extra: readonly string[] = []): Measured =>
  measure([BINARY, 'setup', '--sandbox', '--kms', ...targets(count), ...extra], sandbox(state, latency));

/** Runs doctor, which exits 1 when it finds something. */
const doctor = (state: string, latency: number, extra: readonly string[] = []): Measured =>
  measure([BINARY, 'doctor', '--sandbox', '--regions', REGIONS.join(','), ...extra], sandbox(state, latency), [0, 1]);

/** Counts the calls that follow one another, by how much longer a run takes when every call does. */
function rounds(slow: Measured, fast: Measured, more: number): number {
  return Math.round((slow.milliseconds - fast.milliseconds) / more);
}

/** Counts the calls that a run with --debug made; `operation`: only these. */
const calls = ({ stderr }: Measured, operation = ''): number =>
  stderr.split('\n').filter((line) => / \d+ ms$/.test(line) && line.includes(operation)).length;

function oneTarget(file: (name: string) => string): { readonly first: number; readonly converged: number } {
  const more = 1000;
  const entering = 2; // GetCallerIdentity, then AssumeRole in each account
  const row = (name: string, extra: readonly string[]): number => {
    const slow = setup(1, LATENCY + more, file(`slow-${extra.length}`), extra);
    const found = rounds(slow, setup(1, LATENCY, file(`fast-${extra.length}`), extra), more) - entering;
    print(
      `  ${name}`,
      String(calls(setup(1, 0, file(`none-${extra.length}`), [...extra, '--debug'])) - entering),
      String(found),
    );
    return found;
  };
  const bare = ['--no-policy-audit'];
  print('');
  print('calls of one target with --kms', 'calls', 'in a row');
  const first = row('first setup', bare);
  const converged = row('converged setup', bare);
  row('first setup, with its audit', []);
  row('converged setup, with its audit', []);
  return { first, converged };
}

/** The work of the tool alone: the sandbox is served from another process. */
async function convergedCpu(state: string): Promise<void> {
  const count = 400;
  await withSandbox(join(HERE, 'bin/run.js'), state, (env) => {
    const run = (number: number): Measured => measure([BINARY, 'setup', '--kms', ...targets(number)], env);
    run(count);
    const [all, one] = [run(count).cpu, median(3, () => run(1).cpu)];
    const bare = median(9, () => measure(['-e', '0']).cpu);
    const each = (all - one) / (count - 1);
    print('');
    print('CPU of converged targets, sandbox elsewhere', 'CPU ms', 'ratio');
    print('  node -e 0', bare.toFixed(0), ratio(bare, bare));
    print('  one target', one.toFixed(0), ratio(one, bare));
    print(`  each of ${count} targets more`, each.toFixed(1), ratio(each, bare));
  });
}

async function plans(state: string): Promise<void> {
  print('');
  print('plan of new targets, sandbox elsewhere', 'ms', 'CPU ms', 'peak MB');
  await withSandbox(join(HERE, 'bin/run.js'), state, (env) => {
    for (const count of [20, 2000]) {
      const run = measure([BINARY, 'plan', '--kms', '--json', ...targets(count)], env, [0, 3]);
      print(`  ${count} targets`, run.milliseconds.toFixed(0), run.cpu.toFixed(0), run.megabytes.toFixed(0));
    }
  });
}

/** An organization in four regions, all as wanted; the sandbox is served from another process, which answers late. A failed target ends the bench. */
async function wholeEstate(noop: number, file: (name: string) => string): Promise<void> {
  const one = file('one-account');
  const regions = ['--regions', ESTATE_REGIONS.join(',')];
  measure([BINARY, 'setup', '--sandbox', '--kms', '--accounts', '222222222222', ...regions], sandbox(one, 0));
  print('');
  print(`setup of an organization as wanted, sandbox elsewhere at ${LATENCY} ms a call`);
  print('', 'ms', 'bound ms', 'ratio', 'CPU ms', 'peak MB');
  for (const [name, accounts, faults] of [
    ['', 2000, ''],
    [', a fifth of all calls throttled', 2000, ',throttling=0.2,seed=7'],
  ] as const) {
    const all = file(`estate-${accounts}`);
    copyAccount(one, all, accounts);
    const args = [
      'setup',
      '--kms',
      '--no-policy-audit',
      '--accounts',
      'all',
      '--exclude-accounts',
      ACCOUNT,
      ...regions,
    ];
    await withSandbox(
      join(HERE, 'bin/run.js'),
      all,
      (env) => {
        const run = measure([BINARY, ...args, '--concurrency', String(CONCURRENCY)], env);
        const waves = Math.ceil(accounts / CONCURRENCY) + Math.ceil((accounts * 4) / CONCURRENCY) * 2 + accounts / 20;
        const bound = waves * LATENCY + noop;
        const cells = [run.milliseconds.toFixed(0), bound.toFixed(0), ratio(run.milliseconds, bound)];
        print(`  ${accounts} x 4${name}`, ...cells, run.cpu.toFixed(0), run.megabytes.toFixed(0));
      },
      `latency=${LATENCY}${faults}`,
    );
  }
}

function many(
  noop: number,
  chains: { readonly first: number; readonly converged: number },
  file: (name: string) => string,
): void {
  print('');
  print(`setup at ${LATENCY} ms a call, ${CONCURRENCY} targets at once`, 'ms', 'bound ms', 'ratio', 'peak MB');
  for (const count of [1, 20, 200]) {
    const accounts = count / Math.min(count, 4);
    for (const [name, chain] of Object.entries(chains)) {
      const run = setup(count, LATENCY, file(`n${count}`), ['--no-policy-audit']);
      const waves = 1 + Math.ceil(accounts / CONCURRENCY) + Math.ceil(count / CONCURRENCY) * chain;
      const bound = waves * LATENCY + noop;
      const cells = [run.milliseconds.toFixed(0), bound.toFixed(0), ratio(run.milliseconds, bound)];
      print(`  ${count} targets, ${name}`, ...cells, run.megabytes.toFixed(0));
    }
  }
}

function diagnoses(file: (name: string) => string): void {
  print('');
  print(`doctor of account ${ACCOUNT} in ${REGIONS.length} regions, ${LATENCY} ms a call`);
  print('', 'calls', 'a node', 'nodes asked', 'ms', 'ratio', 'peak MB');
  let smallest = 0;
  for (const [nodes, roles] of [
    [10, 5],
    [200, 50],
    [2000, 150],
    [20_000, 150],
  ] as const) {
    const state = file(`fleet-${nodes}`);
    writeFileSync(state, JSON.stringify(fleetOf(nodes, roles)));
    const run = doctor(state, LATENCY);
    const asked = doctor(state, 0, ['--debug']);
    const count = calls(asked);
    smallest ||= run.milliseconds;
    const probes = calls(asked, 'GetConnectionStatus');
    const cells = [
      String(count),
      (count / nodes).toFixed(2),
      String(probes),
      run.milliseconds.toFixed(0),
      ratio(run.milliseconds, smallest),
    ];
    print(`  ${nodes} nodes, ${roles} roles`, ...cells, run.megabytes.toFixed(0));
  }
}

/** Calls grow with pages of sessions and streams, and not with sessions. */
function evidence(file: (name: string) => string): void {
  print('');
  print('sessions --evidence, one region', 'calls', 'a session', 'ms', 'peak MB');
  for (const count of [10, 200, 2000]) {
    const state = file(`sessions-${count}`);
    writeFileSync(state, JSON.stringify(sessionsOf(count)));
    const args = [BINARY, 'sessions', '--sandbox', '--evidence', '--regions', REGIONS[0] ?? ''];
    const asked = calls(measure([...args, '--debug'], sandbox(state, 0), [0, 1]));
    const run = measure(args, sandbox(state, 0), [0, 1]);
    const cells = [String(asked), (asked / count).toFixed(3), run.milliseconds.toFixed(0), run.megabytes.toFixed(0)];
    print(`  ${count} sessions`, ...cells);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'session-manager-bench-'));
const file = (name: string): string => join(folder, `${name}.json`);
try {
  size();
  const noop = startUp();
  await convergedCpu(file('converged'));
  await plans(file('plans'));
  many(noop, oneTarget(file), file);
  await wholeEstate(noop, file);
  diagnoses(file);
  evidence(file);
  await pages(file);
  await sessions(BINARY, join(folder, 'bytes'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
