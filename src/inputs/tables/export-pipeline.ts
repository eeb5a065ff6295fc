import type { InputTable } from '../input.ts';

const group = 'PIPELINE';

const ROLE = [[/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/, 'it must be the ARN of a role']] as const;

/** The inputs of `export github-actions` and `export gitlab-ci`, besides those that go into the pipeline. None comes from the environment. */
export const exportPipelineInputs = {
  shards: {
    kind: 'number',
    least: 1,
    most: 256,
    default: 1,
    env: false,
    help: 'jobs that share the accounts',
    group,
    value: 'n',
  },
  'read-role': {
    kind: 'text',
    rules: ROLE,
    env: false,
    help: 'role that plan and doctor run with, entered by OIDC',
    otherwise: 'the variable AWS_READ_ROLE of the repository',
    group,
    value: 'arn',
  },
  'setup-role': {
    kind: 'text',
    rules: ROLE,
    env: false,
    help: 'role that setup runs with, entered by OIDC from the branch alone',
    otherwise: 'the variable AWS_SETUP_ROLE of the repository',
    group,
    value: 'arn',
  },
  branch: {
    kind: 'text',
    // https://git-scm.com/docs/git-check-ref-format, and no pattern.
    rules: [
      [
        /^(?![-/.])(?!.*(?:\.\.|\/\/|[/.]$))[\w./-]{1,200}$/,
        'it must be the name of a branch: letters, digits and . _ / -',
      ],
    ],
    default: 'main',
    env: false,
    help: 'branch whose pushes are set up',
    group,
    value: 'name',
  },
  nightly: {
    kind: 'text',
    rules: [
      [/^[\d*,/-]+(?: [\d*,/-]+){2}(?: [\dA-Za-z*,/-]+){2}$/, 'it must be a cron expression of five fields, in UTC'],
    ],
    default: '17 3 * * *',
    env: false,
    help: 'when doctor looks, as cron has it, in UTC; GitLab keeps its schedules apart from the file',
    group,
    value: 'cron',
  },
  package: {
    kind: 'text',
    // What npm installs, and what stands in a shell without quotes.
    rules: [[/^(?!-)[\w@./:~^+-]{1,400}$/, 'it must be a path, an address or a name that npm can install']],
    env: false,
    help: 'what the jobs install with npm',
    otherwise: 'the tarball of this version, in the repository',
    group,
    value: 'path',
  },
} as const satisfies InputTable;
