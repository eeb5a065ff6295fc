import assert from 'node:assert/strict';
import { policyAdmits, type Use } from '../../../src/checks/vpc/endpoint-policy.ts';
import type { Statement } from '../../../src/policies/reading/policy.ts';
import { partitionOf } from '../../../src/aws/regions.ts';
import { ACCOUNT, REGION } from '../../aws.ts';
import { anEndpoint } from './networks.ts';

const PLACE = { account: ACCOUNT, region: REGION, partition: partitionOf(REGION) };
const SSM: Use = { actions: ['ssm:UpdateInstanceInformation'] };
const CHANNELS: Use = { actions: ['ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel'] };
const S3: Use = { actions: ['s3:PutObject'], resource: 'arn:aws:s3:::logs/a/log' };
const ALLOW: Statement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
const DENY: Statement = { ...ALLOW, Effect: 'Deny' };

const admits = (use: Use, policy: string | undefined) =>
  policyAdmits(anEndpoint('ssm', policy === undefined ? {} : { policy }), use, PLACE);

describe('policy of an endpoint', () => {
  it('is the one for everything where there is none, and is not judged where it cannot be read', () => {
    assert.equal(admits(SSM, undefined), 'yes');
    assert.equal(admits(SSM, 'no policy'), 'unknown');
  });

  it('for an organization is settled by that of the node, where it is known', () => {
    const perimeter = { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } };
    const endpoint = anEndpoint('ssm', {
      policy: JSON.stringify({ Statement: [ALLOW, { ...DENY, Condition: perimeter }] }),
    });
    for (const [id, expected] of [
      ['o-1', 'yes'],
      ['o-2', 'no'],
    ] as const) {
      assert.equal(policyAdmits(endpoint, SSM, PLACE, { organization: { 'aws:principalorgid': [id] } }), expected);
    }
    assert.equal(policyAdmits(endpoint, SSM, PLACE, { organization: {} }), 'unknown');
  });

  const cases: readonly (readonly [string, Use, readonly Statement[], ReturnType<typeof admits>])[] = [
    ['everything', SSM, [ALLOW], 'yes'],
    ['everything of the service, in any case', SSM, [{ ...ALLOW, Action: 'SSM:*' }], 'yes'],
    ['all that is needed', CHANNELS, [{ ...ALLOW, Action: CHANNELS.actions }], 'yes'],
    ['a part of what is needed', CHANNELS, [{ ...ALLOW, Action: 'ssmmessages:OpenDataChannel' }], 'no'],
    ['something else', SSM, [{ ...ALLOW, Action: 'ssm:GetParameter' }], 'no'],
    [
      'all but something else',
      SSM,
      [{ Effect: 'Allow', Principal: '*', NotAction: 'ssm:GetParameter', Resource: '*' }],
      'yes',
    ],
    ['nothing', SSM, [DENY], 'no'],
    ['everything but this', SSM, [ALLOW, { ...DENY, Action: 'ssm:Update*' }], 'no'],
    ['everything but something else', SSM, [ALLOW, { ...DENY, Action: 'ssm:SendCommand' }], 'yes'],
    // To whom.
    ['everything to everybody, in a list', SSM, [{ ...ALLOW, Principal: { AWS: ['*'] } }], 'yes'],
    ['everything to the account', SSM, [{ ...ALLOW, Principal: { AWS: ACCOUNT } }], 'yes'],
    [
      'everything to the root of the account',
      SSM,
      [{ ...ALLOW, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }],
      'yes',
    ],
    ['everything to a role', SSM, [{ ...ALLOW, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/web` } }], 'unknown'],
    ['everything to another account', SSM, [{ ...ALLOW, Principal: { AWS: '444455556666' } }], 'no'],
    [
      'everything to a role of another account whose name has the number of this one',
      SSM,
      [{ ...ALLOW, Principal: { AWS: `arn:aws:iam::444455556666:role/for-${ACCOUNT}` } }],
      'no',
    ],
    [
      'everything, but to a role of another account',
      SSM,
      [ALLOW, { ...DENY, Principal: { AWS: 'arn:aws:iam::444455556666:role/x' } }],
      'yes',
    ],
    [
      'everything to all but some',
      SSM,
      [{ Effect: 'Allow', NotPrincipal: { AWS: 'x' }, Action: '*', Resource: '*' }],
      'unknown',
    ],
    // Under which conditions.
    ['everything in this VPC', SSM, [{ ...ALLOW, Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }], 'yes'],
    ['everything in another VPC', SSM, [{ ...ALLOW, Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-2' } } }], 'no'],
    [
      'everything to the account, by a condition',
      SSM,
      [{ ...ALLOW, Condition: { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } } }],
      'yes',
    ],
    [
      'everything in this region',
      SSM,
      [{ ...ALLOW, Condition: { StringEquals: { 'aws:RequestedRegion': REGION } } }],
      'yes',
    ],
    [
      'everything by this endpoint',
      SSM,
      [ALLOW, { ...DENY, Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-ssm' } } }],
      'yes',
    ],
    ['everything encrypted', SSM, [ALLOW, { ...DENY, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }], 'yes'],
    [
      'everything to an organization',
      SSM,
      [{ ...ALLOW, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
      'unknown',
    ],
    [
      'everything but outside an organization',
      SSM,
      [ALLOW, { ...DENY, Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
      'unknown',
    ],
    // Under conditions that only a request can tell.
    ...(
      [
        ['StringEquals', 'ssm:SourceInstanceARN', `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`],
        ['IpAddress', 'aws:VpcSourceIp', '10.0.0.0/16'],
        ['NotIpAddress', 'aws:VpcSourceIp', '10.0.0.0/16'],
        ['StringNotEqualsIfExists', 'aws:PrincipalTag/team', 'web'],
        ['Null', 'aws:PrincipalTag/team', 'true'],
        ['ForAllValues:StringEquals', 'aws:PrincipalOrgPaths', 'o-1/r-1/'],
        ['ForAnyValue:StringNotLike', 'aws:PrincipalOrgPaths', 'o-1/*'],
      ] as const
    ).flatMap(([operator, key, value]) => {
      const Condition = { [operator]: { [key]: value } };
      return [
        [`everything under ${operator} ${key}`, SSM, [{ ...ALLOW, Condition }], 'unknown'],
        [`everything but under ${operator} ${key}`, SSM, [ALLOW, { ...DENY, Condition }], 'unknown'],
      ] as const;
    }),
    // On what.
    ['it on some things', SSM, [{ ...ALLOW, Resource: 'arn:aws:ec2:*:*:instance/*' }], 'unknown'],
    ['it on the bucket', S3, [{ ...ALLOW, Resource: ['arn:aws:s3:::logs', 'arn:aws:s3:::logs/*'] }], 'yes'],
    ['it on a folder of the bucket', S3, [{ ...ALLOW, Resource: 'arn:aws:s3:::logs/b/*' }], 'no'],
    ['it on other buckets', S3, [{ ...ALLOW, Resource: 'arn:aws:s3:::amazon-ssm-eu-west-1/*' }], 'no'],
    [
      'it on all but the bucket',
      S3,
      [{ Effect: 'Allow', Principal: '*', Action: 's3:*', NotResource: 'arn:aws:s3:::logs/*' }],
      'no',
    ],
    [
      'it on all but other buckets',
      S3,
      [{ Effect: 'Allow', Principal: '*', Action: 's3:*', NotResource: 'arn:aws:s3:::x/*' }],
      'yes',
    ],
    [
      'it on what a variable says',
      S3,
      [{ ...ALLOW, Resource: 'arn:aws:s3:::${aws:PrincipalTag/bucket}/*' }],
      'unknown',
    ],
  ];
  for (const [what, use, statements, expected] of cases) {
    it(`that allows ${what}: ${expected}`, () => {
      assert.equal(admits(use, JSON.stringify({ Statement: statements })), expected);
    });
  }
});
