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

/** What the runner knows of the pull request. */
const PULL_REQUEST = {
  'github.token': 'token',
  'github.repository': 'o/r',
  'github.event.pull_request.number': '1',
};

const RUNNER = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'o/r',
  GITHUB_WORKFLOW_REF: 'o/r/.github/workflows/session-manager.yml@refs/heads/main',
};

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
          'matrix.part': shard?.replace('/', '-of-') ?? '',
          ...PULL_REQUEST,
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
      runner.run(jobs[name]?.steps ?? [], PULL_REQUEST, {
        ...env,
        ...RUNNER,
        SESSION_MANAGER_SANDBOX_STATE: home.stateFile,
      });
    const planned = run('plan');
    assert.equal(planned.code, 0, planned.output);
    assert.match(planned.summary, /^~{12}\n[^]*Creating CloudWatch log group: sessions[^]*~{12}\n$/);
    const commented = run('comment');
    assert.equal(commented.code, 0, commented.output);
    assert.match(
      readFileSync(join(home.folder, 'comment.md'), 'utf8'),
      /^<!-- session-manager plan --><!-- o\/r\/.github\/workflows\/session-manager.yml -->\n### session-manager plan\n~{12}\n[^]*sessions/,
    );
    assert.match(
      readFileSync(join(home.folder, 'gh.txt'), 'utf8'),
      /^api\n--silent\n--method\nPOST\nrepos\/o\/r\/issues\/1\/comments\n/,
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
