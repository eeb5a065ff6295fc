import assert from 'node:assert/strict';
import type { Statement } from '../../../src/policies/reading/policy.ts';
import { isForPeople, serviceName, type TrustedService, trusts } from '../../../src/policies/reading/trust-policy.ts';
import type { Answer } from '../../../src/policies/reading/statement-match.ts';
import { ACCOUNT, testTarget } from '../../aws.ts';

const lets = (names: string | readonly string[], more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Principal: { Service: names },
  Action: 'sts:AssumeRole',
  ...more,
});
const under = (operator: string, key: string, wanted: string): Partial<Statement> => ({
  Condition: { [operator]: { [key]: wanted } },
});

const EC2 = 'ec2.amazonaws.com';
const SSM = 'ssm.amazonaws.com';
const OTHER = '999999999999';
const arn = (rest: string): string => `arn:aws:ssm:${rest}`;

describe('a trust policy', () => {
  for (const [what, service, region, expected, ...statements] of [
    ['names the service', 'ec2', 'us-east-1', 'yes', lets(EC2)],
    ['names it among others', 'ssm', 'us-east-1', 'yes', lets([EC2, SSM])],
    ['names everybody', 'ec2', 'us-east-1', 'yes', lets([], { Principal: '*' })],
    ['allows every action of STS', 'ec2', 'us-east-1', 'yes', lets(EC2, { Action: ['sts:*'] })],
    ['names another service', 'ec2', 'us-east-1', 'no', lets('lambda.amazonaws.com')],
    ['names EC2 where Systems Manager hands it out', 'ssm', 'us-east-1', 'no', lets(EC2)],
    ['names an account', 'ec2', 'us-east-1', 'no', lets([], { Principal: { AWS: ACCOUNT } })],
    ['allows tags only', 'ec2', 'us-east-1', 'no', lets(EC2, { Action: 'sts:TagSession' })],
    ['allows all but that', 'ec2', 'us-east-1', 'no', lets(EC2, { Action: [], NotAction: 'sts:AssumeRole' })],
    ['names who is left out', 'ec2', 'us-east-1', 'unknown', lets([], { NotPrincipal: { AWS: '*' } })],
    ['names EC2 as China does', 'ec2', 'cn-north-1', 'yes', lets('ec2.amazonaws.com.cn')],
    ['names EC2 as China does', 'ec2', 'us-east-1', 'no', lets('ec2.amazonaws.com.cn')],
    ['names EC2 as all others do', 'ec2', 'cn-north-1', 'unknown', lets(EC2)],
    ['names Systems Manager as all do', 'ssm', 'cn-north-1', 'yes', lets(SSM)],
    ['denies it', 'ec2', 'us-east-1', 'no', lets(EC2), lets(EC2, { Effect: 'Deny' })],
    ['denies it to another', 'ec2', 'us-east-1', 'yes', lets(EC2), lets(SSM, { Effect: 'Deny' })],
    [
      'may deny it',
      'ec2',
      'us-east-1',
      'unknown',
      lets(EC2),
      lets([], { Effect: 'Deny', Principal: '*', ...under('StringNotEquals', 'aws:PrincipalOrgID', 'o-1') }),
    ],
    ['wants its account', 'ssm', 'us-east-1', 'yes', lets(SSM, under('StringEquals', 'aws:SourceAccount', ACCOUNT))],
    ['wants another account', 'ssm', 'us-east-1', 'no', lets(SSM, under('StringEquals', 'aws:SourceAccount', OTHER))],
    [
      'wants its account',
      'ec2',
      'us-east-1',
      'unknown',
      lets(EC2, under('StringEquals', 'aws:SourceAccount', ACCOUNT)),
    ],
    ['wants another account', 'ec2', 'us-east-1', 'no', lets(EC2, under('StringEquals', 'aws:SourceAccount', OTHER))],
    [
      'wants its nodes',
      'ssm',
      'us-east-1',
      'yes',
      lets(SSM, under('ArnEquals', 'aws:SourceArn', arn(`us-east-1:${ACCOUNT}:*`))),
    ],
    [
      'wants nodes of any region',
      'ssm',
      'us-east-1',
      'yes',
      lets(SSM, under('ArnLike', 'aws:SourceArn', arn(`*:${ACCOUNT}:*`))),
    ],
    [
      'wants nodes of another region',
      'ssm',
      'us-east-1',
      'no',
      lets(SSM, under('ArnEquals', 'aws:SourceArn', arn(`eu-west-1:${ACCOUNT}:*`))),
    ],
    [
      'wants one node',
      'ssm',
      'us-east-1',
      'unknown',
      lets(SSM, under('ArnEquals', 'aws:SourceArn', arn(`us-east-1:${ACCOUNT}:managed-instance/mi-1`))),
    ],
    ['wants an external id', 'ec2', 'us-east-1', 'no', lets(EC2, under('StringEquals', 'sts:ExternalId', 'x'))],
    ['wants MFA', 'ec2', 'us-east-1', 'no', lets(EC2, under('Bool', 'aws:MultiFactorAuthPresent', 'true'))],
    ['wants a time', 'ec2', 'us-east-1', 'unknown', lets(EC2, under('DateGreaterThan', 'aws:CurrentTime', '2026'))],
  ] as const satisfies readonly (readonly [string, TrustedService, string, Answer, ...Statement[]])[]) {
    it(`that ${what}, in ${region}, lets ${service} in: ${expected}`, () => {
      assert.equal(trusts({ Statement: statements }, service, testTarget(region)).answer, expected);
    });
  }

  it('that is not known says nothing', () =>
    assert.deepEqual(trusts(undefined, 'ec2', testTarget()), { answer: 'unknown' }));

  it('gives the statement that denies it', () => {
    const denial = lets([], { Effect: 'Deny', Principal: { AWS: '*' } });
    assert.deepEqual(trusts({ Statement: [lets(EC2), denial] }, 'ec2', testTarget()), { answer: 'no', denial });
  });

  it('names services by the suffix of the partition where AWS does', () =>
    assert.deepEqual(
      (['ec2', 'ssm'] as const).map((service) => serviceName(service, testTarget('cn-north-1'))),
      ['ec2.amazonaws.com.cn', SSM],
    ));
});

describe('a trust policy is for people', () => {
  for (const [who, expected, statement] of [
    ['services', false, lets(EC2)],
    ['an account', true, lets(EC2, { Principal: { Service: EC2, AWS: `arn:aws:iam::${OTHER}:root` } })],
    ['those who sign in elsewhere', true, lets([], { Principal: { Federated: 'cognito-identity.amazonaws.com' } })],
    ['everybody', true, lets([], { Principal: '*' })],
    ['others, by a Deny', false, lets([], { Effect: 'Deny', Principal: { AWS: '*' } })],
  ] as const) {
    it(`${expected ? 'if' : 'but not if'} it names ${who}`, () =>
      assert.equal(isForPeople({ Statement: [statement] }), expected));
  }
});
