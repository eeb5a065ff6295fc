// Pipelines for tests of how they are written.
import type { Pipeline } from '../../../src/export/pipeline/pipeline.ts';

/** One job each, and nothing but defaults. */
export const PLAIN: Pipeline = {
  made: 'session-manager export',
  variables: { SESSION_MANAGER_REGIONS: 'us-east-1', SESSION_MANAGER_KMS: 'true' },
  externalId: false,
  shards: 1,
  branch: 'main',
  nightly: '17 3 * * *',
  package: './session-manager-cli-0.1.0.tgz',
  region: 'us-east-1',
  sandbox: false,
};

/** Everything that can be said, some of it in words that mean something to a pipeline. */
export const FULL: Pipeline = {
  ...PLAIN,
  variables: {
    ...PLAIN.variables,
    SESSION_MANAGER_SHELL_PROFILE_LINUX: 'echo ${{ secrets.X }} $HOME "q" # no\nexec bash: yes\n',
    SESSION_MANAGER_TAG: 'a=1,b=: {c}',
  },
  externalId: true,
  shards: 3,
  readRole: 'arn:aws:iam::111111111111:role/readers',
  setupRole: 'arn:aws:iam::111111111111:role/writers',
  branch: 'release/1.x',
  nightly: '0 1 * * 1-5',
};
