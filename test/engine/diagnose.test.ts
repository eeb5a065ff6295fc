import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { AccountCheck, Finding } from '../../src/checks/check.ts';
import { adviceOf } from '../../src/render/advice.ts';
import { CHECK_IDS } from '../../src/checks/index.ts';
import { runAccountChecks } from '../../src/engine/run-checks.ts';
import { exitCode, type Report, type TargetReport } from '../../src/engine/report.ts';
import type { FanOut } from '../../src/engine/job.ts';
import { parseSelection } from '../../src/engine/selection.ts';
import type { AccountAudit } from '../../src/audit/account.ts';
import type { MachineFacts } from '../../src/facts/machine.ts';
import { fleetState } from '../../src/sandbox/fleet/fleet.ts';
import { emptyIam } from '../../src/sandbox/state/iam.ts';
import { stoppedClock } from '../clock.ts';
import { addInstance, allowing, policyText, stateWithRoles } from './identities.ts';
import { plantInputs, plantKey, plantLogGroup } from './planted.ts';
import { ACCOUNT, answered, interceptCalls, turn, world, type World, REGION } from './world.ts';

const TWO = { regions: ['us-east-1', 'eu-west-1'] };

const SSH = {
  file: '~/.ssh/config',
  line: 1,
  keyword: 'proxycommand',
  value: 'sh -c "aws ssm start-session --target %h --document-name AWS-StartSSHSession"',
  within: [],
};

const MACHINE: MachineFacts = {
  cliVersion: () => Promise.resolve('2.17.3'),
  pluginVersion: () => Promise.resolve('1.2.999.0'),
  sshConfig: () => Promise.resolve({ settings: [SSH] }),
  sshAnswer: () => Promise.resolve(undefined),
  program: (path) => Promise.resolve({ path }),
  nodeVersion: '24.1.0',
};

/** `us-east-1 unchanged`, and the code of what went wrong. */
const outline = ({ targets }: Report): readonly string[] =>
  targets.map(({ region, status, error }) => [region, status, ...(error ? [error.code] : [])].join(' '));

const target = ({ targets }: Report, region = 'us-east-1'): TargetReport =>
  targets.find((one) => one.region === region) ?? assert.fail(`there is no ${region}`);

/** Ids of the checks of a target with this verdict. */
const verdicts = ({ findings }: TargetReport, verdict: string): readonly string[] => [
  ...new Set(findings.filter((found) => found.verdict === verdict).map(({ check }) => check)),
];

/** Operations in the order they were called, but for who calls. */
const asked = ({ sandbox }: World, region?: string): readonly string[] =>
  sandbox.calls
    .filter((call) => call.service !== 'sts' && (region === undefined || call.region === region))
    .map(({ operation }) => operation);

const PROBE = ['DescribeDocument', 'GetDocument'];

/** A region in which all is as it should be, but that documents can be made public. */
async function wellSetUp(): Promise<World> {
  const on = world();
  for (const { error } of await on.setup({ retention: '365' })) assert.equal(error, undefined);
  on.sandbox.calls.length = 0;
  return on;
}

describe('a diagnosis', () => {
  it('makes every check of an account and region that has all of it, changes nothing, and reads roles once an account', async () => {
    const on = world({ state: fleetState() });
    const before = await on.sandbox.snapshot();
    const report = await on.diagnose({}, { ...TWO, accounts: [ACCOUNT, '111111111111'] }, { machine: MACHINE });
    assert.deepEqual({ ...(await on.sandbox.snapshot()), sessions: {} }, { ...before, sessions: {} });
    const made = new Set(report.targets.flatMap(({ findings }) => findings.map(({ check }) => check)));
    assert.deepEqual(
      CHECK_IDS.filter((id) => !made.has(id)),
      // The last is said of those who are asked about.
      ['region.disabled', 'region.scp-denied', 'user.access'],
    );
    assert.equal(asked(on).filter((name) => name === 'GetAccountAuthorizationDetails').length, 2);
  });

  it('tells what a node or a VPC is called where that has been read, and asks nothing more for it', async () => {
    const namesIn = async (only: readonly string[]) => {
      const on = world({ state: fleetState() });
      const { targets } = await on.diagnose({}, {}, { selection: { only, skip: [] } });
      const faults = targets.flatMap(({ findings }) => findings.flatMap((one) => (one.verdict === 'ok' ? [] : [one])));
      return { names: faults.map(({ name }) => name), calls: asked(on) };
    };
    assert.deepEqual((await namesIn(['instance.no-profile', 'vpc.endpoint-kms'])).names, ['jump-host', 'ledger']);
    const { names, calls } = await namesIn(['instance.not-connected']);
    assert.deepEqual([names, calls.includes('DescribeInstances')], [[undefined], false]);
  });

  it('asks nothing twice in one region but for the preferences, where something fails, and what setup judges of them', async () => {
    const on = world({ state: fleetState() });
    await on.diagnose();
    const calls = on.sandbox.calls
      .filter(({ service }) => service !== 'iam')
      .map(({ operation, input }) => `${operation} ${JSON.stringify(input)}`);
    const twice = calls.filter((call, index) => calls.indexOf(call) !== index).map((call) => call.replace(/ .*/s, ''));
    const JUDGED = ['DescribeKey', 'DescribeLogGroups', 'GetBucketEncryption'];
    assert.deepEqual(twice.filter((name) => !JUDGED.includes(name)).toSorted(), [
      'DescribeDocument',
      'GetDocument',
      'GetDocument',
    ]);
  });

  it('reads a key once, by whatever names it goes', async () => {
    const on = world();
    const keyArn = await plantKey(on, 1, { alias: 'alias/session' });
    await plantInputs(on, { cloudWatchLogGroupName: 'sessions', kmsKeyId: 'alias/session' });
    await plantLogGroup(on, 'sessions', { kmsKeyId: keyArn });
    await on.diagnose();
    for (const operation of ['DescribeKey', 'GetKeyPolicy', 'ListAliases']) {
      assert.equal(asked(on).filter((name) => name === operation).length, 1, operation);
    }
  });

  it('puts what concerns an account with the first of its targets that it concerns', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    await addInstance(on, 'i-0a1b2c3d4e5f60718', 'gone', 'eu-west-1');
    await addInstance(on, 'i-0a1b2c3d4e5f60719', 'web', 'eu-west-1');
    await on.setup({}, { regions: ['eu-west-1'] });
    const report = await on.diagnose({}, TWO);
    assert.deepEqual(
      [target(report), target(report, 'eu-west-1')].map((one) =>
        one.findings
          .filter(({ verdict, scope }) => scope === 'account' && ['fail', 'warn'].includes(verdict))
          .map(({ check }) => check),
      ),
      [[], ['instance.logs-permissions', 'instance.profile-without-role']],
    );
  });
});

describe('a diagnosis of regions that are closed', () => {
  for (const [title, faults, code, check] of [
    ['not enabled', { disabledRegions: ['eu-west-1'] }, 'RegionNotEnabled', 'region.disabled'],
    ['closed by the organization', { closedRegions: ['eu-west-1'] }, 'DeniedByOrganization', 'region.scp-denied'],
  ] as const) {
    it(`skips one that is ${title}, says so by a finding, and looks at the others`, async () => {
      const on = world({ state: stateWithRoles({ web: {} }), faults });
      const report = await on.diagnose({}, TWO);
      assert.deepEqual(outline(report), ['us-east-1 unchanged', `eu-west-1 skipped ${code}`]);
      const [found, ...more] = target(report, 'eu-west-1').findings;
      assert.deepEqual([found?.check, found?.verdict, found?.scope, more], [check, 'unknown', 'region', []]);
      assert.match(found?.verdict === 'unknown' ? adviceOf(found.remedy) : '', /--exclude-regions/);
      assert.ok(verdicts(target(report), 'warn').includes('prefs.missing'));
      assert.deepEqual([...asked(on, 'eu-west-1')].toSorted(), PROBE, 'nothing else is asked there');
      assert.equal(exitCode(report), 0);
      assert.deepEqual([report.summary.skipped, report.summary.unchanged], [1, 1]);
    });

    it(`exits 1 where every region is ${title}, and asks IAM nothing`, async () => {
      const on = world({ state: stateWithRoles({ web: {} }), faults });
      const report = await on.diagnose({}, { regions: ['eu-west-1'] });
      assert.deepEqual(outline(report), [`eu-west-1 skipped ${code}`]);
      assert.equal(exitCode(report), 1);
      assert.ok(!on.sandbox.calls.some(({ service }) => service === 'iam'));
    });

    it(`says nothing of one that is ${title} where that check is left out`, async () => {
      const on = world({ faults });
      const report = await on.diagnose({}, TWO, { selection: parseSelection({ skip: 'region' }) });
      assert.deepEqual(target(report, 'eu-west-1').findings, []);
      assert.deepEqual(outline(report), ['us-east-1 unchanged', `eu-west-1 skipped ${code}`]);
    });
  }

  it('puts what concerns the account with the first region that is open', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    // IAM is of no region, and left open.
    interceptCalls(on, /^(?!iam|sts)/, async ({ region, refusal }) =>
      region === 'us-east-1'
        ? refusal('AccessDeniedException', 'no, with an explicit deny in a service control policy')
        : undefined,
    );
    await addInstance(on, 'i-0a1b2c3d4e5f60718', 'web', 'eu-west-1');
    await on.setup({}, { regions: ['eu-west-1'] });
    const report = await on.diagnose({}, TWO);
    assert.deepEqual(
      target(report).findings.map(({ check }) => check),
      ['region.scp-denied'],
    );
    assert.ok(verdicts(target(report, 'eu-west-1'), 'fail').includes('instance.logs-permissions'));
    assert.ok(verdicts(target(report, 'eu-west-1'), 'ok').includes('user.start-session'));
  });

  it('takes one in which everything is denied to these credentials for open, and for unknown', async () => {
    const on = world({ faults: { deniedActions: ['ssm:*', 'logs:*', 'kms:*', 'ec2:*', 's3:*', 'iam:*'] } });
    const report = await on.diagnose();
    assert.deepEqual(outline(report), ['us-east-1 unchanged']);
    assert.deepEqual(new Set(target(report).findings.map(({ verdict }) => verdict)), new Set(['unknown']));
    for (const found of target(report).findings) {
      if (found.verdict === 'unknown') assert.match(found.summary + adviceOf(found.remedy), /denied.*allow/);
    }
    assert.equal(exitCode(report), 0);
  });
});

describe('a diagnosis that is over', () => {
  it('listens to its interrupt no longer', async () => {
    const { signal } = new AbortController();
    await (await wellSetUp()).diagnose({}, {}, { interrupt: signal });
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });
});

describe('a diagnosis that takes too long', () => {
  const clock = stoppedClock();

  it('does not know what it could not look at in time, and reports the rest', async () => {
    const on = await wellSetUp();
    interceptCalls(on, /^ec2:/, () => new Promise(() => undefined));
    void answered(on, 'GetDocument', 'DescribeLogGroups', 'DescribeDocumentPermission').then(() => clock.pass(60_000));
    const report = await on.diagnose({}, {}, { timeout: 60 });
    const { status, error, findings } = target(report);
    assert.deepEqual([status, error?.code], ['failed', 'TimeLimit']);
    const unknown = verdicts(target(report), 'unknown');
    assert.equal(error?.message, 'it took longer than 60 s, and not every check was finished');
    assert.match(error?.advice ?? '', /^raise --timeout, or run it again: not looked at were \S.* and \d+ more$/);
    for (const id of ['instance.no-profile', 'instance.not-managed', 'vpc.egress']) assert.ok(unknown.includes(id), id);
    assert.match(findings.find(({ check }) => check === 'vpc.egress')?.summary ?? '', /longer than 60 s/);
    const fine = verdicts(target(report), 'ok');
    for (const id of ['prefs.missing', 'log-group.missing', 'prefs.shared']) assert.ok(fine.includes(id), id);
    assert.equal(exitCode(report), 1);
  });

  it('fails the target whose account could not be checked in time', async () => {
    const on = await wellSetUp();
    interceptCalls(on, /^iam:GetAccountAuthorizationDetails$/, async () => {
      setImmediate(() => clock.pass(60_000));
      return new Promise(() => undefined);
    });
    const report = await on.diagnose({}, {}, { timeout: 60, selection: parseSelection({ only: 'instance,sharing' }) });
    assert.equal(target(report).error?.code, 'TimeLimit');
    assert.ok(verdicts(target(report), 'unknown').includes('instance.logs-permissions'));
    assert.equal(exitCode(report), 1);
  });

  it('fails the region in which not even the preferences can be read, and reports the others', async () => {
    const on = world();
    interceptCalls(on, /^ssm:(Get|Describe)Document$/, async ({ region }) =>
      region === 'eu-west-1' ? new Promise(() => undefined) : undefined,
    );
    const readThere = answered(on, 'GetDocument', 'DescribeDocument');
    // One after the other, as with --concurrency 1: nobody may wait for a region that is not begun with.
    const oneByOne: FanOut = async (jobs) => {
      const results = [];
      for (const job of jobs) {
        const hanging = new Set(/eu-west-1|^account /.test(job.label) ? [job] : []);
        // The account goes on, to its roles, when it has waited for the region.
        const say = (line: string): void => void (line.startsWith('reading roles') && hanging.clear());
        const work = job.work(say).finally(() => hanging.clear());
        if (hanging.has(job)) await readThere;
        for (; hanging.has(job); await turn()) clock.pass(60_000);
        results.push(await work);
      }
      return results;
    };
    const report = await on.diagnose({}, TWO, { timeout: 60, fanOut: oneByOne });
    assert.deepEqual(outline(report), ['us-east-1 unchanged', 'eu-west-1 failed TimeLimit']);
    assert.ok(verdicts(target(report), 'warn').includes('prefs.missing'));
    assert.deepEqual(verdicts(target(report), 'unknown'), []);
    assert.equal(exitCode(report), 1);
  });
});

describe('a check that crashes', () => {
  const facts = {} as AccountAudit;
  const crashing = (run: AccountCheck['run']): AccountCheck => ({
    scope: 'account',
    ids: ['test.one', 'test.other'],
    run,
  });

  for (const [title, run] of [
    ['at once', () => assert.fail('a bug')],
    ['later', () => Promise.reject(new TypeError('a bug'))],
    ['on what is not there', async () => (undefined as unknown as { readonly bug: [] }).bug],
  ] as const) {
    it(`${title} is an unknown finding for each of its ids, and others go on`, async () => {
      const fine: AccountCheck = { scope: 'account', ids: ['test.fine'], run: () => Promise.resolve([]) };
      const found = await runAccountChecks([crashing(run), fine], facts, (work) => work());
      assert.deepEqual(
        found.map(({ finding }) => `${finding.check} ${finding.verdict} ${finding.scope}`),
        ['test.one unknown account', 'test.other unknown account', 'test.fine ok account'],
      );
      const [first] = found;
      assert.match(first?.finding.summary ?? '', /^it could not be checked: .*bug/);
      assert.match(first?.finding.verdict === 'unknown' ? adviceOf(first.finding.remedy) : '', /run it again/);
    });
  }

  it('does so on an answer that makes no sense, and every other check is made', async () => {
    const on = await wellSetUp();
    interceptCalls(on, /^ssm:DescribeInstanceInformation$/, async () => ({
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: '<html>a proxy of the office</html>',
    }));
    const report = await on.diagnose();
    const unknown = verdicts(target(report), 'unknown');
    assert.ok(unknown.includes('instance.ping-lost'), unknown.join());
    assert.ok(verdicts(target(report), 'ok').includes('prefs.missing'));
    assert.equal(target(report).status, 'unchanged');
  });
});

describe('a diagnosis of some checks', () => {
  const diagnosed = async (raw: Parameters<typeof parseSelection>[0], on?: World) => {
    const at = on ?? (await wellSetUp());
    const report = await at.diagnose({}, {}, { selection: parseSelection(raw), machine: MACHINE });
    return { calls: [...asked(at)].toSorted(), checks: target(report).findings.map(({ check }) => check) };
  };

  for (const [only, reads, checks] of [
    ['client', [], ['client.cli', 'client.plugin', 'client.ssh-config', 'client.node']],
    ['sharing', ['GetServiceSetting'], ['sharing.public-allowed']],
    ['prefs.shared', ['DescribeDocumentPermission'], ['prefs.shared']],
    ['log-group.missing', ['DescribeLogGroups'], ['log-group.missing']],
    ['association.missing', ['ListAssociations'], ['association.missing']],
    ['hybrid', ['DescribeInstanceInformation'], []],
    ['dhmc.role-missing', ['GetServiceSetting'], []],
  ] as const) {
    it(`reads nothing but what --only ${only} takes, and whether the region is open`, async () => {
      const { calls, checks: made } = await diagnosed({ only });
      assert.deepEqual(calls, [...PROBE, ...reads].toSorted());
      assert.deepEqual([...made].toSorted(), [...checks].toSorted());
    });
  }

  it('reads nothing that --skip leaves out', async () => {
    const on = await wellSetUp();
    const { calls, checks } = await diagnosed(
      { skip: 'client,instance,user,bypass,dhmc,vpc,agent,association,hybrid,runas,s3' },
      on,
    );
    assert.deepEqual(
      calls,
      [...PROBE, 'DescribeDocumentPermission', 'DescribeKey', 'DescribeLogGroups', 'GetServiceSetting']
        .toSorted()
        .filter((name) => name !== 'DescribeKey'),
    );
    for (const id of checks) assert.match(id, /^(prefs|log-group|kms|sharing)\./);
    assert.ok(!on.sandbox.calls.some(({ service }) => ['iam', 'ec2', 's3'].includes(service)));
  });

  it('reports of a check only the ids that were asked for', async () => {
    const on = world();
    await plantInputs(on, {
      cloudWatchLogGroupName: 'sessions',
      cloudWatchEncryptionEnabled: true,
      kmsKeyId: 'alias/gone',
    });
    await plantLogGroup(on, 'sessions', { kmsKeyId: await plantKey(on, 1, { state: 'Disabled', rotationDays: null }) });
    const { checks } = await diagnosed({ only: 'kms', skip: 'kms.disabled,kms.policy-logs' }, on);
    assert.ok(checks.includes('kms.missing'));
    assert.ok(!checks.includes('kms.disabled') && !checks.includes('kms.policy-logs'), checks.join());
    assert.ok(checks.every((id) => id.startsWith('kms.')));
  });
});

describe('a diagnosis that is interrupted', () => {
  it('does not begin with anything', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    const interrupt = new AbortController();
    interrupt.abort();
    const report = await on.diagnose({}, TWO, { interrupt: interrupt.signal });
    assert.deepEqual(outline(report), ['us-east-1 not-run Interrupted', 'eu-west-1 not-run Interrupted']);
    assert.deepEqual(asked(on), []);
    assert.equal(exitCode(report), 130);
  });

  it('ends at once on this machine, too', async () => {
    const on = world();
    const interrupt = new AbortController();
    const machine: MachineFacts = {
      ...MACHINE,
      cliVersion: () => {
        setImmediate(() => interrupt.abort());
        return new Promise(() => undefined);
      },
    };
    const selection = parseSelection({ only: 'client' });
    const report = await on.diagnose({}, {}, { interrupt: interrupt.signal, machine, selection });
    assert.equal(exitCode(report), 130);
    const known = target(report).findings.map(({ check, verdict }) => `${check} ${verdict}`);
    assert.deepEqual(known, ['client.plugin ok', 'client.ssh-config ok', 'client.node ok']);
  });

  it('keeps what is known of the account', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    const interrupt = new AbortController();
    interceptCalls(on, /^ec2:/, async () => {
      setImmediate(() => interrupt.abort());
      return new Promise(() => undefined);
    });
    const report = await on.diagnose({}, {}, { interrupt: interrupt.signal });
    assert.equal(target(report).error?.code, 'Interrupted');
    assert.ok(verdicts(target(report), 'warn').includes('prefs.missing'));
    assert.deepEqual(verdicts(target(report), 'unknown'), []);
    assert.equal(exitCode(report), 130);
  });

  it('reports what it has found so far', async () => {
    const on = world();
    const interrupt = new AbortController();
    const oneByOne: FanOut = async (jobs) => {
      const results = [];
      for (const job of jobs) {
        if (job.label.endsWith('/eu-west-1')) interrupt.abort();
        results.push(await job.work(() => undefined));
      }
      return results;
    };
    const report = await on.diagnose({}, TWO, { interrupt: interrupt.signal, fanOut: oneByOne });
    assert.deepEqual(outline(report), ['us-east-1 unchanged', 'eu-west-1 not-run Interrupted']);
    assert.ok(verdicts(target(report), 'warn').includes('prefs.missing'));
    assert.equal(exitCode(report), 130);
  });
});

describe('a diagnosis of the caller', () => {
  const caller = `arn:aws:iam::${ACCOUNT}:user/sandbox`;
  const named = { Effect: 'Allow', Principal: { AWS: caller }, Action: 'kms:*', Resource: '*' };
  const SESSIONS = allowing('ssm:StartSession', 'ssmmessages:OpenDataChannel');
  const DENY = { Effect: 'Deny', Action: 'kms:GenerateDataKey', Resource: '*' };

  /** The finding about the session key of the user `sandbox`, who has these statements, and whom the key names. */
  const ofTheKey = async (...statements: readonly object[]): Promise<Finding> => {
    const on = world();
    await on.sandbox.edit((state) => {
      const iam = (state.iam[ACCOUNT] ??= emptyIam());
      iam.users['sandbox'] = {
        id: `AIDASANDBOX0${ACCOUNT.slice(3)}`,
        path: '/',
        created: '2026-01-01T00:00:00.000Z',
        attached: [],
        inline: { own: policyText(...statements) },
        tags: {},
      };
    });
    const key = await plantKey(on, 1, { policy: policyText(named) });
    await plantInputs(on, { kmsKeyId: key });
    const { targets } = await on.diagnose({}, {}, { selection: parseSelection({ only: 'user.generate-data-key' }) });
    const [found, ...more] = targets.flatMap(({ findings }) => findings);
    assert.deepEqual(more, []);
    return found ?? assert.fail('the check was made');
  };

  it('is fine where the policy of the session key names the caller, although IAM does not speak of it', async () => {
    assert.equal((await ofTheKey(...SESSIONS)).verdict, 'ok');
  });

  it('fails where a Deny keeps the caller from the session key, although its policy names the caller', async () => {
    const found = await ofTheKey(...SESSIONS, DENY);
    assert.deepEqual([found.verdict, 'subject' in found && found.subject], ['fail', 'user/sandbox']);
    assert.match(found.summary, /a Deny, or its permissions boundary, keeps it from kms:GenerateDataKey/);
  });
});

describe('a diagnosis of this machine', () => {
  const clientFindings = async (machine: MachineFacts, on = world()): Promise<readonly string[]> => {
    const { targets } = await on.diagnose({}, TWO, { machine });
    return targets.flatMap(({ region, findings }) =>
      findings
        .filter(({ check }) => check.startsWith('client.'))
        .map(({ check, verdict, scope }) => `${region} ${verdict} ${scope} ${check}`),
    );
  };

  it('is reported once, with the first target', async () => {
    const bare: MachineFacts = {
      cliVersion: () => Promise.resolve(undefined),
      pluginVersion: () => Promise.resolve('1.1.0.0'),
      sshConfig: () => Promise.resolve({ settings: [] }),
      sshAnswer: () => Promise.resolve(undefined),
      program: () => Promise.resolve(undefined),
      nodeVersion: '20.20.2',
    };
    assert.deepEqual(await clientFindings(bare), [
      'us-east-1 info machine client.cli',
      'us-east-1 info machine client.plugin',
      'us-east-1 info machine client.ssh-config',
      'us-east-1 info machine client.node',
    ]);
  });

  it('finds nothing where all is there, and does not know where it cannot look', async () => {
    const ids = ['client.cli', 'client.plugin', 'client.ssh-config', 'client.node'];
    assert.deepEqual(
      [...(await clientFindings(MACHINE))].toSorted(),
      ids.map((id) => `us-east-1 ok machine ${id}`).toSorted(),
    );
    const broken = { ...MACHINE, cliVersion: () => Promise.reject(new Error('EACCES')) };
    assert.match((await clientFindings(broken)).join(), /unknown machine client\.cli/);
  });

  it('is reported also where no account can be entered', async () => {
    const on = world({ faults: { expired: true } });
    assert.equal((await clientFindings(MACHINE, on)).length, 4);
  });

  it('is left out where nobody asks for it', async () => {
    const { targets } = await world().diagnose();
    assert.ok(!JSON.stringify(targets).includes('client.'));
  });
});

describe('a diagnosis ends with', () => {
  const only = (...ids: readonly string[]) => ({ selection: parseSelection({ only: ids }) });

  it('0 where checks are fine, for information, or unknown', async () => {
    const on = await wellSetUp();
    for (const [ids, verdict] of [
      [['prefs.missing'], 'ok'],
      [['log-group.retention'], 'ok'],
    ] as const) {
      const report = await on.diagnose({}, {}, only(...ids));
      assert.deepEqual(report.summary[verdict], 1);
      assert.deepEqual([exitCode(report), exitCode(report, true)], [0, 0]);
    }
    const informed = world();
    await plantInputs(informed, { cloudWatchLogGroupName: 'sessions', runAsEnabled: true });
    const report = await informed.diagnose({}, {}, only('runas.no-user'));
    assert.deepEqual([report.summary.info, exitCode(report), exitCode(report, true)], [1, 0, 0]);
    const denied = world({ faults: { deniedActions: ['ssm:GetServiceSetting'] } });
    const unknown = await denied.diagnose({}, {}, only('sharing'));
    assert.deepEqual([unknown.summary.unknown, exitCode(unknown)], [1, 0]);
  });

  it('1 with --strict where something could not be looked at, and says what would let it', async () => {
    const on = world({ faults: { deniedActions: ['ssm:GetServiceSetting'] } });
    const report = await on.diagnose({}, { regions: [REGION, 'eu-west-1'] }, only('sharing'));
    assert.deepEqual([report.summary.unread, exitCode(report, true)], [2, 1]);
    const [entry, ...others] = report.unread ?? [];
    assert.deepEqual(others, []);
    assert.deepEqual(entry?.places, [`${ACCOUNT}/${REGION}`, `${ACCOUNT}/eu-west-1`]);
    assert.match(adviceOf(entry?.remedy ?? assert.fail()), /"Action":"ssm:GetServiceSetting"/);
  });

  it('0 also with --strict where others decide, or only a session knows', async () => {
    const on = world();
    await plantInputs(on, { runAsEnabled: '{{ who }}' });
    const report = await on.diagnose({}, {}, only('prefs.parameters'));
    assert.deepEqual([report.summary.unknown, report.summary.unread, exitCode(report, true)], [1, undefined, 0]);
  });

  it('1 with --strict where a region is closed that was asked for by its name, and not where all were', async () => {
    const faults = { closedRegions: ['eu-west-3'] };
    const named = await world({ faults }).diagnose({}, { regions: [REGION, 'eu-west-3'] }, only('hybrid'));
    assert.deepEqual([named.summary.unreadTargets, exitCode(named), exitCode(named, true)], [1, 0, 1]);
    const all = await world({ faults }).diagnose({}, { regions: 'all' }, only('hybrid'));
    assert.ok(all.targets.some(({ status }) => status === 'skipped'));
    assert.deepEqual([all.summary.unreadTargets, exitCode(all, true)], [undefined, 0]);
  });

  it('0 where something is a warning, and 1 with --strict', async () => {
    const report = await world().diagnose({}, {}, only('prefs.missing'));
    assert.deepEqual([report.summary.warn, exitCode(report), exitCode(report, true)], [1, 0, 1]);
  });

  it('1 where a check fails', async () => {
    const on = world();
    await plantInputs(on, { idleSessionTimeout: '90' });
    const report = await on.diagnose({}, {}, only('prefs.schema'));
    assert.deepEqual([report.summary.fail, exitCode(report), exitCode(report, true)], [1, 1, 1]);
  });

  it('1 where an account cannot be entered, and the other is looked at', async () => {
    const accounts = ['111111111111', '222222222222'];
    const on = world({ faults: { deniedAccounts: ['111111111111'] } });
    const report = await on.diagnose({}, { accounts });
    assert.deepEqual(
      report.targets.map(({ account, status, error }) => [account, status, error?.code]),
      [
        ['111111111111', 'failed', 'AssumeRoleDenied'],
        ['222222222222', 'unchanged', undefined],
      ],
    );
    assert.ok(report.targets[1]?.findings.some(({ check }) => check === 'prefs.missing'));
    assert.equal(exitCode(report), 1);
  });

  it('0 where IAM is denied in one account of two: what is about its roles is unknown', async () => {
    const accounts = ['111111111111', '222222222222'];
    const state = stateWithRoles({ web: {} }, accounts[1], stateWithRoles({ web: {} }, accounts[0]));
    const on = world({ state });
    interceptCalls(on, /^iam:/, async ({ account, refusal }) =>
      account === accounts[0] ? refusal('AccessDenied', 'not authorized to perform: iam:Get', 403) : undefined,
    );
    const { selection } = only('instance.profile-without-ssm,instance.logs-permissions');
    const report = await on.diagnose({}, { accounts }, { selection });
    assert.deepEqual(
      report.targets.map((one) => one.findings.map(({ check, verdict }) => `${check} ${verdict}`)),
      [
        ['instance.profile-without-ssm unknown', 'instance.logs-permissions unknown'],
        ['instance.profile-without-ssm ok', 'instance.logs-permissions ok'],
      ],
    );
    assert.equal(exitCode(report), 0);
  });
});
