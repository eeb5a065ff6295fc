import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../src/engine/report.ts';
import { fleetState } from '../../src/sandbox/fleet/fleet.ts';
import { emptyRegion, emptyState } from '../../src/sandbox/state/state.ts';
import { emptyHome, type Home, printed, words } from './cli.ts';

const PAGE = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8');

describe('sandbox --seed', () => {
  let home: Home;
  let file = '';

  beforeEach(() => {
    home = emptyHome();
    file = join(home.folder, 'seed.json');
  });

  afterEach(() => home.clear());

  it('puts the fleet in place of what is there', async () => {
    await home.run(words('setup --sandbox --regions eu-central-1'));
    const { code, stdout, stderr } = await home.run(words('sandbox --seed fleet'));
    assert.equal(code, 0, stderr);
    assert.equal(stdout, `the sandbox holds the fleet: ${home.stateFile}\n`);
    assert.equal(stderr, '');
    const { accounts, iam } = home.state();
    const regions = (all: typeof accounts): readonly string[][] =>
      Object.values(all).map((account) => Object.keys(account));
    assert.deepEqual(regions(accounts), regions(fleetState().accounts));
    assert.deepEqual(iam, fleetState().iam);
  });

  it('says the same as JSON', async () => {
    const { stdout } = await home.run(words('sandbox --seed fleet --json'));
    assert.deepEqual(JSON.parse(stdout), { state: home.stateFile, seed: 'fleet' });
  });

  it('takes the environment, too', async () => {
    const { stdout } = await home.run(['sandbox'], { SESSION_MANAGER_SEED: 'fleet' });
    assert.match(stdout, /holds the fleet/);
  });

  it('takes a file, in which everything may be missing that does not matter', async () => {
    writeFileSync(
      file,
      JSON.stringify({
        accounts: {
          '123456789012': {
            'us-east-1': {
              aliases: { 'alias/x': { target: '1', created: '2026-02-01T00:00:00Z' } },
              securityGroups: { 'sg-1': { name: 'none', vpc: 'vpc-1', egress: [] } },
            },
          },
        },
      }),
    );
    const { code, stdout } = await home.run(['sandbox', '--seed', file]);
    assert.equal(code, 0);
    assert.equal(stdout, `the sandbox holds ${file}: ${home.stateFile}\n`);
    const alias = { target: '1', created: '2026-02-01T00:00:00Z', updated: '2026-01-01T00:00:00.000Z' };
    assert.deepEqual(home.state(), {
      ...emptyState(),
      accounts: {
        '123456789012': {
          'us-east-1': {
            ...emptyRegion(),
            aliases: { 'alias/x': alias },
            securityGroups: { 'sg-1': { name: 'none', vpc: 'vpc-1', ingress: [], egress: [] } },
          },
        },
      },
    });
  });

  it('takes a state file of the sandbox itself', async () => {
    await home.run(words('setup --sandbox --kms --regions us-east-1 --accounts 111111111111'));
    const before = readFileSync(home.stateFile, 'utf8');
    writeFileSync(file, before);
    await home.run(words('sandbox --seed fleet'));
    await home.run(['sandbox', '--seed', file]);
    assert.deepEqual(home.state(), JSON.parse(before));
  });

  it('takes the file that docs/sandbox.md shows, and doctor finds what is wrong with it', async () => {
    const [, json = ''] = /^## A fleet of your own[\s\S]*?^```json\n([\s\S]*?)^```$/m.exec(PAGE) ?? [];
    writeFileSync(file, json);
    const { code, stderr } = await home.run(['sandbox', '--seed', file]);
    assert.equal(code, 0, stderr);
    const { stdout } = await home.run(words('doctor --sandbox --only vpc,instance,log-group,kms,prefs,s3 --json'));
    const { targets } = JSON.parse(stdout) as Report;
    const faults = targets.flatMap(({ findings }) =>
      findings.flatMap((found) => (found.verdict === 'fail' ? `${found.check} ${found.subject}` : [])),
    );
    assert.deepEqual(faults.toSorted(), [
      'instance.logs-permissions role/web',
      'instance.ping-lost i-0123456789abcdef0',
      'vpc.endpoint-logs vpc-1',
      'vpc.endpoint-ssm vpc-1',
      'vpc.endpoint-ssmmessages vpc-1',
    ]);
  });

  it('serves what it has put there when a port is given', async () => {
    const { child, end } = home.start(words('sandbox --seed fleet --port 0'));
    assert.match(await printed(child.stdout, 'AWS_DEFAULT_REGION'), /^export AWS_ENDPOINT_URL=/);
    assert.ok(home.state().accounts['123456789012']?.['eu-west-1']?.instances['i-04173c04a7e00c94e']);
    child.kill('SIGINT');
    const { code, stderr } = await end;
    assert.equal(code, 0);
    assert.match(stderr, /^the sandbox holds the fleet: /);
  });

  for (const sessions of [true, false]) {
    it(`serves ${sessions ? 'sessions, where that is asked for' : 'no session otherwise'}`, async () => {
      const { child, end } = home.start(words(`sandbox --seed fleet --port 0${sessions ? ' --sessions' : ''}`));
      const [, url = ''] = /AWS_ENDPOINT_URL=(\S+)/.exec(await printed(child.stdout, 'AWS_DEFAULT_REGION')) ?? [];
      const variables = { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: 'sandbox', AWS_SECRET_ACCESS_KEY: 'sandbox' };
      const command = ['start', 'i-073d9645cca9c53f4', '--regions', 'us-east-1', '--command', 'exit 7'];
      const { code, stderr } = await home.run([...command, '--no-diagnose'], {
        ...variables,
        PATH: process.env['PATH'] ?? '',
      });
      assert.equal(code, sessions ? 7 : 255, stderr);
      if (!sessions) assert.match(stderr, /session-manager sandbox --sessions/);
      child.kill('SIGINT');
      assert.equal((await end).code, 0);
    });
  }

  for (const [name, content, expected] of [
    ['no JSON', '{\n', /: it is not JSON: .+$/],
    [
      'something else',
      '{"name":"x","version":"1.0.0"}',
      /: it is no state file: it has none of settings, .*buckets.*$/,
    ],
    ['a list', '[]', /: it must be an object$/],
    ['an unknown member', '{"acounts":{}}', /: acounts: there is no such member; did you mean accounts\?$/],
    ['a wrong version', '{"version":2}', /: version: it must be 1$/],
    ['a wrong type', '{"accounts":[]}', /: accounts: it must be an object$/],
    [
      'a wrong account',
      '{"accounts":{"us-east-1":{}}}',
      /: accounts\.us-east-1: it must be an account id of 12 digits$/,
    ],
    ['a wrong region', '{"accounts":{"123456789012":{"keys":{}}}}', /\.keys: it must be the name of a region$/],
    [
      'an unknown member of a region',
      '{"accounts":{"123456789012":{"us-east-1":{"instance":{}}}}}',
      /: accounts\.123456789012\.us-east-1\.instance: there is no such member; did you mean instances\?$/,
    ],
    [
      'a thing that lacks something',
      '{"accounts":{"123456789012":{"us-east-1":{"vpcs":{"vpc-1":{}}}}}}',
      /: accounts\.123456789012\.us-east-1\.vpcs\.vpc-1\.cidr: it is missing$/,
    ],
    [
      'several mistakes',
      '{"buckets":{"a":{"account":"1"},"b":{"region":"x","tag":{}}}}',
      /: buckets\.a\.region: it is missing; buckets\.b\.tag: there is no such member; did you mean tags\?; buckets\.b\.account: it is missing$/,
    ],
    [
      'an impossible value',
      '{"buckets":{"b":{"account":"1","region":"x","created":"2026-01-01T00:00:00Z","encryption":"rot13","publicAccessBlock":null}}}',
      /: buckets\.b\.encryption: it must be "AES256" or "aws:kms" or "aws:kms:dsse" or "none"$/,
    ],
    [
      'a time that is none',
      '{"iam":{"123456789012":{"users":{"a":{"id":"1","path":"/","created":"x"}}}}}',
      /created: it must be a time/,
    ],
  ] as const) {
    it(`refuses a file with ${name} in one line, and changes nothing`, async () => {
      await home.run(words('sandbox --seed fleet'));
      const before = readFileSync(home.stateFile, 'utf8');
      writeFileSync(file, content);
      const { code, stdout, stderr } = await home.run(['sandbox', '--seed', file]);
      assert.equal(code, 2);
      assert.match(stderr.trimEnd(), expected);
      assert.ok(stderr.startsWith(`session-manager: --seed ${JSON.stringify(file)}: `));
      assert.equal(stderr.trimEnd().split('\n').length, 1);
      assert.equal(stdout, '');
      assert.equal(readFileSync(home.stateFile, 'utf8'), before);
    });
  }

  for (const [line, expected] of [
    [
      'sandbox --seed nowhere.json',
      /--seed "nowhere\.json": it can be fleet or organization, or a file that can be read: there is no such file/,
    ],
    ['sandbox --seed fleet --reset', /--seed and --reset: give only one of them/],
    ['sandbox --seed fleet --port 70000', /70000.*65535/],
  ] as const) {
    it(`refuses in one line: ${line}`, async () => {
      const { code, stderr } = await home.run(words(line));
      assert.equal(code, 2);
      assert.match(stderr, expected);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
      assert.ok(!existsSync(home.stateFile));
    });
  }
});
