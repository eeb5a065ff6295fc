import assert from 'node:assert/strict';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import type { PlanKind } from '../../src/plan-file/plan-file.ts';
import type { State } from '../../src/sandbox/state/state.ts';
import { courseOf } from '../engine/kills.ts';
import { stateWithRoles } from '../engine/identities.ts';
import { CLOSED_TO_LOGS, plantKey, plantLogGroup } from '../engine/planted.ts';
import {
  comparable,
  EVERYTHING,
  stateWithForeignAssociation,
  stateWithForeignDocument,
  world,
} from '../engine/world.ts';
import { carriedOut, kept } from './reviewed.ts';

interface Scenario {
  readonly title: string;
  readonly kind: PlanKind;
  readonly inputs: RawInputs;
  readonly before?: () => Promise<State>;
}

const UNAUDITED: RawInputs = { 'policy-audit': false };
const OPEN: RawInputs = { ...EVERYTHING, ...UNAUDITED, 'deletion-protection': false };

async function after(inputs: RawInputs, before?: State): Promise<State> {
  const on = world(before ? { state: before } : {});
  await on.setup(inputs);
  return on.sandbox.snapshot();
}

const AGENT_UPDATE: RawInputs = {
  ...UNAUDITED,
  overwrite: true,
  'agent-update-schedule': 'rate(1 day)',
  'agent-update-targets': ['all'],
};
const LOG_GROUP: RawInputs = { ...UNAUDITED, overwrite: true, kms: true, retention: '365' };

async function foreignLogGroup(): Promise<State> {
  const on = world();
  await plantLogGroup(on, 'sessions', { tags: { team: 'payments' }, retentionInDays: 7, kmsKeyId: await plantKey(on) });
  return on.sandbox.snapshot();
}

async function foreignKey(): Promise<State> {
  const on = world();
  const deletion = '2030-01-01T00:00:00.000Z';
  const unfit = { state: 'PendingDeletion', deletion, policy: CLOSED_TO_LOGS, rotationDays: null } as const;
  await plantKey(on, 1, { alias: 'alias/session', tags: { team: 'payments' }, ...unfit });
  return on.sandbox.snapshot();
}

async function disrepair(): Promise<State> {
  const on = world({ state: await after(OPEN) });
  await on.edit((region) => {
    for (const key of Object.values(region.keys)) {
      Object.assign(key, { state: 'PendingDeletion', deletion: '2030-01-01T00:00:00.000Z', rotationDays: null });
    }
    delete region.logGroups['sessions']?.kmsKeyId;
    delete region.logGroups['sessions']?.retentionInDays;
  });
  return on.sandbox.snapshot();
}

const SCENARIOS: readonly Scenario[] = [
  { title: 'a plan of everything', kind: 'setup', inputs: { ...EVERYTHING, ...UNAUDITED } },
  {
    title: 'a plan to overwrite a document of others',
    kind: 'setup',
    inputs: { ...EVERYTHING, ...UNAUDITED, overwrite: true },
    before: stateWithForeignDocument,
  },
  { title: 'a plan of repairs', kind: 'setup', inputs: { ...EVERYTHING, ...UNAUDITED }, before: disrepair },
  {
    title: 'a plan to take over an association',
    kind: 'setup',
    inputs: AGENT_UPDATE,
    before: async () => stateWithForeignAssociation(),
  },
  { title: 'a plan to take over a log group', kind: 'setup', inputs: LOG_GROUP, before: foreignLogGroup },
  {
    title: 'a plan to take over a key',
    kind: 'setup',
    inputs: { ...UNAUDITED, kms: true, overwrite: true },
    before: foreignKey,
  },
  {
    title: 'a plan that grants roles what they lack',
    kind: 'setup',
    inputs: { kms: true, grant: true, 'encrypt-sessions': true },
    before: async () => stateWithRoles({ web: {}, batch: {} }),
  },
  { title: 'a plan of delete', kind: 'delete', inputs: {}, before: () => after(OPEN) },
  {
    title: 'a plan to put a document back',
    kind: 'delete',
    inputs: {},
    before: async () => after({ ...OPEN, overwrite: true }, await stateWithForeignDocument()),
  },
  {
    title: 'a plan to put an association back',
    kind: 'delete',
    inputs: {},
    before: () => after(AGENT_UPDATE, stateWithForeignAssociation()),
  },
  {
    title: 'a plan to put a log group and a key back',
    kind: 'delete',
    inputs: {},
    before: async () => after(LOG_GROUP, await foreignLogGroup()),
  },
];

for (const { title, kind, inputs, before } of SCENARIOS) {
  const state = await before?.();
  const start = state ? { state } : {};
  const file = await kept(world(start), kind, inputs);
  const { remains, end } = await courseOf(start, (on) => carriedOut(on, file));
  const wanted = comparable(end);

  describe(`${title}, killed and carried out again`, () => {
    it('can die at several calls', () => assert.ok(remains.length >= 2, `${remains.length} calls`));

    for (const { calls, last, state: left } of remains) {
      it(`is no other plan after call ${calls}, ${last}`, async () => {
        const again = world({ state: left });
        const reports = await carriedOut(again, file);
        assert.deepEqual(
          reports.flatMap(({ error }) => error ?? []),
          [],
        );
        assert.deepEqual(comparable(await again.sandbox.snapshot()), wanted);
      });
    }
  });
}
