import { Document } from 'yaml';
import { DOCTOR, EXTERNAL_ID, type Pipeline, retold } from './pipeline.ts';
import { textNode } from './text.ts';

// By their hashes, since a tag can be moved: https://docs.github.com/actions/security-for-github-actions/security-guides/security-hardening-for-github-actions
const ACTIONS = {
  checkout: ['actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683', 'v4.2.2'],
  node: ['actions/setup-node@39370e3970a6d050c480ffad4ff0ed4d3fdee5af', 'v4.1.0'],
  credentials: ['aws-actions/configure-aws-credentials@e3dd6a429d7300a6a4c196c26e071d42e0343502', 'v4.0.2'],
  upload: ['actions/upload-artifact@b4b15b8c7c6ac21ea08fcf65892d2ee8f75cf882', 'v4.4.3'],
  download: ['actions/download-artifact@fa0a91b85d4f404e444e00e005971372dc801d16', 'v4.1.8'],
  sarif: ['github/codeql-action/upload-sarif@662472033e021d55d94146f66f6058822b0b39fd', 'v3.27.0'],
} as const;

const RUNNER = 'ubuntu-24.04';

const MINUTES = 60;

type Step = Readonly<Record<string, unknown>>;

type Job = Readonly<Record<string, unknown>>;

/** Writes a workflow for GitHub Actions: a plan on pull requests, setup on the branch, doctor at night. */
export function githubWorkflow(pipeline: Pipeline): string {
  const { shards, variables, externalId, branch, nightly, made } = pipeline;
  const sharded = shards > 1;
  const workflow = {
    name: 'session-manager',
    on: {
      pull_request: {},
      push: { branches: [branch] },
      schedule: [{ cron: nightly }],
      workflow_dispatch: {},
    },
    permissions: { contents: 'read' },
    env: {
      ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, textNode(literal(value))])),
      ...(externalId && { [EXTERNAL_ID]: `\${{ secrets.${EXTERNAL_ID} }}` }),
    },
    jobs: {
      ...(sharded && { targets: targets(pipeline) }),
      plan: plan(pipeline),
      comment: comment(pipeline),
      setup: setup(pipeline),
      doctor: doctor(pipeline),
    },
  };
  const document = new Document(workflow, { aliasDuplicateObjects: false });
  document.commentBefore = head(made);
  return withVersions(document.toString({ lineWidth: 0 }));
}

const head = (made: string): string =>
  [
    ` Made by: ${made}`,
    '',
    ' plan runs on pull requests, and its comment shows what would change; a push to the branch plans again, and setup carries out that plan,',
    ' once the environment "session-manager" lets it: give it required reviewers. doctor runs at night, and on request.',
    ' Roles are entered by OIDC: trust the read role from the whole repository, the setup role from that environment only.',
    ' Variables of the repository, where no ARN stands here: AWS_READ_ROLE, AWS_SETUP_ROLE.',
  ].join('\n');

// The versions stand behind the hashes, where tools that keep them up to date look.
const withVersions = (text: string): string =>
  Object.values(ACTIONS).reduce((all, [uses, version]) => all.replaceAll(uses, `${uses} # ${version}`), text);

/** Writes a text in which GitHub finds no expression. */
const literal = (text: string): string => text.replaceAll('${{', "${{ '${{' }}");

// A pull request from a fork has no right to sign in.
const NO_FORK =
  "(github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository)";

const PLANS = `contains(fromJSON('["pull_request", "push"]'), github.event_name)`;

const NIGHTLY = `contains(fromJSON('["schedule", "workflow_dispatch"]'), github.event_name)`;

const READS = { contents: 'read', 'id-token': 'write' };

const run = (name: string, ...lines: readonly string[]): Step => ({ name, shell: 'bash', run: lines.join('\n') });

const upload = (name: string, path: string): Step => ({
  if: 'always()',
  uses: ACTIONS.upload[0],
  with: { name, path, 'if-no-files-found': 'ignore', overwrite: true },
});

/** Keeps a file for a later job; only where all has been fine so far. */
const handOn = (name: string, path: string): Step => ({
  uses: ACTIONS.upload[0],
  with: { name, path, 'if-no-files-found': 'error', overwrite: true },
});

const download = (given: Readonly<Record<string, unknown>>): Step => ({ uses: ACTIONS.download[0], with: given });

function start({ package: what, region, sandbox, ...roles }: Pipeline, role?: 'readRole' | 'setupRole'): Step[] {
  const variable = role === 'setupRole' ? 'AWS_SETUP_ROLE' : 'AWS_READ_ROLE';
  return [
    { uses: ACTIONS.checkout[0], with: { 'persist-credentials': false } },
    { uses: ACTIONS.node[0], with: { 'node-version': 22 } },
    run('Install session-manager', `npm install --global --ignore-scripts ${what}`),
    ...(role === undefined || sandbox
      ? []
      : [
          {
            uses: ACTIONS.credentials[0],
            with: { 'role-to-assume': roles[role] ?? `\${{ vars.${variable} }}`, 'aws-region': region },
          },
        ]),
  ];
}

// No job for a shard without accounts, but one at least, as GitHub takes no matrix without any. A part is the shard in the name of a file.
const MATRIX = [
  "node -p '",
  'const { include } = JSON.parse(require("fs").readFileSync("shards.json", "utf8"));',
  'const some = include.filter(({ accounts }) => accounts > 0);',
  'const jobs = (some.length > 0 ? some : include.slice(0, 1)).map((job) => ({ ...job, part: job.shard.replace("/", "-of-") }));',
  '"matrix=" + JSON.stringify({ include: jobs })',
  `' >> "$GITHUB_OUTPUT"`,
].join('\n');

const targets = (pipeline: Pipeline): Job => ({
  if: NO_FORK,
  'runs-on': RUNNER,
  'timeout-minutes': MINUTES,
  permissions: READS,
  outputs: { matrix: '${{ steps.targets.outputs.matrix }}' },
  steps: [
    ...start(pipeline, 'readRole'),
    {
      id: 'targets',
      ...run('Share the accounts', `session-manager targets --shards ${pipeline.shards} --json > shards.json`, MATRIX),
    },
  ],
});

/** Gives what a job has that runs once a shard. */
const perShard = ({ shards }: Pipeline, ...needs: readonly string[]): Job =>
  shards > 1
    ? {
        needs: ['targets', ...needs],
        strategy: { 'fail-fast': false, matrix: '${{ fromJSON(needs.targets.outputs.matrix) }}' },
        env: { SESSION_MANAGER_SHARD: '${{ matrix.shard }}' },
      }
    : needs.length > 0
      ? { needs: [...needs] }
      : {};

const named = ({ shards }: Pipeline, name: string): string =>
  shards > 1 ? `${name}-\${{ matrix.part }}` : `${name}-0`;

// The fence is longer than any that a report could hold.
const FENCE = `echo '~~~~~~~~~~~~'`;

const fenced = (file: string): string => `{ ${FENCE}; cat ${file}; echo; ${FENCE}; }`;

const shown = (): Step => ({
  if: `always() && hashFiles('report.json') != ''`,
  ...run('Show it', retold('report.json', '| tee report.txt'), `${fenced('report.txt')} >> "$GITHUB_STEP_SUMMARY"`),
});

const plan = (pipeline: Pipeline): Job => ({
  if: pipeline.shards > 1 ? PLANS : `${PLANS} && ${NO_FORK}`,
  ...perShard(pipeline),
  'runs-on': RUNNER,
  'timeout-minutes': MINUTES,
  permissions: READS,
  steps: [
    ...start(pipeline, 'readRole'),
    run('Plan', 'session-manager plan --out plan.json --json > report.json'),
    shown(),
    upload(named(pipeline, 'plan'), 'report.json'),
    handOn(named(pipeline, 'planned'), 'plan.json'),
  ],
});

/** Begins our comment, unseen, with the workflow that it is of: another may have one on the same pull request. */
const MARKER = '<!-- session-manager plan --><!-- ${GITHUB_WORKFLOW_REF%@*} -->';

// A comment takes 65,536 characters.
const comment = (pipeline: Pipeline): Job => ({
  if: `!cancelled() && github.event_name == 'pull_request' && needs.plan.result != 'skipped'`,
  needs: 'plan',
  'runs-on': RUNNER,
  'timeout-minutes': 10,
  permissions: { contents: 'read', 'pull-requests': 'write' },
  steps: [
    ...start(pipeline),
    download({ pattern: 'plan-*', path: 'plans' }),
    run(
      'Write the comment',
      retold('plans/*/report.json', '> plan.txt'),
      'head -c 60000 plan.txt > start.txt',
      `{ echo "${MARKER}"; echo '### session-manager plan'; ${fenced('start.txt')}; } > comment.md`,
    ),
    {
      ...run(
        'Comment',
        'export GH_HOST="${GITHUB_SERVER_URL#https://}" MARKER',
        'MARKER=$(head -n 1 comment.md)',
        `own=$(gh api --paginate "$COMMENTS" --jq '${OWN_COMMENT}')`,
        "own=${own%%$'\\n'*}",
        'if [ -n "$own" ]; then gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$own" -F body=@comment.md',
        'else gh api --silent --method POST "$COMMENTS" -F body=@comment.md; fi',
      ),
      env: {
        GH_TOKEN: '${{ github.token }}',
        COMMENTS: 'repos/${{ github.repository }}/issues/${{ github.event.pull_request.number }}/comments',
      },
    },
  ],
});

const OWN_COMMENT = '.[] | select(.user.login == "github-actions[bot]" and (.body | startswith($ENV.MARKER))) | .id';

const PLANNED = `hashFiles('planned/plan.json') != ''`;

// Where the plan of one shard fails, the others are set up all the same.
const setup = (pipeline: Pipeline): Job => ({
  if:
    pipeline.shards > 1
      ? `!cancelled() && github.event_name == 'push' && needs.targets.result == 'success'`
      : `github.event_name == 'push'`,
  ...perShard(pipeline, 'plan'),
  'runs-on': RUNNER,
  'timeout-minutes': MINUTES,
  environment: 'session-manager',
  concurrency: { group: named(pipeline, 'session-manager-setup'), 'cancel-in-progress': false },
  permissions: READS,
  steps: [
    ...start(pipeline, 'setupRole'),
    // By a pattern, which may find nothing.
    download({ pattern: named(pipeline, 'planned'), path: 'planned', 'merge-multiple': true }),
    { if: PLANNED, ...run('Set up', 'session-manager setup --plan planned/plan.json --json > report.json') },
    {
      if: `!(${PLANNED})`,
      ...run('Tell why not', `echo '::warning::nothing is set up here: there is no plan, or it failed'`),
    },
    shown(),
    upload(named(pipeline, 'setup'), 'report.json'),
  ],
});

const doctor = (pipeline: Pipeline): Job => ({
  if: pipeline.shards > 1 ? NIGHTLY : `${NIGHTLY} && ${NO_FORK}`,
  ...perShard(pipeline),
  'runs-on': RUNNER,
  'timeout-minutes': MINUTES,
  permissions: { ...READS, 'security-events': 'write' },
  steps: [
    ...start(pipeline, 'readRole'),
    run('Look', `${DOCTOR} --json > report.json`),
    {
      if: 'always()',
      ...run(
        'Show it',
        retold('report.json', '>> "$GITHUB_STEP_SUMMARY"', 'markdown'),
        retold('report.json', '> doctor.sarif', 'sarif'),
      ),
    },
    {
      if: 'always()',
      uses: ACTIONS.sarif[0],
      with: { sarif_file: 'doctor.sarif', category: named(pipeline, 'session-manager') },
    },
    upload(named(pipeline, 'doctor'), 'report.json\ndoctor.sarif\n'),
  ],
});
