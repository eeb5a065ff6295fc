import assert from 'node:assert/strict';
import {
  covers,
  parsePolicy,
  samePolicy,
  sameStatement,
  type Statement,
  values,
} from '../../../src/policies/reading/policy.ts';

const STATEMENT: Statement = {
  Sid: 'Logs',
  Effect: 'Allow',
  Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
  Action: ['kms:Encrypt', 'kms:Decrypt'],
  Resource: '*',
  Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-west-1:111122223333:log-group:x' } },
};

describe('policy', () => {
  describe('that others wrote', () => {
    it('is read whole, with what we know nothing about', () => {
      const policy = { Version: '2008-10-17', Id: 'mine', Statement: [STATEMENT] };
      assert.deepEqual(parsePolicy(JSON.stringify(policy)), policy);
    });

    it('may have a single statement without a list', () => {
      assert.deepEqual(parsePolicy(JSON.stringify({ Statement: STATEMENT }))?.Statement, [STATEMENT]);
    });

    for (const text of ['', 'no', '{', 'null', '1', '"text"', '[]', '{}', '{"Version":"2012-10-17"}']) {
      it(`is none when it reads ${JSON.stringify(text)}`, () => assert.equal(parsePolicy(text), undefined));
    }

    it('has one value, several or none', () => {
      assert.deepEqual([values(undefined), values('a'), values(['a', 'b'])], [[], ['a'], ['a', 'b']]);
    });
  });

  describe('statements mean the same', () => {
    const same: readonly (readonly [string, Statement])[] = [
      ['whatever their Sid', { ...STATEMENT, Sid: 'Other' }],
      ['in any order of their lists', { ...STATEMENT, Action: ['kms:Decrypt', 'kms:Encrypt'] }],
      ['with values repeated', { ...STATEMENT, Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:Decrypt'] }],
      [
        'with a list of one',
        { ...STATEMENT, Resource: ['*'], Principal: { Service: ['logs.eu-west-1.amazonaws.com'] } },
      ],
      [
        'in any order of their members',
        Object.fromEntries(Object.entries(STATEMENT).toReversed()) as unknown as Statement,
      ],
    ];
    for (const [how, other] of same) {
      it(how, () => {
        assert.equal(sameStatement(STATEMENT, other), true);
        assert.equal(sameStatement(other, STATEMENT), true);
      });
    }

    const pairs: readonly (readonly [string, Partial<Statement>, Partial<Statement>])[] = [
      ['with actions in any case', { Action: ['kms:Decrypt'] }, { Action: 'KMS:decrypt' }],
      ['with excluded actions in any case', { NotAction: 'ssm:Get*' }, { NotAction: ['SSM:get*'] }],
      [
        'with condition keys in any case',
        { Condition: { StringEquals: { 'kms:ViaService': 'x' } } },
        { Condition: { StringEquals: { 'KMS:viaservice': ['x'] } } },
      ],
      ['with booleans in any case', { Condition: { Bool: { a: 'True' } } }, { Condition: { Bool: { a: 'true' } } }],
      [
        'with an account by its id or its root, as AWS writes the one for the other',
        { Principal: { AWS: ['111122223333', 'arn:aws:iam::444455556666:role/x'] } },
        { Principal: { AWS: ['arn:aws:iam::444455556666:role/x', 'arn:aws:iam::111122223333:root'] } },
      ],
      ['with everybody, in short or spelled out', { Principal: '*' }, { Principal: { AWS: '*' } }],
      [
        'with everybody but an account',
        { NotPrincipal: { AWS: '111122223333' } },
        { NotPrincipal: { AWS: ['arn:aws:iam::111122223333:root'] } },
      ],
    ];
    for (const [how, one, other] of pairs) {
      it(how, () => {
        const statement = (part: Partial<Statement>): Statement => ({ Effect: 'Allow', Resource: '*', ...part });
        assert.equal(sameStatement(statement(one), statement(other)), true);
        assert.equal(sameStatement(statement(other), statement(one)), true);
        assert.equal(sameStatement(statement(one), statement(one)), true);
      });
    }

    it('with a boolean written as text', () => {
      const condition = (value: unknown) =>
        ({ ...STATEMENT, Condition: { Bool: { 'aws:SecureTransport': value } } }) as Statement;
      assert.equal(sameStatement(condition(true), condition('true')), true);
      assert.equal(sameStatement(condition(['true']), condition(true)), true);
    });
  });

  describe('statements mean something else', () => {
    const { Condition: _, ...unconditional } = STATEMENT;
    const different: readonly (readonly [string, Statement])[] = [
      ['when one forbids', { ...STATEMENT, Effect: 'Deny' }],
      ['when one has more actions', { ...STATEMENT, Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey'] }],
      ['when one has fewer actions', { ...STATEMENT, Action: 'kms:Encrypt' }],
      ['when one has no condition', unconditional],
      [
        'when the operator of the condition is another',
        { ...STATEMENT, Condition: { ArnLike: STATEMENT.Condition?.['ArnEquals'] ?? {} } },
      ],
      ['when a resource is written in another case', { ...STATEMENT, Resource: 'arn:aws:kms:eu-west-1:1:key/A' }],
      ['when everybody is a service', { ...STATEMENT, Principal: { Service: '*' } }],
      [
        'when the value of a condition is written in another case',
        {
          ...STATEMENT,
          Condition: JSON.parse(JSON.stringify(STATEMENT.Condition).replace('log-group', 'LOG-GROUP')) as NonNullable<
            Statement['Condition']
          >,
        },
      ],
      ['when they are about others', { ...STATEMENT, Principal: { Service: 'logs.us-east-1.amazonaws.com' } }],
    ];
    for (const [how, other] of different) it(how, () => assert.equal(sameStatement(STATEMENT, other), false));
  });

  it('means the same in any order of its statements, and something else with one more or less', () => {
    const other: Statement = { Effect: 'Allow', Principal: '*', Action: 'kms:Verify', Resource: '*' };
    const policy = (...Statement: readonly Statement[]) => ({ Version: '2012-10-17', Statement });
    const renamed = { ...STATEMENT, Sid: 'x', Action: ['kms:Decrypt', 'kms:Encrypt'] };
    assert.equal(samePolicy(policy(STATEMENT, other), policy(other, renamed)), true);
    assert.equal(samePolicy(policy(STATEMENT, STATEMENT), policy(STATEMENT)), true);
    assert.equal(samePolicy(policy(STATEMENT), policy(STATEMENT, other)), false);
    assert.equal(samePolicy(policy(STATEMENT, other), policy(STATEMENT)), false);
    assert.equal(samePolicy(policy(STATEMENT), policy(other)), false);
    assert.equal(samePolicy(policy(STATEMENT), { ...policy(STATEMENT), Version: '2008-10-17' }), false);
  });

  describe('pattern', () => {
    it('stands for any text with * and for one character with ?', () => {
      for (const [pattern, value] of [
        ['*', ''],
        ['*', 'a:b/c\nd'],
        ['kms:*', 'kms:Encrypt'],
        ['a?c', 'abc'],
        ['a*c*e', 'abcde'],
        ['a.b', 'a.b'],
        ['(a|b)[c]{d}^$\\+', '(a|b)[c]{d}^$\\+'],
      ] as const) {
        assert.equal(covers(pattern, value), true, `${pattern} ${value}`);
      }
      for (const [pattern, value] of [
        ['kms:*', 'akms:Encrypt'],
        ['a?c', 'ac'],
        ['a.b', 'axb'],
        ['abc', 'abcd'],
        ['abc', 'zabc'],
        ['', 'a'],
      ] as const) {
        assert.equal(covers(pattern, value), false, `${pattern} ${value}`);
      }
    });

    it('takes no longer for being made to: anybody writes policies', () => {
      const arn = `arn:aws:logs:eu-west-1:111111111111:log-group:${'a'.repeat(2000)}`;
      assert.equal(covers(`arn:aws:logs:*${'*a'.repeat(6)}${'*b'.repeat(6)}`, arn), false);
      assert.equal(covers(`ARN:*${'*A'.repeat(12)}*`, arn, true), true);
    });

    it('counts case unless it is told not to', () => {
      assert.equal(covers('KMS:enc*', 'kms:Encrypt'), false);
      assert.equal(covers('KMS:enc*', 'kms:Encrypt', true), true);
    });
  });
});
