// Which targets of a run are begun at all, and what is said of those that are not.
import assert from 'node:assert/strict';
import { diagnose } from '../../src/engine/diagnose.ts';
import { gateOf } from '../../src/engine/gate.ts';
import type { Order } from '../../src/engine/order.ts';
import { plan } from '../../src/engine/plan.ts';
import { remove } from '../../src/engine/remove.ts';
import { exitCode, type Report } from '../../src/engine/report.ts';
import { setup } from '../../src/engine/setup.ts';
import { parseInputs } from '../../src/inputs/inputs.ts';
import { parseScope, type RawScope } from '../../src/targets/scope.ts';
import { interceptCalls, world, type World } from './world.ts';

const ACCOUNTS = ['111111111111', '222222222222', '333333333333', '444444444444', '555555555555'];
const [FIRST = '', SECOND = '', THIRD = '', FOURTH = '', FIFTH = ''] = ACCOUNTS;

async function orderOn(on: World, raw: RawScope, interrupt = new AbortController().signal): Promise<Order> {
  const flags = { accounts: ACCOUNTS, regions: ['us-east-1'], concurrency: '1', ...raw };
  return {
    inputs: parseInputs({}),
    scope: await parseScope(flags, {}),
    connection: on.connection,
    interrupt,
  };
}

/** Has a call refused in these accounts, and notes in which accounts and regions it was made. */
function refuse(on: World, action: RegExp, ...accounts: readonly string[]): string[] {
  const asked: string[] = [];
  interceptCalls(on, action, async ({ account, region, refusal }) => {
    asked.push(`${account}/${region}`);
    return accounts.includes(account) ? refusal('AccessDeniedException') : undefined;
  });
  return asked;
}

const outcome = ({ targets }: Report): readonly string[] =>
  targets.map(({ account, region, status }) => `${account}/${region} ${status}`);
const statuses = ({ targets }: Report): readonly string[] => targets.map(({ status }) => status);
const reasons = ({ targets }: Report): readonly string[] => [
  ...new Set(
    targets.flatMap(({ status, error }) => (status === 'not-run' ? [`${error?.code}: ${error?.message}`] : [])),
  ),
];

const VERBS = [
  ['setup', setup, /^ssm:CreateDocument$/],
  ['plan', (order: Order) => plan(order), /^logs:DescribeLogGroups$/],
  ['plan --delete', (order: Order) => plan(order, 'removal'), /^ssm:DescribeDocument$/],
  ['delete', (order: Order) => remove(order), /^ssm:DescribeDocument$/],
] as const;

describe('--max-failures', () => {
  for (const [title, verb, read] of VERBS) {
    it(`begins no more targets once more have failed: ${title}`, async () => {
      const on = world();
      const asked = refuse(on, read, FIRST, SECOND, FOURTH);
      const report = await verb(await orderOn(on, { 'max-failures': '1' }));

      assert.deepEqual(statuses(report), ['failed', 'failed', 'not-run', 'not-run', 'not-run']);
      assert.deepEqual(reasons(report), ['NotRun: 2 targets have failed, more than the 1 that --max-failures allows']);
      assert.deepEqual([report.summary['not-run'], exitCode(report)], [3, 1]);
      assert.ok(!asked.some((place) => place.startsWith(THIRD)));
    });
  }

  it('begins no more targets once more could not be diagnosed: doctor', async () => {
    const on = world();
    interceptCalls(on, /^ssm:/, async ({ account, refusal }) =>
      [FIRST, SECOND].includes(account) ? refusal('InternalServerError', 'x', 500) : undefined,
    );
    const report = await diagnose(await orderOn(on, { 'max-failures': '30%' }));
    assert.deepEqual(statuses(report), ['failed', 'failed', 'not-run', 'not-run', 'not-run']);
    assert.match(reasons(report)[0] ?? '', /2 targets have failed, more than the 1 \(30% of 5\) that/);
    assert.equal(exitCode(report), 1);
  });

  it('goes on while not more than that have failed', async () => {
    const on = world();
    refuse(on, /^ssm:CreateDocument$/, FIRST, FOURTH);
    const report = await setup(await orderOn(on, { 'max-failures': '40%' }));
    assert.deepEqual(statuses(report), ['failed', 'changed', 'changed', 'failed', 'changed']);
    assert.equal(report.summary['not-run'], undefined);
  });

  it('lets the targets under way finish', async () => {
    const on = world();
    refuse(on, /^ssm:CreateDocument$/, FIRST);
    const report = await setup(await orderOn(on, { 'max-failures': '0', concurrency: '3' }));
    assert.equal(statuses(report)[0], 'failed');
    assert.ok(!statuses(report).slice(1, 3).includes('not-run'));
    assert.equal(report.summary.failed, 1);
  });

  it('counts accounts that cannot be entered, before the first target is begun', async () => {
    const on = world({ faults: { deniedAccounts: [SECOND, THIRD] } });
    const asked = refuse(on, /^logs:/);
    const report = await setup(await orderOn(on, { 'max-failures': '3', regions: ['us-east-1', 'eu-west-1'] }));
    assert.deepEqual(report.summary.failed, 4);
    assert.deepEqual([report.summary['not-run'], asked], [6, []]);
  });

  it('asks nothing before delete where nothing is to be deleted any more, and deletes nothing', async () => {
    const on = world();
    await setup(await orderOn(on, {}));
    refuse(on, /^ssm:DescribeDocument$/, FIFTH);
    let asked = 0;
    const report = await remove(await orderOn(on, { 'max-failures': '0' }), async () => {
      asked += 1;
      return true;
    });
    assert.deepEqual([statuses(report).join(' '), asked], ['not-run not-run not-run not-run failed', 0]);
    const changes = report.targets[0]?.changes ?? [];
    assert.ok(changes.every(({ status, action }) => status === (action === 'delete' ? 'not-run' : 'unchanged')));
    assert.ok((await on.region(FIRST)).logGroups['sessions']);
  });
});

describe('--canary', () => {
  for (const [title, verb, read] of VERBS.slice(0, 3)) {
    it(`works on the first accounts alone, and stops if one is not fine: ${title}`, async () => {
      const on = world();
      const asked = refuse(on, read, SECOND);
      const report = await verb(await orderOn(on, { canary: '2', concurrency: '16' }));
      const first = statuses(report)[0];
      assert.deepEqual(statuses(report).slice(1), ['failed', 'not-run', 'not-run', 'not-run']);
      assert.ok(first !== 'not-run' && first !== 'failed');
      assert.deepEqual(reasons(report), [`NotRun: ${SECOND}/us-east-1 of the --canary accounts failed`]);
      assert.equal(exitCode(report), 1);
      assert.ok(!asked.some((place) => place.startsWith(THIRD)));
    });
  }

  it('goes on with all others where these are fine, and audits every account once', async () => {
    const on = world();
    const audited: string[] = [];
    interceptCalls(on, /^iam:GetAccountAuthorizationDetails$/, async ({ account }) => {
      audited.push(account);
      return undefined;
    });
    const report = await setup(await orderOn(on, { canary: '2' }));
    assert.deepEqual(statuses(report), ['changed', 'changed', 'changed', 'changed', 'changed']);
    assert.deepEqual(new Set(audited).size, audited.length);
  });

  it('looks at all accounts of a diagnosis where these are fine', async () => {
    const whole = await diagnose(await orderOn(world(), {}));
    assert.deepEqual(await diagnose(await orderOn(world(), { canary: '1' })), whole);
  });

  it('carries out a deletion in these accounts first, after all was planned', async () => {
    const on = world();
    await setup(await orderOn(on, {}));
    refuse(on, /^ssm:DeleteDocument$/, FIRST);
    const report = await remove(await orderOn(on, { canary: '1' }));
    assert.deepEqual(statuses(report), ['failed', 'not-run', 'not-run', 'not-run', 'not-run']);
    assert.ok((await on.region(SECOND)).logGroups['sessions']);
  });
});

describe('--region-order', () => {
  const regions = ['us-east-1', 'eu-west-1', 'ap-south-1'];

  it('finishes a region in all accounts before the next one begins', async () => {
    const on = world();
    const written = refuse(on, /^ssm:CreateDocument$/);
    const raw = { accounts: [FIRST, SECOND], regions, concurrency: '16', 'region-order': ['ap-south-1', 'us-east-1'] };
    const report = await setup(await orderOn(on, raw));
    assert.deepEqual(
      written.map((place) => place.split('/')[1]),
      ['ap-south-1', 'ap-south-1', 'us-east-1', 'us-east-1', 'eu-west-1', 'eu-west-1'],
    );
    assert.deepEqual(
      outcome(report),
      [FIRST, SECOND].flatMap((account) => regions.map((region) => `${account}/${region} changed`)),
    );
  });

  it('begins no later region where too many have failed', async () => {
    const on = world();
    refuse(on, /^ssm:CreateDocument$/, FIRST);
    const raw = { accounts: [FIRST, SECOND], regions, 'region-order': ['eu-west-1'], 'max-failures': '0' };
    const report = await setup(await orderOn(on, { ...raw, concurrency: '16' }));
    assert.deepEqual(
      report.targets.filter(({ status }) => status !== 'not-run').map(({ region }) => region),
      ['eu-west-1', 'eu-west-1'],
    );
  });
});

describe('the gate of a run', () => {
  const open = (): AbortSignal => new AbortController().signal;
  const gone = { status: 'failed', error: { code: 'ExpiredToken', message: 'the credentials have expired' } };

  it('closes to a profile whose credentials are gone, and to no other', () => {
    const gate = gateOf({ targets: 9, interrupt: open() });
    gate.ended({ profile: 'dev' }, gone);
    assert.equal(gate.closedTo({ profile: 'dev' })?.message, 'the credentials have expired');
    assert.equal(gate.closedTo({ profile: 'prod' }), undefined);
  });

  it('counts a target once, and keeps its first reason', () => {
    const gate = gateOf({ limit: { count: 1 }, targets: 9, interrupt: open() });
    const [one, other, third] = [{}, {}, {}];
    gate.ended(one, { status: 'failed' });
    gate.ended(one, { status: 'failed' });
    assert.equal(gate.closedTo({}), undefined);
    gate.ended(other, { status: 'failed' });
    gate.ended(third, { status: 'failed' });
    assert.match(gate.closedTo({})?.message ?? '', /^2 targets have failed/);
  });

  it('says that the user has ended the run, whatever else', () => {
    const gate = gateOf({ targets: 9, interrupt: AbortSignal.abort() });
    gate.close('x');
    assert.equal(gate.closedTo({})?.code, 'Interrupted');
  });
});
