// Flags that a configuration file holds, as a user meets them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Explanation } from '../../src/config/explain.ts';
import { BINARY, emptyHome } from './cli.ts';

interface Target {
  readonly account: string | null;
  readonly region: string;
  readonly status: string;
  readonly changes: readonly { readonly resource: string; readonly differences: readonly object[] }[];
  readonly error?: { readonly message: string };
}

const targetsIn = (stdout: string): readonly Target[] =>
  (JSON.parse(stdout) as { readonly targets: readonly Target[] }).targets;

describe('a configuration file', () => {
  const home = emptyHome();
  after(() => home.clear());
  const file = (text: string, name = 'fleet.yaml'): string => {
    const path = join(home.folder, name);
    writeFileSync(path, text);
    return path;
  };
  /** Runs the binary in a folder of the home. */
  const runIn = (folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    mkdirSync(join(home.folder, folder), { recursive: true });
    return spawnSync(process.execPath, [BINARY, ...args], {
      cwd: join(home.folder, folder),
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: home.folder, SESSION_MANAGER_SANDBOX_STATE: home.stateFile, ...env },
    });
  };

  const retentionOf = (stdout: string): unknown =>
    (targetsIn(stdout)[0]?.changes.flatMap(({ differences }) => differences) ?? []).find(
      (one) => (one as { readonly field: string }).field === 'retentionInDays',
    );

  it('has less weight than the environment, and that has less than what is typed', async () => {
    const config = file('regions: us-east-1\nretention: 30\n');
    const plan = async (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<unknown> => {
      const { stdout } = await home.run(['plan', '--sandbox', '--json', '--config', config, ...args], env);
      return (retentionOf(stdout) as { readonly want: number } | undefined)?.want;
    };
    assert.equal(await plan([]), 30);
    assert.equal(await plan([], { SESSION_MANAGER_RETENTION: '60' }), 60);
    assert.equal(await plan(['--retention', '90'], { SESSION_MANAGER_RETENTION: '60' }), 90);
  });

  it('is named by the environment, too, and not read with --no-config', async () => {
    const env = { SESSION_MANAGER_CONFIG: file('retenton: 30') };
    const wrong = await home.run(['plan', '--noop'], env);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /fleet\.yaml:1:1: unknown key "retenton"; did you mean retention\?$/m);
    assert.equal((await home.run(['plan', '--noop', '--no-config'], env)).code, 0);
    const other = file('retention: 30', 'other.yaml');
    assert.equal((await home.run(['plan', '--noop', '--config', other], { SESSION_MANAGER_NO_CONFIG: '1' })).code, 0);
    const both = await home.run(['plan', '--noop', '--no-config', '--config', other]);
    assert.deepEqual(
      [both.code, both.stderr],
      [2, 'session-manager: --config and --no-config: give only one of them\n'],
    );
  });

  it('says what is wrong under --json as every error is said, and nothing is called', async () => {
    const { code, stdout } = await home.run(['setup', '--sandbox', '--json', '--config', file('kms: maybe')]);
    assert.equal(code, 2);
    const { error } = JSON.parse(stdout) as { readonly error: { readonly code: string; readonly message: string } };
    assert.equal(error.code, 'invalid-config');
    assert.match(error.message, /fleet\.yaml:1:6: kms "maybe": it must be true or false$/);
  });

  it('is blamed for its values where a command finds them wrong, with the line', async () => {
    const config = file('regions: [us-east-1,\n  us-est-2]\n');
    assert.match(
      (await home.run(['nodes', '--noop', '--config', config])).stderr,
      /fleet\.yaml:2:3: regions "us-est-2": there is no such region; did you mean us-east-2\?/,
    );
    const conflict = file('kms: true\n');
    const arn = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    assert.match(
      (await home.run(['plan', '--noop', '--config', conflict, '--kms-key', arn])).stderr,
      /fleet\.yaml:1:6: kms makes a key and --kms-key uses an existing one/,
    );
  });

  it('sets each target up by what overrides say of it; plan, doctor and delete go by the same', async () => {
    const config = file(
      'regions: [us-east-1, eu-west-1]\nlog-group: one\noverrides:\n' +
        '  - match: {regions: [eu-west-1]}\n    log-group: two\n    kms: true\n    encrypt-sessions: true\n',
    );
    const run = async (...args: readonly string[]) => home.run([...args, '--sandbox', '--json', '--config', config]);
    assert.equal((await run('setup')).code, 0);
    const groups = Object.fromEntries(
      Object.entries(home.state().accounts['123456789012'] ?? {}).map(([region, { logGroups }]) => [
        region,
        Object.keys(logGroups),
      ]),
    );
    assert.deepEqual(groups, { 'us-east-1': ['one'], 'eu-west-1': ['two'] });
    const planned = await run('plan', '--exit-code');
    assert.equal(planned.code, 0, planned.stdout);
    const doctor = await run('doctor', '--only', 'prefs,log-group,kms', '--strict');
    assert.equal(doctor.code, 0, doctor.stdout);
    const deletion = targetsIn((await run('plan', '--delete')).stdout);
    assert.deepEqual(
      deletion.map(({ changes }) => changes.map(({ resource }) => resource)),
      [
        ['agent-update', 'preferences', 'log-group', 'kms-key'],
        ['agent-update', 'preferences', 'log-group', 'kms-key'],
      ],
    );
    const typed = targetsIn((await run('plan', '--log-group', 'three')).stdout);
    for (const { changes } of typed) assert.match(JSON.stringify(changes), /three/);
    assert.equal((await run('delete', '--yes')).code, 0);
    assert.deepEqual(
      Object.values(home.state().accounts['123456789012'] ?? {}).flatMap(({ logGroups }) => Object.keys(logGroups)),
      [],
    );
  });

  it('sets up an organization as the example says, by a plan that is reviewed first', async () => {
    const example = fileURLToPath(new URL('../../examples/organization.yaml', import.meta.url));
    const fresh = emptyHome();
    const plan = join(fresh.folder, 'plan.json');
    const made = await fresh.run(['plan', '--sandbox', '--config', example, '--out', plan]);
    assert.equal(made.code, 0, made.stderr);
    const done = await fresh.run(['setup', '--sandbox', '--plan', plan, '--json']);
    assert.equal(done.code, 0, done.stderr);
    const { accounts } = fresh.state();
    const retentions = Object.fromEntries(
      Object.entries(accounts).map(([id, regions]) => [
        id,
        Object.values(regions).map(({ logGroups }) => logGroups['/sessions']?.retentionInDays),
      ]),
    );
    assert.deepEqual(retentions, {
      '111111111111': [30, 30],
      '222222222222': [3653, 3653],
      '444444444444': [3653, 3653],
    });
    const again = await fresh.run(['plan', '--sandbox', '--config', example, '--exit-code']);
    assert.equal(again.code, 0, again.stdout);
    fresh.clear();
  });

  it('refuses what does not go together in a target before anything is called, and names both', async () => {
    const config = file(
      'regions: [us-east-1, eu-west-1]\naccounts: [111111111111]\nkms: true\nrotation-days: 90\noverrides:\n' +
        '  - match: {regions: eu-west-1}\n    kms: false\n',
    );
    for (const command of ['setup', 'plan', 'doctor']) {
      const { code, stderr } = await home.run([command, '--sandbox', '--config', config]);
      assert.equal(code, 2, command);
      assert.match(
        stderr,
        /fleet\.yaml:4:16: rotation-days needs kms \(.*fleet\.yaml:7:10\), in 111111111111\/eu-west-1$/m,
      );
    }
  });

  it('says that its overrides do not count where one thing is made for all targets', async () => {
    const config = file(
      'regions: us-east-1\nretention: 7\noverrides:\n  - match: {regions: us-east-1}\n    retention: 30\n',
    );
    const plain = file('regions: us-east-1\nretention: 7\n', 'plain.yaml');
    for (const command of ['policy instance', 'export cloudformation']) {
      const { code, stdout, stderr } = await home.run(command.split(' '), { SESSION_MANAGER_CONFIG: config });
      assert.deepEqual(
        [code, stderr],
        [0, `session-manager: ${config}: its overrides are left out: this is one for all targets\n`],
      );
      assert.doesNotMatch(stdout, /\b30\b/);
      assert.equal((await home.run(command.split(' '), { SESSION_MANAGER_CONFIG: plain })).stderr, '');
    }
  });

  it('lets overrides supply what is missing without them', async () => {
    const config = file(
      'regions: [us-east-1, eu-west-1]\nencrypt-sessions: true\noverrides:\n' +
        '  - match: {regions: [us-east-1, eu-west-1]}\n    kms: true\n',
    );
    assert.equal((await home.run(['plan', '--noop', '--config', config])).code, 0);
  });

  it('says under --noop which overrides only AWS could place', async () => {
    const config = file('regions: us-east-1\noverrides:\n  - match: {accounts: 111111111111}\n    retention: 30\n');
    const { code, stderr } = await home.run(['setup', '--noop', '--config', config]);
    assert.equal(code, 0);
    const line =
      /fleet\.yaml:3:5: override 1 is left out in default\/us-east-1: it depends on the account, and nothing is called/;
    assert.match(stderr, line);
  });

  it('fails a target of which nobody knows whether an override is for it, and says why', async () => {
    const config = file('regions: us-east-1\noverrides:\n  - match: {account-tags: {env: prod}}\n    retention: 30\n');
    const { code, stdout } = await home.run(['setup', '--sandbox', '--json', '--config', config]);
    assert.equal(code, 1);
    const [target] = targetsIn(stdout);
    assert.equal(target?.status, 'failed');
    assert.match(
      target?.error?.message ?? '',
      /fleet\.yaml:3:5: nobody knows whether override 1 is for this target: it depends on the tags of the account/,
    );
  });

  it('tells once of a fault that many targets have, of which only the organization tells whether they are concerned', async () => {
    const config = file(
      'regions: [us-east-1, us-east-2, us-west-1, us-west-2, eu-west-1, eu-west-2, eu-west-3, eu-central-1]\n' +
        'org-units: ou-abcd-11111111\noverrides:\n' +
        '  - match: {account-names: "*"}\n    encrypt-sessions: true\n',
    );
    const { code, stdout } = await home.run(['plan', '--sandbox', '--config', config]);
    assert.equal(code, 1);
    assert.equal(stdout.match(/encrypt-sessions needs a key/g)?.length, 1, stdout);
    assert.match(stdout, /^32 targets: 32 failed/m);
  });

  it('is explained by config: what holds in each target, and which line of it says so', async () => {
    const config = file(
      'regions: us-east-1\norg-units: ou-abcd-11111111\nretention: 30\noverrides:\n' +
        '  - match: {account-tags: {env: prod}}\n    retention: 365\n',
    );
    const args = ['config', '--sandbox', '--config', config, '--json'];
    const { code, stdout } = await home.run(args, { SESSION_MANAGER_KMS: 'true' });
    assert.equal(code, 0, stdout);
    const explanation = JSON.parse(stdout) as Explanation;
    const schema = JSON.parse(
      readFileSync(new URL('../../schema/config-values.json', import.meta.url), 'utf8'),
    ) as object;
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
    assert.ok(validate(explanation), JSON.stringify(validate.errors));
    assert.deepEqual(
      explanation.targets.map(({ account, values }) => [account, values['retention']?.value, values['kms']?.source]),
      [
        ['111111111111', '30', { from: 'environment', variable: 'SESSION_MANAGER_KMS' }],
        ['222222222222', '365', { from: 'environment', variable: 'SESSION_MANAGER_KMS' }],
        ['333333333333', '30', { from: 'environment', variable: 'SESSION_MANAGER_KMS' }],
        ['444444444444', '365', { from: 'environment', variable: 'SESSION_MANAGER_KMS' }],
      ],
    );
    assert.deepEqual(explanation.targets[1]?.values['retention']?.source, {
      from: 'override',
      override: 1,
      file: config,
      line: 6,
      column: 16,
    });
    const noop = JSON.parse((await home.run([...args, '--noop'])).stdout) as Explanation;
    assert.deepEqual(noop.targets[0]?.unknown, [{ override: 1, because: 'the tags of the account' }]);
    assert.ok(validate(noop), JSON.stringify(validate.errors));
  });

  it('needs neither credentials nor a call to be explained where everything is known', async () => {
    const config = file('regions: us-east-1\naccounts: [111111111111]\nretention: 30\n');
    const { code, stdout, stderr } = await home.run(['config', '--config', config]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^ {2}retention +30 +\S*fleet\.yaml:3:12$/m);
    assert.match(stdout, /^in 111111111111\/us-east-1$/m);
  });

  it('is found above, which is told on stderr, and only there', () => {
    file('regions: us-east-1\nretention: 30\n', 'session-manager.yaml');
    const { status, stdout, stderr } = runIn('a/b', ['plan', '--sandbox', '--json']);
    assert.equal(status, 0, stderr);
    assert.equal((retentionOf(stdout) as { readonly want: number }).want, 30);
    assert.match(stderr, /^session-manager: configuration: \.\.\/\.\.\/session-manager\.yaml$/m);
    const here = runIn('.', ['plan', '--noop']);
    assert.doesNotMatch(here.stderr, /configuration/, 'where it is here, nobody is surprised');
  });

  it('holds for sessions, too, but not for what ssh calls from any folder', () => {
    file('regions: mars-1\n', 'session-manager.yaml');
    const start = runIn('.', ['start', 'web-1', '--noop']);
    assert.equal(start.status, 2);
    assert.match(start.stderr, /session-manager\.yaml:1:10: regions "mars-1": there is no such region/);
    const proxy = runIn('.', ['ssh-proxy', 'web-1', '22', '--noop', '--regions', 'us-east-1']);
    assert.equal(proxy.status, 0, proxy.stderr);
    const named = runIn('.', ['ssh-proxy', 'web-1', '22', '--noop', '--config', 'session-manager.yaml']);
    assert.match(named.stderr, /session-manager\.yaml:1:10: regions "mars-1"/);
    rmSync(join(home.folder, 'session-manager.yaml'));
  });
});
