import assert from 'node:assert/strict';
import { logsStatement } from '../../../src/policies/documents/key-policy.ts';
import { logGroupArn } from '../../../src/names/log-group.ts';
import {
  admitsLogs,
  admittedLogGroups,
  letsIamDecide,
  logsPrincipal,
} from '../../../src/policies/reading/key-policy.ts';
import type { Statement } from '../../../src/policies/reading/policy.ts';
import { ACTIONS, ALLOW, CONTEXT, GROUP, GROUP_ARN, HERE, placeIn, policy, ROOT } from '../key-policies.ts';

const { Condition: _condition, ...ALLOW_ALL } = ALLOW;
const { Principal: _principal, ...ANYBODY } = ALLOW_ALL;
const { Action: _action, ...ANYTHING } = ALLOW_ALL;
const when = (Condition: NonNullable<Statement['Condition']>): Statement => ({ ...ALLOW_ALL, Condition });

type Case = readonly [what: string, verdict: 'yes' | 'no' | 'unknown', ...statements: readonly Statement[]];

// Worked out from https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html (an explicit
// Deny wins, the rest must be allowed), reference_policies_elements_condition_operators.html and, for principals,
// reference_policies_elements_principal.html.
const CASES: readonly Case[] = [
  ['our own statement', 'yes', ROOT, logsStatement(HERE, GROUP)],
  ['the statement of the AWS documentation for one log group', 'yes', ALLOW],
  [
    'the statement of the AWS documentation for all log groups',
    'yes',
    when({ ArnLike: { [CONTEXT]: 'arn:aws:logs:eu-west-1:111122223333:*' } }),
  ],
  ['no statement at all', 'no'],
  ['only the account itself', 'no', ROOT],

  ['no condition', 'yes', ALLOW_ALL],
  ['ArnLike with the GROUP_ARN itself', 'yes', when({ ArnLike: { [CONTEXT]: GROUP_ARN } })],
  [
    'ArnLike with wildcards in a component',
    'yes',
    when({ ArnLike: { [CONTEXT]: 'arn:aws:logs:eu-west-?:*:log-group:sess*' } }),
  ],
  [
    'ArnEquals with wildcards, which is the same as ArnLike',
    'yes',
    when({ ArnEquals: { [CONTEXT]: 'arn:aws:logs:*:111122223333:log-group:*' } }),
  ],
  [
    'ArnLike with a wildcard that would have to reach over colons',
    'no',
    when({ ArnLike: { [CONTEXT]: 'arn:aws:logs:*:log-group:sessions' } }),
  ],
  ['StringEquals with the GROUP_ARN', 'yes', when({ StringEquals: { [CONTEXT]: GROUP_ARN } })],
  ['ArnLike with a pattern that is no GROUP_ARN', 'unknown', when({ ArnLike: { [CONTEXT]: '*' } })],
  [
    'StringEquals with wildcards, which it takes literally',
    'no',
    when({ StringEquals: { [CONTEXT]: 'arn:aws:logs:eu-west-1:111122223333:*' } }),
  ],
  ['StringLike with wildcards', 'yes', when({ StringLike: { [CONTEXT]: 'arn:aws:logs:*:log-group:sessions' } })],
  ['a list of ARNs with ours in it', 'yes', when({ ArnEquals: { [CONTEXT]: [`${GROUP_ARN}-2`, GROUP_ARN] } })],
  ['a list of ARNs without ours', 'no', when({ ArnEquals: { [CONTEXT]: [`${GROUP_ARN}-2`, `${GROUP_ARN}-3`] } })],
  ['another log group', 'no', when({ ArnEquals: { [CONTEXT]: `${GROUP_ARN}-2` } })],
  [
    'a log group by its prefix',
    'no',
    when({ ArnEquals: { [CONTEXT]: 'arn:aws:logs:eu-west-1:111122223333:log-group:sess' } }),
  ],
  ['the streams of the log group', 'no', when({ ArnEquals: { [CONTEXT]: `${GROUP_ARN}:*` } })],
  [
    'the log group of another account',
    'no',
    when({ ArnEquals: { [CONTEXT]: GROUP_ARN.replace('111122223333', '444455556666') } }),
  ],
  [
    'the log group of another region',
    'no',
    when({ ArnEquals: { [CONTEXT]: GROUP_ARN.replace('eu-west-1', 'us-east-1') } }),
  ],
  ['a condition key in another case', 'yes', when({ ArnEquals: { [CONTEXT.toLowerCase()]: GROUP_ARN } })],
  ['a condition of any value', 'yes', when({ 'ForAnyValue:ArnLike': { [CONTEXT]: GROUP_ARN } })],

  [
    'a condition that only a request can answer',
    'unknown',
    when({ StringEquals: { 'aws:SourceAccount': '111122223333' } }),
  ],
  ['all but another log group', 'yes', when({ ArnNotEquals: { [CONTEXT]: `${GROUP_ARN}-2` } })],
  ['all but this log group', 'no', when({ StringNotEquals: { [CONTEXT]: GROUP_ARN } })],
  ['any log group', 'yes', when({ Null: { [CONTEXT]: 'false' } })],
  ['an operator with IfExists', 'yes', when({ ArnEqualsIfExists: { [CONTEXT]: GROUP_ARN } })],
  [
    'our condition beside one that we do not read',
    'unknown',
    when({ ArnEquals: { [CONTEXT]: GROUP_ARN }, StringEquals: { 'aws:SourceAccount': '111122223333' } }),
  ],
  [
    'a condition that does not fit beside one that we do not read',
    'no',
    when({ StringEquals: { 'aws:SourceAccount': '111122223333' }, ArnEquals: { [CONTEXT]: `${GROUP_ARN}-2` } }),
  ],
  [
    'a statement that we do not read beside one that fits',
    'yes',
    when({ StringEquals: { 'aws:SourceAccount': '1' } }),
    ALLOW,
  ],
  [
    'a statement that fits beside one that does not',
    'yes',
    when({ ArnEquals: { [CONTEXT]: `${GROUP_ARN}-2` } }),
    ALLOW,
  ],

  ['the service in another region', 'no', { ...ALLOW, Principal: { Service: 'logs.us-east-1.amazonaws.com' } }],
  ['another service', 'no', { ...ALLOW, Principal: { Service: 's3.amazonaws.com' } }],
  [
    'a list of services with ours in it',
    'yes',
    { ...ALLOW, Principal: { Service: ['s3.amazonaws.com', 'logs.eu-west-1.amazonaws.com'] } },
  ],
  ['everybody', 'yes', { ...ALLOW, Principal: '*' }],
  ['everybody, spelled out', 'yes', { ...ALLOW, Principal: { AWS: '*' } }],
  ['an account by the name of the service', 'no', { ...ALLOW, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }],
  ['nobody', 'no', { ...ANYBODY }],

  ['all actions of the service', 'yes', { ...ALLOW, Action: 'kms:*' }],
  ['all actions', 'yes', { ...ALLOW, Action: '*' }],
  [
    'actions in another case',
    'yes',
    { ...ALLOW, Action: ['KMS:encrypt', 'kms:DECRYPT', 'kms:reencrypt*', 'kms:generatedatakey*', 'kms:describe*'] },
  ],
  [
    'actions split over several statements',
    'yes',
    { ...ALLOW, Action: ['kms:Encrypt', 'kms:Decrypt'] },
    { ...ALLOW, Action: ['kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'] },
  ],
  [
    'actions split over statements of which one does not fit',
    'no',
    { ...ALLOW, Action: ['kms:Encrypt', 'kms:Decrypt'] },
    {
      ...ALLOW,
      Action: ['kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      Condition: { ArnEquals: { [CONTEXT]: `${GROUP_ARN}-2` } },
    },
  ],
  [
    'actions split over statements of which one is not readable',
    'unknown',
    { ...ALLOW, Action: ['kms:Encrypt', 'kms:Decrypt'] },
    {
      ...ALLOW,
      Action: ['kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      Condition: { Bool: { 'aws:SecureTransport': 'true' } },
    },
  ],
  ['encryption without decryption', 'no', { ...ALLOW, Action: ACTIONS.filter((action) => action !== 'kms:Decrypt') }],
  ['no actions', 'no', { ...ANYTHING }],
  [
    'DescribeKey by its name: there is no other Describe on a key',
    'yes',
    { ...ALLOW, Action: [...ACTIONS.slice(0, 4), 'kms:DescribeKey'] },
  ],
  [
    'both halves of ReEncrypt by their names',
    'yes',
    {
      ...ALLOW,
      Action: [
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
        'kms:GenerateDataKey*',
        'kms:Describe*',
      ],
    },
  ],
  [
    'everything but what is named, which leaves the wanted actions',
    'yes',
    { ...ANYTHING, NotAction: ['kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy'] },
  ],
  ['everything but what is named, which takes a wanted action', 'no', { ...ANYTHING, NotAction: 'kms:Decrypt' }],
  ['everything but what is named, by a pattern in another case', 'no', { ...ANYTHING, NotAction: 'KMS:DE*' }],

  ['a Deny of everything for the service', 'no', ALLOW, { ...ALLOW_ALL, Effect: 'Deny', Action: 'kms:*' }],
  [
    'a Deny of everything for everybody',
    'no',
    ALLOW,
    { ...ALLOW_ALL, Effect: 'Deny', Principal: '*', Action: 'kms:*' },
  ],
  ['a Deny of one wanted action', 'no', ALLOW, { ...ALLOW_ALL, Effect: 'Deny', Action: 'kms:Decrypt' }],
  [
    'a Deny of one kind of a wanted action',
    'no',
    ALLOW,
    { ...ALLOW_ALL, Effect: 'Deny', Action: ['kms:GenerateDataKey', 'kms:DescribeKey'] },
  ],
  [
    'a Deny of actions that are not wanted',
    'yes',
    ALLOW,
    { ...ALLOW_ALL, Effect: 'Deny', Action: ['kms:Sign', 'kms:ScheduleKeyDeletion'] },
  ],
  ['a Deny of everything but some actions', 'no', ALLOW, { ...ANYTHING, Effect: 'Deny', NotAction: 'kms:Encrypt' }],
  ['a Deny of everything but the wanted actions', 'yes', ALLOW, { ...ANYTHING, Effect: 'Deny', NotAction: ACTIONS }],
  [
    'a Deny for another log group',
    'yes',
    ALLOW,
    { ...ALLOW, Effect: 'Deny', Condition: { ArnEquals: { [CONTEXT]: `${GROUP_ARN}-2` } } },
  ],
  [
    'a Deny of log groups of another name',
    'no',
    ALLOW,
    { ...ALLOW_ALL, Effect: 'Deny', Condition: { ArnNotLike: { [CONTEXT]: 'arn:aws:logs:*:*:log-group:prod-*' } } },
  ],
  [
    'a Deny of all log groups but those of this name',
    'yes',
    ALLOW,
    { ...ALLOW_ALL, Effect: 'Deny', Condition: { StringNotLike: { [CONTEXT]: '*:log-group:sess*' } } },
  ],
  [
    'a Deny of this log group',
    'no',
    ALLOW,
    { ...ALLOW_ALL, Effect: 'Deny', Condition: { StringEqualsIfExists: { [CONTEXT]: GROUP_ARN } } },
  ],
  ['a Deny for somebody else', 'yes', ALLOW, { ...ROOT, Effect: 'Deny' }],
  [
    'a Deny under a condition that we do not read',
    'unknown',
    ALLOW,
    { ...ALLOW_ALL, Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
  ],
  [
    'a Deny under a condition that we do not read, where nothing is allowed anyway',
    'no',
    { ...ALLOW_ALL, Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
  ],
  [
    'a Deny for everybody but somebody',
    'unknown',
    ALLOW,
    { ...ANYBODY, Effect: 'Deny', NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*' },
  ],
  [
    'a permission for everybody but somebody',
    'unknown',
    { ...ANYBODY, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:user/ann' } },
  ],
];

describe('reading a key policy', () => {
  describe('for CloudWatch Logs', () => {
    for (const [what, verdict, ...statements] of CASES) {
      const verb = { yes: 'admits', no: 'refuses', unknown: 'says that it does not know about' }[verdict];
      it(`${verb} ${what}`, () => assert.equal(admitsLogs(policy(...statements), HERE, GROUP), verdict));
    }

    it('is unknown where it may not be read', () => assert.equal(admitsLogs(undefined, HERE, GROUP), 'unknown'));

    it('does not admit by a statement about another key', () => {
      const elsewhere = { ...ALLOW, Resource: 'arn:aws:kms:eu-west-1:444455556666:key/other' };
      assert.notEqual(admitsLogs(policy(elsewhere), HERE, GROUP), 'yes');
    });

    it('names the service as its partition does', () => {
      const names = [
        ['us-east-1', 'logs.us-east-1.amazonaws.com', 'arn:aws:logs:us-east-1:111122223333:log-group:sessions'],
        [
          'cn-north-1',
          'logs.cn-north-1.amazonaws.com.cn',
          'arn:aws-cn:logs:cn-north-1:111122223333:log-group:sessions',
        ],
        [
          'us-gov-west-1',
          'logs.us-gov-west-1.amazonaws.com',
          'arn:aws-us-gov:logs:us-gov-west-1:111122223333:log-group:sessions',
        ],
      ] as const;
      for (const [region, service, arn] of names) {
        assert.equal(logsPrincipal(placeIn(region)), service);
        assert.equal(logGroupArn(placeIn(region), GROUP), arn);
        const statement = { ...ALLOW, Principal: { Service: service }, Condition: { ArnEquals: { [CONTEXT]: arn } } };
        assert.equal(admitsLogs(policy(statement), placeIn(region), GROUP), 'yes');
        assert.equal(admitsLogs(policy(logsStatement(placeIn(region), GROUP)), placeIn(region), GROUP), 'yes');
      }
    });

    it('does not refuse the name of the service without a region, which no page of AWS settles', () => {
      for (const [region, service] of [
        ['eu-west-1', 'logs.amazonaws.com'],
        ['cn-north-1', 'logs.amazonaws.com'],
        ['cn-north-1', 'logs.amazonaws.com.cn'],
      ] as const) {
        const statement = { ...ALLOW_ALL, Principal: { Service: service } };
        assert.equal(admitsLogs(policy(statement), placeIn(region), GROUP), 'unknown', service);
        assert.equal(admittedLogGroups(policy(statement), placeIn(region)), 'any', service);
      }
      for (const service of ['logs.us-east-1.amazonaws.com', 'delivery.logs.amazonaws.com', 'logs.amazonaws.com.cn']) {
        assert.equal(admitsLogs(policy({ ...ALLOW_ALL, Principal: { Service: service } }), HERE, GROUP), 'no', service);
      }
    });

    it('does not refuse the short name of the service in China, which no page of AWS settles', () => {
      const arn = logGroupArn(placeIn('cn-north-1'), GROUP);
      const statement = {
        ...ALLOW,
        Principal: { Service: 'logs.cn-north-1.amazonaws.com' },
        Condition: { ArnEquals: { [CONTEXT]: arn } },
      };
      assert.notEqual(admitsLogs(policy(statement), placeIn('cn-north-1'), GROUP), 'no');
    });
  });

  describe('lets IAM decide', () => {
    const forms: readonly (readonly [string, Statement])[] = [
      ['by the GROUP_ARN of the account', ROOT],
      ['by the number of the account', { ...ROOT, Principal: { AWS: '111122223333' } }],
      [
        'among others',
        { ...ROOT, Principal: { AWS: ['arn:aws:iam::444455556666:root', 'arn:aws:iam::111122223333:root'] } },
      ],
      ['by everybody', { ...ROOT, Principal: '*' }],
      ['by everybody, spelled out', { ...ROOT, Principal: { AWS: '*' } }],
      ['with all actions', { ...ROOT, Action: '*' }],
      ['with all actions among others, in any case', { ...ROOT, Action: ['kms:Encrypt', 'KMS:*'] }],
    ];
    for (const [how, statement] of forms) {
      it(how, () => assert.equal(letsIamDecide(policy(ALLOW, statement), HERE), true));
    }
  });

  describe('does not let IAM decide', () => {
    const forms: readonly (readonly [string, Statement])[] = [
      ['by another account', { ...ROOT, Principal: { AWS: 'arn:aws:iam::444455556666:root' } }],
      ['by the account in another partition', { ...ROOT, Principal: { AWS: 'arn:aws-cn:iam::111122223333:root' } }],
      ['by one role', { ...ROOT, Principal: { AWS: 'arn:aws:iam::111122223333:role/admin' } }],
      ['with some actions', { ...ROOT, Action: ['kms:Encrypt', 'kms:Decrypt'] }],
      ['under a condition', { ...ROOT, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }],
      ['by a Deny', { ...ROOT, Effect: 'Deny' }],
      ['by a service', { ...ROOT, Principal: { Service: 'logs.eu-west-1.amazonaws.com' } }],
    ];
    for (const [how, statement] of forms) {
      it(how, () => assert.equal(letsIamDecide(policy(ALLOW, statement), HERE), false));
    }

    it('where it may not be read', () => assert.equal(letsIamDecide(undefined, HERE), false));
  });

  describe('tells the log groups that it was opened for', () => {
    const other = (name: string): Statement => logsStatement(HERE, name);

    it('by name', () => {
      const found = admittedLogGroups(
        policy(
          ROOT,
          other(GROUP),
          other('/aws/lambda/x'),
          when({ StringEquals: { [CONTEXT]: [`${GROUP_ARN}-2`, `${GROUP_ARN}-3`] } }),
          when({ ArnEquals: { [CONTEXT]: 'arn:aws:logs:eu-west-1:444455556666:log-group:foreign' } }),
          { ...other('denied'), Effect: 'Deny' },
          { ...other('elsewhere'), Principal: { Service: 'logs.us-east-1.amazonaws.com' } },
        ),
        HERE,
      );
      assert.deepEqual(found, [GROUP, '/aws/lambda/x', 'sessions-2', 'sessions-3']);
    });

    it('by name, in whatever case the condition key is written', () => {
      const lowerCase = when({ StringEquals: { [CONTEXT.toLowerCase()]: GROUP_ARN } });
      assert.deepEqual(admittedLogGroups(policy(ROOT, lowerCase), HERE), [GROUP]);
    });

    it('or that it may be any', () => {
      const pattern = when({ ArnLike: { [CONTEXT]: 'arn:aws:logs:eu-west-1:111122223333:log-group:a*' } });
      assert.equal(admittedLogGroups(policy(ROOT, other(GROUP), pattern), HERE), 'any');
      const { Condition: _, ...unconditional } = other(GROUP);
      assert.equal(admittedLogGroups(policy(ROOT, unconditional), HERE), 'any');
      assert.equal(admittedLogGroups(undefined, HERE), 'any');
    });
  });
});
