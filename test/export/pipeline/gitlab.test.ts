import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { Ajv } from 'ajv';
// GitLab's own schema, as gitlab-ci-local holds it.
import { schema } from 'gitlab-ci-local/src/schema/schema.js';
import { parse } from 'yaml';
import { gitlabPipeline } from '../../../src/export/pipeline/gitlab.ts';
import type { Pipeline } from '../../../src/export/pipeline/pipeline.ts';
import { ownFolder } from '../../folder.ts';
import { FULL, PLAIN } from './pipelines.ts';
import { runStep } from './steps.ts';

interface Job {
  readonly before_script?: readonly string[];
  readonly script: readonly string[];
  readonly parallel?: { readonly matrix: readonly Record<string, readonly string[]>[] };
  readonly rules: readonly { readonly if: string; readonly when?: string; readonly allow_failure?: boolean }[];
  readonly needs?: readonly unknown[];
  readonly environment?: unknown;
  readonly id_tokens?: object;
}

type File = Readonly<Record<string, Job>> & { readonly variables: Readonly<Record<string, string>> };

const read = (pipeline: Pipeline): File => parse(gitlabPipeline(pipeline)) as File;

const ON_BRANCH = { if: '$CI_COMMIT_BRANCH == "release/1.x" && $CI_PIPELINE_SOURCE != "schedule"' };

const JOBS = ['plan', 'review', 'setup', 'doctor'];

describe('the pipeline for GitLab CI', () => {
  const folder = ownFolder();
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

  for (const [what, pipeline] of Object.entries({
    plain: PLAIN,
    full: FULL,
    'on the sandbox': { ...FULL, sandbox: true },
  })) {
    it(`is valid by GitLab's own schema: ${what}`, () => {
      validate(parse(gitlabPipeline(pipeline)));
      assert.deepEqual(validate.errors ?? [], []);
    });
  }

  it('would not be valid with a misspelled member', () => {
    const file = structuredClone(parse(gitlabPipeline(PLAIN)) as Record<string, Record<string, unknown>>);
    file['plan'] = { ...file['plan'], artefacts: {} };
    assert.equal(validate(file), false);
  });

  it('signs in with the setup role in setup alone, which somebody starts, on the branch', () => {
    const file = read(FULL);
    const roles = JOBS.map((name) => file[name]?.before_script?.join('\n').match(/AWS_ROLE_ARN="([^"]*)"/)?.[1]);
    assert.deepEqual(roles, [FULL.readRole, undefined, FULL.setupRole, FULL.readRole]);
    assert.deepEqual(read({ ...FULL, shards: 1 })['setup']?.rules, [{ ...ON_BRANCH, when: 'manual' }]);
    assert.match(gitlabPipeline(PLAIN), /AWS_ROLE_ARN="\$AWS_SETUP_ROLE"/);
    assert.equal(read({ ...FULL, sandbox: true })['plan']?.id_tokens, undefined);
  });

  it('writes lists of accounts in quotes, as GitLab would take them for one number', () => {
    const variables = { SESSION_MANAGER_ACCOUNTS: '111111111111,222222222222', SESSION_MANAGER_S3_PREFIX: 'yes' };
    const text = gitlabPipeline({ ...PLAIN, variables });
    assert.match(text, /SESSION_MANAGER_ACCOUNTS: "111111111111,222222222222"\n/);
    assert.match(text, /SESSION_MANAGER_S3_PREFIX: "yes"\n/);
  });

  it('carries variables as they were given, and lets GitLab read no variable in them', () => {
    const { variables } = read(FULL);
    const given = variables['SESSION_MANAGER_SHELL_PROFILE_LINUX']?.replaceAll('$$', '$');
    assert.equal(given, FULL.variables['SESSION_MANAGER_SHELL_PROFILE_LINUX']);
    assert.doesNotMatch(variables['SESSION_MANAGER_SHELL_PROFILE_LINUX'] ?? '', /(?<!\$)\$(?!\$)/);
  });

  it('names an external ID in words alone', () => {
    assert.match(
      gitlabPipeline(FULL),
      /^# The external ID of the roles: a masked variable SESSION_MANAGER_EXTERNAL_ID\.$/m,
    );
    assert.equal(read(FULL).variables['SESSION_MANAGER_EXTERNAL_ID'], undefined);
  });

  it('shares the accounts where that is asked for, one shard a job', () => {
    const shards = ['1/3', '2/3', '3/3'];
    const file = read(FULL);
    for (const name of ['plan', 'setup', 'doctor'])
      assert.deepEqual(file[name]?.parallel?.matrix, [{ SESSION_MANAGER_SHARD: shards }], name);
    assert.equal(read(PLAIN)['plan']?.parallel, undefined);
  });

  it('lets all shards of setup go on at once, when somebody has started one job, whose environment says who may', () => {
    const { approve, setup } = read(FULL);
    assert.deepEqual(approve?.rules, [{ ...ON_BRANCH, when: 'manual', allow_failure: false }]);
    assert.equal(approve?.environment, 'session-manager');
    assert.equal(approve?.id_tokens, undefined);
    assert.deepEqual([setup?.rules, setup?.needs], [[ON_BRANCH], ['plan', 'approve']]);
    assert.equal(read(PLAIN)['approve'], undefined);
  });

  it('holds no shard up by the plan of another: one that failed leaves no plan, and its setup alone fails', async () => {
    const { plan } = read(FULL);
    const [onRequest, onBranch] = plan?.rules ?? [];
    assert.deepEqual([onRequest?.allow_failure, onBranch], [undefined, { ...ON_BRANCH, allow_failure: true }]);
    assert.deepEqual(read(PLAIN)['plan']?.rules[1]?.allow_failure, undefined);
    const leftBy = async (code: number): Promise<unknown> => {
      const { folder: left, exitCode } = await runStep(folder.path, (plan?.script ?? []).join('\n'), {
        programs: { 'session-manager': `echo '{}' > "$3"; echo '{}'; exit ${code}` },
        variables: { SESSION_MANAGER_SHARD: '2/3' },
      });
      return [exitCode, readdirSync(left).filter((name) => name.endsWith('.json'))];
    };
    assert.deepEqual(await leftBy(0), [0, ['plan-2.json', 'report-2.json']]);
    assert.deepEqual(await leftBy(1), [1, ['report-2.json']]);
  });
});
