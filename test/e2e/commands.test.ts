import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../src/engine/report.ts';
import { comparable, intercept, interceptCalls, refusal, world, type World } from '../engine/world.ts';
import { emptyHome, type Home, printed, served, words } from './cli.ts';

const json = (text: string): Report => JSON.parse(text) as Report;

describe('the command line', () => {
  let home: Home;

  beforeEach(() => {
    home = emptyHome();
  });

  afterEach(() => home.clear());

  it('sets up two regions, and finds nothing to do the second time', async () => {
    const line = words('setup --sandbox --kms --regions us-east-1,eu-west-1');
    const first = await home.run(line);
    assert.equal(first.code, 0, first.stderr);
    for (const sentence of [
      'Creating KMS key: alias/session',
      'Creating CloudWatch log group: sessions',
      'Creating SSM Document SSM-SessionManagerRunShell with Session Manager preferences',
    ]) {
      assert.equal(first.stdout.split('\n').filter((entry) => entry.trim() === sentence).length, 2, sentence);
    }
    assert.match(first.stdout, /^123456789012\/us-east-1$/m);
    assert.match(first.stdout, /^123456789012\/eu-west-1$/m);
    assert.match(first.stdout, /^2 targets: 2 changed$/m);
    const before = readFileSync(home.stateFile, 'utf8');
    const second = await home.run(line);
    assert.equal(second.code, 0);
    assert.match(second.stdout, /^ *CloudWatch log group sessions already exists$/m);
    assert.match(second.stdout, /^ *SSM Document SSM-SessionManagerRunShell already exists$/m);
    assert.match(second.stdout, /nothing to do$/m);
    assert.equal(readFileSync(home.stateFile, 'utf8'), before);
  });

  it('shows in a plan what would change, field by field, and changes nothing', async () => {
    await home.run(words('setup --sandbox --kms --regions us-east-1'));
    const before = readFileSync(home.stateFile, 'utf8');
    const plan = await home.run(words('plan --sandbox --kms --retention 30 --regions us-east-1'));
    assert.equal(plan.code, 0);
    assert.match(plan.stdout, /^ *retentionInDays: none -> 30$/m);
    assert.match(plan.stdout, /nothing was changed/);
    const withCode = await home.run(words('plan --sandbox --kms --retention 30 --regions us-east-1 --exit-code'));
    assert.equal(withCode.code, 3);
    const inSync = await home.run(words('plan --sandbox --kms --regions us-east-1 --exit-code'));
    assert.equal(inSync.code, 0);
    const removal = await home.run(words('plan --delete --sandbox --regions us-east-1 --json'));
    assert.deepEqual(
      json(removal.stdout).targets[0]?.changes.map(({ resource, action, status }) => [resource, action, status]),
      ['agent-update', 'preferences', 'log-group', 'kms-key'].map((id) => [id, 'delete', 'planned']),
    );
    assert.equal(readFileSync(home.stateFile, 'utf8'), before);
  });

  it("prints the original tool's sentences under --noop, without credentials, sandbox or any call", async () => {
    const one = await home.run(words('setup --noop --no-agent-update'));
    assert.equal(
      one.stdout,
      'NOOP: Creating CloudWatch log group: sessions\nNOOP: Creating SSM Document SSM-SessionManagerRunShell with Session Manager preferences\n',
    );
    const dead = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    const two = await home.run(words('setup --noop --regions us-east-1,eu-west-1 --kms'), dead);
    assert.equal(two.code, 0);
    assert.match(two.stdout, /^default\/us-east-1\n {2}NOOP: Creating KMS key: alias\/session\n/);
    assert.match(two.stdout, /^default\/eu-west-1$/m);
    assert.equal(two.stderr, '');
    const removal = await home.run(words('delete --noop --accounts 111111111111 --regions us-east-1 --json'));
    const report = json(removal.stdout);
    assert.equal(report.noop, true);
    assert.equal(report.targets[0]?.account, '111111111111');
    assert.ok(report.targets[0]?.changes.every(({ status }) => status === 'planned'));
    const plan = await home.run(words('plan --noop --delete --regions us-east-1'), { SESSION_MANAGER_SANDBOX: '1' });
    assert.match(plan.stdout, /^NOOP: Deleting CloudWatch log group sessions$/m);
    assert.ok(!existsSync(home.stateFile));
  });

  it('gives one JSON document on stdout and progress on stderr', async () => {
    const accounts = '--accounts 111111111111,222222222222 --regions us-east-1,eu-west-1 --json';
    const { code, stdout, stderr } = await home.run(words(`setup --sandbox ${accounts}`));
    assert.equal(code, 0);
    const report = json(stdout);
    const targets = { targets: 4, changed: 4, unchanged: 0, planned: 0, failed: 0, skipped: 0 };
    assert.deepEqual(report.summary, { ...targets, ok: 4, info: 0, warn: 0, fail: 0, unknown: 0 });
    assert.deepEqual(
      report.targets.map(({ account, region }) => `${account}/${region}`),
      ['111111111111/us-east-1', '111111111111/eu-west-1', '222222222222/us-east-1', '222222222222/eu-west-1'],
    );
    assert.match(stderr, /111111111111\/us-east-1 {2}Creating CloudWatch log group: sessions/);
  });

  it('is silent with --quiet where there is nothing to do, and says each action once without', async () => {
    const setup = words('setup --sandbox --regions us-east-1,eu-west-1');
    const first = await home.run(setup, { CI: 'true' });
    const log = `${first.stderr}${first.stdout}`;
    assert.equal(log.split('Creating CloudWatch log group: sessions').length - 1, 2);
    const again = await home.run(setup, { CI: 'true', SESSION_MANAGER_QUIET: 'yes' });
    assert.deepEqual([again.code, again.stdout, again.stderr], [0, '', '']);
    const { code, stdout } = await home.run([...setup, '--retention', '30', '-q']);
    assert.deepEqual([code, stdout], [0, '2 targets: 2 changed\n']);
  });

  it('deletes what setup made, finding the key by its alias', async () => {
    await home.run(words('setup --sandbox --kms --regions us-east-1,eu-west-1'));
    const { code, stdout } = await home.run(words('delete --sandbox --regions us-east-1,eu-west-1 --yes'));
    assert.equal(code, 0);
    assert.match(stdout, /2 targets: 2 changed/);
    for (const region of Object.values(home.state().accounts['123456789012'] ?? {})) {
      assert.deepEqual([region.aliases, region.logGroups, region.documents, region.associations], [{}, {}, {}, {}]);
      assert.deepEqual(
        Object.values(region.keys).map(({ state }) => state),
        ['PendingDeletion'],
      );
    }
    const again = await home.run(words('delete --sandbox --regions us-east-1,eu-west-1 --yes'));
    assert.match(again.stdout, /nothing to do$/m);
  });

  it('works against any endpoint, with the variables that the served sandbox prints', async () => {
    const { child, end } = home.start(words('sandbox --port 0'));
    const variables = await printed(child.stdout, 'AWS_DEFAULT_REGION');
    const env = Object.fromEntries(
      [...variables.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    );
    const { code, stdout, stderr } = await home.run(words('setup --kms'), env);
    child.kill('SIGINT');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Creating KMS key: alias\/session/);
    assert.equal((await end).code, 0);
    const emptied = await home.run(words('sandbox --reset'));
    assert.match(emptied.stdout, /the sandbox is empty/);
    assert.deepEqual(home.state().accounts, {});
  });

  it('takes every flag of a pipeline from the environment, lists too', async () => {
    const env = {
      SESSION_MANAGER_SANDBOX: '1',
      SESSION_MANAGER_REGIONS: 'us-east-1,eu-west-1',
      SESSION_MANAGER_KMS: 'true',
      SESSION_MANAGER_TAG: 'team=platform,stage=test',
      SESSION_MANAGER_JSON: '1',
    };
    const { code, stdout } = await home.run(['setup'], env);
    assert.equal(code, 0);
    assert.equal(json(stdout).summary.changed, 2);
    const group = home.state().accounts['123456789012']?.['eu-west-1']?.logGroups['sessions'];
    assert.equal(group?.tags['team'], 'platform');
    assert.equal(group?.tags['stage'], 'test');
  });

  it('works in the region of each profile, in the sandbox too', async () => {
    const config = join(home.folder, 'config');
    writeFileSync(config, '[profile dev]\nregion = eu-central-1\n[profile prod]\nregion = ap-south-1\n');
    const { stdout } = await home.run(words('setup --sandbox --profiles dev,prod --json'), { AWS_CONFIG_FILE: config });
    assert.deepEqual(
      json(stdout).targets.map(({ region, status }) => `${region} ${status}`),
      ['eu-central-1 changed', 'ap-south-1 changed'],
    );
  });

  it('does not let variables of setup change what is planned for delete, and refuses its flags', async () => {
    await home.run(words('setup --sandbox --kms -r us-east-1'));
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const line = words('plan --delete --sandbox -r us-east-1 --json');
    const { code, stdout } = await home.run(line, { SESSION_MANAGER_KMS_KEY: key });
    assert.equal(code, 0);
    assert.deepEqual(
      json(stdout).targets[0]?.changes.map(({ action }) => action),
      ['delete', 'delete', 'delete', 'delete'],
    );
    assert.equal((await home.run([...line, '--kms-key', key])).code, 2);
  });

  it('traces every call under --debug without a secret', async () => {
    const { stderr } = await home.run(
      words('setup --sandbox --kms --accounts 111111111111 --regions us-east-1 --debug'),
    );
    assert.match(stderr, /^STS AssumeRole 111111111111\/us-east-1 200 1 attempt \d+ ms$/m);
    assert.match(stderr, /^KMS CreateKey 111111111111\/us-east-1 200 1 attempt \d+ ms$/m);
    const { sessions } = home.state();
    for (const [id, { secret, token }] of Object.entries(sessions)) {
      for (const hidden of [id, secret, token]) assert.ok(!stderr.includes(hidden));
    }
  });
});

describe('a preferences document of somebody else', () => {
  let home: Home;

  beforeEach(async () => {
    home = emptyHome();
    await home.run(
      words('setup --sandbox --log-group theirs --idle-timeout 45 --run-as ops --no-agent-update -r us-east-1'),
    );
    const state = home.state();
    const document = state.accounts['123456789012']?.['us-east-1']?.documents['SSM-SessionManagerRunShell'];
    if (document) document.tags = {};
    writeFileSync(home.stateFile, JSON.stringify(state));
  });

  afterEach(() => home.clear());

  const inputs = (): Record<string, unknown> => {
    const document = home.state().accounts['123456789012']?.['us-east-1']?.documents['SSM-SessionManagerRunShell'];
    const content = document?.versions.find(({ version }) => version === document.defaultVersion)?.content ?? '{}';
    return (JSON.parse(content) as { inputs: Record<string, unknown> }).inputs;
  };

  it("is left as it is, with the original tool's warning and what differs", async () => {
    const { code, stdout } = await home.run(words('setup --sandbox -r us-east-1'));
    assert.equal(code, 0);
    assert.match(stdout, /^ *WARN: SSM Document SSM-SessionManagerRunShell already exists$/m);
    assert.match(
      stdout,
      /^ *it logs to theirs and is left as it is; --log-group sessions with --overwrite changes that$/m,
    );
    const asked = await home.run(words('setup --sandbox -r us-east-1 --log-group sessions'));
    assert.match(asked.stdout, /^ *cloudWatchLogGroupName: theirs -> sessions$/m);
    assert.equal(inputs()['cloudWatchLogGroupName'], 'theirs');
  });

  it('counts as a warning, and as a difference', async () => {
    const line = 'setup --sandbox -r us-east-1 --no-agent-update --idle-timeout 5';
    const lenient = await home.run(words(line));
    assert.equal(lenient.code, 0);
    assert.match(lenient.stdout, /^1 target: 1 unchanged; 1 warn; 2 kept$/m);
    assert.equal((await home.run(words(`${line} --strict`))).code, 1);
    const plan = line.replace('setup', 'plan');
    assert.equal((await home.run(words(`${plan} --exit-code`))).code, 3);
    assert.equal((await home.run(words(`${plan} --strict --exit-code`))).code, 1);
    // It logs elsewhere, which nobody asked to change.
    const same = await home.run(words(plan.replace('--idle-timeout 5', '--idle-timeout 45 --exit-code')));
    assert.equal(same.code, 0, same.stdout);
  });

  it('is changed with --overwrite, keeps what was not asked for, and comes back with delete', async () => {
    const before = inputs();
    const { code, stdout } = await home.run(words('setup --sandbox -r us-east-1 --overwrite --max-duration 60'));
    assert.equal(code, 0, stdout);
    assert.deepEqual(inputs(), { ...before, maxSessionDuration: '60' });
    const document = home.state().accounts['123456789012']?.['us-east-1']?.documents['SSM-SessionManagerRunShell'];
    assert.equal(document?.defaultVersion, document?.versions.at(-1)?.version);
    await home.run(words('delete --sandbox -r us-east-1 --yes'));
    assert.deepEqual(inputs(), before);
    const restored = home.state().accounts['123456789012']?.['us-east-1']?.documents['SSM-SessionManagerRunShell'];
    assert.deepEqual(restored?.tags, {});
    assert.deepEqual(
      restored?.versions.map(({ version }) => version),
      ['1'],
    );
  });

  it('is not deleted without --force', async () => {
    const kept = await home.run(words('delete --sandbox -r us-east-1 --yes'));
    assert.match(kept.stdout, /SSM Document SSM-SessionManagerRunShell \(kept\)\n.*--force/);
    assert.ok(inputs()['cloudWatchLogGroupName']);
    await home.run(words('delete --sandbox -r us-east-1 --yes --force'));
    assert.deepEqual(home.state().accounts['123456789012']?.['us-east-1']?.documents, {});
  });
});

describe('a process that dies or competes', () => {
  const everything = words('setup --sandbox --kms --encrypt-sessions --retention 30 -r us-east-1');
  let wanted: unknown;

  before(async () => {
    const calm = emptyHome();
    await calm.run(everything);
    wanted = comparable(calm.state());
    calm.clear();
  });

  // What a dead run leaves in the account is tried for every call by test/engine/reliability.test.ts; here, what is left of the file.
  for (const kill of ['after:9', 'before:12', 'after:12', 'after:14']) {
    it(`converges after SIGKILL ${kill.replace(':', ' call ')}`, async () => {
      const home = emptyHome();
      const killed = await home.spawn(everything, { SESSION_MANAGER_SANDBOX_FAULTS: `kill=${kill}` });
      assert.equal(killed.signal, 'SIGKILL');
      const again = await home.run(everything);
      assert.equal(again.code, 0, again.stdout);
      assert.deepEqual(comparable(home.state()), wanted);
      home.clear();
    });
  }

  it('ends with one key and one association when two processes run at once', async () => {
    const home = emptyHome();
    const line = words('setup --sandbox --kms -r us-east-1');
    const env = { SESSION_MANAGER_SANDBOX_FAULTS: 'latency=5' };
    const both = await Promise.all([home.spawn(line, env), home.spawn(line, env)]);
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
      both.map(({ stdout }) => stdout).join('\n'),
    );
    const region = home.state().accounts['123456789012']?.['us-east-1'];
    assert.equal(Object.values(region?.keys ?? {}).filter(({ state }) => state === 'Enabled').length, 1);
    assert.equal(Object.keys(region?.associations ?? {}).length, 1);
    home.clear();
  });

  it('ends the step under way on Ctrl-C, reports, exits 130, and converges in the next run', async () => {
    const home = emptyHome();
    const on = world();
    const { env, close } = await served(on.sandbox);
    const { child, end } = home.start(words('setup --kms -r us-east-1'), env);
    const told = printed(child.stderr, 'interrupted: ');
    intercept(on, /\.CreateLogGroup$/, async () => {
      child.kill('SIGINT');
      await told;
      return undefined;
    });
    const { code, stdout } = await end;
    assert.equal(code, 130);
    assert.match(stdout, /Creating CloudWatch log group: sessions\n/);
    assert.match(stdout, /SSM-SessionManagerRunShell with Session Manager preferences \(not run\)/);
    assert.match(stdout, /interrupted/);
    const again = await home.run(words('setup --kms -r us-east-1'), env);
    assert.equal(again.code, 0);
    assert.match(again.stdout, /KMS key alias\/session already exists/);
    assert.match(again.stdout, /Creating SSM Document SSM-SessionManagerRunShell/);
    await close();
    home.clear();
  });
});

describe('a process that gets a signal', () => {
  let home: Home;
  let on: World;
  let close: () => Promise<void>;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    home = emptyHome();
    on = world();
    ({ env, close } = await served(on.sandbox));
  });

  afterEach(async () => {
    await close();
    home.clear();
  });

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    it(`ends its reads at once, in the pauses of its retries too, and exits ${code}: ${signal}`, async () => {
      const { child, end } = home.start(words('plan -r us-east-1,eu-west-1 --json'), env);
      let met = 0;
      intercept(on, /\.DescribeLogGroups$/, async () => {
        met += 1;
        if (met === 2) child.kill(signal);
        return refusal('ThrottlingException', 'Rate exceeded');
      });
      const { code: exit, stdout } = await end;
      assert.equal(exit, code);
      const report = json(stdout);
      assert.equal(report.interrupted, true);
      assert.ok(report.targets.every(({ error }) => error?.code === 'Interrupted'));
    });
  }

  it('exits 130 where only the closing audit was left, which ends at once', async () => {
    const { child, end } = home.start(words('setup -r us-east-1'), env);
    intercept(on, /\.CreateAssociation$/, async () => {
      interceptCalls(on, /^(iam|ec2):|^ssm:GetServiceSetting$/, () => new Promise(() => undefined));
      void printed(child.stderr, 'account 123456789012').then(() => child.kill('SIGINT'));
      return undefined;
    });
    const { code, stdout } = await end;
    assert.equal(code, 130);
    assert.match(stdout, /Creating SSM Document SSM-SessionManagerRunShell/);
    assert.match(stdout, /; interrupted, run it again to finish$/m);
  });

  it('ends at once at the second', async () => {
    const { child, end } = home.start(words('setup -r us-east-1'), env);
    const told = printed(child.stderr, 'interrupted: ');
    intercept(on, /\.CreateLogGroup$/, async () => {
      child.kill('SIGTERM');
      await told;
      child.kill('SIGINT');
      return new Promise(() => undefined);
    });
    const { code, stdout, stderr } = await end;
    assert.deepEqual([code, stdout], [130, '']);
    assert.match(stderr, /stopped at once; run it again to finish/);
  });
});

describe('an endpoint', () => {
  it('that nobody serves is given up after a few tries, and named', async () => {
    const home = emptyHome();
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
    const { code, stdout } = await home.run(words('setup --regions us-east-1 --json'), env);
    assert.equal(code, 1);
    const { error } = json(stdout).targets[0] ?? {};
    assert.equal(error?.code, 'Unreachable');
    assert.match(error?.message ?? '', /127\.0\.0\.1:9 cannot be reached/);
    home.clear();
  });
});

describe('credentials', () => {
  it('that are missing are said to be missing, with where they were looked for', async () => {
    const home = emptyHome();
    const { code, stdout } = await home.run(words('setup --regions us-east-1'));
    assert.equal(code, 1);
    assert.match(stdout, /no AWS credentials: looked in the environment/);
    assert.match(stdout, /--noop and --sandbox need no credentials/);
    home.clear();
  });

  it('that have expired are said to have expired, with what to run', async () => {
    const home = emptyHome();
    writeFileSync(join(home.folder, 'config'), '[profile dev]\nregion = us-east-1\n');
    const env = { SESSION_MANAGER_SANDBOX_FAULTS: 'expired=true', AWS_CONFIG_FILE: join(home.folder, 'config') };
    const { code, stdout } = await home.run(words('setup --sandbox --profiles dev --json'), env);
    assert.equal(code, 1);
    const { error } = json(stdout).targets[0] ?? {};
    assert.equal(error?.code, 'ExpiredToken');
    assert.match(error?.advice ?? '', /aws sso login --profile dev/);
    home.clear();
  });
});
