import assert from 'node:assert/strict';
import { conditionHolds, type KeyValues } from '../../../src/policies/reading/condition-match.ts';
import type { Statement } from '../../../src/policies/reading/policy.ts';

type Condition = NonNullable<Statement['Condition']>;

const CONTEXT: Readonly<Partial<Record<string, KeyValues>>> = {
  name: ['web'],
  arn: ['arn:aws:iam::111122223333:role/web'],
  tls: ['true'],
  aliases: ['alias/session', 'alias/other'],
  none: [],
  missing: 'absent',
};

const holds = (condition: Condition): string => conditionHolds(condition, (key) => CONTEXT[key] ?? 'unknown');

type Case = readonly [operator: string, key: string, wanted: string | readonly string[], yesOrNo: string];

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html and, for keys
// that are missing, reference_policies_condition-single-vs-multi-valued-context-keys.html.
const CASES: readonly Case[] = [
  ['StringEquals', 'name', 'web', 'yes'],
  ['StringEquals', 'name', 'Web', 'no'],
  ['StringEquals', 'name', ['api', 'web'], 'yes'],
  ['StringEquals', 'name', 'w*', 'no'],
  ['StringEquals', 'NAME', 'web', 'yes'],
  ['StringEqualsIgnoreCase', 'name', 'WEB', 'yes'],
  ['StringLike', 'name', 'w?b', 'yes'],
  ['StringLike', 'name', ['a*', 'b*'], 'no'],
  ['StringNotEquals', 'name', 'web', 'no'],
  ['StringNotEquals', 'name', ['api', 'db'], 'yes'],
  ['StringNotEquals', 'name', ['api', 'web'], 'no'],
  ['StringNotEqualsIgnoreCase', 'name', 'WEB', 'no'],
  ['StringNotLike', 'name', 'w*', 'no'],
  ['StringNotLike', 'name', 'a*', 'yes'],
  ['ArnEquals', 'arn', 'arn:aws:iam::*:role/w*', 'yes'],
  ['ArnLike', 'arn', 'arn:aws:iam::111122223333:role/api', 'no'],
  ['ArnLike', 'arn', '*', 'unknown'],
  ['ArnNotEquals', 'arn', 'arn:aws:iam::111122223333:role/web', 'no'],
  ['ArnNotLike', 'arn', 'arn:aws:iam::111122223333:role/api', 'yes'],
  ['ArnNotLike', 'arn', '*', 'unknown'],
  ['Bool', 'tls', 'true', 'yes'],
  ['Bool', 'tls', 'False', 'no'],
  ['Null', 'missing', 'true', 'yes'],
  ['Null', 'missing', 'false', 'no'],
  ['Null', 'name', 'true', 'no'],
  ['Null', 'name', 'false', 'yes'],

  ['StringEquals', 'missing', 'web', 'no'],
  ['StringNotEquals', 'missing', 'web', 'yes'],
  ['StringEqualsIfExists', 'missing', 'web', 'yes'],
  ['StringEqualsIfExists', 'name', 'api', 'no'],
  ['StringNotEqualsIfExists', 'missing', 'web', 'yes'],
  ['Bool', 'missing', 'false', 'no'],
  ['BoolIfExists', 'missing', 'true', 'yes'],
  ['ForAnyValue:StringEquals', 'missing', 'web', 'no'],
  ['ForAnyValue:StringNotEquals', 'missing', 'web', 'no'],
  ['ForAllValues:StringEquals', 'missing', 'web', 'yes'],
  ['ForAnyValue:StringEqualsIfExists', 'missing', 'web', 'unknown'],

  ['ForAnyValue:StringEquals', 'aliases', 'alias/session', 'yes'],
  ['ForAnyValue:StringEquals', 'aliases', 'alias/third', 'no'],
  ['ForAnyValue:StringNotEquals', 'aliases', 'alias/session', 'yes'],
  ['ForAllValues:StringEquals', 'aliases', 'alias/session', 'no'],
  ['ForAllValues:StringEquals', 'aliases', ['alias/session', 'alias/other'], 'yes'],
  ['ForAllValues:StringLike', 'aliases', 'alias/*', 'yes'],
  ['ForAnyValue:StringEquals', 'none', 'alias/session', 'no'],
  ['StringEquals', 'aliases', 'alias/session', 'unknown'],

  ['StringEquals', 'other', 'web', 'unknown'],
  ['Null', 'other', 'true', 'unknown'],
  ['StringNotEquals', 'other', 'web', 'unknown'],
  ['StringEqualsIfExists', 'other', 'web', 'unknown'],
  ['NotIpAddress', 'other', '10.0.0.0/8', 'unknown'],
  ['ForAllValues:StringEquals', 'other', 'web', 'unknown'],
  ['ForAnyValue:StringNotLike', 'other', 'web', 'unknown'],
  ['NumericLessThan', 'name', '1', 'unknown'],
  ['IpAddress', 'name', '10.0.0.0/8', 'unknown'],
  ['DateGreaterThan', 'missing', '2020-01-01', 'unknown'],
  ['StringEquals', 'name', '${aws:username}', 'unknown'],
  ['Something:StringEquals', 'name', 'web', 'unknown'],
];

describe('condition', () => {
  for (const [operator, key, wanted, expected] of CASES) {
    it(`${operator} ${key} ${String(wanted)}: ${expected}`, () => {
      assert.equal(holds({ [operator]: { [key]: wanted } }), expected);
    });
  }

  it('holds where there is none', () => {
    assert.equal(
      conditionHolds(undefined, () => 'unknown'),
      'yes',
    );
    assert.equal(holds({}), 'yes');
  });

  it('must hold in all its keys and operators', () => {
    const name = { StringEquals: { name: 'web' } };
    assert.equal(holds({ ...name, Bool: { tls: 'true' } }), 'yes');
    assert.equal(holds({ ...name, Bool: { tls: 'false' } }), 'no');
    assert.equal(holds({ ...name, Bool: { other: 'true' } }), 'unknown');
    assert.equal(holds({ StringEquals: { name: 'api', other: 'x' } }), 'no');
  });

  it('is read where others wrote a boolean without quotes', () => {
    assert.equal(holds({ Bool: { tls: true } } as unknown as Condition), 'yes');
    assert.equal(holds({ Bool: { tls: [false] } } as unknown as Condition), 'no');
  });
});
