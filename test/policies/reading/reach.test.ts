import assert from 'node:assert/strict';
import type { Context } from '../../../src/policies/reading/condition-match.ts';
import type { Statement } from '../../../src/policies/reading/policy.ts';
import { type Reach, reachOf } from '../../../src/policies/reading/reach.ts';

const REQUEST = {
  action: 'ssm:UpdateInstanceInformation',
  resource: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1',
};
const VPC = 'aws:SourceVpc';
const known: Context = (key) => (key === 'aws:requestedregion' ? ['eu-west-1'] : 'unknown');
const allow = (more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action: 'ssm:*',
  Resource: '*',
  ...more,
});
const under = (operator: string, key: string, value: string, more: Partial<Statement> = {}): Statement =>
  allow({ Condition: { [operator]: { [key]: value } }, ...more });
const reach = (...Statement: readonly Statement[]): Reach =>
  reachOf([{ Statement }], 'Allow', REQUEST, known, [VPC, 'aws:username']);

const NOTHING: Reach = { surely: false, perhaps: false, keys: [] };
const SURE: Reach = { surely: true, perhaps: true, keys: [] };
const OPEN: Reach = { surely: false, perhaps: false, keys: [VPC] };

describe('the reach of statements', () => {
  for (const [what, expected, ...statements] of [
    ['no statement', NOTHING],
    ['one of the other effect', NOTHING, allow({ Effect: 'Deny' })],
    ['one about other actions', NOTHING, under('StringEquals', VPC, 'vpc-1', { Action: 'kms:*' })],
    ['one about other things', NOTHING, under('StringEquals', VPC, 'vpc-1', { Resource: 'arn:aws:s3:::logs/*' })],
    [
      'one that leaves the thing out',
      NOTHING,
      { ...under('StringEquals', VPC, 'vpc-1'), NotResource: 'arn:aws:ec2:*' },
    ],
    ['one without condition', SURE, allow()],
    ['one whose condition is met', SURE, under('StringEquals', 'aws:RequestedRegion', 'eu-west-1')],
    ['one whose condition is not met', NOTHING, under('StringEquals', 'aws:RequestedRegion', 'us-east-1')],
    ['one by a missing key', OPEN, under('StringEquals', VPC, 'vpc-1')],
    ['one by a missing key in other letters', OPEN, under('StringEquals', 'AWS:sourcevpc', 'vpc-1')],
    ['one by the lack of it', OPEN, under('Null', VPC, 'true')],
    ['one by a negated operator', OPEN, under('StringNotEquals', VPC, 'vpc-1')],
    ['one by a negated address', OPEN, under('NotIpAddress', VPC, '10.0.0.0/8')],
    ['one by it, if it exists', OPEN, under('StringEqualsIfExists', VPC, 'vpc-1')],
    ['one by all of its values', OPEN, under('ForAllValues:StringEquals', VPC, 'vpc-1')],
    ['one by any of its values', OPEN, under('ForAnyValue:StringEquals', VPC, 'vpc-1')],
    [
      'one by it, whose other condition is not met',
      NOTHING,
      allow({ Condition: { StringEquals: { [VPC]: 'vpc-1', 'aws:RequestedRegion': 'us-east-1' } } }),
    ],
    [
      'one by a variable',
      { ...OPEN, keys: ['aws:username'] },
      allow({ Resource: 'arn:aws:ec2:*:*:instance/${aws:username}*' }),
    ],
    ['one by a variable elsewhere', NOTHING, allow({ Resource: 'arn:aws:s3:::${aws:username}/*' })],
    ['one by a key that IAM knows', { ...NOTHING, perhaps: true }, under('StringEquals', 'aws:PrincipalOrgID', 'o-1')],
    ['two', { ...SURE, keys: [VPC] }, allow(), under('StringEquals', VPC, 'vpc-1')],
  ] as const satisfies readonly (readonly [string, Reach, ...Statement[]])[]) {
    it(`of ${what} is ${JSON.stringify(expected)}`, () => assert.deepEqual(reach(...statements), expected));
  }
});
