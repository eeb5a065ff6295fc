import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parse } from 'yaml';
import { githubWorkflow } from '../../../src/export/pipeline/github.ts';
import type { Pipeline } from '../../../src/export/pipeline/pipeline.ts';
import { ownFolder } from '../../folder.ts';
import { FULL, PLAIN } from './pipelines.ts';
import { runStep } from './steps.ts';

interface Workflow {
  readonly on: { readonly push: { readonly branches: readonly string[] }; readonly schedule: readonly object[] };
  readonly permissions: object;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly if?: string;
  readonly needs?: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly strategy?: { readonly matrix: string };
  readonly steps: readonly {
    readonly name?: string;
    readonly if?: string;
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Record<string, string>;
  }[];
}

const read = (pipeline: Pipeline): Workflow => parse(githubWorkflow(pipeline)) as Workflow;

describe('the workflow for GitHub Actions', () => {
  const folder = ownFolder();

  for (const [what, pipeline] of Object.entries({
    plain: PLAIN,
    full: FULL,
    'on the sandbox': { ...FULL, sandbox: true },
  })) {
    it(`is one for GitHub's own parser: ${what}`, async () => {
      const content = githubWorkflow(pipeline);
      const { context, value } = parseWorkflow({ name: 'session-manager.yml', content }, new NoOperationTraceWriter());
      assert.deepEqual(
        context.errors.getErrors().map(({ message }) => message),
        [],
      );
      assert.ok(value);
      const { jobs, errors } = await convertWorkflowTemplate(context, value);
      assert.deepEqual(errors ?? [], []);
      assert.deepEqual(
        jobs.map(({ id }) => String(id)),
        [...(pipeline.shards > 1 ? ['targets'] : []), 'plan', 'comment', 'setup', 'doctor'],
      );
    });
  }

  it('pins what it uses by its hash, with the version behind it', () => {
    const uses = githubWorkflow(FULL).match(/uses: .*/g) ?? [];
    assert.ok(uses.length > 10);
    for (const one of uses) assert.match(one, /^uses: [\w-]+\/[\w-]+(?:\/[\w-]+)?@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('may only read, but for what a job requires', () => {
    const { permissions, jobs } = read(FULL);
    assert.deepEqual(permissions, { contents: 'read' });
    const writes = Object.entries(jobs).map(([name, job]) => [
      name,
      Object.entries(job.permissions ?? {}).flatMap(([what, how]) => (how === 'write' ? [what] : [])),
    ]);
    assert.deepEqual(Object.fromEntries(writes), {
      targets: ['id-token'],
      plan: ['id-token'],
      comment: ['pull-requests'],
      setup: ['id-token'],
      doctor: ['id-token', 'security-events'],
    });
  });

  it('signs in with the setup role in setup alone, behind the environment', () => {
    const roles = Object.entries(read(FULL).jobs).map(([name, { steps }]) => [
      name,
      steps.flatMap((step) => step.with?.['role-to-assume'] ?? []),
    ]);
    assert.deepEqual(Object.fromEntries(roles), {
      targets: [FULL.readRole],
      plan: [FULL.readRole],
      comment: [],
      setup: [FULL.setupRole],
      doctor: [FULL.readRole],
    });
    assert.equal(read(FULL).jobs['setup']?.environment, 'session-manager');
    assert.match(githubWorkflow(PLAIN), /role-to-assume: \$\{\{ vars\.AWS_SETUP_ROLE \}\}/);
  });

  it('lets no pull request of a fork sign in', () => {
    for (const [name, { if: condition = '', needs }] of Object.entries(read(PLAIN).jobs)) {
      if (needs !== undefined || name === 'setup') continue;
      assert.match(condition, /head\.repo\.full_name == github\.repository/, name);
    }
    assert.match(read(FULL).jobs['targets']?.if ?? '', /head\.repo\.full_name == github\.repository/);
  });

  it('carries variables as they were given, and lets GitHub read no expression in them', () => {
    const { env } = read(FULL);
    const evaluated = env['SESSION_MANAGER_SHELL_PROFILE_LINUX']?.replaceAll("${{ '${{' }}", '${{');
    assert.equal(evaluated, FULL.variables['SESSION_MANAGER_SHELL_PROFILE_LINUX']);
    assert.equal(env['SESSION_MANAGER_TAG'], FULL.variables['SESSION_MANAGER_TAG']);
    assert.equal(env['SESSION_MANAGER_EXTERNAL_ID'], '${{ secrets.SESSION_MANAGER_EXTERNAL_ID }}');
  });

  it('lets nothing of an event into a shell', () => {
    const runs = Object.values(read(FULL).jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    for (const run of runs) assert.doesNotMatch(run, /\$\{\{/);
  });

  it('shares the accounts where that is asked for, one shard a job', () => {
    assert.equal(read(PLAIN).jobs['plan']?.strategy, undefined);
    const { jobs, on } = read(FULL);
    for (const name of ['plan', 'setup', 'doctor'])
      assert.equal(jobs[name]?.strategy?.matrix, '${{ fromJSON(needs.targets.outputs.matrix) }}', name);
    assert.deepEqual(on.push.branches, ['release/1.x']);
    assert.deepEqual(on.schedule, [{ cron: '0 1 * * 1-5' }]);
  });

  const stepOf = (job: string, name: string): string =>
    read(FULL).jobs[job]?.steps.find((step) => step.name === name)?.run ?? assert.fail(`there is no step ${name}`);

  const MATRIX = {
    'session-manager': `echo '{"include":[{"shard":"1/3","accounts":0},{"shard":"2/3","accounts":4}]}'`,
  };
  const EMPTY = { 'session-manager': `echo '{"include":[{"shard":"1/3","accounts":0},{"shard":"2/3","accounts":0}]}'` };

  it('begins no job for a shard without accounts, but one at least: GitHub takes no matrix without any', async () => {
    const matrixOf = async (programs: Readonly<Record<string, string>>): Promise<unknown> => {
      const script = stepOf('targets', 'Share the accounts');
      const ran = await runStep(folder.path, script, { programs, variables: { GITHUB_OUTPUT: 'output' } });
      assert.equal(ran.exitCode, 0);
      return readFileSync(join(ran.folder, 'output'), 'utf8');
    };
    assert.equal(await matrixOf(MATRIX), 'matrix={"include":[{"shard":"2/3","accounts":4,"part":"2-of-3"}]}\n');
    assert.equal(await matrixOf(EMPTY), 'matrix={"include":[{"shard":"1/3","accounts":0,"part":"1-of-3"}]}\n');
  });

  it('sets a shard up where its plan is fine, whatever became of the others', () => {
    const { plan, setup } = read(FULL).jobs;
    assert.match(setup?.if ?? '', /^!cancelled\(\) && .*'push' && needs\.targets\.result == 'success'$/);
    const handedOn = plan?.steps.filter((step) => step.with?.['path'] === 'plan.json') ?? [];
    assert.deepEqual(
      handedOn.map((step) => [step.if, step.with?.['name']]),
      [[undefined, 'planned-${{ matrix.part }}']],
    );
    const [download, carriedOut, told] = setup?.steps.slice(-5) ?? [];
    assert.equal(download?.with?.['pattern'], 'planned-${{ matrix.part }}');
    assert.equal(carriedOut?.if, "hashFiles('planned/plan.json') != ''");
    assert.equal(told?.if, "!(hashFiles('planned/plan.json') != '')");
    assert.equal(read(PLAIN).jobs['setup']?.if, "github.event_name == 'push'");
  });

  describe('its comment on a pull request', () => {
    const FLOW = 'ann/estate/.github/workflows/session-manager.yml';
    const OURS = `<!-- session-manager plan --><!-- ${FLOW} -->\n### session-manager plan`;
    const BOT = 'github-actions[bot]';

    const commentOn = async (
      comments: readonly { readonly id: number; readonly login: string; readonly body: string }[],
    ): Promise<readonly [calls: readonly string[], body: string]> => {
      const variables = {
        GITHUB_WORKFLOW_REF: `${FLOW}@refs/pull/7/merge`,
        GITHUB_REPOSITORY: 'ann/estate',
        GITHUB_SERVER_URL: 'https://github.com',
        COMMENTS: 'repos/ann/estate/issues/7/comments',
      };
      const answer = JSON.stringify(comments.map(({ login, ...rest }) => ({ ...rest, user: { login } })));
      const script = [stepOf('comment', 'Write the comment'), stepOf('comment', 'Comment')].join('\n');
      const { folder: place, exitCode } = await runStep(folder.path, script, {
        programs: {
          'session-manager': "echo '2 to create'",
          // `gh api` as it is called: what is listed goes through --jq, and what is written is noted.
          gh: 'if [ "$2" = --paginate ]; then jq -r "$5" "$FOLDER/comments.json"; else echo "$@" >> "$FOLDER/calls"; fi',
        },
        variables,
        files: { 'comments.json': answer },
      });
      assert.equal(exitCode, 0);
      const calls = readFileSync(join(place, 'calls'), 'utf8').trimEnd().split('\n');
      return [calls, readFileSync(join(place, 'comment.md'), 'utf8')];
    };

    before(function (this: Mocha.Context) {
      // gh has it built in.
      if (spawnSync('jq', ['--version']).error) this.skip();
    });

    it('is a new one where there is none of ours, whatever others say', async () => {
      const foreign = [
        { id: 1, login: BOT, body: '### another workflow' },
        { id: 2, login: 'ann', body: OURS },
        { id: 3, login: BOT, body: OURS.replace('session-manager.yml', 'other-estate.yml') },
        { id: 4, login: BOT, body: `see ${OURS}` },
      ];
      for (const comments of [[], foreign]) {
        const [calls, body] = await commentOn(comments);
        assert.deepEqual(calls, ['api --silent --method POST repos/ann/estate/issues/7/comments -F body=@comment.md']);
        assert.ok(body.startsWith(`${OURS}\n`), body);
        assert.match(body, /^2 to create$/m);
      }
    });

    it('is ours again, the first of them, wherever it stands', async () => {
      const [calls] = await commentOn([
        { id: 1, login: BOT, body: '### another workflow' },
        { id: 22, login: BOT, body: `${OURS}\nold` },
        { id: 33, login: BOT, body: `${OURS}\nolder` },
        { id: 4, login: BOT, body: 'last' },
      ]);
      assert.deepEqual(calls, ['api --silent --method PATCH repos/ann/estate/issues/comments/22 -F body=@comment.md']);
    });
  });
});
