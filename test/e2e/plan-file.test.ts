import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanFile } from '../../src/plan-file/plan-file.ts';
import { digestOf } from '../../src/plan-file/digest.ts';
import { emptyHome, type Home, words } from './cli.ts';

const REGIONS = '--regions us-east-1,eu-west-1';

interface Printed {
  readonly plan?: { readonly file: string; readonly made: string; readonly digest: string; readonly next?: string };
  readonly targets: readonly {
    readonly region: string;
    readonly status: string;
    readonly error?: { readonly code: string; readonly message: string };
    readonly drift?: readonly { readonly resource: string; readonly planned: unknown; readonly now: unknown }[];
  }[];
  readonly error?: { readonly code: string; readonly message: string; readonly suggestions: readonly string[] };
}

describe('a plan that is reviewed', () => {
  let home: Home;
  let path: string;
  beforeEach(() => {
    home = emptyHome();
    path = join(home.folder, 'plan.json');
  });
  afterEach(() => home.clear());

  const run = (line: string, env?: NodeJS.ProcessEnv) => home.run(words(line), env);
  const file = (): PlanFile => JSON.parse(readFileSync(path, 'utf8')) as PlanFile;
  const json = (stdout: string): Printed => JSON.parse(stdout) as Printed;

  it('is written where --out says, with how to carry it out, and carried out without a flag of setup', async () => {
    const plan = await run(`plan --sandbox --kms --retention 30 ${REGIONS} --out ${path}`);
    assert.equal(plan.code, 0, plan.stderr);
    assert.match(
      plan.stdout,
      new RegExp(`this plan is in ${path}; .*: session-manager setup --sandbox --plan ${path}\n$`),
    );
    const setup = await run(`setup --sandbox --plan ${path} --json`);
    assert.equal(setup.code, 0, setup.stdout);
    assert.match(setup.stderr, new RegExp(`carrying out ${path}, made \\d+ \\w+ ago \\(2\\d{3}-`));
    const report = json(setup.stdout);
    assert.deepEqual(
      report.targets.map(({ region, status }) => `${region} ${status}`),
      ['us-east-1 changed', 'eu-west-1 changed'],
    );
    assert.deepEqual(report.plan, { file: path, made: file().made, digest: file().digest });
    const again = await run(`setup --sandbox --plan ${path} --no-config`);
    assert.equal(again.code, 0);
    assert.match(again.stdout, /2 unchanged; nothing to do/);
  });

  it('is not carried out in a target where something else would be done now, and the difference is told', async () => {
    await run(`plan --sandbox --retention 30 ${REGIONS} --out ${path} --json`);
    await run('setup --sandbox --retention 7 --regions us-east-1');
    const { code, stdout } = await run(`setup --sandbox --plan ${path} --json`);
    assert.equal(code, 1);
    const [refused, done] = json(stdout).targets;
    assert.deepEqual([refused?.status, refused?.error?.code, done?.status], ['failed', 'PlanDiffers', 'changed']);
    assert.match(
      refused?.error?.message ?? '',
      /not the same any more: log-group was to be created, and now would be changed \(retentionInDays\)/,
    );
    assert.deepEqual(
      refused?.drift?.map(({ resource }) => resource),
      ['log-group'],
    );
    const text = await run(`setup --sandbox --plan ${path}`);
    assert.match(text.stdout, /failed: its plan is not the same any more: log-group/);
  });

  it('of delete is asked about, unless --yes is given', async () => {
    await run(`setup --sandbox --no-policy-audit ${REGIONS}`);
    const plan = await run(`plan --delete --sandbox ${REGIONS} --out ${path} --json`);
    assert.equal(json(plan.stdout).plan?.next, `session-manager delete --sandbox --plan ${path}`);
    const asked = await run(`delete --sandbox --plan ${path}`);
    assert.equal(asked.code, 2);
    assert.match(asked.stderr, /there is no terminal to ask on: add --yes/);
    const { code, stdout } = await run(`delete --sandbox --plan ${path} --yes`);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /2 changed/);
    assert.equal((await run(`delete --sandbox --plan ${path} --yes`)).code, 0);
  });

  it('is refused, with one line and before any call, if it is altered, of another version, or of the other command', async () => {
    await run(`plan --sandbox ${REGIONS} --out ${path}`);
    const good = readFileSync(path, 'utf8');
    const { digest: _digest, ...older } = { ...file(), tool: { name: 'session-manager', version: '0.0.1' } };
    const refused: readonly (readonly [text: string, line: string, code: string])[] = [
      [good.replace('"planned"', '"unchanged"'), `setup --sandbox --plan ${path}`, 'plan-altered'],
      [JSON.stringify({ ...older, digest: digestOf(older) }), `setup --sandbox --plan ${path}`, 'other-version'],
      [good, `delete --sandbox --yes --plan ${path}`, 'other-plan'],
      [good, `setup --plan ${path}`, 'other-plan'],
      ['{}', `setup --sandbox --plan ${path}`, 'not-a-plan'],
      [good, `setup --sandbox --plan ${path}.none`, 'no-plan-file'],
      [good, `setup --sandbox --plan ${path} --kms`, 'conflict'],
      [good, `setup --sandbox --plan ${path} --regions us-east-1 --no-policy-audit`, 'conflict'],
      [good, `delete --sandbox --plan ${path} --keep-logs`, 'conflict'],
      [good, `plan --sandbox --out ${home.folder}`, 'cannot-write'],
      [good, `plan --sandbox --noop --out ${path}`, 'conflict'],
    ];
    for (const [text, line, code] of refused) {
      writeFileSync(path, text);
      const outcome = await run(`${line} --json`);
      assert.equal(outcome.code, 2, line);
      assert.equal(json(outcome.stdout).error?.code, code, line);
      assert.doesNotMatch(json(outcome.stdout).error?.message ?? '', /\n/, line);
    }
    assert.ok(!existsSync(home.stateFile), 'something was written');
  });

  it('takes no inputs, accounts or regions from variables that are meant for other commands', async () => {
    await run(`plan --sandbox --retention 30 --regions us-east-1 --out ${path}`);
    const env = { SESSION_MANAGER_REGIONS: 'eu-west-1', SESSION_MANAGER_RETENTION: '7' };
    const { code, stdout } = await run(`setup --sandbox --plan ${path} --json`, env);
    assert.equal(code, 0, stdout);
    assert.deepEqual(
      json(stdout).targets.map(({ region, status }) => `${region} ${status}`),
      ['us-east-1 changed'],
    );
  });

  it('keeps what a configuration file came to for each target, and does not read the file again', async () => {
    const config = join(home.folder, 'session-manager.yaml');
    const yaml = (retention: number): string =>
      `regions: [us-east-1, eu-west-1]\nretention: ${retention}\noverrides:\n  - match: { regions: [eu-west-1] }\n    retention: 365\n`;
    writeFileSync(config, yaml(30));
    const plan = await run(`plan --sandbox --config ${config} --out ${path}`);
    assert.equal(plan.code, 0, plan.stderr);
    assert.deepEqual(
      file().targets.map(({ flags }) => flags.retention),
      ['30', '365'],
    );
    writeFileSync(config, yaml(7));
    const beside = await run(`setup --sandbox --config ${config} --plan ${path}`);
    assert.equal(beside.code, 2);
    const { code, stdout } = await run(`setup --sandbox --plan ${path}`, { SESSION_MANAGER_CONFIG: config });
    assert.equal(code, 0, stdout);
    const regions = Object.values(home.state().accounts)[0] ?? {};
    assert.deepEqual(
      ['us-east-1', 'eu-west-1'].map((region) => regions[region]?.logGroups['sessions']?.retentionInDays),
      [30, 365],
    );
  });

  it('of a shard without accounts is written, carried out and merged: there is nothing to do', async () => {
    const where = '--accounts all --account-tags env=prod --regions us-east-1';
    const { stdout } = await run(`targets --sandbox ${where} --shards 8 --json`);
    const { include } = JSON.parse(stdout) as { include: readonly { shard: string; accounts: number }[] };
    const { shard } = include.find(({ accounts }) => accounts === 0) ?? {};
    assert.ok(shard !== undefined);
    const planned = await run(`plan --sandbox ${where} --shard ${shard} --out ${path} --json`);
    const done = await run(`setup --sandbox --plan ${path} --json`);
    const merged = join(home.folder, 'report.json');
    writeFileSync(merged, planned.stdout);
    const told = await run(`merge ${merged}`);
    assert.deepEqual([planned.code, done.code, told.code], [0, 0, 0], planned.stderr + done.stderr + told.stderr);
    assert.deepEqual(json(done.stdout).targets, []);
    const shown = await run(`setup --sandbox --plan ${path} --noop`);
    assert.equal(shown.code, 0);
    assert.match(shown.stderr, /nothing of .* is to be worked on here/);
  });

  it('is shown by --noop for the shard that is asked for', async () => {
    await run(`plan --sandbox --accounts 111111111111,222222222222,333333333333 --regions us-east-1 --out ${path}`);
    const accounts = async (shard: string): Promise<readonly string[]> => {
      const { stdout } = await run(`setup --sandbox --plan ${path} --shard ${shard} --noop --json`);
      const { targets } = JSON.parse(stdout) as { targets: readonly { account: string }[] };
      return targets.map(({ account }) => account);
    };
    const one = await accounts('2/3');
    const other = await accounts('3/3');
    assert.ok(one.length < 3 && other.length < 3);
    assert.deepEqual([...one, ...other].toSorted(), ['111111111111', '222222222222', '333333333333']);
  });

  it('is shown by --noop without a call', async () => {
    await run(`plan --sandbox --regions us-east-1 --out ${path}`);
    const { code, stdout } = await run(`setup --sandbox --plan ${path} --noop`);
    assert.equal(code, 0);
    assert.match(stdout, /^NOOP: Creating CloudWatch log group: sessions$/m);
    assert.ok(!existsSync(home.stateFile), 'something was written');
  });
});
