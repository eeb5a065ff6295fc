import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../src/checks/check.ts';
import type { Printed, PrintedReport } from '../../src/render/json.ts';
import { fleetState } from '../../src/sandbox/fleet/fleet.ts';
import { manyNodesText } from '../engine/many.ts';
import { interceptCalls, world } from '../engine/world.ts';
import { emptyHome, type Home, served, words } from './cli.ts';
import type { Outcome } from './here.ts';

const REGIONS = '--sandbox --regions us-east-1,eu-west-1,eu-central-1';

/** Gives the faults that a report names, by check. */
const faultsOf = ({ stdout }: Outcome): readonly Printed<Fault>[] =>
  (JSON.parse(stdout) as PrintedReport).targets.flatMap(({ findings }) =>
    findings.filter((finding): finding is Printed<Fault> => finding.verdict !== 'ok'),
  );

const familiesOf = (outcome: Outcome): readonly string[] =>
  [...new Set(faultsOf(outcome).map(({ check }) => check.split('.')[0] ?? check))].toSorted();

/** Lines on stderr that are not about progress. */
const saidOf = ({ stderr }: Outcome): readonly string[] =>
  stderr.split('\n').filter((line) => line !== '' && !/^[❯›✔✖]/.test(line));

/** Everything that is about the account, and not about the machine that the test runs on. */
const FAMILIES = ['agent', 'association', 'dhmc', 'hybrid', 'instance', 'kms', 'log-group', 'prefs', 'runas', 's3'];
const MORE = ['sharing', 'user', 'vpc'];

describe('doctor', () => {
  let home: Home;

  let summary: Required<PrintedReport['summary']>;

  before(async () => {
    home = emptyHome();
    await home.run(words('sandbox --seed fleet'));
    const { stdout } = await home.run(words(`doctor ${REGIONS} --skip client --json`));
    ({ summary } = JSON.parse(stdout));
  });

  after(() => home.clear());

  it('finds what is wrong, says how to mend it, and exits 1', async () => {
    const found = await home.run(words(`doctor ${REGIONS} --skip client --group-by target`));
    assert.equal(found.code, 1, found.stderr);
    assert.match(found.stdout, /^account 123456789012$/m);
    assert.match(found.stdout, /^123456789012\/us-east-1$/m);
    assert.match(found.stdout, /^ {2}fail +kms\.missing: /m);
    assert.match(found.stdout, /session-manager setup --sandbox --regions eu-west-1,eu-central-1 --kms --grant/);
    const { fail, warn, info, ok } = summary;
    assert.ok(found.stdout.includes(`\n3 targets: ${fail} fail, ${warn} warn, ${info} info, ${ok} ok\n`), found.stdout);
    assert.deepEqual(saidOf(found), []);
  });

  it('finds a fault of every family, and after setup none that setup mends', async () => {
    const own = emptyHome();
    await own.run(words('sandbox --seed fleet'));
    const first = await own.run(words(`doctor ${REGIONS} --skip client --json`));
    assert.equal(first.code, 1);
    assert.deepEqual(familiesOf(first), [...FAMILIES, ...MORE]);
    const setup = await own.run(words(`setup ${REGIONS} --kms --encrypt-sessions --retention 365 --grant`));
    assert.equal(setup.code, 0, setup.stdout);
    assert.deepEqual(saidOf(setup), []);
    const second = await own.run(words(`doctor ${REGIONS} --skip client --json`));
    assert.equal(second.code, 1);
    const gone = ['dhmc', 'kms', 'log-group'];
    assert.deepEqual(
      familiesOf(second),
      [...FAMILIES, ...MORE].filter((family) => !gone.includes(family)),
    );
    const roles = faultsOf(second).filter(({ subject = '' }) => subject.startsWith('role/'));
    assert.deepEqual(
      roles.map(({ check }) => check),
      ['instance.deprecated-policy'],
    );
    assert.deepEqual(saidOf(second), []);
    own.clear();
  });

  it('counts findings by verdict in its JSON, and tells what would clear the most', async () => {
    const { stdout } = await home.run(words(`doctor ${REGIONS} --skip client --json`));
    const { command, summary: counted, fixes, targets } = JSON.parse(stdout) as PrintedReport;
    assert.equal(command, 'doctor');
    const findings = targets.flatMap((target) => target.findings);
    const count = (wanted: string): number => findings.filter(({ verdict }) => verdict === wanted).length;
    const [fail, warn, info, ok] = ['fail', 'warn', 'info', 'ok'].map(count);
    assert.ok(fail && warn && info && ok);
    const rest = { changed: 0, planned: 0, failed: 0, skipped: 0 };
    assert.deepEqual(counted, { targets: 3, unchanged: 3, fail, warn, info, ok, unknown: 0, ...rest });
    assert.equal(fixes?.[0]?.clears, 5);
    assert.ok(findings.every((finding) => finding.verdict === 'ok' || (finding.advice && finding.summary)));
  });

  it('looks at this machine, too', async () => {
    const { stdout } = await home.run(words(`doctor ${REGIONS} --only client`), { PATH: home.folder });
    // Node 20 is told to move on; newer ones are in order, and everything else here only informs.
    const isOldNode = Number.parseInt(process.versions.node, 10) < 22;
    assert.match(stdout, isOldNode ? /^this machine$/m : /^this machine: ok, 1 check$/m);
    assert.match(stdout, /client\.cli: the AWS CLI is not installed/);
    assert.match(stdout, /client\.plugin: the Session Manager plugin is not installed/);
    assert.doesNotMatch(stdout, /kms\./);
  });

  it('only reads', async () => {
    const before = readFileSync(home.stateFile, 'utf8');
    const found = await home.run(words(`doctor ${REGIONS} --debug`));
    assert.equal(readFileSync(home.stateFile, 'utf8'), before);
    const calls = saidOf(found).map((line) => line.split(' ')[1] ?? '');
    assert.ok(calls.length > 20);
    assert.deepEqual(
      calls.filter((name) => !/^(Describe|Get|List|Simulate)/.test(name)),
      [],
    );
  });

  it('makes only the checks that are asked for, by family or by id', async () => {
    const only = await home.run(words(`doctor ${REGIONS} --only kms,log-group.missing --json`));
    assert.deepEqual(
      faultsOf(only).map(({ check }) => check),
      ['kms.disabled', 'log-group.missing', 'kms.missing'],
    );
    const skipped = await home.run(words(`doctor ${REGIONS} --skip client,vpc,kms.missing --json`));
    const checks = faultsOf(skipped).map(({ check }) => check);
    assert.ok(checks.includes('kms.disabled') && !checks.includes('kms.missing'));
    assert.ok(!checks.some((check) => check.startsWith('vpc.') || check.startsWith('client.')));
    const fine = await home.run(words(`doctor ${REGIONS} --only kms.rotation`));
    assert.equal(fine.code, 0, fine.stdout);
  });

  for (const [line, expected] of [
    ['--only kmss', /--only "kmss": there is no such check; did you mean kms\?/],
    ['--skip nonsense-of-mine', /--skip "nonsense-of-mine": there is no such check; the families are agent, /],
    ['--only kms --skip kms', /--skip "kms": it leaves no check/],
    ['--format pdf', /--format=pdf/],
  ] as const) {
    it(`refuses ${line} in one line`, async () => {
      const { code, stdout, stderr } = await home.run(words(`doctor ${REGIONS} ${line}`));
      assert.equal(code, 2);
      assert.match(stderr, expected);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
      assert.equal(stdout, '');
    });
  }

  it('exits 1 for warnings when it is strict', async () => {
    const line = `doctor ${REGIONS} --only association`;
    const lenient = await home.run(words(line));
    assert.equal(lenient.code, 0, lenient.stdout);
    assert.match(lenient.stdout, /^3 targets: 3 warn, /m);
    assert.equal((await home.run(words(`${line} --strict`))).code, 1);
  });

  it('asks some of many nodes for their channels, and says so, or every one with --every-node', async () => {
    const own = emptyHome();
    const file = join(own.folder, 'many.json');
    writeFileSync(file, manyNodesText(300, { node: (index) => (index === 1 ? { connected: false } : {}) }));
    await own.run(['sandbox', '--seed', file]);
    const line = words('doctor --sandbox --regions us-east-1 --only instance.not-connected');
    const some = await own.run(line);
    assert.match(
      some.stdout,
      /asked 50 of 300 online nodes whether they hold a channel for sessions;\s+--every-node asks all/,
    );
    const [{ sampled }] = JSON.parse((await own.run([...line, '--json'])).stdout).targets;
    assert.deepEqual(sampled, [{ check: 'instance.not-connected', asked: 50, of: 300, doubtful: 0 }]);
    for (const all of [
      await own.run([...line, '--every-node']),
      await own.run(line, { SESSION_MANAGER_EVERY_NODE: 'true' }),
    ]) {
      assert.equal(all.code, 1, all.stderr);
      assert.match(all.stdout, /instance\.not-connected: it is online, but holds no channel/);
      assert.doesNotMatch(all.stdout, /asked/);
    }
    own.clear();
  });

  it('says what differs from flags of setup', async () => {
    const { stdout } = await home.run(words(`doctor ${REGIONS} --only prefs.drift --idle-timeout 15 --json`));
    const [first] = JSON.parse(stdout).targets[0].findings as readonly Printed<Fault>[];
    assert.match(first?.summary ?? '', /idleSessionTimeout is 20, and not 15/);
  });

  it('prints SARIF, JUnit and markdown', async () => {
    const format = async (name: string): Promise<string> =>
      (await home.run(words(`doctor ${REGIONS} --skip client --format ${name}`))).stdout;
    const { version, runs } = JSON.parse(await format('sarif')) as { version: string; runs: { results: object[] }[] };
    assert.equal(version, '2.1.0');
    const { fail, warn, info } = summary;
    assert.equal(runs[0]?.results.length, fail + warn + info);
    const junit = await format('junit');
    assertWellFormed(junit);
    assert.match(junit, new RegExp(`<testsuites name="session-manager doctor" tests="\\d+" failures="${fail}" `));
    const markdown = await format('markdown');
    assert.match(markdown, /^#+ /m);
    assert.match(markdown, /kms\.missing/);
  });

  it('says without credentials that there are none, once, and exits 1', async () => {
    const { code, stdout } = await home.run(words('doctor --regions us-east-1,eu-west-1 --skip client --json'));
    assert.equal(code, 1);
    const { targets } = JSON.parse(stdout) as PrintedReport;
    assert.deepEqual(
      targets.map(({ status, error }) => [status, error?.code]),
      [
        ['failed', 'NoCredentials'],
        ['failed', 'NoCredentials'],
      ],
    );
    const text = await home.run(words('doctor --regions us-east-1,eu-west-1'));
    assert.equal(text.code, 1);
    assert.equal(text.stdout.split('no AWS credentials').length, 2, text.stdout);
    assert.match(text.stdout, /^2 targets \(2 failed\): /m);
  });
});

describe('the first use of the sandbox', () => {
  let home: Home;

  beforeEach(() => {
    home = emptyHome();
  });

  afterEach(() => home.clear());

  it('shows doctor a fleet, and says so once', async () => {
    const first = await home.run(words(`doctor ${REGIONS} --only kms`));
    assert.equal(first.code, 1);
    assert.deepEqual(saidOf(first), [`the sandbox was never used: it holds a made-up fleet now, in ${home.stateFile}`]);
    const before = readFileSync(home.stateFile, 'utf8');
    const second = await home.run(words(`doctor ${REGIONS} --only kms`));
    assert.deepEqual(saidOf(second), []);
    assert.equal(second.stdout, first.stdout);
    assert.equal(readFileSync(home.stateFile, 'utf8'), before);
    const setup = await home.run(words('setup --sandbox --kms --regions eu-west-1'));
    assert.match(setup.stdout, /Updating KMS key alias\/session/);
  });

  it('ends with one fleet when two diagnoses come first at once', async () => {
    const both = await Promise.all([1, 2].map(() => home.spawn(words(`doctor ${REGIONS} --only kms`))));
    assert.deepEqual(
      both.map(({ code }) => code),
      [1, 1],
    );
    assert.equal(both.flatMap(saidOf).length, 1);
  });

  it('is empty for every other command, which says nothing to a pipe', async () => {
    const plan = await home.run(words('plan --sandbox --kms --regions us-east-1'));
    assert.match(plan.stdout, /Creating KMS key/);
    assert.deepEqual(saidOf(plan), []);
    assert.ok(!existsSync(home.stateFile));
    const setup = await home.run(words('setup --sandbox --regions us-east-1'));
    assert.deepEqual(saidOf(setup), []);
    assert.deepEqual(home.state().accounts['123456789012']?.['us-east-1']?.instances, {});
  });

  it('stays as it is, empty, when it was emptied', async () => {
    await home.run(words('sandbox --reset'));
    const { stderr } = await home.run(words(`doctor ${REGIONS} --only kms`));
    assert.doesNotMatch(stderr, /fleet/);
    assert.deepEqual(home.state().accounts, {});
  });
});

it('an interrupted diagnosis ends at once, reports what it has found, and exits 130', async () => {
  const home = emptyHome();
  const on = world({ state: fleetState() });
  const { env, close } = await served(on.sandbox);
  const { child, end } = home.start(words('doctor --regions us-east-1,eu-west-1'), env);
  interceptCalls(on, /^iam:GetAccountAuthorizationDetails$/, async () => {
    child.kill('SIGINT');
    return new Promise(() => undefined);
  });
  const { code, stdout } = await end;
  assert.equal(code, 130);
  assert.match(stdout, /interrupted/);
  await close();
  home.clear();
});

/** Every element that is opened is closed, in order, and nothing stands outside of them. */
function assertWellFormed(xml: string): void {
  const open: string[] = [];
  const body = xml.replace(/^<\?xml [^?]*\?>\s*/, '');
  for (const [, slash, name = '', end] of body.matchAll(/<(\/?)([\w-]+)(?:\s+[\w-]+="[^"<]*")*\s*(\/?)>/g)) {
    if (slash) assert.equal(open.pop(), name);
    else if (!end) open.push(name);
  }
  assert.deepEqual(open, []);
  const text = body.replaceAll(/<\/?[\w-]+(?:\s+[\w-]+="[^"<]*")*\s*\/?>/g, '');
  assert.doesNotMatch(text, /[<]|&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/i);
}
