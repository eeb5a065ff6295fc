// The other tests run the command line within their process; these show that the binary does the same in its own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { BINARY, emptyHome, printed, words } from './cli.ts';
import type { Outcome } from './here.ts';

/** Command lines in an empty home, of every command and for every exit code, and those before it that prepare the home. */
const LINES: readonly (readonly [line: string, code: number, ...before: readonly string[]])[] = [
  ['setup --noop --no-agent-update', 0],
  ['setup --sandbox --kms --regions us-east-1,eu-west-1', 0],
  ['setup --regions us-east-1', 1],
  ['setup --kmss', 2],
  ['setpu', 2],
  ['plan --sandbox --kms --exit-code', 3],
  ['delete --sandbox --yes', 0, 'setup --sandbox'],
  ['delete --sandbox --json', 2],
  ['doctor --sandbox --skip client', 1, 'sandbox --seed fleet'],
  ['doctor --sandbox --skip client --json', 1, 'sandbox --seed fleet'],
  ['policy instance --encrypt-sessions', 0],
  ['policy nodes', 2],
  ['sandbox --seed fleet', 0],
];

/** Without what differs from run to run: the folder, times, and the order of lines of progress. */
const comparable = ({ code, stdout, stderr }: Outcome, folder: string): Outcome => ({
  code,
  stdout: stdout.replaceAll(folder, 'HOME').replaceAll(/"(time|seconds)": [^,\n]+/g, '"$1": 0'),
  stderr: stderr.replaceAll(folder, 'HOME').split('\n').toSorted().join('\n'),
});

describe('the binary', () => {
  for (const [line, code, ...preparations] of LINES) {
    it(`does in a process of its own what is tested without one: ${line}`, async () => {
      const outcomeOf = async (way: 'spawn' | 'run'): Promise<Outcome> => {
        const home = emptyHome();
        for (const before of preparations) await home.run(words(before));
        const outcome = await home[way](words(line));
        home.clear();
        return comparable(outcome, home.folder);
      };
      const binary = await outcomeOf('spawn');
      assert.equal(binary.code, code, binary.stderr);
      assert.deepEqual(binary, await outcomeOf('run'));
    });
  }

  it('ends when all that it printed was read, also where it fails: a pipe holds 64 KiB', async () => {
    const home = emptyHome();
    const { code, stdout } = await home.spawn(words('doctor --sandbox --regions us-east-1,eu-west-1 --format sarif'));
    home.clear();
    assert.equal(code, 1);
    assert.ok(stdout.length > 2 * 65_536, String(stdout.length));
    assert.equal((JSON.parse(stdout) as { version: string }).version, '2.1.0');
  });

  for (const line of ['--version', 'setup --noop']) {
    const told = existsSync('/dev/full') ? it : it.skip;
    told(`says in one line that ${line} cannot be written`, () => {
      const stdio = ['ignore', openSync('/dev/full', 'w'), 'pipe'] as const;
      const { status, stderr } = spawnSync(process.execPath, [BINARY, ...words(line)], { stdio: [...stdio] });
      assert.equal(String(stderr), 'session-manager: ENOSPC: no space left on device, write\n');
      assert.equal(status, 1);
    });
  }

  const EVERY_WRITE = ['setup', '--sandbox', '--kms', '--retention', '30', '--regions', 'us-east-1,eu-west-1'];

  for (const left of ['stderr', 'stdout', 'both'] as const) {
    it(`finishes its work when the reader of ${left} leaves at once`, async () => {
      const home = emptyHome();
      const { child, end } = home.start(EVERY_WRITE);
      for (const name of left === 'both' ? (['stdout', 'stderr'] as const) : [left]) child[name].destroy();
      const { code, signal } = await end;
      const { summary } = JSON.parse((await home.run([...EVERY_WRITE, '--json'])).stdout);
      home.clear();
      assert.deepEqual({ code, signal }, { code: 0, signal: null });
      assert.equal(summary.unchanged, 2);
    });
  }

  it('finishes its work when what it says on the way cannot be kept', async function () {
    if (!existsSync('/dev/full')) this.skip();
    const home = emptyHome();
    const env = { ...process.env, HOME: home.folder, SESSION_MANAGER_SANDBOX_STATE: home.stateFile };
    const stdio = ['ignore', 'pipe', openSync('/dev/full', 'w')] as const;
    const { status } = spawnSync(process.execPath, [BINARY, ...EVERY_WRITE], { env, stdio: [...stdio] });
    const { summary } = JSON.parse((await home.run([...EVERY_WRITE, '--json'])).stdout);
    home.clear();
    assert.equal(status, 0);
    assert.equal(summary.unchanged, 2);
  });

  it('leaves in the report what was done when it is killed', async () => {
    const home = emptyHome();
    const slow = { SESSION_MANAGER_SANDBOX_FAULTS: 'latency=300' };
    const line = 'setup --sandbox --json --no-policy-audit --concurrency 1 --regions us-east-1,eu-west-1,us-west-2';
    const { child, end } = home.start(words(line), slow);
    await printed(child.stdout, '"region": "us-east-1"');
    child.kill('SIGKILL');
    const { stdout } = await end;
    const { targets } = JSON.parse(`${stdout}]}`) as { targets: readonly { region: string; status: string }[] };
    home.clear();
    assert.deepEqual(
      targets.map(({ region, status }) => [region, status]),
      [['us-east-1', 'changed']],
    );
  });

  it('finishes its work when its report cannot be kept, and says so then', async function () {
    if (!existsSync('/dev/full')) this.skip();
    const home = emptyHome();
    const env = { ...process.env, HOME: home.folder, SESSION_MANAGER_SANDBOX_STATE: home.stateFile };
    const stdio = ['ignore', openSync('/dev/full', 'w'), 'pipe'] as const;
    const args = [BINARY, ...EVERY_WRITE, '--json', '--no-policy-audit'];
    const { status, stderr } = spawnSync(process.execPath, args, { env, stdio: [...stdio] });
    const { summary } = JSON.parse((await home.run([...EVERY_WRITE, '--json'])).stdout);
    home.clear();
    assert.ok(String(stderr).endsWith('session-manager: ENOSPC: no space left on device, write\n'), String(stderr));
    assert.equal(status, 1);
    assert.equal(summary.unchanged, 2);
  });

  it('is the same where Node is told that this is development', async () => {
    const home = emptyHome();
    const { stderr } = await home.spawn(['setup', '--noop'], { NODE_ENV: 'development' });
    home.clear();
    assert.equal(stderr, '');
  });
});
