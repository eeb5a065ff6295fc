// The pairs of runs that are made to race, each from the states in which it matters.
import type { RawInputs } from '../../src/inputs/inputs.ts';
import { emptyState, type State } from '../../src/sandbox/state/state.ts';
import { plantKey, plantLogGroup } from './planted.ts';
import { type Race, type Run, stateAfter } from './races.ts';
import { stateWithForeignAssociation, stateWithForeignDocument, world } from './world.ts';

const INPUTS: RawInputs = { kms: true, 'encrypt-sessions': true, retention: '365', tag: ['team=platform'] };

const TAKING_OVER: RawInputs = {
  ...INPUTS,
  overwrite: true,
  'log-group': 'sessions',
  'agent-update-schedule': 'rate(1 day)',
  'agent-update-targets': ['all'],
};

/** A state in which others have made the document, the association and the log group. */
async function stateOfOthers(): Promise<State> {
  const state = await stateWithForeignDocument();
  const { accounts } = stateWithForeignAssociation();
  for (const [account, regions] of Object.entries(accounts)) {
    for (const [region, { associations }] of Object.entries(regions)) {
      Object.assign(state.accounts[account]?.[region]?.associations ?? {}, associations);
    }
  }
  const on = world({ state });
  await plantLogGroup(on, 'sessions', { tags: { team: 'payments' }, retentionInDays: 7, kmsKeyId: await plantKey(on) });
  return on.sandbox.snapshot();
}

const setup: Run = (on) => on.setup(INPUTS);
const takeOver: Run = (on) => on.setup(TAKING_OVER);
const remove: Run = (on) => on.remove();
const look: Run = async (on) => {
  const { targets } = await on.diagnose();
  return targets.map((target) => ({
    ...target,
    findings: target.findings.filter(({ verdict }) => verdict === 'fail'),
  }));
};
const force: Run = (on) => on.remove({ force: true });

/** Gives a race for a seed. */
export type Kind = (seed: number) => Race;

/** Makes the kinds of races, by name; what they begin with is set up first. */
export async function raceKinds(): Promise<Readonly<Record<string, Kind>>> {
  const empty = emptyState();
  const done = await stateAfter(empty, setup);
  const removed = await stateAfter(done, remove);
  const others = await stateOfOthers();
  const taken = await stateAfter(others, takeOver);
  const putBack = await stateAfter(taken, remove);
  const either = (seed: number): State => (seed % 2 === 0 ? empty : done);
  const faults = new Set<string>();
  for (const state of [empty, done, removed, others, taken]) {
    for (const { findings } of await look(world({ state }))) for (const { check } of findings) faults.add(check);
  }
  return {
    'setup × setup': () => ({ before: empty, runs: [setup, setup], inputs: INPUTS, ends: [done] }),
    'setup × delete': (seed) => ({ before: either(seed), runs: [setup, remove], inputs: INPUTS }),
    'delete × delete': () => ({ before: done, runs: [remove, remove], inputs: INPUTS, ends: [removed] }),
    'plan × setup': (seed) => ({
      before: either(seed),
      runs: [setup, (on) => (seed % 4 < 2 ? on.plan(INPUTS) : on.planRemoval())],
      inputs: INPUTS,
      ends: [done],
    }),
    'plan × delete': (seed) => ({
      before: done,
      runs: [remove, (on) => (seed % 2 === 0 ? on.plan(INPUTS) : on.planRemoval())],
      inputs: INPUTS,
      ends: [removed],
    }),
    'setup --overwrite × setup --overwrite': () => ({
      before: others,
      runs: [takeOver, takeOver],
      inputs: TAKING_OVER,
      ends: [taken],
    }),
    'delete × delete of what was taken over': (seed) => ({
      before: taken,
      runs: seed % 2 === 0 ? [remove, remove] : [force, force],
      inputs: TAKING_OVER,
      // What was put back before a run with --force begins is deleted by it, as it would be after any other run.
      ...(seed % 2 === 0 && { ends: [putBack] }),
    }),
    'setup --overwrite × delete': (seed) => ({
      before: seed % 2 === 0 ? others : taken,
      runs: [takeOver, remove],
      inputs: TAKING_OVER,
    }),
    'setup × setup with other flags': () => ({
      before: empty,
      runs: [setup, (on) => on.setup({ ...INPUTS, retention: '30', 'idle-timeout': '10' })],
      inputs: INPUTS,
    }),
    'doctor × setup': (seed) => ({
      before: either(seed),
      runs: [setup, look],
      inputs: INPUTS,
      ends: [done],
      faults,
    }),
    'doctor × delete': () => ({ before: done, runs: [remove, look], inputs: INPUTS, ends: [removed], faults }),
    'doctor × setup --overwrite': () => ({ before: others, runs: [takeOver, look], inputs: TAKING_OVER, faults }),
    'setup × setup × delete': (seed) => ({ before: either(seed), runs: [setup, setup, remove], inputs: INPUTS }),
  };
}
