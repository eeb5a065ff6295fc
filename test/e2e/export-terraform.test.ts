import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { parsed } from '../export/terraform/apply.ts';
import { emptyHome, type Home, words } from './cli.ts';

describe('export terraform', () => {
  let home: Home;

  beforeEach(() => {
    home = emptyHome();
  });

  afterEach(() => home.clear());

  it('prints a file where there are no credentials and nobody to call, and the same with --json', async () => {
    const line = 'export terraform --kms --regions us-east-1,eu-west-1';
    const { code, stdout, stderr } = await home.run(words(line), { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    assert.deepEqual([code, stderr], [0, '']);
    assert.ok(!existsSync(home.stateFile), 'the sandbox was called');
    const { locals, resource } = await parsed(stdout);
    assert.equal(locals[0]?.['regions'], '${toset(["us-east-1", "eu-west-1"])}');
    assert.equal(resource['aws_kms_key']?.['session']?.[0]?.['for_each'], '${local.regions}');
    const structured = await home.run(words(`${line} --json`));
    assert.deepEqual(JSON.parse(structured.stdout), { file: stdout });
  });

  it('has a form for version 5 of the provider', async () => {
    const { stdout } = await home.run(words('export terraform --provider-version 5 --regions us-east-1,eu-west-1'));
    const { provider, resource } = await parsed(stdout);
    assert.deepEqual(
      provider.aws.map(({ alias }) => alias),
      [undefined, 'eu_west_1'],
    );
    assert.equal(resource['aws_ssm_document']?.['preferences_eu_west_1']?.[0]?.['provider'], '${aws.eu_west_1}');
  });

  it('enters an account as it is told to, and writes no secret', async () => {
    const line =
      'export terraform --accounts 111122223333 --role-name ops/Admin --external-id hush-hush --regions cn-north-1';
    const { code, stdout } = await home.run(words(line));
    assert.equal(code, 0);
    assert.match(stdout, /role_arn +=? ?"arn:aws-cn:iam::111122223333:role\/ops\/Admin"/);
    assert.doesNotMatch(stdout, /hush/);
  });

  it('looks with --import at what is there already', async () => {
    const flags = '--kms --regions us-east-1,eu-west-1';
    await home.run(words(`setup --sandbox ${flags}`));
    const before = home.state();
    const { code, stdout } = await home.run(words(`export terraform --import --sandbox ${flags}`));
    assert.equal(code, 0);
    assert.equal((await parsed(stdout)).import?.length, 10);
    assert.deepEqual(home.state().accounts, before.accounts);
    const all = await home.run(words('export terraform --import --sandbox --regions all --exclude-regions us-west-1'));
    const { locals, import: found = [] } = await parsed(all.stdout);
    assert.match(String(locals[0]?.['regions']), /"eu-north-1"[^]*"us-west-2"/);
    assert.equal(found.length, 6);
  });

  it('says why what is there cannot be read, and prints nothing', async () => {
    const faults = 'denied-actions=logs:DescribeLogGroups';
    const { code, stdout, stderr } = await home.run(words('export terraform --import --sandbox --regions us-east-1'), {
      SESSION_MANAGER_SANDBOX_FAULTS: faults,
    });
    assert.deepEqual([code, stdout], [1, ''], stderr);
  });

  for (const [line, ...told] of [
    ['--regions all', '--regions "all"', '--import'],
    ['--import --sandbox --regions all --accounts all', '--accounts', 'one account'],
    ['--regions us-east-1 --accounts 111111111111,222222222222', '--accounts', 'one account'],
    ['--regions us-east-1 --accounts all', '--accounts "all"', 'one account'],
    ['', 'no region', '--regions'],
    ['--regions us-east-1,cn-north-1', 'spans partitions'],
    ['--regions us-east-1 --log-group a#b', '--log-group a#b', 'no tags'],
    ['--regions us-east-1 --encrypt-sessions', '--encrypt-sessions needs a key'],
    ['--regions us-east-1 --provider-version 4', '--provider-version'],
    [
      '--regions us-east-1,eu-west-1 --kms-key arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      '--kms-key',
      'eu-west-1',
    ],
  ] as const) {
    it(`refuses in one line what no file can be made of: ${line}`, async () => {
      const { code, stdout, stderr } = await home.run(words(`export terraform ${line}`));
      assert.deepEqual([code, stdout], [2, '']);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
      for (const word of told) assert.ok(stderr.includes(word), stderr);
    });
  }
});
