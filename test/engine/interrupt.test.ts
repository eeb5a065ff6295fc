// What a user gets who ends a run: reads end at once, the write under way is finished, and the exit code tells.
import assert from 'node:assert/strict';
import type { RetryStrategyV2, RetryToken } from '@smithy/types';
import { diagnose } from '../../src/engine/diagnose.ts';
import type { Access, Order } from '../../src/engine/order.ts';
import { plan } from '../../src/engine/plan.ts';
import { remove } from '../../src/engine/remove.ts';
import { exitCode, type Report } from '../../src/engine/report.ts';
import { setup } from '../../src/engine/setup.ts';
import { parseInputs, type RawInputs } from '../../src/inputs/inputs.ts';
import { parseScope, type RawScope } from '../../src/targets/scope.ts';
import { stateWithRoles } from './identities.ts';
import { intercept, interceptCalls, REGION, refusal, world, type World } from './world.ts';

const hanging = <Value>(): Promise<Value> => new Promise(() => undefined);
const token = (count: number): RetryToken => ({ getRetryCount: () => count, getRetryDelay: () => 0 });

/** A run that the user ends, with retries whose pauses have no end: the first one makes the user lose patience. */
class Run {
  readonly #user = new AbortController();
  readonly #on: World;

  constructor(on: World) {
    this.#on = on;
  }

  readonly end = (): void => this.#user.abort();

  readonly #sleepy = (): RetryStrategyV2 => ({
    acquireInitialRetryToken: () => Promise.resolve(token(0)),
    recordSuccess: () => undefined,
    refreshRetryTokenForRetry: async (_token, { errorType }) => {
      assert.equal(errorType, 'THROTTLING');
      setImmediate(this.end);
      return hanging();
    },
  });

  async order(inputs: RawInputs = {}, scope: RawScope = {}, access: Partial<Access> = {}): Promise<Order> {
    return {
      inputs: parseInputs(inputs),
      scope: await parseScope({ regions: [REGION], ...scope }, {}),
      connection: { ...this.#on.connection, retryStrategy: this.#sleepy, ...access },
      interrupt: this.#user.signal,
    };
  }
}

/** Has calls throttled, so many of them; tells how many there were. */
function throttle(on: World, operation: RegExp, times = Infinity): () => number {
  let met = 0;
  intercept(on, operation, async () => {
    met += 1;
    return met > times ? undefined : refusal('ThrottlingException', 'Rate exceeded');
  });
  return () => met;
}

const outcome = (report: Report): readonly string[] =>
  report.targets.map(({ region, status, error }) => [region, status, error?.code ?? ''].join(' ').trim());

const changes = ({ targets }: Report): readonly string[] =>
  targets.flatMap((target) => target.changes.map(({ resource, status }) => `${resource} ${status}`));

const TWO = { regions: ['us-east-1', 'eu-west-1'] };
const NO_AUDIT: RawInputs = { 'policy-audit': false };

describe('a run that the user ends while it reads', () => {
  for (const [title, verb] of [
    ['plan', (order: Order) => plan(order)],
    ['plan --delete', (order: Order) => plan(order, 'removal')],
    ['setup', setup],
    ['delete', (order: Order) => remove(order)],
  ] as const) {
    it(`ends at once in a pause between two attempts: ${title}`, async () => {
      const on = world();
      const run = new Run(on);
      throttle(on, /\.DescribeLogGroups$/);
      const report = await verb(await run.order({}, TWO));
      assert.deepEqual(outcome(report), ['us-east-1 failed Interrupted', 'eu-west-1 failed Interrupted']);
      assert.deepEqual([report.interrupted, exitCode(report)], [true, 130]);
    });
  }

  it('ends at once in a pause between two attempts: doctor', async () => {
    const on = world();
    const run = new Run(on);
    throttle(on, /\.DescribeInstanceInformation$/);
    const report = await diagnose(await run.order({}, TWO));
    assert.deepEqual(outcome(report), ['us-east-1 failed Interrupted', 'eu-west-1 failed Interrupted']);
    assert.ok(report.targets[0]?.findings.some(({ check }) => check === 'prefs.missing'));
    assert.equal(exitCode(report), 130);
  });

  for (const [title, calls] of [
    ['STS does not answer', /^sts:GetCallerIdentity$/],
    ['a role is being assumed', /^sts:AssumeRole$/],
    ['regions are being listed', /^account:ListRegions$/],
    ['accounts are being listed', /^organizations:ListAccounts$/],
  ] as const) {
    it(`ends at once while ${title}`, async () => {
      const on = world();
      const run = new Run(on);
      interceptCalls(on, calls, async () => {
        setImmediate(run.end);
        return hanging();
      });
      const report = await plan(await run.order({}, { accounts: ['all'], regions: ['all'] }));
      assert.ok(report.targets.length > 0);
      for (const { status, error } of report.targets) assert.equal(`${status} ${error?.code}`, 'not-run Interrupted');
      assert.equal(exitCode(report), 130);
    });
  }

  it('ends at once while credentials are being fetched by something that listens to nothing', async () => {
    const on = world();
    const run = new Run(on);
    const credentials = (): Promise<never> => {
      setImmediate(run.end);
      return hanging();
    };
    const report = await plan(await run.order({}, {}, { credentials }));
    assert.deepEqual(outcome(report), ['us-east-1 not-run Interrupted']);
    assert.equal(exitCode(report), 130);
  });
});

describe('a run that the user ends while it writes', () => {
  it('makes the attempt that it was waiting for, at once, and begins nothing else', async () => {
    const on = world();
    const run = new Run(on);
    const attempts = throttle(on, /\.CreateLogGroup$/, 1);
    const report = await setup(await run.order(NO_AUDIT));
    assert.equal(attempts(), 2);
    assert.deepEqual(changes(report), ['log-group done', 'preferences not-run', 'agent-update not-run']);
    assert.ok((await on.region()).logGroups['sessions']);
    assert.deepEqual([outcome(report), exitCode(report)], [['us-east-1 failed Interrupted'], 130]);
  });

  it('makes no other attempt when that one fails, and says what AWS said', async () => {
    const on = world();
    const run = new Run(on);
    const attempts = throttle(on, /\.CreateLogGroup$/);
    const report = await setup(await run.order(NO_AUDIT));
    assert.equal(attempts(), 2);
    assert.deepEqual(changes(report), ['log-group failed', 'preferences not-run', 'agent-update not-run']);
    assert.deepEqual([outcome(report), exitCode(report)], [['us-east-1 failed ThrottlingException'], 130]);
  });

  it('takes away what it was about to, and nothing else', async () => {
    const on = world();
    await on.setup();
    const run = new Run(on);
    const attempts = throttle(on, /\.DeleteDocument$/, 1);
    const report = await remove(await run.order());
    assert.equal(attempts(), 2);
    assert.deepEqual(changes(report), [
      'agent-update done',
      'preferences done',
      'log-group not-run',
      'kms-key unchanged',
    ]);
    assert.equal(exitCode(report), 130);
  });

  it('is interrupted also where nothing was left to do', async () => {
    const on = world();
    const run = new Run(on);
    throttle(on, /\.CreateAssociation$/, 1);
    const report = await setup(await run.order(NO_AUDIT));
    assert.deepEqual(outcome(report), ['us-east-1 changed']);
    assert.deepEqual([report.interrupted, exitCode(report)], [true, 130]);
  });
});

describe('a closing audit that the user ends', () => {
  for (const verb of [setup, (order: Order) => plan(order)]) {
    it('ends at once, and what was done stays reported', async () => {
      const on = world({ state: stateWithRoles({ web: {} }) });
      const run = new Run(on);
      interceptCalls(on, /^iam:GetAccountAuthorizationDetails$/, async () => {
        setTimeout(run.end, 1);
        return hanging();
      });
      const before = await verb(await new Run(on).order(NO_AUDIT));
      const report = await verb(await run.order());
      assert.deepEqual(outcome(report).length, outcome(before).length);
      assert.deepEqual([report.interrupted, exitCode(report)], [true, 130]);
    });
  }
});
