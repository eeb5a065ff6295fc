import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyHome, type Home, words } from './cli.ts';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** A command line, and what the one line it gets must say. */
const BAD: readonly (readonly [string, RegExp])[] = [
  ['setup --regions us-esat-1', /us-esat-1.*did you mean us-east-1/],
  ['setup --regions ,', /--regions is empty/],
  ['setup --accounts 12345678901', /12345678901.*12 digits/],
  ['setup --kms --kms-alias aws/session', /aws\/session.*belong to AWS/],
  ["setup --kms --kms-alias 'my session'", /my session.*letters, digits/],
  ["setup --log-group 'my sessions'", /my sessions.*letters, digits/],
  ['setup --retention 31', /31.*CloudWatch Logs offers/],
  ['setup --idle-timeout 0', /"0".*from 1 to 60/],
  ['setup --idle-timeout 61', /61.*from 1 to 60/],
  ['setup --max-duration 1441', /1441.*from 1 to 1440/],
  ['setup --encrypt-sessions', /--encrypt-sessions needs a key/],
  [`setup --kms --kms-key ${KEY}`, /only one of them/],
  [`setup --kms-key ${KEY} --regions us-east-1,eu-west-1`, /cannot be used in eu-west-1/],
  ["setup --agent-update-schedule 'cron(0 25 ? * * *)'", /0 25 \? \* \* \*.*hour/],
  ["setup --agent-update-schedule 'rate(5 minutes)'", /at least 30 minutes/],
  ['setup --agent-update-targets tag:a=1,tag:b=1,tag:c=1,tag:d=1,tag:e=1,tag:f=1', /at most five targets/],
  ['setup --tag team', /team.*key=value/],
  ['delete --yes --pending-window 6', /"6".*from 7 to 30/],
  ['setup --concurrency 0', /"0".*from 1 to 256/],
  ['setup --timeout soon', /soon.*whole number/],
  ['setup --profiles nobody', /nobody.*no such profile/],
  ['delete', /no terminal to ask on: add --yes/],
  ['setup --bogus', /--bogus/],
  ['setup --kmss', /did you mean --kms/],
  ['setup now', /takes no arguments: now/],
  ['setpu', /did you mean setup/],
  ['sandbox --port 70000', /70000.*65535/],
  ['plan --force', /--force is about delete: add --delete, or leave it out/],
  ['plan --keep-logs --pending-window 7', /--keep-logs, --pending-window are about delete/],
  ['plan --delete --retention 3', /--retention means nothing to delete/],
  ['plan --delete --no-streaming', /--streaming means nothing to delete/],
  ['doctor --principal ops', /--principal "ops": it must be the ARN of a role, of a session of one, or of a user/],
  ['doctor --principal arn:aws:iam::111122223333:root', /the root user may do everything/],
  ['doctor --principals all,arn:aws:iam::111122223333:role/ops', /all.*cannot be combined with other values/],
  [
    'doctor --accounts 444455556666 --regions us-east-1 --principal arn:aws:iam::111122223333:role/ops',
    /it is of account 111122223333, and this run is about 444455556666/,
  ],
  ['doctor --regions us-east-1 --principal arn:aws-cn:iam::111122223333:role/ops', /it is of partition aws-cn/],
  ['doctor --noop --compliance soc2', /--noop makes no checks, so there is nothing for --compliance/],
  ['doctor --list-checks --regions us-east-1', /--list-checks makes no checks, so there is nothing for --regions/],
  [
    'sandbox --seed nofile',
    /--seed "nofile": it can be fleet or organization, or a file that can be read: there is no such file/,
  ],
  ['help doctr', /there is no command doctr; did you mean doctor\?/],
  ['help nothing', /there is no command nothing; the commands are /],
  ['help setup now', /setup takes no arguments: now/],
  ['help doctr -h', /did you mean doctor\?/],
  ['--help doctr', /did you mean doctor\?/],
  ['-h sandbx', /did you mean sandbox\?/],
  ['plan --help frob', /plan takes no arguments: frob/],
  ['frob -h', /there is no command frob; the commands are /],
  ['doctr --help', /did you mean doctor\?/],
  ['setup frob -h', /setup takes no arguments: frob/],
  ['help --bogus', /Nonexistent flag: --bogus/],
  ['doctor --grantt', /Nonexistent flag: --grantt$/m],
];

describe('bad input', () => {
  let home: Home;

  before(() => {
    home = emptyHome();
  });

  after(() => home.clear());

  for (const [line, expected] of BAD) {
    it(`gets one line, exit 2 and no call: ${line}`, async () => {
      const env = { SESSION_MANAGER_SANDBOX: '1' };
      const plain = await home.run(words(line), env);
      assert.equal(plain.code, 2, plain.stdout + plain.stderr);
      assert.match(plain.stderr, expected);
      assert.equal(plain.stderr.trimEnd().split('\n').length, 1, plain.stderr);
      assert.equal(plain.stdout, '');
      const structured = await home.run([...words(line), '--json'], env);
      assert.equal(structured.code, 2);
      const { error } = JSON.parse(structured.stdout) as {
        error: { code: string; message: string; suggestions: string[] };
      };
      assert.match(error.message, expected);
      assert.ok(error.code && Array.isArray(error.suggestions));
      assert.ok(!existsSync(home.stateFile), 'the sandbox was called');
    });
  }

  it('is --json with a format, in every command that has one', async () => {
    for (const line of ['doctor --format sarif', 'plan --format html', 'nodes --format csv', 'merge --format text x']) {
      const { code, stdout } = await home.run([...words(line), '--json']);
      const { error } = JSON.parse(stdout) as { error: { message: string } };
      assert.equal(code, 2);
      assert.match(error.message, /^--json and --format \w+ both say how it is printed: give only one of them$/);
    }
  });

  for (const [name, value, expected] of [
    ['SESSION_MANAGER_NOOP', 'maybe', /SESSION_MANAGER_NOOP "maybe": it must be true or false/],
    ['SESSION_MANAGER_JSON', 'maybe', /SESSION_MANAGER_JSON "maybe": it must be true or false/],
    [
      'SESSION_MANAGER_SANDBOX_STATE',
      '/proc/x',
      /SESSION_MANAGER_SANDBOX_STATE "\/proc\/x": no file can be made there/,
    ],
    ['SESSION_MANAGER_SANDBOX_STATE', '/proc/x/y', /no file can be made there/],
    [
      'SESSION_MANAGER_SANDBOX_STATE',
      '/dev/null/x',
      /SESSION_MANAGER_SANDBOX_STATE "\/dev\/null\/x": no file can be made there \(ENOTDIR\)/,
    ],
    ['SESSION_MANAGER_SANDBOX_STATE', '/tmp', /it is a folder, and must be a file/],
    ['SESSION_MANAGER_SANDBOX_FAULTS', 'storm=1', /SESSION_MANAGER_SANDBOX_FAULTS: .*storm/],
    ['AWS_ENDPOINT_URL', 'garbage', /AWS_ENDPOINT_URL "garbage": it must be a URL/],
  ] as const) {
    it(`gets one line and exit 2 in the environment too: ${name}=${value}`, async () => {
      const { code, stdout, stderr } = await home.run(words('setup --sandbox -r us-east-1'), { [name]: value });
      assert.equal(code, 2, stdout);
      assert.match(stderr, expected);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
      assert.ok(!existsSync(home.stateFile));
    });
  }

  for (const [line, env, expected] of [
    ['setup', { RETENTION: '31' }, /^session-manager: SESSION_MANAGER_RETENTION "31": /],
    ['setup', { REGIONS: 'us-esat-1' }, /^session-manager: SESSION_MANAGER_REGIONS "us-esat-1": /],
    ['setup', { IDLE_TIMEOUT: '0' }, /^session-manager: SESSION_MANAGER_IDLE_TIMEOUT "0": /],
    ['setup', { ENCRYPT_SESSIONS: '1' }, /^session-manager: SESSION_MANAGER_ENCRYPT_SESSIONS needs a key/],
    ['doctor', { FORMAT: 'word' }, /SESSION_MANAGER_FORMAT=word/],
    ['doctor', { PRINCIPAL: 'ops' }, /^session-manager: SESSION_MANAGER_PRINCIPAL "ops": /],
    ['doctor', { ONLY: 'kmss' }, /^session-manager: SESSION_MANAGER_ONLY "kmss": /],
    ['sandbox', { PORT: '70000' }, /^session-manager: SESSION_MANAGER_PORT "70000": /],
    ['setup --retention 32', { RETENTION: '31' }, /^session-manager: --retention "32": /],
    ['frob', { JSON: '1' }, /^$/],
    ['help frob', { JSON: '1' }, /^$/],
  ] as const) {
    it(`is blamed on where it comes from: ${line} with ${JSON.stringify(env)}`, async () => {
      const environment = Object.fromEntries(
        Object.entries(env).map(([name, value]) => [`SESSION_MANAGER_${name}`, value]),
      );
      const { code, stdout, stderr } = await home.run(words(line), { ...environment, AWS_REGION: 'us-east-1' });
      assert.equal(code, 2, stdout);
      assert.match(stderr, expected);
      if (stderr === '') assert.match((JSON.parse(stdout) as { error: Error }).error.message, /no command frob/);
    });
  }

  for (const [name, expected] of [
    [
      'SESSION_MANAGER_RETENTON',
      /^session-manager: SESSION_MANAGER_RETENTON .*did you mean SESSION_MANAGER_RETENTION\?$/,
    ],
    ['SESSION_MANAGER_REGION', /did you mean SESSION_MANAGER_REGIONS\?$/],
    ['SESSION_MANAGER_SANDBOX_STAT', /did you mean SESSION_MANAGER_SANDBOX_STATE\?$/],
    ['SESSION_MANAGER_FROBNICATION', /^session-manager: SESSION_MANAGER_FROBNICATION has no effect: .*variable$/],
  ] as const) {
    it(`is told once of a variable that nobody knows, and does no harm: ${name}`, async () => {
      const line = words('setup --noop --regions us-east-1,eu-west-1 --json');
      const { code, stdout, stderr } = await home.run(line, { [name]: '30' });
      assert.equal(code, 0);
      assert.match(stderr.trimEnd(), expected);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
      assert.equal((JSON.parse(stdout) as { noop: boolean }).noop, true);
    });
  }

  it('knows on and off in the environment', async () => {
    const { code, stdout } = await home.run(['setup'], {
      SESSION_MANAGER_NOOP: 'on',
      SESSION_MANAGER_AGENT_UPDATE: 'off',
    });
    assert.equal(code, 0);
    assert.equal(stdout.split('\n').filter((line) => line.startsWith('NOOP: ')).length, 2);
  });

  it('names a profile of the environment that is not there', async () => {
    const { code, stderr } = await home.run(words('setup -r us-east-1'), { AWS_PROFILE: 'nobody' });
    assert.equal(code, 2);
    assert.match(stderr, /AWS_PROFILE "nobody": there is no such profile/);
  });

  it('names a file of ~/.aws that cannot be read, and why, where something has to come from it', async () => {
    const config = join(home.folder, 'broken');
    writeFileSync(config, '[profile dev]\nregion = us-east-1\n[profile prod\nrole_arn = x\n');
    for (const [file, why] of [
      [home.folder, 'it is a directory, and must be a file'],
      [config, 'line 3 is no heading'],
    ] as const) {
      for (const [line, env] of [
        ['setup -r us-east-1', {}],
        ['plan', { AWS_PROFILE: 'dev' }],
        ['doctor --profiles dev', {}],
        ['setup', { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' }],
      ] as const) {
        const { code, stderr } = await home.run(words(line), { AWS_CONFIG_FILE: file, ...env });
        assert.equal(code, 2, stderr);
        assert.ok(stderr.startsWith(`session-manager: AWS_CONFIG_FILE "${file}": ${why}`), stderr);
      }
      const { code } = await home.run(words('setup --noop'), { AWS_CONFIG_FILE: file });
      assert.equal(code, 0, 'what calls nothing needs no file');
    }
  });

  it('takes profiles whose names have blanks, and no session for a profile', async () => {
    const config = join(home.folder, 'named');
    writeFileSync(config, '[profile "team one"]\nregion = eu-west-3\n[sso-session corp]\nsso_region = eu-west-1\n');
    const team = await home.run(['setup', '--noop', '--json', '--profiles', 'team one'], { AWS_CONFIG_FILE: config });
    assert.deepEqual([team.code, /"region": "eu-west-3"/.test(team.stdout)], [0, true], team.stdout);
    const corp = await home.run(words('plan --profiles corp'), { AWS_CONFIG_FILE: config });
    assert.equal(corp.code, 2);
    assert.match(corp.stderr, /--profiles "corp": there is no such profile; \[sso-session corp\] of .* is no profile/);
    assert.doesNotMatch(corp.stderr, /sso-session\.corp/);
  });

  it('never talks anybody into skipping a question', async () => {
    const { stderr } = await home.run(words('delete --ye --sandbox'));
    assert.doesNotMatch(stderr, /--yes/);
  });

  it('says which region is missing when none is known', async () => {
    const { code, stderr } = await home.run(['setup']);
    assert.equal(code, 2);
    assert.match(stderr, /no region: give --regions, or set AWS_REGION/);
  });
});
