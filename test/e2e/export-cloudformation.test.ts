import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResourceToImport } from '../../src/export/cloudformation/import.ts';
import { parseTemplate } from '../export/cloudformation/evaluate.ts';
import { emptyHome, type Home, words } from './cli.ts';

describe('export cloudformation', () => {
  let home: Home;

  beforeEach(() => {
    home = emptyHome();
  });

  afterEach(() => home.clear());

  it('prints a template where there are no credentials, no region and nobody to call', async () => {
    const line = 'export cloudformation --kms --encrypt-sessions --grant --retention 365';
    const { code, stdout, stderr } = await home.run(words(line), { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    assert.deepEqual([code, stderr], [0, '']);
    assert.ok(!existsSync(home.stateFile), 'the sandbox was called');
    const { Resources } = parseTemplate(stdout);
    assert.deepEqual(Object.keys(Resources), ['Key', 'Alias', 'LogGroup', 'Preferences', 'AgentUpdate', 'Grant']);
    assert.match(stdout, /[^\n]\n$/);
  });

  it('prints the same as JSON', async () => {
    const yaml = await home.run(words('export cloudformation --kms'));
    const json = await home.run(words('export cloudformation --kms --json'));
    assert.deepEqual(JSON.parse(json.stdout), parseTemplate(yaml.stdout));
  });

  it('makes the policy of roles in the first region that is named', async () => {
    const { stdout } = await home.run(words('export cloudformation --grant --regions eu-west-1,us-east-1'));
    assert.equal(parseTemplate(stdout).Parameters?.['GrantRegion']?.Default, 'eu-west-1');
  });

  it('prints the commands of a stack set on stderr, and at the head of the template', async () => {
    const line = 'export cloudformation --grant --stack-set sessions --org-units ou-abcd-11111111 --regions us-east-1';
    const { code, stdout, stderr } = await home.run(words(line));
    assert.equal(code, 0);
    assert.match(stderr, /^aws cloudformation create-stack-set \\\n/);
    assert.match(stderr, /\naws cloudformation create-stack-instances \\\n/);
    for (const command of stderr.trimEnd().split('\n')) assert.ok(stdout.includes(`# ${command}\n`), command);
    assert.equal(parseTemplate(stdout).Parameters?.['GrantRegion']?.Default, 'us-east-1');
    const json = await home.run([...words(line), '--json']);
    assert.equal(json.stderr, stderr);
    assert.deepEqual(JSON.parse(json.stdout), parseTemplate(stdout));
  });

  it('reads what is there, and prints what can be imported, with a template for it', async () => {
    await home.run(words('setup --sandbox --regions us-east-1 --kms'));
    const before = home.state();
    const file = join(home.folder, 'import.yaml');
    const line = `export cloudformation --sandbox --regions us-east-1 --kms --import --import-template ${file}`;
    const { code, stdout, stderr } = await home.run(words(line));
    assert.equal(code, 0, stderr);
    const ids = (JSON.parse(stdout) as ResourceToImport[]).map(({ LogicalResourceId }) => LogicalResourceId);
    assert.deepEqual(ids, ['Key', 'Alias', 'LogGroup', 'Preferences', 'AgentUpdate']);
    assert.deepEqual(Object.keys(parseTemplate(readFileSync(file, 'utf8')).Resources), ids);
    assert.match(stderr, /create-change-set .*--change-set-type IMPORT/);
    assert.deepEqual(home.state(), before);
  });

  it('prints a try-out, with what to run on it', async () => {
    const { code, stdout, stderr } = await home.run([
      ...words('export cloudformation --demo --kms --no-agent-update --tag'),
      'team=a b',
    ]);
    assert.deepEqual([code, stderr], [0, '']);
    const { Resources, Outputs } = parseTemplate(stdout);
    assert.equal(Resources['Node']?.Type, 'AWS::EC2::Instance');
    assert.deepEqual(Outputs?.['Step1Setup']?.Value, {
      'Fn::Sub': "session-manager setup --kms --no-agent-update --tag 'team=a b' --regions ${AWS::Region}",
    });
  });

  it('says where a template is too large to be given with a call', async () => {
    const profile = 'x'.repeat(55_000);
    const { code, stdout, stderr } = await home.run([...words('export cloudformation --shell-profile-linux'), profile]);
    assert.equal(code, 0);
    assert.match(stderr, /^session-manager: the template has \d+ bytes, .* --template-url\n$/);
    assert.ok(stdout.includes(profile));
  });

  for (const [line, message] of [
    ['export cloudformation --encrypt-sessions', '--encrypt-sessions needs a key'],
    ['export cloudformation --regions us-est-1', 'did you mean us-east-1?'],
    ['export cloudformation --log-group a#b', 'takes no tags where the name contains #'],
    ['export cloudformation --retention 31', 'CloudWatch Logs offers'],
    ['export cloudformation --profiles dev', '--profiles is about --import here'],
    ['export cloudformation --org-units ou-abcd-11111111 --max-failures 3', 'are about --stack-set here'],
    ['export cloudformation --stack-set a_b --org-units r-abcd', '--stack-set "a_b"'],
    ['export cloudformation --stack-set a --regions us-east-1', '--stack-set needs --org-units'],
    ['export cloudformation --stack-set a --org-units r-abcd --account-tags a=b', '--account-tags is about --import'],
    ['export cloudformation --delegated-admin', '--stack-set'],
    ['export cloudformation --import-template x', '--import'],
    ['export cloudformation --sandbox --import --regions us-east-1 --import-template .', 'it is a folder: name a file'],
    ['export cloudformation --sandbox --import --regions us-east-1,eu-west-1', 'for one stack, in one region'],
    ['export cloudformation --sandbox --import --regions all', '--regions "all"'],
    ['export cloudformation --sandbox --import --accounts all --regions us-east-1', '--accounts "all"'],
    ['export cloudformation --import --stack-set a --org-units r-abcd', 'give only one of --import, --stack-set'],
    ['export cloudformation --import --demo', 'give only one of --import, --demo'],
    ['export cloudformation --demo --accounts 111122223333', '--accounts'],
    ['export cloudformation now', 'export cloudformation takes no arguments: now'],
    ['export cloudfrmation', 'did you mean export cloudformation?'],
  ] as const) {
    it(`refuses in one line: ${line}`, async () => {
      const { code, stdout, stderr } = await home.run(words(line));
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^[^\n]+\n$/);
      assert.ok(stderr.includes(message), stderr);
    });
  }
});
