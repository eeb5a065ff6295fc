import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { emptyHome, type Home } from './cli.ts';
import { runnerIn, type Step } from './steps.ts';

interface Workflow {
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

const FLAGS = ['--sandbox', '--accounts', 'all', '--regions', 'us-east-1', '--kms', '--no-policy-audit'];

describe('the workflow that export github-actions prints', () => {
  let home: Home;
  before(() => (home = emptyHome()));
  after(() => home.clear());

  it('plans, comments, sets up what was planned, and looks, shard by shard', async () => {
    const { stdout } = await home.run(['export', 'github-actions', ...FLAGS, '--shards', '2']);
    const { env, jobs } = parse(stdout) as Workflow;
    const common = { ...env, SESSION_MANAGER_SANDBOX_STATE: home.stateFile };
    const run = (name: string, shard?: string) =>
      runnerIn(join(home.folder, name, shard?.[0] ?? '')).run(
        jobs[name]?.steps ?? [],
        {
          'strategy.job-index': String(Number(shard?.[0] ?? 1) - 1),
          'github.token': 'token',
          'github.event.pull_request.html_url': 'https://github.com/o/r/pull/1',
        },
        { ...common, ...(shard !== undefined && { SESSION_MANAGER_SHARD: shard }) },
      );
    const { outputs } = run('targets');
    const matrix = JSON.parse(outputs['targets.matrix'] ?? '') as { include: readonly { shard: string }[] };
    const shards = matrix.include.map(({ shard }) => shard);
    assert.ok(shards.length > 0 && shards.every((shard) => /^[12]\/2$/.test(shard)), shards.join(' '));
    for (const shard of shards) assert.equal(run('plan', shard).code, 0, `plan ${shard}`);
  });
});

describe('the workflow for a single job', () => {
  let home: Home;
  before(() => (home = emptyHome()));
  after(() => home.clear());

  it('plans, comments, sets up what was planned, and looks', async () => {
    const flags = ['--sandbox', '--regions', 'ap-south-1', '--kms', '--no-policy-audit'];
    const { env, jobs } = parse((await home.run(['export', 'github-actions', ...flags])).stdout) as Workflow;
    const runner = runnerIn(home.folder);
    const run = (name: string) =>
      runner.run(
        jobs[name]?.steps ?? [],
        { 'github.token': 'token', 'github.event.pull_request.html_url': 'https://github.com/o/r/pull/1' },
        { ...env, SESSION_MANAGER_SANDBOX_STATE: home.stateFile },
      );
    const planned = run('plan');
    assert.equal(planned.code, 0, planned.output);
    assert.match(planned.summary, /^~{12}\n[^]*Creating CloudWatch log group: sessions[^]*~{12}\n$/);
    const commented = run('comment');
    assert.equal(commented.code, 0, commented.output);
    assert.match(
      readFileSync(join(home.folder, 'comment.md'), 'utf8'),
      /^### session-manager plan\n~{12}\n[^]*sessions/,
    );
    assert.match(
      readFileSync(join(home.folder, 'gh.txt'), 'utf8'),
      /pr\ncomment\nhttps:\/\/github\.com\/o\/r\/pull\/1\n/,
    );
    const done = run('setup');
    assert.equal(done.code, 0, done.output);
    assert.match(done.summary, /Creating CloudWatch log group: sessions/);
    const looked = run('doctor');
    assert.match(looked.summary, /^## session-manager doctor$/m);
    assert.ok([0, 1].includes(looked.code), looked.output);
    assert.match(readFileSync(join(runner.workspace, 'doctor.sarif'), 'utf8'), /"2\.1\.0"/);
  });
});
