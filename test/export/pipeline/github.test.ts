import assert from 'node:assert/strict';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parse } from 'yaml';
import { githubWorkflow } from '../../../src/export/pipeline/github.ts';
import type { Pipeline } from '../../../src/export/pipeline/pipeline.ts';
import { FULL, PLAIN } from './pipelines.ts';

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
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: Record<string, string> }[];
}

const read = (pipeline: Pipeline): Workflow => parse(githubWorkflow(pipeline)) as Workflow;

describe('the workflow for GitHub Actions', () => {
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
});
