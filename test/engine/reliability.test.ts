import assert from 'node:assert/strict';
import { diagnose } from '../../src/engine/diagnose.ts';
import type { FanOut } from '../../src/engine/job.ts';
import { quietly } from '../../src/engine/slots.ts';
import { plan } from '../../src/engine/plan.ts';
import { remove } from '../../src/engine/remove.ts';
import { setup } from '../../src/engine/setup.ts';
import { parseInputs, type RawInputs } from '../../src/inputs/inputs.ts';
import type { Faults } from '../../src/sandbox/door/faults.ts';
import type { State } from '../../src/sandbox/state/state.ts';
import { parseScope } from '../../src/targets/scope.ts';
import { stoppedClock } from '../clock.ts';
import { courseOf } from './kills.ts';
import { CLOSED_TO_LOGS, plantKey, plantLogGroup } from './planted.ts';
import {
  ACCOUNT,
  closeAllButKms,
  comparable,
  documentOf,
  forgetVersionNames,
  EVERYTHING,
  intercept,
  interceptCalls,
  stateWithForeignAssociation,
  stateWithForeignDocument,
  world,
  type World,
} from './world.ts';

interface Scenario {
  readonly title: string;
  /** Makes the state before the run. */
  readonly before: () => Promise<State | undefined>;
  readonly run: (on: World) => Promise<unknown>;
  readonly faults?: Faults;
}

const WITHOUT_PROTECTION: RawInputs = { ...EVERYTHING, 'deletion-protection': false };

async function afterSetup(before?: State, inputs: RawInputs = WITHOUT_PROTECTION): Promise<State> {
  const on = world(before ? { state: before } : {});
  await on.setup(inputs);
  return on.sandbox.snapshot();
}

const AGENT_UPDATE: RawInputs = {
  overwrite: true,
  'agent-update-schedule': 'rate(1 day)',
  'agent-update-targets': ['all'],
};

const LOG_GROUP: RawInputs = { overwrite: true, kms: true, retention: '365', 'deletion-protection': true };

async function stateWithForeignLogGroup(): Promise<State> {
  const on = world();
  await plantLogGroup(on, 'sessions', { tags: { team: 'payments' }, retentionInDays: 7, kmsKeyId: await plantKey(on) });
  return on.sandbox.snapshot();
}

const SCENARIOS: readonly [Scenario, ...Scenario[]] = [
  { title: 'setup with everything on', before: async () => undefined, run: (on) => on.setup(EVERYTHING) },
  {
    title: 'setup with everything on, with a key that CloudWatch Logs refuses at first,',
    before: async () => undefined,
    run: (on) => on.setup(EVERYTHING),
    faults: { freshKeyRefusals: 1 },
  },
  {
    title: 'setup --overwrite over a document of somebody else',
    before: stateWithForeignDocument,
    run: (on) => on.setup({ ...EVERYTHING, overwrite: true }),
  },
  {
    title: 'setup over everything in disrepair',
    before: async () => {
      const on = world({ state: await afterSetup() });
      await on.edit((region) => {
        for (const key of Object.values(region.keys)) {
          Object.assign(key, { state: 'PendingDeletion', deletion: '2030-01-01T00:00:00.000Z', rotationDays: null });
          key.policy = JSON.stringify({
            Version: '2012-10-17',
            Statement: JSON.parse(key.policy).Statement.slice(0, 1),
          });
        }
        delete region.logGroups['sessions']?.kmsKeyId;
        delete region.logGroups['sessions']?.retentionInDays;
        for (const association of Object.values(region.associations)) {
          association.parameters = { ...association.parameters, ScheduleExpression: 'rate(7 days)', MaxErrors: '3' };
        }
      });
      return on.sandbox.snapshot();
    },
    run: (on) => on.setup({ ...EVERYTHING, 'agent-update-schedule': 'cron(0 2 ? * * *)' }),
  },
  {
    title: 'setup --overwrite over an association of somebody else',
    before: async () => stateWithForeignAssociation(),
    run: (on) => on.setup(AGENT_UPDATE),
  },
  {
    title: 'delete of an association that --overwrite changed',
    before: async () => afterSetup(stateWithForeignAssociation(), AGENT_UPDATE),
    run: (on) => on.remove(),
  },
  {
    title: 'setup --overwrite with a key of others that cannot be used',
    before: async () => {
      const on = world();
      const deletion = '2030-01-01T00:00:00.000Z';
      const unfit = { state: 'PendingDeletion', deletion, policy: CLOSED_TO_LOGS, rotationDays: null } as const;
      await plantKey(on, 1, { alias: 'alias/session', tags: { team: 'payments' }, ...unfit });
      return on.sandbox.snapshot();
    },
    run: (on) => on.setup({ kms: true, overwrite: true }),
  },
  {
    title: 'delete of a key that --overwrite opened',
    before: async () => {
      const on = world();
      await plantKey(on, 1, { alias: 'alias/session', tags: { team: 'payments' }, policy: CLOSED_TO_LOGS });
      return afterSetup(await on.sandbox.snapshot(), { kms: true, overwrite: true });
    },
    run: (on) => on.remove(),
  },
  {
    title: 'setup --overwrite with a log group of others',
    before: stateWithForeignLogGroup,
    run: (on) => on.setup(LOG_GROUP),
  },
  {
    title: 'delete of a log group that --overwrite changed',
    before: async () => afterSetup(await stateWithForeignLogGroup(), LOG_GROUP),
    run: (on) => on.remove(),
  },
  { title: 'delete', before: () => afterSetup(), run: (on) => on.remove() },
  {
    title: 'delete of what --overwrite changed',
    before: async () => afterSetup(await stateWithForeignDocument(), { ...WITHOUT_PROTECTION, overwrite: true }),
    run: (on) => on.remove(),
  },
];

for (const { title, before, run, faults = {} } of SCENARIOS) {
  const start = await before();
  const { remains, end } = await courseOf({ ...(start && { state: start }), faults }, run);
  const wanted = comparable(end);

  describe(`${title} that is killed and run again`, () => {
    it('can die at several calls', () => assert.ok(remains.length >= 3, `${remains.length} calls`));

    for (const { calls, last, state } of remains) {
      it(`converges after call ${calls}, ${last}`, async () => {
        const again = world({ state, faults });
        await run(again);
        assert.deepEqual(comparable(await again.sandbox.snapshot()), wanted);
      });
    }
  });
}

const [{ run: setUp }] = SCENARIOS;
const { remains: leftBySetup } = await courseOf({}, setUp);

describe('a run that is stopped dead', () => {
  for (const { calls, last, state } of leftBySetup) {
    it(`leaves what call ${calls}, ${last}, left, when it dies after it or before the next one`, async () => {
      const stops = [
        { at: 'after', call: calls },
        { at: 'before', call: calls + 1 },
      ] as const;
      for (const stop of stops) {
        const killed = world({ faults: { stop } });
        await setUp(killed);
        assert.deepEqual(comparable(await killed.sandbox.snapshot()), comparable(state), stop.at);
      }
    });
  }
});

const foreign = await stateWithForeignDocument();
const { remains: leftByOverwrite } = await courseOf({ state: foreign }, (on) => {
  forgetVersionNames(on);
  return on.setup({ overwrite: true, 'log-group': 'sessions' });
});

describe('setup --overwrite that is killed where the endpoint keeps no names of versions', () => {
  for (const { calls, last, state } of leftByOverwrite) {
    it(`can be run again after call ${calls}, ${last}, and deleted with the old document back in effect`, async () => {
      const again = world({ state });
      forgetVersionNames(again);
      const [report] = await again.setup({ overwrite: true, 'log-group': 'sessions' });
      assert.equal(report?.error, undefined);
      await again.remove();
      const { defaultVersion, tags } = await documentOf(again);
      assert.deepEqual([defaultVersion, tags], ['2', {}]);
    });
  }
});

describe('a storm', () => {
  it('lets 20 targets converge under 20 % throttling, 5 % errors and 5 % lost answers', async () => {
    const accounts = ['111111111111', '222222222222', '333333333333', '444444444444', '555555555555'];
    const scope = { accounts, regions: ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1'] };
    const calm = world();
    await calm.setup(EVERYTHING, scope);
    const wanted = comparable(await calm.sandbox.snapshot());
    const weather = async (seed: number): Promise<void> => {
      const stormy = world({ faults: { seed, throttling: 0.2, errors: 0.05, lostAnswers: 0.05 } });
      const report = await stormy.setup(EVERYTHING, scope);
      assert.deepEqual(
        report.flatMap(({ error }) => error ?? []),
        [],
      );
      assert.ok(
        stormy.sandbox.calls.some(({ status }) => status >= 400),
        'the storm refused nothing',
      );
      assert.deepEqual(comparable(await stormy.sandbox.snapshot()), wanted);
    };
    await Promise.all([1, 2, 3].map(weather));
  });
});

describe('throttling', () => {
  it('is told of by every verb, for each target that met it, with what there was on the way in', async () => {
    const on = world();
    const scope = { accounts: ['111111111111', '222222222222'], regions: ['us-east-1', 'eu-west-1'] };
    let left: string[] = [];
    interceptCalls(on, /^(?:sts:AssumeRole|logs:DescribeLogGroups)$/, async ({ account, region, refusal }) => {
      const where = left.indexOf(`${account}/${region}`);
      if (where < 0) return undefined;
      left.splice(where, 1);
      return refusal('ThrottlingException', 'Rate exceeded');
    });
    const order = { inputs: parseInputs({}), scope: await parseScope(scope, {}), connection: on.connection };
    for (const verb of [setup, plan, diagnose, remove]) {
      left = [`${ACCOUNT}/us-east-1`, '111111111111/eu-west-1', '222222222222/eu-west-1'];
      const { targets, summary } = await verb(order);
      assert.deepEqual(
        targets.map(({ throttled }) => throttled?.calls),
        [undefined, 1, undefined, 1],
        verb.name,
      );
      assert.equal(summary.throttled?.calls, 3, verb.name);
    }
  });
});

describe('two runs at once on one account', () => {
  it('end with one key, one alias and one association', async () => {
    const race = async (latency: number): Promise<void> => {
      const first = world({ faults: { latency, seed: latency } });
      const [one, other] = await Promise.all([first.setup(EVERYTHING), first.setup(EVERYTHING)]);
      assert.deepEqual(
        [...one, ...other].flatMap(({ error }) => error ?? []),
        [],
      );
      const { keys, aliases, associations, documents } = await first.region();
      const usable = Object.values(keys).filter(({ state }) => state === 'Enabled');
      assert.equal(usable.length, 1);
      assert.equal(aliases['alias/session']?.target, usable[0]?.id);
      assert.deepEqual(
        Object.values(keys)
          .filter((key) => key !== usable[0])
          .map(({ state }) => state),
        Object.values(keys).length === 2 ? ['PendingDeletion'] : [],
      );
      assert.equal(Object.keys(associations).length, 1);
      assert.equal(documents['SSM-SessionManagerRunShell']?.versions.length, 1);
    };
    await Promise.all([0, 1, 2, 3].map(race));
  });
});

describe('one account of five that cannot be entered', () => {
  it('fails, and the other four are set up', async () => {
    const accounts = ['111111111111', '222222222222', '333333333333', '444444444444', '555555555555'];
    const on = world({ faults: { deniedAccounts: ['333333333333'] } });
    const report = await on.setup({}, { accounts });
    assert.deepEqual(
      report.map(({ account, status }) => `${account} ${status}`),
      [
        '111111111111 changed',
        '222222222222 changed',
        '333333333333 failed',
        '444444444444 changed',
        '555555555555 changed',
      ],
    );
    assert.equal(report[2]?.error?.code, 'AssumeRoleDenied');
    assert.match(report[2]?.error?.advice ?? '', /--role-name/);
  });
});

describe('an interrupted run', () => {
  it('finishes the step under way, reports what was not run, and converges when run again', async () => {
    const wanted = world();
    await wanted.setup(EVERYTHING);
    const on = world();
    const interrupt = new AbortController();
    const report = await on.setup(
      EVERYTHING,
      {},
      {
        interrupt: interrupt.signal,
        fanOut: (jobs) =>
          Promise.all(
            jobs.map((job) => job.work((line) => line.startsWith('Creating CloudWatch') && interrupt.abort())),
          ),
      },
    );
    assert.deepEqual(
      report[0]?.changes.map(({ resource, status }) => `${resource} ${status}`),
      ['kms-key done', 'log-group done', 'preferences not-run', 'agent-update not-run'],
    );
    assert.equal(report[0]?.error?.code, 'Interrupted');
    await on.setup(EVERYTHING);
    assert.deepEqual(comparable(await on.sandbox.snapshot()), comparable(await wanted.sandbox.snapshot()));
  });

  it('does not begin with targets that it has not begun with', async () => {
    const on = world();
    const interrupt = new AbortController();
    // The accounts have just been entered.
    const fanOut: FanOut = async (jobs, concurrency) => {
      const results = await quietly(jobs, concurrency);
      interrupt.abort();
      return results;
    };
    const manner = { interrupt: interrupt.signal, fanOut };
    const report = await on.setup({}, { regions: ['us-east-1', 'eu-west-1'] }, manner);
    assert.deepEqual(
      report.map(({ status, error }) => `${status} ${error?.code}`),
      ['not-run Interrupted', 'not-run Interrupted'],
    );
    assert.deepEqual(
      on.sandbox.calls.map(({ operation }) => operation),
      ['GetCallerIdentity'],
    );
  });
});

describe('a time limit', () => {
  const clock = stoppedClock();

  it('ends a target that hangs, and says so', async () => {
    const on = world();
    intercept(on, /\.DescribeLogGroups$/, () => {
      clock.pass(60_000);
      return new Promise(() => undefined);
    });
    const report = await on.setup({}, {}, { timeout: 60 });
    assert.equal(report[0]?.error?.code, 'TimeLimit');
    assert.match(report[0]?.error?.message ?? '', /longer than 60 s/);
  });

  it('is one for planning and applying together', async () => {
    const on = world();
    intercept(on, /\.(DescribeLogGroups|CreateDocument)$/, async () => {
      clock.pass(40_000);
      return undefined;
    });
    const [report] = await on.setup({}, {}, { timeout: 60 });
    assert.equal(report?.error?.code, 'TimeLimit');
    assert.deepEqual(
      report?.changes.map(({ resource, status }) => `${resource} ${status}`),
      ['log-group done', 'preferences failed', 'agent-update not-run'],
    );
  });
});

describe('a region that an organization closes but for KMS', () => {
  const begun = { kms: true };
  for (const [title, run] of [
    ['setup --kms', (on: World) => on.setup(begun)],
    ['plan --kms', (on: World) => on.plan(begun)],
    ['delete', (on: World) => on.remove()],
  ] as const) {
    it(`is skipped by ${title}, with nothing begun`, async () => {
      const on = world();
      const before = await on.sandbox.snapshot();
      closeAllButKms(on);
      const [report] = await run(on);
      assert.deepEqual([report?.status, report?.error?.code, report?.changes], ['skipped', 'DeniedByOrganization', []]);
      assert.deepEqual(await on.sandbox.snapshot(), before);
    });
  }
});
