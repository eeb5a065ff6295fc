import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseInputs, type RawInputs } from '../../src/inputs/inputs.ts';
import { digestOf } from '../../src/plan-file/digest.ts';
import type { PlanFile } from '../../src/plan-file/plan-file.ts';
import { recordPlan } from '../../src/plan-file/record.ts';
import { stateWithRoles } from '../engine/identities.ts';
import { ACCOUNT, EVERYTHING, REGION, stateWithForeignDocument, world, type World } from '../engine/world.ts';
import { kept, MADE, orderOn, VERSION } from './reviewed.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/plan.json', import.meta.url), 'utf8')) as object;
const isPlan = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

const check = (file: unknown): void => assert.ok(isPlan(file), JSON.stringify(isPlan.errors));

describe('a plan file', () => {
  it('says what was asked for, where, what was read and decided, by which version and when', async () => {
    const file = await kept(world(), 'setup', { retention: '30', 'policy-audit': false });
    check(file);
    const { targets, digest, ...head } = file;
    assert.deepEqual(head, {
      format: 1,
      kind: 'setup',
      tool: { name: 'session-manager', version: VERSION },
      made: '2026-11-26T12:00:00.000Z',
      entry: { flags: {}, byId: false },
    });
    assert.equal(digest, digestOf({ ...head, targets }));
    const [target] = targets;
    assert.deepEqual([target?.account, target?.region, target?.partition], [ACCOUNT, REGION, 'aws']);
    assert.deepEqual(target?.flags, { retention: '30', 'policy-audit': false });
    assert.deepEqual(target?.changes[0]?.differences, [{ field: 'retentionInDays', have: null, want: 30 }]);
  });

  it('keeps its schema whatever is planned', async () => {
    const foreign = await stateWithForeignDocument();
    const broken = world({ faults: { deniedAccounts: ['333333333333'] } });
    const set = world();
    await set.setup({ ...EVERYTHING, 'deletion-protection': false });
    const plans: readonly (readonly [World, PlanFile['kind'], RawInputs])[] = [
      [world(), 'setup', EVERYTHING],
      [world({ state: foreign }), 'setup', {}],
      [world({ state: foreign }), 'setup', { ...EVERYTHING, overwrite: true }],
      [world({ state: stateWithRoles({ web: {} }) }), 'setup', { kms: true, grant: true }],
      [set, 'delete', {}],
      [world(), 'delete', { 'keep-logs': true }],
    ];
    for (const [on, kind, inputs] of plans) check(await kept(on, kind, inputs));
    const failed = await kept(broken, 'setup', {}, { accounts: ['222222222222', '333333333333'] });
    check(failed);
    assert.deepEqual(
      failed.targets.map(({ status, error }) => [status, error?.code]),
      [
        ['planned', undefined],
        ['failed', 'AssumeRoleDenied'],
      ],
    );
  });

  it('says how accounts were entered, and nothing that is secret', async () => {
    const ways = { accounts: '222222222222', 'role-name': 'Admin', 'external-id': 'very-secret-external-id' };
    const file = await kept(world(), 'setup', {}, ways);
    assert.deepEqual(file.entry, { flags: { 'role-name': 'Admin' }, byId: true, externalId: true });
    assert.doesNotMatch(JSON.stringify(file), /very-secret/);
  });

  it('holds of the flags those of its command, and those that hold in each target', async () => {
    const order = await orderOn(world(), { kms: true, retention: '30' }, { regions: ['us-east-1', 'eu-west-1'] });
    const inputsFor = ({ region }: { readonly region: string }) => ({
      inputs: { ...order.inputs, overwrite: region === 'eu-west-1' },
      flags: region === 'eu-west-1' ? { overwrite: true, force: true } : { kms: true },
    });
    const { file } = await recordPlan({ ...order, inputsFor }, { kind: 'setup', version: VERSION, now: MADE });
    assert.deepEqual(
      file.targets.map(({ flags }) => flags),
      [{ kms: true }, { overwrite: true }],
    );
  });

  it('holds those flags of a target that cannot be planned, too', async () => {
    const order = await orderOn(world(), { retention: '30' }, { regions: ['us-east-1', 'eu-west-1'] });
    const lost = { 's3-bucket': 'not-there' };
    const inputsFor = ({ region }: { readonly region: string }) =>
      region === 'eu-west-1' ? { inputs: parseInputs(lost), flags: lost } : { inputs: order.inputs, flags: {} };
    const { file } = await recordPlan({ ...order, inputsFor }, { kind: 'setup', version: VERSION, now: MADE });
    assert.deepEqual(
      file.targets.map(({ status, flags }) => [status, flags]),
      [
        ['planned', {}],
        ['failed', lost],
      ],
    );
  });
});
