import assert from 'node:assert/strict';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import { regionOf, type State } from '../../src/sandbox/state/state.ts';
import { stateWithRoles } from '../engine/identities.ts';
import { documentOf, PREFERENCES, preferencesText } from '../engine/planted.ts';
import { ACCOUNT, world } from '../engine/world.ts';
import { carriedOut, kept, outlines } from './reviewed.ts';
import { planTurn, SCOPE, UNAUDITED } from './turns.ts';

describe('a plan that is carried out after somebody has changed things', () => {
  it('is done as it was reviewed, target by target, or refused with nothing written', async () => {
    const ends = (await Promise.all(Array.from({ length: 24 }, (_, seed) => planTurn(seed)))).flat();
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

  it('is the same plan when the key of the log group, which is made first, is there', async () => {
    const inputs: RawInputs = { grant: true, kms: true };
    const on = world({ state: stateWithRoles(roles) });
    const file = await kept(on, 'setup', inputs, SCOPE);
    const fields = file.targets[0]?.changes.find(({ resource }) => resource === 'role-grant')?.differences;
    assert.ok(fields?.some(({ field }) => field === 'statement EncryptedLogGroup'));
    assert.deepEqual(
      outlines(await carriedOut(on, file)),
      SCOPE.regions.map((region) => `${ACCOUNT}/${region} changed`),
    );
    assert.ok((await carriedOut(on, file)).every(({ status }) => status === 'unchanged'));
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
