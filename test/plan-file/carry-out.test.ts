import assert from 'node:assert/strict';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import type { ChangeReport, TargetReport } from '../../src/engine/report.ts';
import type { PlanKind } from '../../src/plan-file/plan-file.ts';
import { regionOf, type RegionState, type State } from '../../src/sandbox/state/state.ts';
import { ACCOUNT, comparable, EVERYTHING, stateWithForeignDocument, world } from '../engine/world.ts';
import { stateWithRoles } from '../engine/identities.ts';
import { documentOf, PREFERENCES, preferencesText } from '../engine/planted.ts';
import { MUTATIONS, pick, randomOf } from './mutations.ts';
import { carriedOut, kept, outlines, planned } from './reviewed.ts';

const REGIONS = ['us-east-1', 'eu-west-1', 'eu-central-1'];
const SCOPE = { regions: REGIONS };
const UNAUDITED: RawInputs = { 'policy-audit': false };

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

/** Names the resources of a region that differ between two states. */
const changedIn = (before: State, after: State, region: string): readonly string[] => {
  const [one, other] = [before, after].map((state) => things(regionOf(structuredClone(state), ACCOUNT, region)));
  return Object.keys(one ?? {}).filter((id) => JSON.stringify(one?.[id]) !== JSON.stringify(other?.[id]));
};

/** A change as a person compares it: what is told beside that, such as how many bytes there are, is left out. */
const decisions = (report: TargetReport | undefined): unknown =>
  report?.changes.map(({ resource, action, differences }: ChangeReport) => ({ resource, action, differences }));

/** One turn: somebody changes what there is between a plan and its execution. Gives how the targets ended. */
async function turn(seed: number): Promise<readonly string[]> {
  const random = randomOf(seed);
  const kind: PlanKind = random() < 0.7 ? 'setup' : 'delete';
  const isForeign = kind === 'setup' && random() < 0.3;
  const on = world(isForeign ? { state: await stateWithForeignDocument() } : {});
  if (kind === 'delete' || random() < 0.6) await on.setup(pick(random, BEFORE), SCOPE);
  const inputs = kind === 'setup' ? { ...pick(random, ASKED), ...UNAUDITED } : {};
  const then = (await planned(on, kind, inputs, SCOPE)).targets;
  const file = await kept(on, kind, inputs, SCOPE);
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
    const allowed = then[index]?.changes.filter(({ action }) => !['none', 'keep'].includes(action)) ?? [];
    for (const id of changed) {
      assert.ok(
        allowed.some(({ resource }) => resource === id),
        `${about}: ${id} was changed, and that was not planned`,
      );
    }
  }
  return outlines(reports);
}

describe('a plan that is carried out after somebody has changed things', () => {
  it('is done as it was reviewed, target by target, or refused with nothing written', async () => {
    const ends = (await Promise.all(Array.from({ length: 24 }, (_, seed) => turn(seed)))).flat();
    const count = (end: RegExp): number => ends.filter((line) => end.test(line)).length;
    assert.ok(count(/ changed$/) > 8, `${count(/ changed$/)} were done`);
    assert.ok(count(/PlanDiffers$/) > 8, `${count(/PlanDiffers$/)} were refused`);
  });
});

describe('a plan of several accounts', () => {
  const accounts = '111111111111,222222222222,333333333333';

  it('leaves out an account that could not be planned, and says so', async () => {
    const broken = world({ faults: { deniedAccounts: ['222222222222'] } });
    const file = await kept(broken, 'setup', UNAUDITED, { accounts });
    const on = world();
    assert.deepEqual(outlines(await carriedOut(on, file)), [
      '111111111111/us-east-1 changed',
      '222222222222/us-east-1 failed NotPlanned',
      '333333333333/us-east-1 changed',
    ]);
    assert.deepEqual(Object.keys((await on.sandbox.snapshot()).accounts), ['111111111111', '333333333333']);
  });

  it('refuses one that cannot be entered any more, and does not ask the organization for new ones', async () => {
    const file = await kept(world(), 'setup', UNAUDITED, { accounts });
    const on = world({ faults: { deniedAccounts: ['333333333333'] } });
    assert.deepEqual(outlines(await carriedOut(on, file)), [
      '111111111111/us-east-1 changed',
      '222222222222/us-east-1 changed',
      '333333333333/us-east-1 failed AssumeRoleDenied',
    ]);
    assert.ok(on.sandbox.calls.every(({ service }) => service !== 'organizations'));
  });

  it('is carried out in shards, each account in one of them', async () => {
    const file = await kept(world(), 'setup', UNAUDITED, { accounts });
    const on = world();
    const ends: string[] = [];
    for (const shard of ['1/2', '2/2']) ends.push(...outlines(await carriedOut(on, file, { shard })));
    assert.deepEqual(
      ends.toSorted(),
      accounts.split(',').map((id) => `${id}/us-east-1 changed`),
    );
  });

  it('counts what it refuses as failures from the beginning, and has canaries', async () => {
    const file = await kept(world(), 'setup', { ...UNAUDITED, retention: '30' }, { accounts });
    const changed = async () => {
      const on = world();
      await on.setup({ retention: '7' }, { accounts: '111111111111' });
      return on;
    };
    assert.deepEqual(outlines(await carriedOut(await changed(), file, { 'max-failures': '0' })), [
      '111111111111/us-east-1 failed PlanDiffers',
      '222222222222/us-east-1 not-run NotRun',
      '333333333333/us-east-1 not-run NotRun',
    ]);
    assert.deepEqual(outlines(await carriedOut(await changed(), file, { canary: '1' })), [
      '111111111111/us-east-1 failed PlanDiffers',
      '222222222222/us-east-1 not-run NotRun',
      '333333333333/us-east-1 not-run NotRun',
    ]);
    assert.deepEqual(outlines(await carriedOut(await changed(), file, { 'max-failures': '1' })), [
      '111111111111/us-east-1 failed PlanDiffers',
      '222222222222/us-east-1 changed',
      '333333333333/us-east-1 changed',
    ]);
  });

  it('is nothing to do where none could be planned, without a call', async () => {
    const broken = world({ faults: { deniedAccounts: accounts.split(',') } });
    const file = await kept(broken, 'setup', UNAUDITED, { accounts });
    const on = world();
    const reports = await carriedOut(on, file);
    assert.ok(reports.every(({ error }) => error?.code === 'NotPlanned'));
    assert.deepEqual(on.sandbox.calls, []);
  });
});

describe('a plan that grants roles what they lack', () => {
  const GRANT: RawInputs = { grant: true, 'log-group': 'sessions' };
  const roles = { web: {}, batch: {} };

  it('is carried out in all regions, and refused for the account where there is another role by then', async () => {
    const file = await kept(world({ state: stateWithRoles(roles) }), 'setup', GRANT, SCOPE);
    const same = world({ state: stateWithRoles(roles) });
    const done = await carriedOut(same, file);
    assert.deepEqual(
      done.flatMap(({ error }) => error ?? []),
      [],
    );
    assert.equal(done[0]?.changes.find(({ resource }) => resource === 'role-grant')?.status, 'done');
    const more = world({ state: stateWithRoles({ ...roles, late: {} }) });
    const [carrier, ...others] = await carriedOut(more, file);
    assert.equal(carrier?.error?.code, 'PlanDiffers');
    assert.match(
      carrier?.error?.message ?? '',
      /^its plan is not the same any more: role-grant: attached to none -> role late was not planned$/,
    );
    assert.deepEqual(
      carrier?.drift?.map(({ resource }) => resource),
      ['role-grant'],
    );
    assert.ok(carrier?.changes.every(({ status }) => status !== 'done' && status !== 'planned'));
    assert.deepEqual(
      others.map(({ status, error }) => [status, error]),
      [
        ['changed', undefined],
        ['changed', undefined],
      ],
    );
    const { accounts, iam } = await more.sandbox.snapshot();
    assert.deepEqual(Object.keys(iam[ACCOUNT]?.policies ?? {}), []);
    assert.deepEqual(regionOf({ accounts } as State, ACCOUNT, carrier?.region ?? '').logGroups, {});
  });

  it('is carried out for the regions that are left where one is refused', async () => {
    const file = await kept(world({ state: stateWithRoles(roles) }), 'setup', GRANT, SCOPE);
    const on = world({ state: stateWithRoles(roles) });
    await on.setup({ ...UNAUDITED, retention: '7', tag: ['a=b'] }, { regions: ['us-east-1'] });
    await on.edit(
      ({ documents }) => void (documents[PREFERENCES] = documentOf(preferencesText({ idleSessionTimeout: '7' }))),
    );
    const reports = await carriedOut(on, file);
    assert.deepEqual(outlines(reports), [
      `${ACCOUNT}/us-east-1 failed PlanDiffers`,
      `${ACCOUNT}/eu-west-1 changed`,
      `${ACCOUNT}/eu-central-1 changed`,
    ]);
    assert.equal(reports[1]?.changes.find(({ resource }) => resource === 'role-grant')?.status, 'done');
  });
});

describe('a plan whose profile leads elsewhere', () => {
  it('is refused for the account that it was made for, and writes nothing in the other one', async () => {
    const file = await kept(world(), 'setup', UNAUDITED);
    const elsewhere = { ...file, targets: file.targets.map((target) => ({ ...target, account: '999999999999' })) };
    const on = world();
    const [report] = await carriedOut(on, elsewhere);
    assert.deepEqual(
      [report?.account, report?.status, report?.error?.code],
      ['999999999999', 'failed', 'OtherAccount'],
    );
    assert.deepEqual((await on.sandbox.snapshot()).accounts, {});
  });
});
