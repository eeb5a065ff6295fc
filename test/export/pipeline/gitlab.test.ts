import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
// GitLab's own schema, as gitlab-ci-local holds it.
import { schema } from 'gitlab-ci-local/src/schema/schema.js';
import { parse } from 'yaml';
import { gitlabPipeline } from '../../../src/export/pipeline/gitlab.ts';
import type { Pipeline } from '../../../src/export/pipeline/pipeline.ts';
import { FULL, PLAIN } from './pipelines.ts';

interface Job {
  readonly before_script?: readonly string[];
  readonly script: readonly string[];
  readonly parallel?: { readonly matrix: readonly Record<string, readonly string[]>[] };
  readonly rules: readonly { readonly if: string; readonly when?: string }[];
  readonly id_tokens?: object;
}

type File = Readonly<Record<string, Job>> & { readonly variables: Readonly<Record<string, string>> };

const read = (pipeline: Pipeline): File => parse(gitlabPipeline(pipeline)) as File;

const JOBS = ['plan', 'review', 'setup', 'doctor'];

describe('the pipeline for GitLab CI', () => {
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
    assert.deepEqual(file['setup']?.rules, [
      { if: '$CI_COMMIT_BRANCH == "release/1.x" && $CI_PIPELINE_SOURCE != "schedule"', when: 'manual' },
    ]);
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
});
