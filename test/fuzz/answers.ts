import assert from 'node:assert/strict';
import { createReport, exitCode, type Report } from '../../src/engine/report.ts';
import { preferenceInputs } from '../../src/inputs/tables/preferences.ts';
import { readCall } from '../../src/sandbox/door/call.ts';
import { mulberry32 } from '../../src/sandbox/door/chaos.ts';
import { createSandbox, type Sandbox } from '../../src/sandbox/door/sandbox.ts';
import { STRANGE_KINDS } from '../../src/sandbox/door/strange-answers.ts';
import { fleetState } from '../../src/sandbox/fleet/fleet.ts';
import { emptyState, type State } from '../../src/sandbox/state/state.ts';
import { inMadeUpTime } from '../engine/timeline.ts';
import { EVERYTHING, type World, world } from '../engine/world.ts';
import { harmless } from '../render/harmless.ts';
import type { FuzzKind } from './kinds.ts';
import { mutated } from './mutation.ts';

const ASKED = { ...EVERYTHING, 'deletion-protection': false, overwrite: true };

const VERBS: readonly ((on: World) => Promise<Report>)[] = [
  async (on) => createReport('setup', false, await on.setupWhole({ ...ASKED, grant: true })),
  async (on) => createReport('plan', false, await on.planWhole(ASKED)),
  async (on) => createReport('plan', false, await on.planRemoval()),
  async (on) => createReport('delete', false, await on.remove()),
  async (on) => createReport('delete', false, await on.remove({ force: true })),
  (on) => on.diagnose(),
];

/** Answers of AWS with something changed, or that are none, to every verb. */
export const answers: FuzzKind = {
  what: 'whatever AWS answers, nothing crashes, nothing foreign is obeyed, and nothing is deleted after an answer that is none',
  async begin() {
    const on = world({ state: fleetState() });
    await on.setupWhole({ ...ASKED, grant: true });
    const states = [emptyState(), fleetState(), await on.sandbox.snapshot()];
    return async (seed) => {
      if (seed % 4 === 0) await tryNone(states, seed);
      else await tryMutated(states, seed);
    };
  },
};

async function tryMutated(states: readonly State[], seed: number): Promise<void> {
  const random = mulberry32(seed);
  const run = VERBS[seed % VERBS.length] ?? VERBS[0];
  const state = states[Math.floor(random() * states.length)];
  const share = [0.02, 0.1, 0.5][Math.floor(random() * 3)] ?? 1;
  const sandbox = createSandbox({ sessionInputs: Object.values(preferenceInputs), ...(state && { state }) });
  const changing: Sandbox = {
    ...sandbox,
    async handle(request) {
      const answer = await sandbox.handle(request);
      // Without its caller no run begins.
      return random() < share && readCall(request).service !== 'sts' ? mutated(answer, random) : answer;
    },
  };
  const [report] = await inMadeUpTime(seed, 1, changing, [{ delay: 0, run: run! }]);
  check(report!);
}

const READ = /^(Describe|Get|List)/;
const DELETION = /^(Delete(?!RetentionPolicy)|ScheduleKeyDeletion|Detach|Untag|RemoveTags)/;

async function tryNone(states: readonly State[], seed: number): Promise<void> {
  const random = mulberry32(seed);
  const state = states.at(-1);
  const reads = ['ssm:*', 'logs:*', 'kms:*', 'iam:Get*', 'iam:List*', '*:Describe*', '*:Get*', '*:List*'];
  const action = reads[Math.floor(random() * reads.length)] ?? '*';
  const kind = STRANGE_KINDS[Math.floor(random() * STRANGE_KINDS.length)] ?? 'empty';
  const sandbox = createSandbox({
    sessionInputs: Object.values(preferenceInputs),
    ...(state && { state }),
    faults: { answers: [{ action, kind }] },
  });
  let begun = false;
  const run = async (on: World): Promise<Report> => {
    begun = true;
    return createReport('delete', false, await on.remove({ force: random() < 0.5 }));
  };
  const [report] = await inMadeUpTime(seed, 1, sandbox, [{ delay: 0, run }]);
  assert.ok(begun);
  check(report!);
  const [service, operations] = action.split(':');
  const isStrange = (call: { readonly service: string; readonly operation: string }): boolean =>
    (service === '*' || call.service === service) &&
    READ.test(call.operation) &&
    call.operation.startsWith((operations ?? '').replace('*', ''));
  const first = sandbox.calls.findIndex(isStrange);
  const after = first < 0 ? [] : sandbox.calls.slice(first);
  const place = `${action} ${kind}`;
  assert.deepEqual(
    after
      .filter(({ operation, region }) => DELETION.test(operation) && region === sandbox.calls[first]?.region)
      .map(({ operation }) => operation),
    [],
    place,
  );
}

const CRASH = /^(TypeError|RangeError|ReferenceError|SyntaxError|Unexpected|AssertionError)/;
const CRASHED = /Cannot (read|set) properties|is not a function|is not iterable|is not defined|Maximum call stack/;

function check(report: Report): void {
  harmless(report, 'report');
  assert.ok([0, 1].includes(exitCode(report)), `exit code ${exitCode(report)}`);
  for (const { error, findings } of report.targets) {
    if (error) assert.ok(!CRASH.test(error.code) && !CRASHED.test(error.message), `${error.code}: ${error.message}`);
    for (const { summary, check: id } of findings) assert.ok(!CRASHED.test(summary), `${id}: ${summary}`);
  }
}
