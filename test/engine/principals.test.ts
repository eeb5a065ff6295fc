// Those who are asked about by --principal: whether they get in, where, and whether they can avoid the log.
import assert from 'node:assert/strict';
import { parsePrincipals } from '../../src/inputs/principals.ts';
import { bypass } from '../../src/checks/bypass.ts';
import type { Finding } from '../../src/checks/check.ts';
import { adviceOf } from '../../src/render/advice.ts';
import { regionOf } from '../../src/sandbox/state/state.ts';
import { emptyIam } from '../../src/sandbox/state/iam.ts';
import { badInputLater } from '../aws.ts';
import { addInstance, allowing, managedPolicy, policyText, stateWithRoles } from './identities.ts';
import { documentOf, plantInputs, preferencesText } from './planted.ts';
import { ACCOUNT, REGION, world, type World } from './world.ts';

const PEOPLE = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' };
const CHECKED = { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } };
const NODES = `arn:aws:ec2:*:${ACCOUNT}:instance/*`;
const SHELL = `arn:aws:ssm:*:${ACCOUNT}:document/SSM-SessionManagerRunShell`;
const SSH = 'arn:aws:ssm:*:*:document/AWS-StartSSHSession';
const CHANNEL = {
  Effect: 'Allow',
  Action: 'ssmmessages:OpenDataChannel',
  Resource: 'arn:aws:ssm:*:*:session/${aws:userid}-*',
};
const start = (Resource: readonly string[], Condition: object = CHECKED): object => ({
  Effect: 'Allow',
  Action: 'ssm:StartSession',
  Resource,
  Condition,
});

const person = (...statements: readonly object[]) => ({ attached: [], statements, bare: true, trust: [PEOPLE] });

/** A region that logs sessions, with nodes of two teams, and people of many kinds. */
async function company(): Promise<World> {
  const state = stateWithRoles({
    web: {},
    dev: person(start([NODES, SHELL]), CHANNEL),
    ssh: person(start([NODES, SSH]), CHANNEL),
    team: person(start([NODES], { StringEquals: { 'ssm:resourceTag/Team': 'a' } }), start([SHELL]), CHANNEL),
    ops: person(...allowing('ssm:*', 'ssmmessages:*', 'logs:*')),
    reader: person(...allowing('ssm:Describe*', 'ssm:List*', 'ec2:Describe*')),
    admin: { ...person(), attached: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
    AWSReservedSSO_Dev_0123456789abcdef: {
      ...person(start([NODES, SHELL]), CHANNEL),
      path: '/aws-reserved/sso.amazonaws.com/',
    },
  });
  const iam = (state.iam[ACCOUNT] ??= emptyIam());
  const identity = { path: '/', created: '2026-01-01T00:00:00.000Z', inline: {}, attached: [], tags: {} };
  iam.users['ann'] = { ...identity, id: 'AIDAANN0000000000001' };
  iam.users['bob'] = { ...identity, id: 'AIDABOB0000000000001', path: '/staff/' };
  iam.policies[`arn:aws:iam::${ACCOUNT}:policy/shell`] = managedPolicy('shell', start([NODES, SHELL]), CHANNEL);
  iam.groups = {
    devs: {
      id: 'AGPADEVS000000000001',
      path: '/',
      created: '2026-01-01T00:00:00.000Z',
      inline: { ssh: policyText(start([SSH])) },
      attached: [`arn:aws:iam::${ACCOUNT}:policy/shell`],
      users: ['ann'],
    },
  };
  const on = world({ state });
  await on.setup();
  for (const [id, Team] of [
    ['i-0aaaaaaaaaaaaaaa1', 'a'],
    ['i-0aaaaaaaaaaaaaaa2', 'a'],
    ['i-0aaaaaaaaaaaaaaa3', 'b'],
  ] as const) {
    await addInstance(on, id, 'web');
    await on.edit(({ instances }) => Object.assign(instances[id] ?? {}, { tags: { Team } }));
  }
  return on;
}

const only = { only: ['user', 'bypass'], skip: [] };
const arn = (name: string): string => `arn:aws:iam::${ACCOUNT}:${name}`;

const found = async (on: World, ...names: readonly string[]): Promise<readonly Finding[]> => {
  const principals = parsePrincipals({ principal: names.map((name) => (name === 'all' ? name : arn(name))) });
  const report = await on.diagnose({}, {}, { selection: only, ...(principals && { principals }) });
  return report.targets.flatMap(({ findings }) => findings).filter(({ verdict }) => verdict !== 'ok');
};

const told = (findings: readonly Finding[]): readonly string[] =>
  findings.flatMap((one) =>
    one.verdict === 'ok' ? [] : [`${one.verdict} ${one.check} ${one.subject}: ${one.summary}`],
  );

/** `may start sessions …`, of one person. */
const accessOf = async (on: World, name: string): Promise<string> => {
  const [line] = told(await found(on, name)).filter((each) => each.startsWith('info user.access'));
  return line?.split(': ')[1] ?? assert.fail(`nothing is said of ${name}`);
};

const brief = (findings: readonly Finding[]): readonly string[] =>
  findings.flatMap((one) => (one.verdict === 'ok' ? [] : [`${one.verdict} ${one.check} ${one.subject}`]));

describe('people who are asked about', () => {
  let on: World;
  before(async () => {
    on = await company();
  });

  for (const [who, what] of [
    [
      'role/dev',
      'may start sessions in us-east-1 on all 3 nodes, by SSM-SessionManagerRunShell (logged to log-group/sessions)',
    ],
    ['role/ssh', 'may start sessions in us-east-1 on all 3 nodes, by AWS-StartSSHSession (never logged)'],
    [
      'role/team',
      'may start sessions in us-east-1 on 2 of 3 nodes (with tag Team=a), by SSM-SessionManagerRunShell (logged to log-group/sessions)',
    ],
    ['role/reader', 'may not start sessions on any of the 3 nodes in us-east-1'],
    [
      'user/ann',
      'may start sessions in us-east-1 on all 3 nodes, by SSM-SessionManagerRunShell (logged to log-group/sessions), by AWS-StartSSHSession (never logged)',
    ],
  ] as const) {
    it(`are told where they get in, by what, and what is logged of it: ${who}`, async () =>
      assert.equal(await accessOf(on, who), what));
  }

  it('are found by a session of theirs, as those of IAM Identity Center are', async () => {
    const session = `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/ann@example.com`;
    const principals = parsePrincipals({ principal: session });
    const report = await on.diagnose({}, {}, { selection: only, ...(principals && { principals }) });
    const findings = report.targets.flatMap((target) => target.findings).filter(({ verdict }) => verdict !== 'ok');
    assert.deepEqual(brief(findings), [
      'info user.own-sessions role/AWSReservedSSO_Dev_0123456789abcdef',
      'info user.access role/AWSReservedSSO_Dev_0123456789abcdef',
    ]);
  });

  it('are told of each region, where their policies go by regions', async () => {
    const place = await company();
    await place.setup({}, { regions: ['eu-west-1'] });
    await place.sandbox.edit(({ iam }) => {
      const dev = iam[ACCOUNT]?.roles['dev'];
      const elsewhere = { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } };
      const deny = { Effect: 'Deny', Action: 'ssm:StartSession', Resource: '*', Condition: elsewhere };
      if (dev) dev.inline['europe'] = policyText(deny);
    });
    const regions = { regions: [REGION, 'eu-west-1'] };
    const principals = parsePrincipals({ principal: arn('role/dev') }) ?? 'all';
    const { targets } = await place.diagnose({}, regions, { selection: only, principals });
    assert.deepEqual(told(targets.flatMap(({ findings }) => findings).filter(({ verdict }) => verdict !== 'ok')), [
      'info user.access role/dev: may start sessions in eu-west-1, where there are no nodes now, by SSM-SessionManagerRunShell (logged to log-group/sessions)',
    ]);
  });

  it('may perhaps get in where the organization decides, and are not warned of', async () => {
    const place = await company();
    await place.sandbox.edit(({ iam }) => {
      const deny = { Effect: 'Deny', Action: ['ssm:StartSession', 'ssm:SendCommand'], Resource: '*' };
      iam[ACCOUNT]?.servicePolicies.push(policyText(...allowing('*')), policyText(deny));
    });
    const findings = await found(place, 'role/ssh');
    assert.deepEqual(brief(findings), [
      'unknown user.document-resource role/ssh',
      'info user.access role/ssh',
      'unknown bypass.ssh role/ssh',
    ]);
    assert.match(told(findings).join(), /perhaps on 3 of 3 nodes/);
  });

  it('fail where they do not exist, with the name that is meant', async () => {
    for (const [wrong, right] of [
      ['role/admn', 'role/admin'],
      ['role/staff/dev', 'role/dev'],
      ['user/an', 'user/ann'],
      ['user/bob', 'user/staff/bob'],
    ] as const) {
      const [one, ...rest] = await found(on, wrong);
      assert.deepEqual(brief(one ? [one, ...rest] : []), [`fail user.access ${wrong}`]);
      assert.ok(one && one.verdict !== 'ok');
      assert.equal(adviceOf(one.remedy), `did you mean ${arn(right)}?`);
    }
  });

  it('fail where they do not exist whichever checks are asked for, and nothing is fine of them', async () => {
    for (const family of ['bypass', 'user', 'user.start-session', 'kms']) {
      const principals = parsePrincipals({ principal: arn('role/staff/dev') }) ?? 'all';
      const report = await on.diagnose({}, {}, { selection: { only: [family], skip: [] }, principals });
      const findings = report.targets.flatMap((target) => target.findings);
      assert.deepEqual(brief(findings), ['fail user.access role/staff/dev'], family);
      if (family !== 'kms') assert.equal(findings.length, 1, family);
    }
    const skip = { only: ['bypass'], skip: ['user'] };
    const principals = parsePrincipals({ principal: arn('role/dev') }) ?? 'all';
    const { targets } = await on.diagnose({}, {}, { selection: skip, principals });
    assert.deepEqual(brief(targets.flatMap((target) => target.findings)), []);
  });

  describe('where something may not be read of the region', () => {
    const unreadOf = async (action: string) => {
      const state = await on.sandbox.snapshot();
      const place = world({ state, faults: { deniedActions: [action] } });
      const findings = await found(place, 'role/dev');
      return {
        lines: told(findings),
        unread: findings.flatMap((one) =>
          one.verdict === 'unknown' && one.unread?.join() === action ? [one.check] : [],
        ),
      };
    };

    for (const action of ['ssm:GetDocument', 'ssm:DescribeDocument']) {
      it(`are not known at all: ${action}`, async () => {
        const { unread } = await unreadOf(action);
        for (const id of ['user.access', ...bypass.ids]) assert.ok(unread.includes(id), id);
      });
    }

    for (const [action, ids, text] of [
      ['ssm:ListDocuments', ['bypass.document', 'bypass.ssh', 'user.access'], /perhaps by others, which could not be/],
      [
        'ssm:DescribeInstanceInformation',
        ['bypass.commands', 'bypass.document', 'bypass.ssh', 'user.access'],
        /on all 3 nodes that could be read/,
      ],
    ] as const) {
      it(`are known in part, which is said: ${action}`, async () => {
        const { lines, unread } = await unreadOf(action);
        assert.deepEqual(unread.toSorted(), ids);
        assert.match(lines.join('\n'), text);
      });
    }
  });

  it('of another account, or partition, are refused in one line, before anything is called where that can be', async () => {
    const other = parsePrincipals({ principal: 'arn:aws:iam::999999999999:role/dev' }) ?? 'all';
    const china = parsePrincipals({ principal: `arn:aws-cn:iam::${ACCOUNT}:role/dev` }) ?? 'all';
    const calls = on.sandbox.calls.length;
    await badInputLater(on.diagnose({}, {}, { principals: china }), 'partition aws-cn');
    await badInputLater(
      on.diagnose({}, { accounts: [ACCOUNT] }, { principals: other }),
      'it is of account 999999999999',
    );
    assert.equal(on.sandbox.calls.length, calls);
    await badInputLater(on.diagnose({}, {}, { principals: other }), `this run is about ${ACCOUNT}`);
    assert.deepEqual(
      on.sandbox.calls.slice(calls).map(({ operation }) => operation),
      ['GetCallerIdentity'],
    );
  });

  it('are all who may start sessions, or avoid their log, and no node: by few calls', async () => {
    const from = on.sandbox.calls.length;
    const findings = await found(on, 'all');
    const names = findings.flatMap((one) => (one.check === 'user.access' && one.verdict !== 'ok' ? [one.subject] : []));
    assert.deepEqual(names, [
      'role/AWSReservedSSO_Dev_0123456789abcdef',
      'role/admin',
      'role/dev',
      'role/ops',
      'role/ssh',
      'role/team',
      'user/ann',
      'user/sandbox',
    ]);
    const calls = on.sandbox.calls.slice(from).filter(({ service }) => service === 'iam');
    const count = (operation: string) => calls.filter((one) => one.operation === operation).length;
    assert.equal(count('GetAccountAuthorizationDetails'), 1);
    assert.ok(count('SimulatePrincipalPolicy') <= 3 * names.length, String(count('SimulatePrincipalPolicy')));
  });

  it('cost calls by their number, not by that of nodes', async () => {
    const callsOf = async (place: World): Promise<number> => {
      const from = place.sandbox.calls.length;
      await found(place, 'role/dev', 'role/team');
      return place.sandbox.calls.slice(from).filter(({ operation }) => operation === 'SimulatePrincipalPolicy').length;
    };
    const larger = await company();
    for (let index = 10; index < 60; index += 1) {
      await addInstance(larger, `i-0bbbbbbbbbbbbbb${index}`, 'web');
    }
    assert.equal(await callsOf(larger), await callsOf(on));
  });

  describe('can avoid the log', () => {
    const ways = async (place: World, ...names: readonly string[]) =>
      (await found(place, ...names)).filter(({ check }) => check.startsWith('bypass.'));

    it('by nothing, who may use the shell with the check of documents, by tags or not, or may only read', async () => {
      assert.deepEqual(brief(await ways(on, 'role/dev', 'role/team', 'role/reader')), []);
    });

    it('by SSH, also who is meant for that, and by a group', async () => {
      assert.deepEqual(brief(await ways(on, 'role/ssh', 'user/ann')), [
        'warn bypass.ssh role/ssh',
        'warn bypass.ssh user/ann',
      ]);
    });

    it('in every way, who may do anything in Systems Manager and with logs', async () => {
      assert.deepEqual(brief(await ways(on, 'role/ops')), [
        'warn bypass.ssh role/ops',
        'warn bypass.document role/ops',
        'warn bypass.commands role/ops',
        'warn bypass.preferences role/ops',
        'warn bypass.erase role/ops',
      ]);
    });

    it('in every way who is an administrator, which is said once, and is no fault', async () => {
      const [one, ...rest] = await ways(on, 'role/admin');
      assert.deepEqual(brief(one ? [one, ...rest] : []), ['info bypass.administrator role/admin']);
      assert.ok(one && /in 7 ways: /.test(one.summary));
    });

    it('no more once the statements of the advice are in force, and start logged sessions all the same', async () => {
      const place = await company();
      for (const name of ['ops', 'ssh'] as const) {
        const before = await accessOf(place, `role/${name}`);
        const statements = (await ways(place, `role/${name}`)).flatMap((one) =>
          one.verdict !== 'ok' && one.remedy.kind === 'statement' ? [one.remedy.statement] : [],
        );
        assert.ok(statements.length > 0);
        await place.sandbox.edit(({ iam }) => {
          const role = iam[ACCOUNT]?.roles[name];
          if (role) role.inline['closed'] = policyText(...statements);
        });
        assert.deepEqual(brief(await ways(place, `role/${name}`)), []);
        const after = await accessOf(place, `role/${name}`);
        const shell = 'by SSM-SessionManagerRunShell (logged to log-group/sessions)';
        assert.equal(after.includes(shell), before.includes(shell));
      }
    });

    it('by documents of the account, by what these log to, and by those that another account shares', async () => {
      const place = await company();
      const inputs = (more: object) => preferencesText({ idleSessionTimeout: '20', ...more });
      await place.sandbox.edit((state) => {
        const { documents } = regionOf(state, ACCOUNT, REGION);
        documents['Team-Same'] = documentOf(inputs({ cloudWatchLogGroupName: 'sessions' }));
        documents['Team-Other'] = documentOf(inputs({ s3BucketName: 'elsewhere' }));
        documents['Team-Silent'] = documentOf(inputs({}));
        documents['Team-Port'] = documentOf(preferencesText({}, { sessionType: 'Port' }));
        const shared = documentOf(inputs({}));
        shared.sharedWith = { [ACCOUNT]: '$DEFAULT' };
        regionOf(state, '222222222222', REGION).documents['Shared'] = shared;
        const dev = state.iam[ACCOUNT]?.roles['dev'];
        const document = (owner: string, name: string) => `arn:aws:ssm:*:${owner}:document/${name}`;
        if (dev)
          dev.inline['more'] = policyText(start([document(ACCOUNT, 'Team-*'), document('222222222222', 'Shared')]));
      });
      const findings = await ways(place, 'role/dev');
      assert.deepEqual(brief(findings), [
        'info bypass.document role/dev',
        'warn bypass.ssh role/dev',
        'warn bypass.document role/dev',
      ]);
      const [other, port, silent] = findings.map(({ summary }) => summary);
      assert.match(other ?? '', /Team-Other, which logs to bucket\/elsewhere/);
      assert.match(
        silent ?? '',
        /Team-Silent, which logs nothing; by arn:aws:ssm:us-east-1:222222222222:document\/Shared/,
      );
      assert.match(port ?? '', /by Team-Port;/);
      assert.ok(!findings.some(({ summary }) => summary.includes('Team-Same')));
    });

    it('in no way where nothing is logged', async () => {
      const place = await company();
      await plantInputs(place, { idleSessionTimeout: '20' });
      assert.deepEqual(brief(await ways(place, 'role/ops', 'role/admin')), []);
    });
  });
});
