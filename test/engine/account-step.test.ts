// The work once per account, after its regions: the audit of the roles of nodes, and --grant.
import assert from 'node:assert/strict';
import { adviceOf } from '../../src/render/advice.ts';
import { createReport, exitCode, type TargetReport } from '../../src/engine/report.ts';
import type { FanOut, RunSettings } from '../../src/engine/job.ts';
import { emptyState, regionOf, type State } from '../../src/sandbox/state/state.ts';
import type { IamState, ManagedPolicy } from '../../src/sandbox/state/iam.ts';
import { stoppedClock } from '../clock.ts';
import { addInstance, allowing, CORE, managedPolicy, policyText, stateWithRoles } from './identities.ts';
import { courseOf } from './kills.ts';
import { plantBucket } from './planted.ts';
import {
  ACCOUNT,
  comparable,
  EVERYTHING,
  intercept,
  interceptCalls,
  REGION,
  refusal,
  stateWithForeignDocument,
  turn,
  world,
  type World,
} from './world.ts';

const GRANT = { grant: true } as const;
const TWO = { regions: ['us-east-1', 'eu-west-1'] };
const POLICY = `arn:aws:iam::${ACCOUNT}:policy/session-manager-sessions`;
/** Of a role that can register, but opens no channels. */
const PARTLY = { attached: [], statements: allowing('ssm:UpdateInstanceInformation') };
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const AUDITED = [
  'dhmc.role-missing',
  'dhmc.role-trust',
  'dhmc.role-without-logs',
  'instance.deprecated-policy',
  'instance.hybrid-role-trust',
  'instance.kms-decrypt',
  'instance.kms-single-region',
  'instance.kms-via-logs',
  'instance.logs-permissions',
  'instance.profile-without-role',
  'instance.profile-without-ssm',
  'instance.role-trust',
  'instance.s3-permissions',
];

const exit = (reports: readonly TargetReport[]): number => exitCode(createReport('setup', false, reports));

/** `us-east-1 fail instance.kms-decrypt role/web` */
const faults = (reports: readonly TargetReport[]): readonly string[] =>
  reports.flatMap(({ region, findings }) =>
    findings.flatMap((found) =>
      found.verdict === 'ok' ? [] : [`${region} ${found.verdict} ${found.check} ${found.subject ?? ''}`.trim()],
    ),
  );

const calm = (reports: readonly TargetReport[]): readonly TargetReport[] => {
  assert.deepEqual(
    reports.flatMap(({ error }) => error ?? []),
    [],
  );
  return reports;
};

const grantsIn = (reports: readonly TargetReport[]): readonly string[] =>
  reports.flatMap(({ account, region, changes }) =>
    changes
      .filter(({ resource }) => resource === 'role-grant')
      .map(({ action, status }) => `${account}/${region} ${action} ${status}`),
  );

const iamOf = async (on: World, account = ACCOUNT): Promise<IamState> =>
  (await on.sandbox.snapshot()).iam[account] ?? assert.fail('the account has no IAM');

const grantOf = async (on: World): Promise<ManagedPolicy> =>
  (await iamOf(on)).policies[POLICY] ?? assert.fail('there is no policy');

async function statementsOf(on: World): Promise<readonly { readonly Sid: string; readonly Resource: unknown }[]> {
  const { versions, defaultVersion } = await grantOf(on);
  const { document = '' } = versions.find(({ version }) => version === defaultVersion) ?? {};
  return (JSON.parse(document) as { readonly Statement: readonly { Sid: string; Resource: unknown }[] }).Statement;
}

/** Names of the roles that it is attached to. */
const grantedIn = ({ roles }: IamState, arn = POLICY): readonly string[] =>
  Object.entries(roles).flatMap(([name, { attached }]) => attached.filter((one) => one === arn).map(() => name));

/** Operations of IAM since the last look. */
function asked(on: World): readonly string[] {
  const calls = on.sandbox.calls.filter(({ service }) => service === 'iam').map(({ operation }) => operation);
  on.sandbox.calls.length = 0;
  return calls;
}

const READ = /^(Get|List|Simulate)/;
const written = (on: World): readonly string[] => asked(on).filter((operation) => !READ.test(operation));

const logStatements = (...groups: readonly string[]): readonly object[] => [
  { Sid: 'FindLogGroup', Effect: 'Allow', Action: 'logs:DescribeLogGroups', Resource: '*' },
  {
    Sid: 'WriteLogs',
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
    Resource: groups
      .map((group) => `arn:aws:logs:*:${ACCOUNT}:log-group:${group}`)
      .flatMap((arn) => [arn, `${arn}:*`])
      .toSorted(),
  },
];

const KEYS = `arn:aws:kms:*:${ACCOUNT}:key/*`;

const byAlias = (...aliases: readonly string[]): object => ({
  Sid: 'DecryptSessions',
  Effect: 'Allow',
  Action: 'kms:Decrypt',
  Resource: KEYS,
  Condition: {
    'ForAnyValue:StringEquals': { 'kms:ResourceAliases': aliases.length === 1 ? aliases[0] : aliases.toSorted() },
  },
});

const VIA_LOGS = {
  Sid: 'EncryptedLogGroup',
  Effect: 'Allow',
  Action: ['kms:Decrypt', 'kms:Describe*', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
  Resource: KEYS,
  Condition: { StringLike: { 'kms:ViaService': 'logs.*.amazonaws.com' } },
};

const inside = (state: State, change: (iam: IamState) => unknown): State => {
  change(state.iam[ACCOUNT] ?? assert.fail('the account has no IAM'));
  return state;
};

/** A policy of ours by that name, with these statements, as an earlier run left it. */
const earlier = (versions: number, ...statements: readonly object[]): ManagedPolicy => ({
  ...managedPolicy('session-manager-sessions', ...statements),
  versions: Array.from({ length: versions }, (_, index) => ({
    version: `v${index + 1}`,
    document: policyText(...statements),
    created: '2026-01-01T00:00:00.000Z',
  })),
  defaultVersion: `v${versions}`,
  lastVersion: versions,
  tags: { 'session-manager:managed': 'role-grant', 'session-manager:region:us-east-1': 'needs-it' },
});

/** Interrupts when progress shows such a line. */
function interruptedAt(line: RegExp): Pick<RunSettings, 'interrupt' | 'fanOut'> {
  const interrupt = new AbortController();
  const note = (text: string): void => {
    if (line.test(text)) interrupt.abort();
  };
  return {
    interrupt: interrupt.signal,
    fanOut: (jobs) =>
      Promise.all(
        jobs.map((job) => {
          note(job.label);
          return job.work(note);
        }),
      ),
  };
}

describe('the audit after setup', () => {
  it('puts what it finds with the first target that it concerns', async () => {
    const on = world({
      state: stateWithRoles({
        web: {},
        // Good for the key of one region, which is known when that is there.
        reports: { statements: allowing('logs:*') },
      }),
    });
    calm(await on.setup({ kms: true, 'encrypt-sessions': true }, { regions: ['us-east-1'] }));
    const [key] = Object.values((await on.region()).keys);
    await on.sandbox.edit((state) => {
      const statement = { Effect: 'Allow', Action: 'kms:*', Resource: key?.arn };
      inside(state, ({ roles }) =>
        Object.assign(roles['reports'] ?? {}, { inline: { key: policyText(...allowing('logs:*'), statement) } }),
      );
    });
    const reports = calm(await on.setupWhole({ kms: true, 'encrypt-sessions': true }, TWO));
    assert.deepEqual(faults(reports), [
      'us-east-1 info instance.logs-permissions role/web',
      'us-east-1 info instance.kms-decrypt role/web',
      'us-east-1 info instance.kms-via-logs role/web',
      'eu-west-1 info instance.kms-single-region role/reports',
      'eu-west-1 info instance.kms-via-logs role/reports',
    ]);
    assert.equal(exit(reports), 0, 'findings of setup are for information');
  });

  it('says that sessions fail where instances run under a role, and in which regions', async () => {
    const on = world({ state: stateWithRoles({ web: { attached: [] } }) });
    await addInstance(on, 'i-0a1b2c3d4e5f60718', 'web', 'eu-west-1');
    const [first, second] = calm(await on.setupWhole({}, TWO));
    assert.deepEqual(faults([first, second].flatMap((report) => report ?? [])), [
      'us-east-1 fail instance.profile-without-ssm role/web',
      'us-east-1 fail instance.logs-permissions role/web',
    ]);
    assert.match(JSON.stringify(first?.findings), /\(in us-east-1, eu-west-1\)/);
  });

  it('calls nothing with --no-policy-audit', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    const reports = calm(await on.setupWhole({ 'policy-audit': false }));
    assert.deepEqual(reports[0]?.findings, []);
    assert.deepEqual(asked(on), []);
    calm(await on.planWhole({ 'policy-audit': false }));
    assert.deepEqual(asked(on), []);
  });

  it('says that a role in use does not let EC2 have it, by what it has read', async () => {
    const trust = [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }];
    const calls = async (role: object): Promise<readonly [readonly string[], number]> => {
      const on = world({ state: stateWithRoles({ web: { statements: allowing('logs:*'), ...role } }) });
      await addInstance(on, 'i-0a1b2c3d4e5f60718', 'web');
      return [faults(calm(await on.setupWhole())), on.sandbox.calls.length];
    };
    const [sound, few] = await calls({});
    const [found, more] = await calls({ trust });
    assert.deepEqual([sound, found], [[], ['us-east-1 fail instance.role-trust role/web']]);
    // Whether Default Host Management is the role instead.
    assert.ok(more <= few + 1, `${few} and ${more} calls`);
  });

  it('reads the roles of an account once, whatever the number of regions, and asks about each role once', async () => {
    const on = world({
      state: stateWithRoles({ web: {}, api: PARTLY, admin: { attached: [ADMINISTRATOR] } }),
    });
    const regions = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'eu-central-1'];
    calm(await on.setupWhole({}, { regions }));
    const counts = new Map<string, number>();
    for (const operation of asked(on)) counts.set(operation, (counts.get(operation) ?? 0) + 1);
    assert.deepEqual(Object.fromEntries(counts), {
      // Once beside the regions, and again because these were changed.
      GetPolicy: 2,
      GetAccountAuthorizationDetails: 1,
      SimulatePrincipalPolicy: 3,
    });
  });

  it('is about the preferences that another run has written while this one was at it', async () => {
    const on = world({ state: stateWithRoles({ web: { attached: [ADMINISTRATOR] } }) });
    calm(await on.setup());
    await on.edit((region) => void (region.documents = {}));
    interceptCalls(on, /^ssm:CreateDocument$/, async () => {
      const { documents } = regionOf(await stateWithForeignDocument(), ACCOUNT, REGION);
      const [document = assert.fail()] = Object.values(documents);
      for (const version of document.versions) {
        version.content = version.content.replace('"inputs":{', '"inputs":{"cloudWatchEncryptionEnabled":true,');
      }
      await on.edit((region) => void (region.documents = documents));
      return undefined;
    });
    const reports = calm(await on.setupWhole());
    assert.deepEqual(
      [reports[0]?.status, reports[0]?.changes.filter(({ status }) => status === 'kept').length],
      ['unchanged', 1],
    );
    assert.deepEqual(faults(reports), ['us-east-1 fail log-group.missing log-group/theirs']);
  });

  it('is unknown where IAM is denied, and setup is done all the same', async () => {
    const on = world({ state: stateWithRoles({ web: {} }), faults: { deniedActions: ['iam:*'] } });
    const reports = calm(await on.setupWhole({}, TWO));
    assert.deepEqual(
      reports.map(({ status }) => status),
      ['changed', 'changed'],
    );
    const unknown = AUDITED.filter((id) => id !== 'dhmc.role-missing').map((id) => `us-east-1 unknown ${id}`);
    assert.deepEqual([...faults(reports)].toSorted(), unknown.toSorted());
    for (const found of reports[0]?.findings ?? []) {
      assert.equal(found.verdict, 'unknown');
      assert.match(found.verdict === 'unknown' ? adviceOf(found.remedy) : '', /iam:GetAccountAuthorizationDetails/);
    }
    assert.equal(exit(reports), 0);
  });

  it('is unknown in the one account of two in which IAM is denied', async () => {
    const accounts = ['111111111111', '222222222222'];
    const state = stateWithRoles({ web: {} }, accounts[1], stateWithRoles({ web: {} }, accounts[0]));
    const on = world({ state });
    interceptCalls(on, /^iam:/, async ({ account, refusal: refused }) =>
      account === accounts[0] ? refused('AccessDenied', 'no', 403) : undefined,
    );
    const reports = calm(await on.setupWhole({}, { accounts }));
    const [denied, fine] = reports;
    assert.deepEqual(new Set(denied?.findings.map(({ verdict }) => verdict)), new Set(['unknown']));
    assert.deepEqual(faults(fine ? [fine] : []), ['us-east-1 info instance.logs-permissions role/web']);
    assert.equal(exit(reports), 0);
  });

  it('leaves out an account that cannot be entered, and a region that failed', async () => {
    const accounts = ['111111111111', '222222222222'];
    const on = world({
      state: stateWithRoles({ web: {} }, '222222222222'),
      faults: { deniedAccounts: ['111111111111'] },
    });
    intercept(on, /\.CreateDocument$/, async ({ headers }) =>
      headers['authorization']?.includes('/us-east-1/') ? refusal('InvalidDocumentContent', 'no') : undefined,
    );
    const reports = await on.setupWhole({}, { accounts, ...TWO });
    assert.deepEqual(
      reports.map(({ account, region, status }) => `${account} ${region} ${status}`),
      [
        '111111111111 us-east-1 failed',
        '111111111111 eu-west-1 failed',
        '222222222222 us-east-1 failed',
        '222222222222 eu-west-1 changed',
      ],
    );
    assert.deepEqual(faults(reports), ['eu-west-1 info instance.logs-permissions role/web']);
    assert.equal(exit(reports), 1);
  });

  it('is unknown, and not silently fine, where the run is interrupted before it', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    const reports = calm(await on.setupWhole({}, {}, interruptedAt(/^account /)));
    assert.equal(reports[0]?.status, 'changed', 'setup itself was through');
    assert.deepEqual([...faults(reports)].toSorted(), AUDITED.map((id) => `us-east-1 unknown ${id}`).toSorted());
    assert.match(JSON.stringify(reports[0]?.findings), /interrupted/);
    // At the most what is read beside the targets.
    const others = asked(on).filter(
      (operation) => !['GetAccountAuthorizationDetails', 'GetPolicy'].includes(operation),
    );
    assert.deepEqual(others, []);
  });

  it('does not fail a setup that is through when IAM cannot be reached, or answers with faults of its own', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    interceptCalls(on, /^iam:/, async ({ refusal: refused }) => refused('NotReady', 'IAM is not ready', 400));
    const reports = calm(await on.setupWhole());
    assert.equal(reports[0]?.status, 'changed');
    assert.equal(exit(reports), 0);
    assert.deepEqual(new Set(reports[0]?.findings.map(({ verdict }) => verdict)), new Set(['unknown']));
  });
});

describe('an audit after setup that hangs', () => {
  const clock = stoppedClock();

  for (const calls of [/^iam:Simulate/, /^iam:GetAccountAuthorizationDetails$/, /^ec2:DescribeInstances$/]) {
    it(`takes no longer than a target may, and fails it, with what is not known: ${calls.source}`, async () => {
      const on = world({ state: stateWithRoles({ web: {} }) });
      let auditing = false;
      interceptCalls(on, calls, () => {
        if (auditing) setImmediate(() => clock.pass(60_000));
        return new Promise(() => undefined);
      });
      const fanOut: FanOut = (jobs) =>
        Promise.all(
          jobs.map(({ work }) =>
            work((line) => {
              auditing ||= line === 'auditing policies';
              if (auditing) setImmediate(() => clock.pass(60_000));
            }),
          ),
        );
      const [report] = await on.setupWhole({}, {}, { timeout: 60, fanOut });
      assert.deepEqual([report?.status, report?.error?.code], ['failed', 'TimeLimit']);
      assert.ok(report?.changes.every(({ status }) => status === 'done'));
      assert.match(JSON.stringify(report?.findings), /longer than 60 s/);
      assert.equal(report && exit([report]), 1);
    });
  }

  it('leaves no call behind, whichever region it was made by', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    calm(await on.setup({}, TWO));
    const running = new Set<Promise<object>>();
    const { handler } = on.connection;
    const handle = handler.handle.bind(handler);
    handler.handle = (request: never, options?: never) => {
      const answer = handle(request, options).finally(() => running.delete(answer));
      running.add(answer);
      return answer;
    };
    let askedByOther: (() => void) | undefined;
    const other = new Promise<void>((resolve) => (askedByOther = resolve));
    // The second region is the first to read, and so the one by which IAM is asked.
    interceptCalls(on, /^ssm:GetDocument$/, async ({ region }) => {
      if (region === 'us-east-1') await other;
      return undefined;
    });
    interceptCalls(on, /^iam:GetAccountAuthorizationDetails$/, () => {
      askedByOther?.();
      return new Promise(() => undefined);
    });
    const fanOut: FanOut = (jobs) =>
      Promise.all(
        jobs.map(({ work }) =>
          work((line) => {
            if (line === 'auditing policies') setImmediate(() => clock.pass(60_000));
          }),
        ),
      );
    const reports = await on.setupWhole({}, TWO, { timeout: 60, fanOut });
    assert.deepEqual(
      reports.map(({ status, error }) => `${status} ${error?.code ?? ''}`.trim()),
      ['failed TimeLimit', 'unchanged'],
    );
    assert.match(JSON.stringify(reports[0]?.findings), /longer than 60 s/);
    await turn();
    assert.equal(running.size, 0);
  });
});

describe('setup --grant', () => {
  it('gives a role exactly what it lacks for logging, and nothing more', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    const reports = calm(await on.setupWhole(GRANT));
    assert.deepEqual(await statementsOf(on), logStatements('sessions'));
    assert.deepEqual(grantsIn(reports), [`${ACCOUNT}/us-east-1 create done`]);
    assert.deepEqual(faults(reports), [], 'what the audit found is mended in the same run');
    const { targets } = await on.diagnose(GRANT);
    assert.deepEqual(
      faults(targets).filter((line) => /instance\.|dhmc\./.test(line)),
      [],
    );
  });

  it('gives all that everything takes by one policy for two regions, with the key by its alias', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    const reports = calm(await on.setupWhole({ ...EVERYTHING, ...GRANT }, TWO));
    assert.deepEqual(await statementsOf(on), [
      ...logStatements('sessions'),
      byAlias('alias/session'),
      { Sid: 'UploadLogs', Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::session-logs/ssm/*' },
      {
        Sid: 'CheckBucketEncryption',
        Effect: 'Allow',
        Action: 's3:GetEncryptionConfiguration',
        Resource: 'arn:aws:s3:::session-logs',
      },
      VIA_LOGS,
    ]);
    assert.deepEqual(grantsIn(reports), [`${ACCOUNT}/us-east-1 create done`]);
    assert.deepEqual(Object.keys((await iamOf(on)).policies), [POLICY]);
    assert.deepEqual((await grantOf(on)).tags, {
      team: 'platform',
      'session-manager:managed': 'role-grant',
      'session-manager:region:us-east-1': 'needs-it',
      'session-manager:region:eu-west-1': 'needs-it',
    });
    assert.deepEqual(faults(reports), []);
    const { targets } = await on.diagnose(EVERYTHING, TWO);
    assert.deepEqual(
      faults(targets).filter((line) => line.includes('instance.')),
      [],
    );
  });

  it('lets a role register that may log already', async () => {
    const on = world({ state: stateWithRoles({ batch: { attached: [], statements: allowing('logs:*') } }) });
    await addInstance(on, 'i-0a1b2c3d4e5f60718', 'batch');
    calm(await on.setupWhole(GRANT));
    assert.deepEqual(await statementsOf(on), [
      {
        Sid: 'Core',
        Effect: 'Allow',
        Action: [
          'ssm:UpdateInstanceInformation',
          'ssmmessages:CreateControlChannel',
          'ssmmessages:CreateDataChannel',
          'ssmmessages:OpenControlChannel',
          'ssmmessages:OpenDataChannel',
        ],
        Resource: '*',
      },
    ]);
  });

  for (const [what, role, told] of [
    ['has nothing to do with sessions', { attached: [], statements: allowing('s3:*', 'logs:*') }, []],
    ['has no permission at all', { attached: [] }, []],
    [
      'has a part of what sessions take, but cannot register',
      { attached: [], statements: allowing('ssmmessages:*') },
      ['us-east-1 info instance.profile-without-ssm role/batch'],
    ],
  ] as const) {
    it(`does not widen a role that nothing uses and that ${what}`, async () => {
      const on = world({ state: stateWithRoles({ batch: role }) });
      const reports = calm(await on.setupWhole(GRANT));
      assert.deepEqual([grantsIn(reports), faults(reports), exit(reports)], [[], told, 0]);
      assert.deepEqual(grantedIn(await iamOf(on)), []);
    });
  }

  it('gives a role that is prepared for nodes what it lacks, before the first instance', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    calm(await on.setupWhole(GRANT));
    assert.deepEqual(grantedIn(await iamOf(on)), ['web']);
  });

  for (const [what, role, granted] of [
    ['can register', {}, ['web']],
    ['cannot', { attached: [] }, []],
  ] as const) {
    it(`grants ${granted.length > 0 ? 'what it lacks' : 'nothing'} where instances may not be read, and the role ${what}`, async () => {
      const faultless = { deniedActions: ['ec2:DescribeInstances'] };
      const on = world({ state: stateWithRoles({ web: role }), faults: faultless });
      await addInstance(on, 'i-0a1b2c3d4e5f60718', 'web');
      const bad = faults(calm(await on.setupWhole())).filter((line) => !/ unknown /.test(line));
      assert.deepEqual(bad, [], 'nothing is alleged');
      calm(await on.setupWhole(GRANT));
      assert.deepEqual(grantedIn(await iamOf(on)), [...granted]);
    });
  }

  it('names a key that has no alias by its ARN', async () => {
    const on = world({ state: stateWithRoles({ web: { statements: allowing('logs:*') } }) });
    calm(await on.setup({ kms: true }));
    const { arn = '' } = Object.values((await on.region()).keys)[0] ?? {};
    await on.edit((region) => void (region.aliases = {}));
    calm(await on.setupWhole({ 'kms-key': arn, 'encrypt-sessions': true, overwrite: true, ...GRANT }));
    assert.deepEqual(await statementsOf(on), [
      { Sid: 'DecryptSessionsByArn', Effect: 'Allow', Action: 'kms:Decrypt', Resource: arn },
      VIA_LOGS,
    ]);
  });

  it('grants what is missed in a region for the regions in which it is missed, and not for others', async () => {
    const buckets = [{ Effect: 'Allow', Action: 's3:*', Resource: ['arn:aws:s3:::one', 'arn:aws:s3:::one/*'] }];
    const on = world({
      state: stateWithRoles({
        web: { statements: [...allowing('logs:*'), ...buckets] },
        log: { statements: allowing('s3:*') },
      }),
    });
    for (const bucket of ['one', 'two']) await plantBucket(on, bucket);
    calm(await on.setup({ 's3-bucket': 'one' }, { regions: ['us-east-1'] }));
    calm(await on.setup({ 's3-bucket': 'two' }, { regions: ['eu-west-1'] }));
    calm(await on.setupWhole(GRANT, TWO));
    const [find, write, upload, check] = await statementsOf(on);
    assert.deepEqual([find, write], logStatements('sessions'));
    assert.deepEqual([upload?.Sid, upload?.Resource], ['UploadLogs', 'arn:aws:s3:::two/*']);
    assert.deepEqual([check?.Sid, check?.Resource], ['CheckBucketEncryption', 'arn:aws:s3:::two']);
  });

  it('is attached only to the roles of nodes that lack something', async () => {
    const on = world({
      state: stateWithRoles({
        web: {},
        api: PARTLY,
        admin: { attached: [ADMINISTRATOR] },
        enough: { statements: allowing('logs:*') },
        lambda: { attached: [], bare: true },
      }),
    });
    calm(await on.setupWhole(GRANT));
    assert.deepEqual(grantedIn(await iamOf(on)), ['web', 'api']);
    assert.deepEqual((await iamOf(on)).roles['admin']?.attached, [ADMINISTRATOR]);
  });

  it('makes no policy where nothing is missing, and says nothing of it', async () => {
    const on = world({ state: stateWithRoles({ admin: { attached: [ADMINISTRATOR] } }) });
    const reports = calm(await on.setupWhole(GRANT));
    assert.deepEqual(grantsIn(reports), []);
    assert.deepEqual((await iamOf(on)).policies, {});
  });

  it('has nothing to do a second time, and writes nothing', async () => {
    const on = world({ state: stateWithRoles({ web: {}, api: PARTLY }) });
    const inputs = { ...EVERYTHING, ...GRANT };
    calm(await on.setupWhole(inputs, TWO));
    const before = await on.sandbox.snapshot();
    on.sandbox.calls.length = 0;
    const reports = calm(await on.setupWhole(inputs, TWO));
    assert.deepEqual(
      reports.map(({ status }) => status),
      ['unchanged', 'unchanged'],
    );
    assert.deepEqual(grantsIn(reports), [`${ACCOUNT}/us-east-1 none unchanged`]);
    assert.deepEqual(written(on), []);
    assert.deepEqual(await on.sandbox.snapshot(), before);
  });

  it('is shown by plan, word for word as setup does it, and nothing is written', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    const before = await on.sandbox.snapshot();
    const inputs = { ...EVERYTHING, ...GRANT };
    const planned = calm(await on.planWhole(inputs, TWO));
    assert.deepEqual(await on.sandbox.snapshot(), before);
    assert.deepEqual(
      planned.map(({ status }) => status),
      ['planned', 'planned'],
    );
    assert.deepEqual(grantsIn(planned), [`${ACCOUNT}/us-east-1 create planned`]);
    const made = calm(await on.setupWhole(inputs, TWO));
    const [asPlanned, asDone] = [planned, made].map((reports) =>
      reports[0]?.changes
        .filter(({ resource }) => resource === 'role-grant')
        .map((change) => ({ ...change, status: 'planned, or done' })),
    );
    assert.deepEqual(asPlanned, asDone);
  });

  it('is planned as it is done where only the log group and a bucket with a key are there', async () => {
    const state = stateWithRoles({ web: {} });
    state.buckets['session-logs'] = {
      account: ACCOUNT,
      region: REGION,
      created: '2026-01-01T00:00:00.000Z',
      encryption: 'aws:kms',
      kmsKeyId: `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`,
      publicAccessBlock: null,
      tags: {},
    };
    const on = world({ state });
    calm(await on.setup({ kms: true }));
    await on.edit((region) => void (region.documents = {}));
    const inputs = { 's3-bucket': 'session-logs', ...GRANT };
    const [planned, made] = [calm(await on.planWhole(inputs)), calm(await on.setupWhole(inputs))].map((reports) =>
      reports[0]?.changes.find(({ resource }) => resource === 'role-grant')?.differences.map(({ field }) => field),
    );
    assert.deepEqual(planned, made);
    assert.deepEqual(made, [
      'statement FindLogGroup',
      'statement WriteLogs',
      'statement UploadLogs',
      'statement CheckBucketEncryption',
      'statement EncryptUploadsByArn',
      'statement EncryptedLogGroup',
      'attached to',
    ]);
  });

  it('gives the role of Default Host Management what it lacks', async () => {
    const name = 'AWSSystemsManagerDefaultEC2InstanceManagementRole';
    const attached = ['arn:aws:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy'];
    const state = stateWithRoles({ [name]: { attached, path: '/service-role/', bare: true } });
    const setting = '/ssm/managed-instance/default-ec2-instance-management-role';
    regionOf(state, ACCOUNT, REGION).serviceSettings[setting] = `service-role/${name}`;
    const on = world({ state });
    await addInstance(on, 'i-0a1b2c3d4e5f60718');
    assert.deepEqual(faults(calm(await on.setupWhole())), [`us-east-1 fail dhmc.role-without-logs role/${name}`]);
    assert.deepEqual(faults(calm(await on.setupWhole(GRANT))), []);
    assert.deepEqual(await statementsOf(on), logStatements('sessions'));
    assert.deepEqual(grantedIn(await iamOf(on)), [name]);
    assert.deepEqual(
      faults((await on.diagnose()).targets).filter((line) => line.includes('dhmc')),
      [],
    );
  });

  it('does not grant what the policy of a key withholds, and reports it', async () => {
    const on = world({ state: stateWithRoles({ web: { statements: allowing('logs:*') } }) });
    await addInstance(on, 'i-0a1b2c3d4e5f60718', 'web');
    calm(await on.setup({ kms: true }));
    const { arn = '' } = Object.values((await on.region()).keys)[0] ?? {};
    await on.edit(({ keys }) => {
      for (const key of Object.values(keys)) {
        const [, logs] = (JSON.parse(key.policy) as { readonly Statement: readonly object[] }).Statement;
        const root = {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/keeper` },
          Action: 'kms:*',
          Resource: '*',
        };
        key.policy = policyText(root, logs ?? {});
      }
    });
    const inputs = { 'kms-key': arn, 'encrypt-sessions': true, overwrite: true, ...GRANT };
    const reports = calm(await on.setupWhole(inputs));
    assert.deepEqual(await statementsOf(on), [VIA_LOGS]);
    assert.deepEqual(faults(reports), ['us-east-1 fail instance.kms-decrypt role/web']);
    assert.match(JSON.stringify(reports[0]?.findings), /the policy of the session key does not allow kms:Decrypt/);
    assert.match(JSON.stringify(reports[0]?.findings), /add this statement to the policy of key/);
  });

  it('does not grant what the organization withholds, and reports it', async () => {
    const state = inside(stateWithRoles({ web: {} }), (iam) => {
      iam.servicePolicies.push(policyText({ Effect: 'Deny', Action: 'logs:PutLogEvents', Resource: '*' }));
    });
    const on = world({ state });
    const reports = calm(await on.setupWhole(GRANT));
    assert.deepEqual(faults(reports), ['us-east-1 unknown instance.logs-permissions role/web']);
    assert.match(JSON.stringify(reports[0]?.findings), /the organization decides about logs:PutLogEvents"?/);
  });

  it('extends the policy for another log group in another region, and takes nothing away', async () => {
    const on = world({ state: stateWithRoles({ web: {}, api: {} }) });
    calm(await on.setupWhole({ ...GRANT, kms: true, 'encrypt-sessions': true }));
    await on.sandbox.edit(
      (state) =>
        inside(
          state,
          ({ roles }) => void (roles['late'] = { ...structuredClone(roles['web'] ?? assert.fail()), attached: [CORE] }),
        ) && undefined,
    );
    await on.sandbox.edit(
      (state) =>
        inside(
          state,
          ({ instanceProfiles }) =>
            void (instanceProfiles['late'] = { ...(instanceProfiles['web'] ?? assert.fail()), roles: ['late'] }),
        ) && undefined,
    );
    const other = { ...GRANT, 'log-group': 'other', kms: true, 'kms-alias': 'other', 'encrypt-sessions': true };
    const reports = calm(await on.setupWhole(other, { regions: ['eu-west-1'] }));
    assert.deepEqual(grantsIn(reports), [`${ACCOUNT}/eu-west-1 update done`]);
    assert.deepEqual(await statementsOf(on), [
      ...logStatements('other', 'sessions'),
      byAlias('alias/other', 'alias/session'),
      VIA_LOGS,
    ]);
    const { defaultVersion, versions, tags } = await grantOf(on);
    assert.deepEqual([defaultVersion, versions.length], ['v2', 2]);
    assert.equal(tags['session-manager:region:us-east-1'], 'needs-it');
    assert.equal(tags['session-manager:region:eu-west-1'], 'needs-it');
    assert.deepEqual(grantedIn(await iamOf(on)), ['web', 'api', 'late']);
    assert.deepEqual(faults(reports), []);
  });

  it('serves a further region without a new version where it grants enough already, also without --grant', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    calm(await on.setupWhole(GRANT));
    asked(on);
    const reports = calm(await on.setupWhole({}, { regions: ['eu-west-1'] }));
    assert.deepEqual(written(on), ['TagPolicy']);
    assert.deepEqual(reports[0]?.changes.at(-1)?.differences, [{ field: 'region', have: null, want: 'eu-west-1' }]);
    assert.equal((await grantOf(on)).tags['session-manager:region:eu-west-1'], 'needs-it');
  });

  it('leaves the policy where a further region is set up without --grant, and IAM may not be written', async () => {
    const before = world({ state: stateWithRoles({ web: {} }) });
    calm(await before.setupWhole(GRANT));
    const on = world({
      state: await before.sandbox.snapshot(),
      faults: { deniedActions: ['iam:Tag*', 'iam:Create*', 'iam:Attach*'] },
    });
    const reports = calm(await on.setupWhole({}, { regions: ['eu-west-1'] }));
    assert.deepEqual(
      [reports[0]?.status, grantsIn(reports), exit(reports)],
      ['changed', [`${ACCOUNT}/eu-west-1 keep kept`], 0],
    );
    assert.match(reports[0]?.changes.at(-1)?.reason ?? '', /iam:TagPolicy/);
  });

  it('is told to be interrupted where a further region is set up without --grant, and not to be left', async () => {
    const before = world({ state: stateWithRoles({ web: {} }) });
    calm(await before.setupWhole(GRANT));
    const on = world({ state: await before.sandbox.snapshot() });
    const interrupt = new AbortController();
    const fanOut: FanOut = (jobs) =>
      Promise.all(
        jobs.map(({ label, work }) =>
          work((line) => label.startsWith('account ') && line === 'reading' && interrupt.abort()),
        ),
      );
    const reports = await on.setupWhole({}, { regions: ['eu-west-1'] }, { interrupt: interrupt.signal, fanOut });
    assert.deepEqual([reports[0]?.error?.code, exit(reports)], ['Interrupted', 130]);
    assert.deepEqual(grantsIn(reports), [], 'it was still being read');
    assert.equal((await grantOf(on)).tags['session-manager:region:eu-west-1'], undefined);
  });

  it('keeps what somebody has added to it', async () => {
    const theirs = { Sid: 'Theirs', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::tools/*' };
    const nameless = { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::tools' };
    const state = inside(
      stateWithRoles({ web: {} }),
      ({ policies }) => void (policies[POLICY] = earlier(1, theirs, nameless)),
    );
    const on = world({ state });
    calm(await on.setupWhole(GRANT));
    assert.deepEqual(await statementsOf(on), [theirs, nameless, ...logStatements('sessions')]);
  });

  it('makes room among five versions: the oldest goes', async () => {
    const state = inside(
      stateWithRoles({ web: {} }),
      ({ policies }) => void (policies[POLICY] = earlier(5, ...logStatements('other'))),
    );
    const on = world({ state });
    calm(await on.setupWhole(GRANT));
    const { versions, defaultVersion } = await grantOf(on);
    assert.deepEqual(
      versions.map(({ version }) => version),
      ['v2', 'v3', 'v4', 'v5', 'v6'],
    );
    assert.equal(defaultVersion, 'v6');
    assert.deepEqual(await statementsOf(on), logStatements('other', 'sessions'));
  });

  it('writes one version, and none too many, where its answer gets lost', async () => {
    for (const there of [1, 4, 5]) {
      const state = inside(
        stateWithRoles({ web: {} }),
        ({ policies }) => void (policies[POLICY] = earlier(there, ...logStatements('other'))),
      );
      const on = world({ state, faults: { lostAnswers: 1, operations: ['iam:CreatePolicyVersion'] } });
      calm(await on.setupWhole(GRANT));
      assert.equal((await grantOf(on)).lastVersion, there + 1);
      assert.deepEqual(await statementsOf(on), logStatements('other', 'sessions'));
      assert.deepEqual(grantedIn(await iamOf(on)), ['web']);
    }
  });

  it('refuses a policy of that name that somebody else has made, and other targets go on', async () => {
    const accounts = [ACCOUNT, '222222222222'];
    const state = stateWithRoles({ web: {} }, accounts[1], stateWithRoles({ web: {} }));
    const foreign = managedPolicy('session-manager-sessions', ...allowing('s3:*'));
    const on = world({ state: inside(state, ({ policies }) => void (policies[POLICY] = foreign)) });
    const reports = await on.setupWhole(GRANT, { accounts, ...TWO });
    assert.deepEqual(
      reports.map(({ account, region, status, error }) => [account, region, status, error?.code]),
      [
        [ACCOUNT, 'us-east-1', 'failed', 'NotOurs'],
        [ACCOUNT, 'eu-west-1', 'changed', undefined],
        ['222222222222', 'us-east-1', 'changed', undefined],
        ['222222222222', 'eu-west-1', 'changed', undefined],
      ],
    );
    assert.match(
      reports[0]?.error?.message ?? '',
      /session-manager-sessions already, which session-manager did not make/,
    );
    assert.match(JSON.stringify(reports[0]?.findings), /instance.logs-permissions/, 'what is missing is still told');
    assert.deepEqual((await iamOf(on)).policies[POLICY], foreign);
    assert.deepEqual(grantedIn(await iamOf(on)), []);
    assert.equal(exit(reports), 1);
  });

  it('does not mind a policy of that name that somebody else has made where it is not asked for, or nothing is missing', async () => {
    const foreign = managedPolicy('session-manager-sessions', ...allowing('s3:*'));
    for (const [roles, inputs] of [
      [{ web: {} }, {}],
      [{ admin: { attached: [ADMINISTRATOR] } }, GRANT],
    ] as const) {
      const on = world({ state: inside(stateWithRoles(roles), ({ policies }) => void (policies[POLICY] = foreign)) });
      const reports = calm(await on.setupWhole(inputs));
      assert.deepEqual(grantsIn(reports), []);
      assert.deepEqual((await iamOf(on)).policies[POLICY], foreign);
    }
  });

  it('gives it to all others where a role has ten policies already, and says in a line which role that is', async () => {
    const full = [CORE, ...Array.from({ length: 9 }, (_, index) => `arn:aws:iam::${ACCOUNT}:policy/own-${index}`)];
    const on = world({ state: stateWithRoles({ api: {}, full: { attached: full }, web: {} }) });
    const reports = await on.setupWhole(GRANT, TWO);
    assert.deepEqual(
      reports.map(({ status }) => status),
      ['failed', 'changed'],
    );
    const { code, message = '', advice = '' } = reports[0]?.error ?? {};
    assert.equal(code, 'QuotaExceeded');
    assert.match(message, /role full/);
    assert.match(advice, /detach|quota/);
    assert.doesNotMatch(message + advice, /\n/);
    assert.deepEqual(grantedIn(await iamOf(on)), ['api', 'web']);
    assert.deepEqual(
      grantsIn(reports),
      [`${ACCOUNT}/us-east-1 update failed`].map((line) => line.replace('update', 'create')),
    );
    const again = await on.setupWhole(GRANT, TWO);
    assert.equal(again[0]?.error?.code, 'QuotaExceeded');
    assert.match(JSON.stringify(again[0]?.findings), /role\/full/);
  });

  it('fails with the action to allow where it may not be written, and the regions are set up', async () => {
    const on = world({ state: stateWithRoles({ web: {} }), faults: { deniedActions: ['iam:CreatePolicy'] } });
    const reports = await on.setupWhole(GRANT, TWO);
    assert.deepEqual(
      reports.map(({ status }) => status),
      ['failed', 'changed'],
    );
    assert.match(reports[0]?.error?.advice ?? '', /allow these credentials iam:CreatePolicy/);
    assert.deepEqual(
      reports[0]?.changes.map(({ resource, status }) => `${resource} ${status}`),
      ['log-group done', 'preferences done', 'agent-update done', 'role-grant failed'],
    );
  });

  it('fails where IAM may not be read', async () => {
    const on = world({ state: stateWithRoles({ web: {} }), faults: { deniedActions: ['iam:*'] } });
    const reports = await on.setupWhole(GRANT);
    assert.equal(reports[0]?.status, 'failed');
    assert.match(reports[0]?.error?.advice ?? '', /iam:GetAccountAuthorizationDetails/);
    assert.equal(exit(reports), 1);
  });

  for (const [title, line, made] of [
    ['before it begins', /^account /, []],
    ['while it audits', /^auditing/, []],
    ['while the policy is made', /^Creating IAM policy/, ['web']],
  ] as const) {
    it(`tells when it is interrupted ${title}, and can be run again`, async () => {
      const on = world({ state: stateWithRoles({ web: {} }) });
      const reports = await on.setupWhole(GRANT, {}, interruptedAt(line));
      assert.deepEqual(grantedIn(await iamOf(on)), made);
      assert.equal(exit(reports), made.length > 0 ? 0 : 130);
      assert.equal(reports[0]?.error?.code, made.length > 0 ? undefined : 'Interrupted');
      calm(await on.setupWhole(GRANT));
      assert.deepEqual(grantedIn(await iamOf(on)), ['web']);
    });
  }

  it('is done by one account while it fails in another', async () => {
    const accounts = ['111111111111', '222222222222'];
    const state = stateWithRoles({ web: {} }, accounts[1], stateWithRoles({ web: {} }, accounts[0]));
    const on = world({ state });
    interceptCalls(on, /^iam:AttachRolePolicy/, async ({ account, refusal: refused }) =>
      account === accounts[0]
        ? refused('AccessDenied', 'not authorized to perform: iam:AttachRolePolicy', 403)
        : undefined,
    );
    const reports = await on.setupWhole(GRANT, { accounts });
    assert.deepEqual(grantsIn(reports), ['111111111111/us-east-1 create failed', '222222222222/us-east-1 create done']);
    assert.match(reports[0]?.error?.advice ?? '', /iam:AttachRolePolicy/);
  });
});

describe('delete after setup --grant', () => {
  const granted = async (inputs = {}, scope = {}): Promise<World> => {
    const on = world({ state: stateWithRoles({ web: {}, api: PARTLY }) });
    calm(await on.setupWhole({ ...GRANT, ...inputs }, scope));
    on.sandbox.calls.length = 0;
    return on;
  };

  it('takes the policy off every role and removes it with all its versions', async () => {
    const on = await granted();
    calm(await on.setupWhole({ ...GRANT, 'log-group': 'other', overwrite: true }));
    const { versions } = await grantOf(on);
    assert.equal(versions.length, 2);
    const reports = calm(await on.remove());
    assert.deepEqual(grantsIn(reports), [`${ACCOUNT}/us-east-1 delete done`]);
    const { policies, roles } = await iamOf(on);
    assert.deepEqual(policies, {});
    assert.deepEqual([roles['web']?.attached, roles['api']?.attached], [[CORE], []]);
    asked(on);
    const again = calm(await on.remove());
    assert.deepEqual(grantsIn(again), []);
    assert.equal(again[0]?.status, 'unchanged');
    assert.deepEqual(written(on), []);
  });

  it('is planned, with what is lost, and plan writes nothing', async () => {
    const on = await granted();
    const before = await on.sandbox.snapshot();
    const reports = calm(await on.planRemoval());
    const { summary, loss, status } = reports[0]?.changes.at(-1) ?? {};
    assert.deepEqual(
      [summary, loss, status],
      ['Deleting IAM policy session-manager-sessions', 'what it grants to api, web', 'planned'],
    );
    assert.deepEqual(await on.sandbox.snapshot(), before);
  });

  it('keeps it while another region needs it, and takes away the note of this one only', async () => {
    const on = await granted({}, TWO);
    const reports = calm(await on.remove({}, { regions: ['us-east-1'] }));
    assert.deepEqual(grantsIn(reports), [`${ACCOUNT}/us-east-1 update done`]);
    assert.match(
      reports[0]?.changes.at(-1)?.summary ?? '',
      /^Keeping IAM policy session-manager-sessions for eu-west-1$/,
    );
    assert.deepEqual((await grantOf(on)).tags, {
      'session-manager:managed': 'role-grant',
      'session-manager:region:eu-west-1': 'needs-it',
    });
    assert.deepEqual(grantedIn(await iamOf(on)), ['web', 'api']);
    asked(on);
    const again = calm(await on.remove({}, { regions: ['us-east-1'] }));
    assert.deepEqual([grantsIn(again), written(on), again[0]?.status], [[], [], 'unchanged']);
    calm(await on.remove({}, { regions: ['eu-west-1'] }));
    assert.deepEqual((await iamOf(on)).policies, {});
  });

  it('goes at once where all its regions go', async () => {
    const on = await granted({}, TWO);
    const reports = calm(await on.remove({}, TWO));
    assert.deepEqual(grantsIn(reports), [`${ACCOUNT}/us-east-1 delete done`]);
    assert.deepEqual((await iamOf(on)).policies, {});
  });

  it('says nothing of it where --grant was never used', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    calm(await on.setupWhole());
    asked(on);
    for (const reports of [await on.planRemoval(), await on.remove()]) {
      assert.deepEqual(grantsIn(calm(reports)), []);
    }
    // The simulation is about what delete may write in the region.
    assert.deepEqual(new Set(asked(on)), new Set(['GetPolicy', 'SimulatePrincipalPolicy']));
  });

  it('leaves a policy of that name that somebody else has made', async () => {
    const foreign = managedPolicy('session-manager-sessions', ...allowing('s3:*'));
    const on = world({
      state: inside(stateWithRoles({ web: {} }), ({ policies }) => void (policies[POLICY] = foreign)),
    });
    calm(await on.setup());
    calm(await on.remove());
    assert.deepEqual((await iamOf(on)).policies[POLICY], foreign);
    assert.deepEqual((await on.region()).documents, {});
  });

  it('leaves it, says so, and takes down the rest where IAM may not be read', async () => {
    const before = await granted();
    const on = world({ state: await before.sandbox.snapshot(), faults: { deniedActions: ['iam:*'] } });
    const reports = calm(await on.remove());
    assert.deepEqual(grantsIn(reports), [`${ACCOUNT}/us-east-1 keep kept`]);
    assert.deepEqual((await on.region()).documents, {});
  });

  it('leaves it and takes down the rest where the organization closes IAM', async () => {
    const before = await granted({}, TWO);
    const on = world({ state: await before.sandbox.snapshot() });
    interceptCalls(on, /^iam:/, async ({ refusal: refused }) =>
      refused(
        'AccessDenied',
        'not authorized to perform: iam:GetPolicy with an explicit deny in a service control policy',
        403,
      ),
    );
    const reports = calm(await on.remove({}, TWO));
    assert.deepEqual(
      reports.map(({ status }) => status),
      ['changed', 'changed'],
    );
    assert.deepEqual(grantsIn(reports), [`${ACCOUNT}/us-east-1 keep kept`]);
    assert.deepEqual([(await on.region()).documents, (await on.region(ACCOUNT, 'eu-west-1')).documents], [{}, {}]);
  });
});
interface Scenario {
  readonly title: string;
  /** Makes the state before the run. */
  readonly before: () => Promise<State>;
  readonly run: (on: World) => Promise<unknown>;
}

const roles = (): State => stateWithRoles({ web: {}, api: PARTLY, admin: { attached: [ADMINISTRATOR] } });

const UNPROTECTED = { ...EVERYTHING, 'deletion-protection': false };

async function after(...runs: readonly ((on: World) => Promise<readonly TargetReport[]>)[]): Promise<State> {
  const on = world({ state: roles() });
  for (const run of runs) calm(await run(on));
  return on.sandbox.snapshot();
}

const SCENARIOS: readonly Scenario[] = [
  {
    title: 'setup --grant with everything on',
    before: async () => roles(),
    run: (on) => on.setupWhole({ ...EVERYTHING, ...GRANT }),
  },
  {
    title: 'setup --grant for two regions, which extends what a third one was given,',
    before: () => after((on) => on.setupWhole({ ...GRANT, 'log-group': 'other' }, { regions: ['us-west-2'] })),
    run: (on) => on.setupWhole({ ...GRANT, 'agent-update': false }, TWO),
  },
  {
    title: 'setup --grant on a policy that has five versions',
    before: async () =>
      inside(roles(), ({ policies }) => void (policies[POLICY] = earlier(5, ...logStatements('other')))),
    run: (on) => on.setupWhole({ ...GRANT, 'agent-update': false }),
  },
  {
    title: 'delete after setup --grant with everything on, in two runs,',
    before: () =>
      after(
        (on) => on.setupWhole({ ...UNPROTECTED, ...GRANT }),
        (on) => on.setupWhole({ ...GRANT, 'kms-alias': 'more', kms: true, 'encrypt-sessions': true, overwrite: true }),
        (on) => on.setupWhole({ ...UNPROTECTED, overwrite: true }),
      ),
    run: (on) => on.remove(),
  },
  {
    title: 'delete of one of two regions after setup --grant',
    before: () => after((on) => on.setupWhole({ ...GRANT, 'agent-update': false }, TWO)),
    run: (on) => on.remove({}, { regions: ['us-east-1'] }),
  },
];

for (const { title, before, run } of SCENARIOS) {
  const { remains, end } = await courseOf({ state: await before() }, run);
  // With all that IAM remembers: no run that dies leaves a version too many, since what it wrote is found.
  const wanted = comparable(end);

  describe(`${title} that is killed and run again`, () => {
    it('can die at several calls', () => assert.ok(remains.length >= 3, `${remains.length} calls`));

    for (const { calls, last, state } of remains) {
      it(`converges after call ${calls}, ${last}`, async () => {
        const again = world({ state });
        await run(again);
        assert.deepEqual(comparable(await again.sandbox.snapshot()), wanted);
      });
    }
  });
}

describe('runs with --grant at once', () => {
  const race = async (
    latency: number,
    state: State,
    ...runs: readonly ((on: World) => Promise<readonly TargetReport[]>)[]
  ): Promise<World> => {
    const on = world({ state, faults: { latency, seed: latency } });
    for (const reports of await Promise.all(runs.map((run) => run(on)))) calm(reports);
    return on;
  };
  const LATENCIES = [0, 1, 2, 3, 5, 8];

  it('end with one policy of one version, attached once to each role', async () => {
    const inputs = { ...EVERYTHING, ...GRANT };
    const setUp = (on: World): Promise<readonly TargetReport[]> => on.setupWhole(inputs);
    for (const on of await Promise.all(LATENCIES.map((latency) => race(latency, roles(), setUp, setUp)))) {
      assert.deepEqual(Object.keys((await iamOf(on)).policies), [POLICY]);
      assert.deepEqual(grantedIn(await iamOf(on)), ['web', 'api']);
      const { versions } = await grantOf(on);
      // Each may see a part of what it has just asked for, and then adds what the other one missed.
      assert.ok(versions.length <= 2, `${versions.length} versions`);
      const before = await on.sandbox.snapshot();
      calm(await on.setupWhole(inputs));
      assert.deepEqual(await on.sandbox.snapshot(), before);
    }
  });

  it('lose nothing of what either of them grants, whoever comes first', async () => {
    const there = await after((on) => on.setupWhole(GRANT));
    const inRegion =
      (region: string, group: string) =>
      (on: World): Promise<readonly TargetReport[]> =>
        on.setupWhole({ ...GRANT, 'log-group': group }, { regions: [region] });
    for (const state of [roles(), there]) {
      const races = LATENCIES.map((latency) =>
        race(
          latency,
          state,
          inRegion('eu-west-1', 'one'),
          inRegion('eu-west-2', 'two'),
          inRegion('us-west-2', 'three'),
        ),
      );
      for (const on of await Promise.all(races)) {
        const write = (await statementsOf(on)).find(({ Sid }) => Sid === 'WriteLogs');
        for (const group of ['one', 'two', 'three'])
          assert.match(JSON.stringify(write), new RegExp(`log-group:${group}"`));
        const { tags, versions } = await grantOf(on);
        for (const region of ['eu-west-1', 'eu-west-2', 'us-west-2'])
          assert.equal(tags[`session-manager:region:${region}`], 'needs-it');
        assert.ok(versions.length <= 5);
      }
    }
  });

  it('take up what another run has put into effect between reading and writing', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    calm(await on.setupWhole(GRANT));
    const there = await on.sandbox.snapshot();
    for (const moment of [/^iam:ListPolicyVersions$/, /^iam:CreatePolicyVersion$/]) {
      const raced = world({ state: there });
      let met = 0;
      interceptCalls(raced, moment, async () => {
        met += 1;
        if (met > 1) return undefined;
        await raced.sandbox.edit((state) => {
          const policy = state.iam[ACCOUNT]?.policies[POLICY] ?? assert.fail();
          policy.lastVersion += 1;
          const version = `v${policy.lastVersion}`;
          const document = policyText(...logStatements('sessions', 'theirs'));
          policy.versions.push({ version, document, created: '2026-01-02T00:00:00.000Z' });
          policy.defaultVersion = version;
        });
        return undefined;
      });
      calm(await raced.setupWhole({ ...GRANT, 'log-group': 'ours' }, { regions: ['eu-west-1'] }));
      assert.deepEqual(await statementsOf(raced), logStatements('ours', 'sessions', 'theirs'), String(moment));
    }
  });

  /** Does this once, when the audit asks IAM about a role: what is read beside setup has been read by then. */
  const duringAudit = (on: World, act: (iam: IamState) => void): void => {
    let done = false;
    interceptCalls(on, /^iam:Simulate/, async () => {
      if (!done) await on.sandbox.edit((state) => act(state.iam[ACCOUNT] ?? assert.fail()));
      done = true;
      return undefined;
    });
  };

  const takeDown = ({ policies, roles: all }: IamState): void => {
    delete policies[POLICY];
    for (const role of Object.values(all)) role.attached = role.attached.filter((arn) => arn !== POLICY);
  };

  it('grant what is lacking although the policy was there, and attached, when the run began', async () => {
    const on = world({ state: await after((before) => before.setupWhole(GRANT)) });
    duringAudit(on, takeDown);
    const reports = calm(await on.setupWhole(GRANT));
    assert.deepEqual(grantsIn(reports), [`${ACCOUNT}/us-east-1 create done`]);
    assert.deepEqual(grantedIn(await iamOf(on)), ['web', 'api']);
  });

  it('leave a note for their region on a policy that another run has made since theirs began', async () => {
    const granted = (await after((before) => before.setupWhole(GRANT))).iam[ACCOUNT] ?? assert.fail();
    const on = world({ state: roles() });
    let done = false;
    interceptCalls(on, /^ssm:CreateAssociation$/, async () => {
      if (!done) await on.sandbox.edit((state) => void (state.iam[ACCOUNT] = structuredClone(granted)));
      done = true;
      return undefined;
    });
    const reports = calm(await on.setupWhole(GRANT, { regions: ['eu-west-1'] }));
    assert.deepEqual(grantsIn(reports), [`${ACCOUNT}/eu-west-1 update done`]);
    assert.equal((await grantOf(on)).tags['session-manager:region:eu-west-1'], 'needs-it');
  });

  it('make no policy where none is needed, and another run has just removed the one that was there', async () => {
    const there = await after((before) => before.setupWhole(GRANT));
    for (const inputs of [{}, GRANT, { tag: ['team=platform'] }]) {
      const on = world({ state: structuredClone(there) });
      await on.sandbox.edit((state) => {
        for (const role of Object.values(state.iam[ACCOUNT]?.roles ?? {})) role.attached = [ADMINISTRATOR];
      });
      interceptCalls(on, /^iam:TagPolicy$/, async () => {
        await on.sandbox.edit((state) => takeDown(state.iam[ACCOUNT] ?? assert.fail()));
        return undefined;
      });
      const reports = calm(await on.setupWhole(inputs, { regions: ['eu-west-1'] }));
      assert.deepEqual(grantsIn(reports), [`${ACCOUNT}/eu-west-1 none unchanged`], JSON.stringify(inputs));
      assert.deepEqual((await iamOf(on)).policies, {});
    }
  });

  it('end where one deletes and one sets up: with all of it or with none of it', async () => {
    const there = await after((on) => on.setupWhole({ ...GRANT, 'agent-update': false }));
    const races = LATENCIES.map(async (latency) => {
      const on = world({ state: there, faults: { latency } });
      await Promise.all([on.remove(), on.setupWhole({ ...GRANT, 'agent-update': false })]);
      calm(await on.setupWhole({ ...GRANT, 'agent-update': false }));
      assert.deepEqual(grantedIn(await iamOf(on)), ['web', 'api']);
      calm(await on.remove());
      assert.deepEqual((await iamOf(on)).policies, {});
    });
    await Promise.all(races);
  });
});

describe('a storm over IAM', () => {
  const accounts = ['111111111111', '222222222222', '333333333333'];
  const scope = { accounts, regions: ['us-east-1', 'eu-west-1'] };
  const state = accounts.reduce(
    (sofar, account) => stateWithRoles({ web: {}, api: PARTLY }, account, sofar),
    emptyState(),
  );
  const inputs = { ...UNPROTECTED, ...GRANT };

  for (const [title, operations] of [
    ['over everything', undefined],
    ['over IAM alone', ['iam:*']],
  ] as const) {
    it(`fails nothing: 20 % throttling, 5 % errors and 5 % lost answers ${title}`, async () => {
      const undisturbed = world({ state });
      calm(await undisturbed.setupWhole(inputs, scope));
      const wanted = comparable(await undisturbed.sandbox.snapshot());
      const weather = async (seed: number): Promise<void> => {
        const weatherly = { seed, throttling: 0.2, errors: 0.05, lostAnswers: 0.05, ...(operations && { operations }) };
        const on = world({ state, faults: weatherly });
        const reports = calm(await on.setupWhole(inputs, scope));
        assert.deepEqual(faults(reports), []);
        assert.ok(on.sandbox.calls.some(({ service, status }) => service === 'iam' && status >= 400));
        assert.deepEqual(comparable(await on.sandbox.snapshot()), wanted);
        calm(await on.remove({}, scope));
        for (const account of accounts) {
          const iam = await iamOf(on, account);
          assert.deepEqual([iam.policies, iam.roles['web']?.attached, iam.roles['api']?.attached], [{}, [CORE], []]);
        }
      };
      await Promise.all([1, 2, 3].map(weather));
    });
  }
});
