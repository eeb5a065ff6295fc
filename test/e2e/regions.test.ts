import assert from 'node:assert/strict';
import { emptyHome } from './cli.ts';

describe('--regions all', () => {
  const home = emptyHome();
  after(() => home.clear());
  const regions = async (env: NodeJS.ProcessEnv): Promise<readonly string[]> => {
    const { stdout, code } = await home.run(['plan', '--sandbox', '--regions', 'all', '--json', '--debug'], env);
    assert.equal(code, 0, stdout);
    return (JSON.parse(stdout) as { targets: readonly { region: string }[] }).targets.map(({ region }) => region);
  };

  it('finds the same regions where there is no Account Management, or where it may not be asked', async () => {
    const all = await regions({});
    assert.ok(all.length > 10);
    for (const faults of [
      'missing-services=account',
      'denied-actions=account:ListRegions',
      'denied-actions=account:*',
    ]) {
      assert.deepEqual(await regions({ SESSION_MANAGER_SANDBOX_FAULTS: faults }), all);
    }
  });

  it('finds the regions of the partition', async () => {
    const faults = { SESSION_MANAGER_SANDBOX_FAULTS: 'missing-services=account' };
    for (const env of [{}, faults]) {
      assert.deepEqual(await regions({ AWS_REGION: 'us-gov-west-1', ...env }), ['us-gov-east-1', 'us-gov-west-1']);
    }
    assert.deepEqual(await regions({ AWS_REGION: 'us-iso-east-1', ...faults }), ['us-iso-east-1']);
    assert.deepEqual(await regions({ AWS_REGION: 'eusc-de-east-1', ...faults }), ['eusc-de-east-1']);
  });

  it('asks for one of two permissions where both are denied', async () => {
    const env = { SESSION_MANAGER_SANDBOX_FAULTS: 'denied-actions=account:ListRegions;ec2:DescribeRegions' };
    const { code, stdout } = await home.run(['plan', '--sandbox', '--regions', 'all'], env);
    assert.equal(code, 1);
    assert.match(stdout, /cannot list the regions of account \d+: account:ListRegions: .*; ec2:DescribeRegions: /);
    assert.match(stdout.replaceAll(/\s+/g, ' '), /name the regions: --regions a,b/);
  });
});
