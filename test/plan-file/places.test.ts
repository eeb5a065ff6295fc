import assert from 'node:assert/strict';
import type { Reached, Unreachable } from '../../src/targets/accounts.ts';
import type { PlannedTarget } from '../../src/plan-file/plan-file.ts';
import { placesOf } from '../../src/plan-file/places.ts';
import { testTarget } from '../aws.ts';

const A = '111111111111';
const B = '222222222222';

const planned = (over: Partial<PlannedTarget> = {}): PlannedTarget => ({
  account: A,
  region: 'us-east-1',
  partition: 'aws',
  status: 'planned',
  flags: {},
  changes: [],
  ...over,
});

const target = (account: string, profile?: string, region = 'us-east-1'): Reached => ({
  ...testTarget(),
  account,
  region,
  ...(profile !== undefined && { profile }),
});

const outlines = (reached: readonly Reached[]): readonly string[] =>
  reached.map((entry) => {
    const place = `${entry.account}/${entry.region}`;
    return 'problem' in entry ? `${place} ${entry.status} ${entry.problem.code}: ${entry.problem.message}` : place;
  });

describe('the targets of a plan that is carried out', () => {
  it('are those of the plan in its order, and no others', () => {
    const reached = [target(B), target(A), target(A, undefined, 'eu-west-1')];
    assert.deepEqual(outlines(placesOf([planned(), planned({ account: B })], reached, true)), [
      `${A}/us-east-1`,
      `${B}/us-east-1`,
    ]);
  });

  it('are refused where a profile leads to another account now, even to one that the plan has, too', () => {
    const plan = [planned({ profile: 'dev' }), planned({ profile: 'prod', account: B })];
    const swapped = [target(B, 'dev'), target(A, 'prod')];
    assert.deepEqual(outlines(placesOf(plan, swapped, true)), [
      `${A}/us-east-1 failed OtherAccount: profile dev leads to account ${B} now, and the plan is for ${A}`,
      `${B}/us-east-1 failed OtherAccount: profile prod leads to account ${A} now, and the plan is for ${B}`,
    ]);
    assert.deepEqual(outlines(placesOf(plan, swapped, false)), [`${A}/us-east-1`, `${B}/us-east-1`]);
  });

  it('are refused where the credentials at hand are those of another account', () => {
    assert.deepEqual(outlines(placesOf([planned()], [target(B)], true)), [
      `${A}/us-east-1 failed OtherAccount: these credentials lead to account ${B} now, and the plan is for ${A}`,
    ]);
    assert.match(outlines(placesOf([planned({ profile: 'dev' })], [target(B, 'ci')], false))[0] ?? '', /OtherAccount/);
  });

  it('keep the reason why an account was not entered', () => {
    const problem = { code: 'AssumeRoleDenied', message: 'no' };
    const denied: Unreachable = { account: A, region: 'us-east-1', status: 'failed', problem };
    const expired: Unreachable = { profile: 'dev', region: 'us-east-1', status: 'failed', problem };
    assert.deepEqual(placesOf([planned()], [denied], true), [denied]);
    assert.deepEqual(placesOf([planned({ profile: 'dev' })], [expired], true), [{ ...expired, account: A }]);
  });

  it('have the names that the organization had for their accounts', () => {
    const named = { accountName: 'prod-one' };
    const places = placesOf([planned(named), planned({ ...named, status: 'failed' })], [target(A)], true);
    assert.deepEqual(
      places.map(({ member }) => member),
      [
        { id: A, name: 'prod-one' },
        { id: A, name: 'prod-one' },
      ],
    );
  });

  it('say of one that could not be planned that it is not carried out', () => {
    const plan = [
      planned({ status: 'failed', error: { code: 'AccessDenied', message: 'ssm:GetDocument is denied' } }),
      planned({ status: 'skipped', account: null }),
    ];
    assert.deepEqual(outlines(placesOf(plan, [target(A)], true)), [
      `${A}/us-east-1 failed NotPlanned: it could not be planned, so it is not carried out: ssm:GetDocument is denied`,
      `undefined/us-east-1 skipped NotPlanned: it could not be planned, so it is not carried out`,
    ]);
  });
});
