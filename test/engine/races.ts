// Runs at the same time on one account, in the course that a seed gives; and what must be true of their end.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import type { TargetReport } from '../../src/engine/report.ts';
import { preferenceInputs } from '../../src/inputs/tables/preferences.ts';
import { mulberry32 } from '../../src/sandbox/door/chaos.ts';
import { createSandbox, type Sandbox } from '../../src/sandbox/door/sandbox.ts';
import type { Key } from '../../src/sandbox/state/kms.ts';
import { regionOf, type RegionState, type State } from '../../src/sandbox/state/state.ts';
import { inMadeUpTime } from './timeline.ts';
import { ACCOUNT, comparable, REGION, type World } from './world.ts';

/** One of the runs of a race. */
export type Run = (on: World) => Promise<readonly TargetReport[]>;

export interface Race {
  readonly before: State;
  readonly runs: readonly Run[];
  /** What setup, or delete, that comes after them is asked. */
  readonly inputs: RawInputs;
  /** The states in which they can end; absent: it depends on the course. */
  readonly ends?: readonly State[];
  /** The ids of the checks that fail before or after; absent: nobody looks. */
  readonly faults?: ReadonlySet<string>;
}

/** How rough a race is. */
const LOST = 0.05;
const LAG = 400;
const LONGEST = 150;

const sandboxOf = (state: State, seed: number): Sandbox =>
  createSandbox({
    sessionInputs: Object.values(preferenceInputs),
    state,
    faults: { seed, lostAnswers: LOST, lag: LAG },
  });

export interface Ended {
  readonly reports: readonly (readonly TargetReport[])[];
  readonly state: State;
  readonly calls: readonly string[];
}

/** Lets the runs of a race happen at once, as the seed has it. */
export async function runRace({ before, runs }: Pick<Race, 'before' | 'runs'>, seed: number): Promise<Ended> {
  const random = mulberry32(seed);
  const sandbox = sandboxOf(before, seed);
  const entries = runs.map((run) => ({ delay: random() * random() * 4000, run }));
  const reports = await inMadeUpTime(seed, LONGEST, sandbox, entries);
  const calls = sandbox.calls.map(({ operation, error = 'ok' }) => `${operation} ${error}`);
  return { reports, state: await sandbox.snapshot(), calls };
}

/** Lets a run happen alone, in made-up time. */
export async function alone(state: State, run: Run): Promise<Ended> {
  const sandbox = createSandbox({ sessionInputs: Object.values(preferenceInputs), state });
  const reports = await inMadeUpTime(0, 1, sandbox, [{ delay: 0, run }]);
  return { reports, state: await sandbox.snapshot(), calls: [] };
}

/** The reasons that a run may give for not having done its work. */
const REASONS = ['OtherRunFaster'];

const problemsOf = (reports: readonly TargetReport[]): readonly string[] =>
  reports.flatMap(({ error }) => (error ? [`${error.code}: ${error.message}`] : []));

const isUnused = (key: Key): boolean => key.state === 'PendingDeletion';

/** A state without what is about to go by itself: documents, and keys that have no alias. */
function essence(state: State): unknown {
  const copy = structuredClone(state);
  for (const regions of Object.values(copy.accounts)) {
    for (const { keys, aliases, documents } of Object.values(regions)) {
      for (const [name, { versions }] of Object.entries(documents)) {
        if (versions.some(({ status }) => status === 'Deleting')) delete documents[name];
        for (const version of versions) {
          delete version.status;
          delete version.until;
        }
      }
      for (const [id, key] of Object.entries(keys)) {
        if (isUnused(key) && !Object.values(aliases).some(({ target }) => target === id)) delete keys[id];
      }
    }
  }
  return comparable(copy);
}

/** Says why sessions would be refused; undefined if they would not. */
function refusal({ documents, logGroups, keys }: RegionState): string | undefined {
  const document = documents['SSM-SessionManagerRunShell'];
  const version = document?.versions.find(({ version: number }) => number === document.defaultVersion);
  if (version?.status === 'Deleting') return undefined;
  if (!version) return document ? 'no default version' : undefined;
  const { inputs } = JSON.parse(version.content) as { inputs: Record<string, unknown> };
  const keyAt = (arn: string | undefined): Key | undefined => Object.values(keys).find((key) => key.arn === arn);
  if (inputs['cloudWatchEncryptionEnabled'] === true) {
    const group = logGroups[String(inputs['cloudWatchLogGroupName'])];
    if (!group) return 'the log group is missing';
    if (keyAt(group.kmsKeyId)?.state !== 'Enabled') return 'the log group has no key that can be used';
  }
  const session = inputs['kmsKeyId'];
  if (typeof session === 'string' && session !== '' && keyAt(session)?.state !== 'Enabled')
    return 'the key cannot be used';
  return undefined;
}

const regionIn = (state: State): RegionState => regionOf(structuredClone(state), ACCOUNT, REGION);

/** Lets a race happen, and checks what must be true afterwards. Throws an AssertionError. */
export async function checkRace(race: Race, seed: number): Promise<Ended> {
  const ended = await runRace(race, seed);
  const { reports, state } = ended;
  const problems = reports.flatMap(problemsOf);
  for (const { error } of reports.flat()) if (error) assert.ok(REASONS.includes(error.code), problems.join('; '));
  const { keys, associations, ...region } = regionIn(state);
  const usable = Object.values(keys).filter((key) => !isUnused(key) && 'session-manager:managed' in key.tags);
  assert.ok(usable.length <= 1, `${usable.length} keys`);
  assert.ok(Object.keys(associations).length <= 1, `${Object.keys(associations).length} associations`);
  if (problems.length === 0) {
    assert.equal(refusal({ ...region, keys, associations }), undefined, 'sessions are refused, and nobody says so');
    if (race.ends) checkEnd(state, race.ends);
  }
  for (const { check, summary } of reports.flat().flatMap(({ findings }) => findings)) {
    assert.ok(race.faults?.has(check), `${check} is only under way: ${summary}`);
  }
  await checkAfterwards(state, race.inputs);
  return ended;
}

function checkEnd(state: State, ends: readonly State[]): void {
  const end = essence(state);
  if (!ends.some((other) => isDeepStrictEqual(end, essence(other)))) assert.deepEqual(end, ends[0] && essence(ends[0]));
}

const checked = new Set<string>();

// Whatever is left, setup completes and delete takes down.
async function checkAfterwards(state: State, inputs: RawInputs): Promise<void> {
  const left = JSON.stringify([essence(state), inputs]);
  if (checked.has(left)) return;
  checked.add(left);
  // A document that names a key which is gone differs, and is only changed on request.
  const after = await alone(state, (on) => on.setup({ ...inputs, overwrite: true }));
  assert.deepEqual(after.reports.flatMap(problemsOf), [], 'setup afterwards');
  assert.equal(refusal(regionIn(after.state)), undefined, 'setup afterwards refuses sessions');
  const removed = await alone(state, (on) => on.remove(inputs));
  assert.deepEqual(removed.reports.flatMap(problemsOf), [], 'delete afterwards');
}

/** Gives the state that a run leaves when nothing disturbs it. */
export const stateAfter = async (before: State, run: Run): Promise<State> => (await alone(before, run)).state;
