// Answers that AWS would not give, to every read of every verb: nothing may follow from them.
import assert from 'node:assert/strict';
import type { Report } from '../../src/engine/report.ts';
import { fleetState } from '../../src/sandbox/fleet/fleet.ts';
import type { StrangeKind } from '../../src/sandbox/door/strange-answers.ts';
import type { State } from '../../src/sandbox/state/state.ts';
import { comparable, world, type World } from './world.ts';

const KINDS: readonly StrangeKind[] = ['empty', 'html', 'truncated', 'bare'];
const ASKED = { kms: true, 'encrypt-sessions': true, retention: '30' };
const READ = /^(?!sts).*:(Describe|Get|List|Simulate)/;

/** The reads of a run that nothing disturbs. */
async function readsOf(state: State | undefined, run: (on: World) => Promise<unknown>): Promise<readonly string[]> {
  const on = world(state && { state });
  await run(on);
  const actions = on.sandbox.calls.map(({ service, operation }) => `${service}:${operation}`);
  return [...new Set(actions)].filter((action) => READ.test(action)).toSorted();
}

async function made(): Promise<State> {
  const on = world();
  await on.setup(ASKED);
  return on.sandbox.snapshot();
}

const strange = (state: State | undefined, action: string, kind: StrangeKind): World =>
  world({ ...(state && { state }), faults: { answers: [{ action, kind }] } });

describe('an answer that AWS would not give', () => {
  let there: State;
  before(async () => {
    there = await made();
  });

  it('makes setup fail and change nothing, whichever read gets it', async () => {
    for (const state of [undefined, there]) {
      for (const action of await readsOf(state, (on) => on.plan(ASKED))) {
        // Of these two calls, the other one says that there is no document; what IAM says before a write is only a hint.
        if (action.startsWith('iam:') || (!state && /:(Get|Describe)Document$/.test(action))) continue;
        for (const kind of KINDS) {
          const on = strange(state, action, kind);
          const before = comparable(await on.sandbox.snapshot());
          const [report] = await on.setup(ASKED);
          assert.equal(report?.status, 'failed', `${action} ${kind}`);
          assert.equal(report.error?.code, 'NotAnAnswer', `${action} ${kind}`);
          assert.deepEqual(
            report.changes.filter(({ status }) => status === 'done'),
            [],
            `${action} ${kind}`,
          );
          assert.deepEqual(comparable(await on.sandbox.snapshot()), before, `${action} ${kind}`);
          const [planned] = await on.plan(ASKED);
          assert.equal(planned?.error?.code, 'NotAnAnswer', `plan, ${action} ${kind}`);
        }
      }
    }
  });

  it('makes delete fail and delete nothing, whichever read gets it', async () => {
    for (const action of await readsOf(there, (on) => on.remove())) {
      if (action.startsWith('iam:Simulate')) continue;
      for (const kind of KINDS) {
        const on = strange(there, action, kind);
        const before = comparable(await on.sandbox.snapshot());
        const [report] = await on.remove();
        assert.equal(report?.status, 'failed', `${action} ${kind}`);
        assert.equal(report.error?.code, 'NotAnAnswer', `${action} ${kind}`);
        assert.deepEqual(comparable(await on.sandbox.snapshot()), before, `${action} ${kind}`);
      }
    }
  });

  it('is unknown to doctor: no check finds a fault, or nothing wrong, by it', async () => {
    const state = fleetState();
    const scope = { regions: ['eu-west-1'] };
    // Whether a role is in use decides how bad a fault is; where instances cannot be read, all count as in use.
    const verdicts = ({ targets }: Report): ReadonlySet<string> =>
      new Set(
        targets.flatMap(({ findings }) =>
          findings.map(({ check, verdict, ...rest }) => {
            const kind = ['fail', 'warn', 'info'].includes(verdict) ? 'fault' : verdict;
            return `${check} ${kind} ${'subject' in rest ? rest.subject : ''}`;
          }),
        ),
      );
    const usual = verdicts(await world({ state }).diagnose({}, scope));
    const actions = await readsOf(state, (on) => on.diagnose({}, scope));
    assert.ok(actions.length > 20);
    const wrongs: string[] = [];
    for (const [index, action] of actions.entries()) {
      const kind = KINDS[index % KINDS.length] ?? 'empty';
      const found = verdicts(await strange(state, action, kind).diagnose({}, scope));
      const wrong = [...found].filter((line) => !usual.has(line) && !line.includes(' unknown '));
      wrongs.push(...wrong.map((line) => `${action} ${kind}: ${line}`));
    }
    assert.deepEqual(wrongs, []);
  });
});
