// How accounts are entered by roles, on the sandbox.
import assert from 'node:assert/strict';
import type { Access, Order } from '../../src/engine/order.ts';
import { plan } from '../../src/engine/plan.ts';
import type { Report } from '../../src/engine/report.ts';
import { setup } from '../../src/engine/setup.ts';
import { parseInputs } from '../../src/inputs/inputs.ts';
import type { Faults } from '../../src/sandbox/door/faults.ts';
import { emptyIam } from '../../src/sandbox/state/iam.ts';
import { emptyState, type State } from '../../src/sandbox/state/state.ts';
import { parseScope, type RawScope } from '../../src/targets/scope.ts';
import { stoppedClock } from '../clock.ts';
import { ACCOUNT, interceptCalls, world, type World } from '../engine/world.ts';

const HUB = 'arn:aws:iam::111111111111:role/hub';
const SPOKE = 'arn:aws:iam::222222222222:role/spoke';
const MEMBERS = ['333333333333', '444444444444', '555555555555'];
const POLICY = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

async function orderOn(on: World, raw: RawScope, access: Partial<Access> = {}): Promise<Order> {
  return {
    inputs: parseInputs({ 'policy-audit': false }),
    scope: await parseScope({ regions: ['us-east-1'], concurrency: '1', ...raw }, {}),
    connection: { ...on.connection, ...access },
  };
}

/** Gives the parameters of each AssumeRole, and the account from which it came. */
const assumed = ({ sandbox }: World): readonly { readonly from: string; readonly [parameter: string]: unknown }[] =>
  sandbox.calls
    .filter(({ operation }) => operation === 'AssumeRole')
    .map(({ account, input }) => ({ from: account, ...(input as object) }));

const outcome = ({ targets }: Report): readonly string[] =>
  targets.map(({ account, status, error }) => [account, status, error?.code ?? ''].join(' ').trim());

describe('roles on the way into accounts', () => {
  it('are assumed one behind the other, and the accounts from the last', async () => {
    const on = world();
    const report = await plan(await orderOn(on, { 'role-chain': [HUB, SPOKE], accounts: MEMBERS }));
    assert.deepEqual(
      assumed(on).map(({ from, RoleArn }) => `${from} ${String(RoleArn)}`),
      [
        `${ACCOUNT} ${HUB}`,
        `111111111111 ${SPOKE}`,
        ...MEMBERS.map((id) => `222222222222 arn:aws:iam::${id}:role/OrganizationAccountAccessRole`),
      ],
    );
    assert.deepEqual(
      outcome(report),
      MEMBERS.map((id) => `${id} planned`),
    );
  });

  it('lead to the account of the last one where no accounts are named', async () => {
    const on = world();
    const raw = { 'role-chain': HUB, 'session-policy': JSON.stringify(POLICY), 'role-duration': '7200' };
    assert.deepEqual(outcome(await plan(await orderOn(on, raw))), ['111111111111 planned']);
    assert.deepEqual(assumed(on), [
      {
        from: ACCOUNT,
        RoleArn: HUB,
        RoleSessionName: 'session-manager',
        DurationSeconds: 7200,
        Policy: JSON.stringify(POLICY),
      },
    ]);
  });

  it('are assumed under the name, for the time and with the policy that was asked for: the policy only where accounts are entered', async () => {
    const on = world();
    const raw = {
      'role-session-name': 'ops@example.com',
      'role-duration': '900',
      'session-policy': JSON.stringify(POLICY),
    };
    await plan(
      await orderOn(on, { ...raw, 'role-chain': HUB, accounts: MEMBERS.slice(0, 1), 'external-id': 'secret' }),
    );
    const common = { RoleSessionName: 'ops@example.com', DurationSeconds: 900 };
    assert.deepEqual(assumed(on), [
      { from: ACCOUNT, RoleArn: HUB, ...common },
      {
        from: '111111111111',
        RoleArn: 'arn:aws:iam::333333333333:role/OrganizationAccountAccessRole',
        ExternalId: 'secret',
        Policy: JSON.stringify(POLICY),
        ...common,
      },
    ]);
  });

  it('are assumed once a run, however many regions there are', async () => {
    const on = world();
    await setup(await orderOn(on, { accounts: MEMBERS, regions: ['us-east-1', 'eu-west-1', 'ap-south-1'] }));
    assert.equal(assumed(on).length, MEMBERS.length);
  });

  it('are limited by the session policy', async () => {
    const on = world({ faults: { enforcePolicies: true } });
    const deny = { Effect: 'Deny', Action: 'logs:CreateLogGroup', Resource: '*' };
    const policy = { ...POLICY, Statement: [POLICY.Statement, deny] };
    const raw = { accounts: MEMBERS.slice(0, 1), 'session-policy': JSON.stringify(policy) };
    const report = await setup(await orderOn(on, raw));
    assert.match(report.targets[0]?.error?.message ?? '', /no session policy allows the logs:CreateLogGroup action/);
  });

  describe('that AWS refuses', () => {
    function stateWithRole(maxSessionDuration?: number): State {
      const state = emptyState();
      const iam = emptyIam();
      const common = {
        id: 'AROAXXXXXXXXXXXXXXXX',
        path: '/',
        created: '2026-01-01T00:00:00Z',
        inline: {},
        attached: [],
        tags: {},
      };
      iam.roles['OrganizationAccountAccessRole'] = {
        ...common,
        trust: '{}',
        ...(maxSessionDuration !== undefined && { maxSessionDuration }),
      };
      state.iam['333333333333'] = iam;
      return state;
    }

    it('say that a role behind a role holds for an hour', async () => {
      const on = world();
      // Whoever calls is a role already.
      const { credentials } = on.connection;
      const order = await orderOn(on, { accounts: ['333333333333'] });
      interceptCalls(on, /^sts:AssumeRole$/, async ({ refusal }) =>
        refusal(
          'ValidationError',
          'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
        ),
      );
      const report = await plan({
        ...order,
        connection: { ...on.connection, ...(credentials && { credentials }) },
        scope: { ...order.scope, roleDuration: 7200 },
      });
      const { error } = report.targets[0] ?? {};
      assert.deepEqual(error, {
        code: 'RoleDuration',
        message:
          'arn:aws:iam::333333333333:role/OrganizationAccountAccessRole is assumed from a role, where AWS allows 3600 seconds at most: --role-duration is 7200',
        advice: 'leave out --role-duration: credentials are renewed in time',
      });
    });

    it('say that a role allows no such time', async () => {
      const report = await plan(
        await orderOn(world({ state: stateWithRole() }), { accounts: ['333333333333'], 'role-duration': '7200' }),
      );
      const { error } = report.targets[0] ?? {};
      assert.match(error?.message ?? '', /OrganizationAccountAccessRole allows no sessions of 7200 seconds$/);
      assert.match(error?.advice ?? '', /--max-session-duration 7200$/);
      const longer = await plan(
        await orderOn(world({ state: stateWithRole(7200) }), { accounts: ['333333333333'], 'role-duration': '7200' }),
      );
      assert.deepEqual(outcome(longer), ['333333333333 planned']);
    });

    for (const [name, said] of [
      ['PackedPolicyTooLarge', /^--session-policy is too large for AWS once it is packed/],
      ['MalformedPolicyDocument', /^AWS does not understand --session-policy/],
    ] as const) {
      it(`say that the policy is wrong: ${name}`, async () => {
        const on = world();
        interceptCalls(on, /^sts:AssumeRole$/, async ({ refusal }) => refusal(name));
        const raw = { accounts: ['333333333333'], 'session-policy': JSON.stringify(POLICY) };
        assert.match((await plan(await orderOn(on, raw))).targets[0]?.error?.message ?? '', said);
      });
    }

    it('name the flag, and whom the role has to trust', async () => {
      const on = world({ faults: { deniedAccounts: ['111111111111'] } });
      const { error } = (await plan(await orderOn(on, { 'role-chain': HUB }))).targets[0] ?? {};
      assert.equal(error?.code, 'AssumeRoleDenied');
      assert.match(error?.advice ?? '', /exists in 111111111111, trusts arn:.*; --role-chain names another role$/);
    });
  });
});

describe('credentials that expire in the middle of a run', () => {
  const clock = stoppedClock();

  /** Lets an hour pass when the second target is begun. */
  function anHourPasses(on: World): void {
    let passed = false;
    interceptCalls(on, /^logs:DescribeLogGroups$/, async ({ account }) => {
      if (passed || account !== MEMBERS[1]) return undefined;
      passed = true;
      clock.pass(2 * 3_600_000);
      return undefined;
    });
  }

  it('of an assumed role are renewed', async () => {
    const on = world();
    anHourPasses(on);
    const report = await setup({ ...(await orderOn(on, { accounts: MEMBERS })) });
    assert.ok(assumed(on).length > MEMBERS.length);
    assert.equal(report.targets.at(-1)?.status, 'changed');
    assert.ok(!report.targets.some(({ error }) => error?.code === 'ExpiredToken'));
  });

  const faults = (expiresAfter: number): { readonly faults: Faults } => ({ faults: { expiresAfter } });

  it('and cannot be renewed end the run: the rest is not run, with the reason', async () => {
    const on = world(faults(30));
    const report = await setup(await orderOn(on, { accounts: [...MEMBERS, '666666666666', '777777777777'] }));
    const [first, ...others] = report.targets.filter(({ status }) => status === 'failed');
    assert.deepEqual([first?.error?.code, others], ['ExpiredToken', []]);
    const left = report.targets.slice(report.targets.indexOf(first as (typeof report.targets)[number]) + 1);
    assert.ok(left.length > 1);
    for (const { status, error } of left) {
      assert.deepEqual([status, error?.code, error?.message], ['not-run', 'NotRun', 'the credentials have expired']);
    }
  });

  it('while accounts are entered leave the others out', async () => {
    const on = world(faults(3));
    const report = await setup(await orderOn(on, { accounts: [...MEMBERS, '666666666666'] }));
    // Two were entered, and their credentials have expired, too.
    assert.deepEqual(report.summary.changed, 0);
    assert.deepEqual(outcome(report).slice(2), ['555555555555 failed ExpiredToken', '666666666666 not-run NotRun']);
  });

  it('are asked for again where AWS refuses them before their end', async () => {
    const on = world();
    let refusing = false;
    let given = 0;
    interceptCalls(on, /^logs:/, async ({ refusal }) => {
      if (given > 1 || !refusing) return undefined;
      return refusal('ExpiredTokenException');
    });
    const credentials = async () => {
      given += 1;
      refusing = true;
      return { accessKeyId: `AKIA${given}`, secretAccessKey: 'x' };
    };
    assert.deepEqual(outcome(await setup(await orderOn(on, {}, { credentials }))), [`${ACCOUNT} changed`]);
    assert.equal(given, 2);
  });

  it('fail the accounts that they are for, and no others', async () => {
    const on = world();
    let calls = 0;
    interceptCalls(on, /^ssm:/, async ({ account, refusal }) => {
      if (account !== MEMBERS[0]) return undefined;
      calls += 1;
      return calls > 1 ? refusal('AccessDeniedException') : undefined;
    });
    assert.deepEqual(
      outcome(await plan(await orderOn(on, { accounts: MEMBERS }))).slice(1),
      MEMBERS.slice(1).map((id) => `${id} planned`),
    );
  });
});
