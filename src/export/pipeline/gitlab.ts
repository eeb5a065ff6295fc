import { Document } from 'yaml';
import { DOCTOR, type Pipeline, retold } from './pipeline.ts';
import { textNode } from './text.ts';

type Job = Readonly<Record<string, unknown>>;

/** Writes a pipeline for GitLab: a plan for merge requests, setup on the branch, doctor by a schedule. */
export function gitlabPipeline(pipeline: Pipeline): string {
  const { branch, variables, shards } = pipeline;
  const onBranch = { if: `$CI_COMMIT_BRANCH == "${branch}" && $CI_PIPELINE_SOURCE != "schedule"` };
  const onRequest = { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' };
  const file = {
    stages: ['plan', 'review', ...(shards > 1 ? ['approve'] : []), 'setup', 'doctor'],
    variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, textNode(literal(value))])),
    plan: {
      stage: 'plan',
      ...start(pipeline, 'readRole'),
      ...perShard(pipeline),
      // Where the plan of one shard fails, the others are set up all the same.
      rules: [onRequest, shards > 1 ? { ...onBranch, allow_failure: true } : onBranch],
      script: [
        `session-manager plan --out "plan-${PART}.json" --json > "report-${PART}.json" || { status=$?; rm -f "plan-${PART}.json"; exit $status; }`,
      ],
      artifacts: { when: 'always', paths: ['plan-*.json', 'report-*.json'] },
    },
    review: {
      stage: 'review',
      ...start(pipeline),
      rules: [{ ...onRequest, when: 'always' }],
      script: [retold('report-*.json', '| tee plan.txt'), COUNTS],
      artifacts: {
        when: 'always',
        expose_as: 'session-manager plan',
        paths: ['plan.txt'],
        reports: { terraform: 'counts.json' },
      },
    },
    ...(shards > 1 && {
      approve: {
        stage: 'approve',
        image: 'node:22',
        needs: [{ job: 'plan', artifacts: false }],
        rules: [{ ...onBranch, when: 'manual', allow_failure: false }],
        environment: 'session-manager',
        script: ['echo "setup goes on in all shards"'],
      },
    }),
    setup: {
      stage: 'setup',
      ...start(pipeline, 'setupRole'),
      ...perShard(pipeline),
      needs: shards > 1 ? ['plan', 'approve'] : ['plan'],
      rules: [shards > 1 ? onBranch : { ...onBranch, when: 'manual' }],
      // Who may deploy is asked once, at the gate.
      environment: shards > 1 ? { name: 'session-manager', action: 'access' } : 'session-manager',
      resource_group: 'session-manager-$SESSION_MANAGER_SHARD',
      script: [`session-manager setup --plan "plan-${PART}.json"`],
    },
    doctor: {
      stage: 'doctor',
      ...start(pipeline, 'readRole'),
      ...perShard(pipeline),
      rules: [{ if: '$CI_PIPELINE_SOURCE == "schedule"' }],
      script: [`${DOCTOR} --json > report.json`],
      after_script: [...installed(pipeline), retold('report.json', '> doctor.xml', 'junit'), retold('report.json')],
      artifacts: { when: 'always', paths: ['report.json'], reports: { junit: 'doctor.xml' } },
    },
  };
  const document = new Document(file, { aliasDuplicateObjects: false });
  document.commentBefore = head(pipeline);
  return document.toString({ lineWidth: 0 });
}

const head = ({ made, externalId, shards }: Pipeline): string =>
  [
    ` Made by: ${made}`,
    '',
    ' plan runs for merge requests, which show what would change; on the branch it plans again, and setup carries out that plan when',
    ` somebody starts ${shards > 1 ? 'approve' : 'it'}. Give doctor a schedule: Build > Pipeline schedules.`,
    ' Roles are entered by OIDC: trust the read role from the whole project, the setup role from the branch only.',
    ' Variables of the project, where no ARN stands here: AWS_READ_ROLE, AWS_SETUP_ROLE.',
    ...(externalId ? [' The external ID of the roles: a masked variable SESSION_MANAGER_EXTERNAL_ID.'] : []),
  ].join('\n');

/** Writes a text in which GitLab finds no variable. */
const literal = (text: string): string => text.replaceAll('$', '$$$$');

// The number of the shard: `3` of `3/8`.
const PART = '${SESSION_MANAGER_SHARD%/*}';

// What the merge request shows in a line.
const COUNTS = [
  "node -e '",
  'const { readdirSync, readFileSync, writeFileSync } = require("fs");',
  'const counts = { create: 0, update: 0, delete: 0 };',
  'for (const name of readdirSync(".").filter((one) => /^report-.*[.]json$/.test(one)))',
  '  for (const { changes } of JSON.parse(readFileSync(name, "utf8")).targets)',
  '    for (const { action, status } of changes) if (status === "planned") counts[action] += 1;',
  'writeFileSync("counts.json", JSON.stringify(counts));',
  "'",
].join('\n');

const installed = ({ package: what }: Pipeline): readonly string[] => [`npm install --global --ignore-scripts ${what}`];

function start(pipeline: Pipeline, role?: 'readRole' | 'setupRole'): Job {
  const variable = role === 'setupRole' ? '$AWS_SETUP_ROLE' : '$AWS_READ_ROLE';
  const signsIn = role !== undefined && !pipeline.sandbox;
  return {
    image: 'node:22',
    ...(signsIn && { id_tokens: { AWS_TOKEN: { aud: '$CI_SERVER_URL' } } }),
    before_script: [
      ...installed(pipeline),
      ...(signsIn
        ? [
            `(umask 077 && printf '%s' "$AWS_TOKEN" > /tmp/aws-token)`,
            `export AWS_WEB_IDENTITY_TOKEN_FILE=/tmp/aws-token AWS_REGION=${pipeline.region}`,
            `export AWS_ROLE_ARN="${pipeline[role] ?? variable}" AWS_ROLE_SESSION_NAME="gitlab-$CI_PIPELINE_ID"`,
          ]
        : []),
    ],
  };
}

/** Gives what a job has that runs once a shard; a single one is the first of one. */
function perShard({ shards }: Pipeline): Job {
  if (shards === 1) return { variables: { SESSION_MANAGER_SHARD: '1/1' } };
  const all = Array.from({ length: shards }, (_, index) => `${index + 1}/${shards}`);
  return { parallel: { matrix: [{ SESSION_MANAGER_SHARD: all }] } };
}
