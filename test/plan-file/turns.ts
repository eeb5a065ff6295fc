// Plans between whose making and execution somebody changes what there is.
import assert from 'node:assert/strict';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import type { ChangeReport, TargetReport } from '../../src/engine/report.ts';
import type { PlanKind } from '../../src/plan-file/plan-file.ts';
import { regionOf, type RegionState, type State } from '../../src/sandbox/state/state.ts';
import { PENDING } from '../../src/resources/resource.ts';
import { ACCOUNT, comparable, EVERYTHING, stateWithForeignDocument, world } from '../engine/world.ts';
import { MUTATIONS, pick, randomOf } from './mutations.ts';
import { carriedOut, kept, outlines, planned } from './reviewed.ts';

const REGIONS = ['us-east-1', 'eu-west-1', 'eu-central-1'];
export const SCOPE = { regions: REGIONS };
export const UNAUDITED: RawInputs = { 'policy-audit': false };

const ASKED: readonly RawInputs[] = [
  {},
  { retention: '30' },
  { kms: true, retention: '365', overwrite: true },
  { ...EVERYTHING, 'deletion-protection': false, overwrite: true },
  { 'agent-update-schedule': 'rate(1 day)', 'idle-timeout': '30', overwrite: true },
  { kms: true, 'encrypt-sessions': true, 'log-group': 'sessions', overwrite: true, tag: ['team=a'] },
];

const BEFORE: readonly RawInputs[] = [
  {},
  { kms: true, retention: '7' },
  { ...EVERYTHING, 'deletion-protection': false },
  { kms: true, 'encrypt-sessions': true, 'rotation-days': '90', 'agent-update': false },
];

/** What is there of each resource, as far as a person would tell. */
const things = ({
  keys,
  aliases,
  logGroups,
  documents,
  associations,
}: RegionState): Readonly<Record<string, unknown>> => ({
  'kms-key': { keys, alias: aliases['alias/session']?.target },
  'log-group': logGroups,
  preferences: documents,
  'agent-update': associations,
});

/** Which thing a change is about, as far as its differences do not say it: of a document, what it says. */
const subjects = ({
  keys,
  aliases,
  logGroups,
  documents,
  associations,
}: RegionState): Readonly<Record<string, unknown>> => ({
  // Without its alias it is found as the one that we made.
  'kms-key': aliases['alias/session']?.target ?? Object.keys(keys)[0],
  'log-group': Object.keys(logGroups['sessions']?.tags ?? {}).includes('session-manager:managed'),
  preferences: Object.values(documents).map(
    ({ versions, defaultVersion }) => versions.find(({ version }) => version === defaultVersion)?.content,
  ),
  'agent-update': Object.keys(associations),
});

/** Names the resources of a region that differ between two states. */
const changedIn = (before: State, after: State, region: string): readonly string[] => {
  const [one, other] = [before, after].map((state) => things(regionOf(structuredClone(state), ACCOUNT, region)));
  return Object.keys(one ?? {}).filter((id) => JSON.stringify(one?.[id]) !== JSON.stringify(other?.[id]));
};

/** A change as a person compares it: what is told beside that, such as how many bytes there are, is left out. */
const decisions = (report: TargetReport | undefined): unknown =>
  report?.changes.map(({ resource, action, differences }: ChangeReport) => ({ resource, action, differences }));

/** One turn: somebody changes what there is between a plan and its execution. Gives how the targets ended. */
export async function planTurn(seed: number): Promise<readonly string[]> {
  const random = randomOf(seed);
  const kind: PlanKind = random() < 0.7 ? 'setup' : 'delete';
  const isForeign = kind === 'setup' && random() < 0.3;
  const on = world(isForeign ? { state: await stateWithForeignDocument() } : {});
  if (kind === 'delete' || random() < 0.6) await on.setup(pick(random, BEFORE), SCOPE);
  const inputs = kind === 'setup' ? { ...pick(random, ASKED), ...UNAUDITED } : {};
  const then = (await planned(on, kind, inputs, SCOPE)).targets;
  const file = await kept(on, kind, inputs, SCOPE);
  const start = await on.sandbox.snapshot();
  const names = REGIONS.map(() => (random() < 0.4 ? 'nothing' : pick(random, Object.keys(MUTATIONS))));
  await on.sandbox.edit((state) => {
    for (const [index, region] of REGIONS.entries()) {
      MUTATIONS[names[index] ?? '']?.(regionOf(state, ACCOUNT, region), random);
    }
  });
  const before = await on.sandbox.snapshot();
  const now = (await planned(on, kind, inputs, SCOPE)).targets;
  const alone = world({ state: structuredClone(before) });
  await (kind === 'setup' ? alone.setup(inputs, SCOPE) : alone.remove(inputs, SCOPE));
  const unreviewed = await alone.sandbox.snapshot();
  const reports = await carriedOut(on, file);
  const after = await on.sandbox.snapshot();
  for (const [index, region] of REGIONS.entries()) {
    const about = `seed ${seed}, ${kind} ${JSON.stringify(inputs)}, ${region}: ${names[index]}`;
    const report = reports[index] ?? assert.fail(about);
    const changed = changedIn(before, after, region);
    const same = JSON.stringify(decisions(then[index])) === JSON.stringify(decisions(now[index]));
    if (report.status === 'failed') {
      assert.deepEqual(changed, [], `${about}: written although it was refused`);
      if (report.error?.code === 'PlanDiffers') {
        assert.ok((report.drift?.length ?? 0) > 0, about);
        // The same fields may differ of another thing, of a document with another content, or of one that is now of others.
        const isOther = report.drift?.every(
          ({ planned: was, now: is }) => was?.basis?.id !== is?.basis?.id || was?.summary !== is?.summary,
        );
        assert.ok(!same || isOther, `${about}: refused although nothing differs: ${report.error.message}`);
      } else {
        const unplanned = report.error?.code === 'NotPlanned';
        assert.equal((unplanned ? then : now)[index]?.status, 'failed', `${about}: ${report.error?.message}`);
      }
      continue;
    }
    const [done, wanted] = [after, unreviewed].map((state) =>
      comparable({
        ...state,
        accounts: { [ACCOUNT]: { [region]: regionOf(structuredClone(state), ACCOUNT, region) } },
      }),
    );
    assert.deepEqual(done, wanted, `${about}: not what ${kind} makes of it`);
    const acting = now[index]?.changes.filter(({ action }) => !['none', 'keep'].includes(action)) ?? [];
    assert.deepEqual(
      changed.filter((id) => !acting.some(({ resource }) => resource === id)),
      [],
      `${about}: more was changed than would be`,
    );
    const [was, is] = [start, before].map((state) => subjects(regionOf(structuredClone(state), ACCOUNT, region)));
    for (const change of acting) {
      const reviewed = then[index]?.changes.find(({ resource }) => resource === change.resource);
      const told = `${about}: ${change.summary} was not reviewed`;
      assert.equal(change.action, reviewed?.action, told);
      for (const { want, ...rest } of change.differences) {
        const isSame = reviewed?.differences.some(
          ({ want: first, ...other }) =>
            JSON.stringify(other) === JSON.stringify(rest) && (first === want || first === PENDING),
        );
        assert.ok(isSame, `${told}: ${rest.field}`);
      }
      if (change.action !== 'create') assert.deepEqual(is?.[change.resource], was?.[change.resource], told);
    }
  }
  return outlines(reports);
}
