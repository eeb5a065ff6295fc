import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { emptyHome, type Home } from '../e2e/cli.ts';

interface Workflow {
  readonly env: Readonly<Record<string, string>>;
}

describe('the commands that print a pipeline', () => {
  let home: Home;
  before(() => (home = emptyHome()));
  after(() => home.clear());

  const workflow = async (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> => {
    const { stdout, stderr, code } = await home.run(['export', 'github-actions', ...args], env);
    assert.equal(stderr, '');
    assert.equal(code, 0);
    return stdout;
  };

  it('put in what is typed, and nothing of this machine', async () => {
    const text = await workflow(
      ['-r', 'eu-west-1', '--kms', '--no-streaming', '--tag', 'a=1', '--tag', 'b=2', '--canary=2'],
      {
        SESSION_MANAGER_RETENTION: '30',
        AWS_REGION: 'us-east-1',
      },
    );
    assert.deepEqual((parse(text) as Workflow).env, {
      SESSION_MANAGER_REGIONS: 'eu-west-1',
      SESSION_MANAGER_CANARY: '2',
      SESSION_MANAGER_KMS: 'true',
      SESSION_MANAGER_STREAMING: 'false',
      SESSION_MANAGER_TAG: 'a=1,b=2',
    });
    assert.match(text, /aws-region: eu-west-1$/m);
  });

  it('say how they were called, in one line, without what is secret', async () => {
    const secret = 'extremely-secret-id';
    const text = await workflow([
      '--accounts',
      '111111111111',
      '--external-id',
      secret,
      '--shell-profile-linux',
      'a\nb',
    ]);
    assert.ok(!text.includes(secret));
    assert.match(
      text,
      /^# Made by: session-manager export github-actions --accounts 111111111111 --external-id … --shell-profile-linux 'a\\nb'$/m,
    );
    assert.match(text, /SESSION_MANAGER_EXTERNAL_ID: \$\{\{ secrets\.SESSION_MANAGER_EXTERNAL_ID \}\}/);
  });

  it('print the file as a member under --json', async () => {
    const { stdout } = await home.run(['export', 'gitlab-ci', '--regions', 'us-east-1', '--json']);
    assert.match((JSON.parse(stdout) as { file: string }).file, /^# Made by: /);
  });

  for (const [args, message] of [
    [['--retention', '31'], /--retention "?31/],
    [['--regions', 'us-esat-1'], /us-esat-1/],
    [['--profiles', 'dev'], /a pipeline has no profiles/],
    [['--shards', '0'], /--shards/],
    [['--read-role', 'admin'], /it must be the ARN of a role/],
    [['--branch', '*'], /it must be the name of a branch/],
    [['--branch', 'a..b'], /it must be the name of a branch/],
    [['--branch', 'a/'], /it must be the name of a branch/],
    [['--shard', '1/3'], /each job of a pipeline gets its own shard: give --shards n/],
    [['--nightly', 'every night'], /it must be a cron expression/],
    [['--package', '$(rm -rf /)'], /that npm can install/],
  ] as const) {
    it(`refuse ${args.join(' ')} in one line`, async () => {
      for (const system of ['github-actions', 'gitlab-ci']) {
        const { stdout, stderr, code } = await home.run(['export', system, ...args]);
        assert.equal(code, 2);
        assert.equal(stdout, '');
        assert.match(stderr, message);
        assert.equal(stderr.trim().split('\n').length, 1);
      }
    });
  }
});
