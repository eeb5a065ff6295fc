import assert from 'node:assert/strict';
import { partitionOf } from '../../../src/aws/regions.ts';
import {
  allowsWithoutDocumentCheck,
  documentsNamed,
  endsOthersSessions,
  grantsOf,
  isAdministrator,
  isForSessions,
  keyRegionsGranted,
  startsDocuments,
  namesRegions,
  usesKeys,
} from '../../../src/policies/reading/identity-policy.ts';
import type { Policy, Statement } from '../../../src/policies/reading/policy.ts';
import type { Place } from '../../../src/aws/place.ts';

const HERE: Place = { account: '111122223333', region: 'eu-west-1', partition: partitionOf('eu-west-1') };
const key = (region: string, account = '111122223333'): string => `arn:aws:kms:${region}:${account}:key/1234abcd`;
const policy = (...Statement: readonly Statement[]): readonly Policy[] => [{ Version: '2012-10-17', Statement }];
const ADMIN: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
const ADMIN_BUT: Statement = { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' };

describe('an identity policy', () => {
  it('grants what its statements name, or do not leave out', () => {
    const named: Statement = { Effect: 'Allow', Action: ['KMS:dec*'], Resource: 'x' };
    const other: Statement = { Effect: 'Allow', Action: 'kms:Encrypt', Resource: '*' };
    const denied: Statement = { Effect: 'Deny', Action: 'kms:*', Resource: '*' };
    const found = grantsOf([...policy(named, other), ...policy(denied, ADMIN_BUT)], 'kms:Decrypt');
    assert.deepEqual(found, [named, ADMIN_BUT]);
    assert.deepEqual(grantsOf(policy(ADMIN_BUT), 'iam:GetRole'), []);
  });

  it('is about the use of keys where that is not only by way of a service', () => {
    const byLogs = { StringEquals: { 'KMS:ViaService': 'logs.eu-west-1.amazonaws.com' } };
    const decrypt: Statement = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: key('eu-west-1') };
    assert.equal(usesKeys(policy({ ...decrypt, Condition: byLogs }, decrypt), 'kms:Decrypt'), true);
    assert.equal(usesKeys(policy({ ...decrypt, Condition: byLogs }), 'kms:Decrypt'), false);
    assert.equal(usesKeys(policy(decrypt), 'kms:GenerateDataKey'), false);
  });

  describe('about sessions', () => {
    const HOME = { ...HERE, account: '111122223333' };
    const start = (...Resource: readonly string[]): Statement => ({
      Effect: 'Allow',
      Action: 'ssm:StartSession',
      Resource,
    });

    it('names documents, by those of this region, each group by one', () => {
      const named = start(
        'arn:aws:ec2:*:*:instance/*',
        'arn:aws:ssm:*:*:document/AWS-StartSSHSession',
        'arn:aws:ssm:*::document/AWS-StartPort*',
        'arn:*:ssm:eu-*:111122223333:document/Team-?',
        'arn:aws:ssm:eu-west-1:444455556666:document/Shared',
        'arn:aws:ssm:us-east-1:*:document/Elsewhere',
      );
      assert.deepEqual(documentsNamed(policy(named), HOME), [
        'arn:aws:ssm:eu-west-1::document/AWS-StartSSHSession',
        'arn:aws:ssm:eu-west-1::document/AWS-StartPortx',
        'arn:aws:ssm:eu-west-1:111122223333:document/Team-x',
        'arn:aws:ssm:eu-west-1:444455556666:document/Shared',
      ]);
      assert.equal(startsDocuments(policy(named)), true);
    });

    it('names none where it is for all of them, or for none', () => {
      for (const all of ['*', 'arn:aws:ssm:*:*:document/*']) {
        assert.deepEqual(documentsNamed(policy(start(all)), HOME), []);
        assert.equal(startsDocuments(policy(start(all))), true);
      }
      assert.equal(startsDocuments(policy(start('arn:aws:ec2:*:*:instance/*'))), false);
    });

    for (const [how, expected, ...statements] of [
      ['starts them', true, start('*')],
      ['ends them', true, { ...start('*'), Action: 'ssm:TerminateSession' }],
      ['everything is allowed', true, ADMIN],
      ['is for another region', false, start('arn:aws:ec2:us-east-1:*:instance/*')],
      [
        'is for requests to another region',
        false,
        { ...start('*'), Condition: { StringEquals: { 'aws:RequestedRegion': ['us-east-1'] } } },
      ],
      ['only reads', false, { ...start('*'), Action: ['ssm:Describe*', 'ssm:List*'] }],
      ['denies them', false, { ...start('*'), Effect: 'Deny' }],
    ] as const) {
      it(`${expected ? 'is' : 'is not'} for those who have sessions here: ${how}`, () =>
        assert.equal(isForSessions(policy(...(statements as readonly Statement[])), HERE), expected));
    }
  });

  describe('names keys', () => {
    const decrypt = (
      Resource: string | readonly string[],
      Condition?: NonNullable<Statement['Condition']>,
    ): Statement => ({ Effect: 'Allow', Action: 'kms:Decrypt', Resource, ...(Condition && { Condition }) });
    const cases: readonly (readonly [string, readonly string[] | 'any', ...statements: readonly Statement[]])[] = [
      ['of no region', []],
      ['of one region', ['us-east-1'], decrypt(key('us-east-1'))],
      ['of all keys of one region', ['us-east-1'], decrypt('arn:aws:kms:us-east-1:111122223333:key/*')],
      ['of two regions', ['eu-west-1', 'us-east-1'], decrypt([key('eu-west-1'), key('us-east-1')])],
      ['of two statements', ['eu-west-1', 'us-east-1'], decrypt(key('eu-west-1')), decrypt(key('us-east-1'))],
      ['of any region', 'any', decrypt('arn:aws:kms:*:111122223333:key/*')],
      ['of some regions by a pattern', 'any', decrypt(key('eu-*'))],
      ['among everything', 'any', decrypt('*')],
      ['among everything but some', 'any', { Effect: 'Allow', Action: 'kms:*', NotResource: key('us-east-1') }],
      ['of one region beside any', 'any', decrypt(key('us-east-1')), decrypt('*')],
      ['of another account', [], decrypt(key('us-east-1', '444455556666'))],
      ['of another partition', [], decrypt(key('us-east-1').replace('arn:aws:', 'arn:aws-cn:'))],
      ['among other services', ['us-east-1'], decrypt(['arn:aws:s3:::bucket/*', key('us-east-1')])],
      [
        'of one region by the region of the request',
        ['us-east-1'],
        decrypt('*', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }),
      ],
      [
        'of any region by a pattern for the region of the request',
        'any',
        decrypt('*', { StringLike: { 'aws:requestedRegion': 'us-*' } }),
      ],
      [
        'of any region, but not of some',
        'any',
        decrypt('*', { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } }),
      ],
      [
        'by alias',
        'any',
        decrypt('arn:aws:kms:*:111122223333:key/*', {
          'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/session' },
        }),
      ],
      [
        'for requests by way of a service, which a session does not make',
        ['us-east-1'],
        decrypt('*', { StringLike: { 'kms:ViaService': 'logs.*.amazonaws.com' } }),
        decrypt(key('us-east-1')),
      ],
    ];
    for (const [how, expected, ...statements] of cases) {
      it(how, () => {
        const found = keyRegionsGranted(policy(...statements), 'kms:Decrypt', HERE);
        assert.deepEqual(found === 'any' ? found : [...found].toSorted(), expected);
      });
    }
  });

  for (const [how, statement, expected] of [
    ['everything', { Resource: '*' }, false],
    ['things in every region', { Resource: ['arn:aws:ssm:*:*:document/x', 'arn:aws:iam::1:role/x'] }, false],
    ['things in one region', { Resource: ['*', 'arn:aws:ssm:eu-west-1:*:document/x'] }, true],
    ['all but things in one region', { NotResource: 'arn:aws:ssm:eu-west-1:*:document/x' }, true],
    [
      'what is asked in one region',
      { Resource: '*', Condition: { StringEquals: { 'AWS:RequestedRegion': 'x' } } },
      true,
    ],
  ] as const) {
    it(`${expected ? 'differs' : 'does not differ'} from region to region where it is about ${how}`, () => {
      assert.equal(namesRegions(policy({ Effect: 'Allow', Action: 'ssm:StartSession', ...statement })), expected);
    });
  }

  it('makes an administrator by allowing everything, without condition', () => {
    assert.equal(isAdministrator(policy(ADMIN)), true);
    assert.equal(isAdministrator(policy({ ...ADMIN, Action: ['s3:*', '*'], Resource: ['*'] })), true);
    assert.equal(isAdministrator(policy({ ...ADMIN, Condition: {} })), true);
    assert.equal(isAdministrator(policy(ADMIN_BUT)), false);
    assert.equal(isAdministrator(policy({ ...ADMIN, Action: 'ssm:*' })), false);
    assert.equal(isAdministrator(policy({ ...ADMIN, Resource: 'arn:aws:ssm:*:*:*' })), false);
    assert.equal(
      isAdministrator(policy({ ...ADMIN, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })),
      false,
    );
    assert.equal(isAdministrator(policy({ ...ADMIN, Effect: 'Deny' })), false);
    assert.equal(isAdministrator([]), false);
  });

  describe('for sessions', () => {
    const INSTANCES = 'arn:aws:ec2:*:111122223333:instance/*';
    const NODE = 'arn:aws:ssm:*:111122223333:managed-instance/mi-0123456789abcdef0';
    const SSH = 'arn:aws:ssm:*:*:document/AWS-StartSSHSession';
    const SHELL = 'arn:aws:ssm:*:111122223333:document/SSM-SessionManagerRunShell';
    const CHECK = { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } };
    const start = (
      Resource: string | readonly string[],
      Condition?: NonNullable<Statement['Condition']>,
    ): Statement => ({
      Effect: 'Allow',
      Action: 'ssm:StartSession',
      Resource,
      ...(Condition && { Condition }),
    });
    const cases: readonly (readonly [string, boolean, ...statements: readonly Statement[]])[] = [
      ['with some documents and no check', true, start([INSTANCES, SSH])],
      ['with some documents and the check', false, start([INSTANCES, SSH], CHECK)],
      [
        'with some documents and the check without IfExists',
        false,
        start([INSTANCES, SSH], { Bool: { 'SSM:SessionDocumentAccessCheck': ['true'] } }),
      ],
      [
        'with some documents and a check for false',
        true,
        start([INSTANCES, SSH], { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'false' } }),
      ],
      ['with documents in a statement of their own', true, start(INSTANCES), start([SSH], CHECK)],
      [
        'with the default shell among the documents, which is theirs anyway',
        false,
        start(INSTANCES),
        start([SSH, SHELL]),
      ],
      ['with the check where the nodes are', false, start(INSTANCES, CHECK), start([SSH, SHELL])],
      ['with one of two statements about nodes checked', true, start(INSTANCES, CHECK), start(NODE), start(SSH, CHECK)],
      ['with another condition', true, start([INSTANCES, SSH], { StringEquals: { 'ssm:resourceTag/a': 'b' } })],
      ['of hybrid nodes', true, start([NODE, SSH])],
      ['of tasks', true, start(['arn:aws:ecs:*:*:task/*', SSH])],
      ['of one instance', true, start(['arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0', SSH])],
      ['with all documents', false, start([INSTANCES, 'arn:aws:ssm:*:*:document/*'])],
      ['with all of Systems Manager', false, start([INSTANCES, 'arn:aws:ssm:*:*:*'])],
      ['with everything', false, start('*')],
      ['without any document, as it was written before 2021', false, start(INSTANCES)],
      ['with documents and no node', false, start([SSH])],
      ['with an action by a pattern', true, { ...start([INSTANCES, SSH]), Action: 'ssm:Start*' }],
      ['denied', false, { ...start([INSTANCES, SSH]), Effect: 'Deny' }],
    ];
    for (const [how, expected, ...statements] of cases) {
      it(`${expected ? 'starts' : 'does not start'} them past the check of documents: ${how}`, () => {
        assert.equal(allowsWithoutDocumentCheck(policy(...statements)), expected);
      });
    }
  });

  describe('for ending sessions', () => {
    const end = (Resource: string | readonly string[], Condition?: NonNullable<Statement['Condition']>): Statement => ({
      Effect: 'Allow',
      Action: ['ssm:TerminateSession', 'ssm:ResumeSession'],
      Resource,
      ...(Condition && { Condition }),
    });
    const TAG = 'ssm:resourceTag/aws:ssmmessages:session-id';
    const cases: readonly (readonly [string, boolean, ...statements: readonly Statement[]])[] = [
      ['everything', true, end('*')],
      ['all sessions', true, end('arn:aws:ssm:*:*:session/*')],
      ['all sessions of a region', true, end('arn:aws:ssm:eu-west-1:111122223333:session/*')],
      ['all of Systems Manager', true, end('arn:aws:ssm:*:*:*')],
      ['all but something', true, { Effect: 'Allow', Action: 'ssm:*', NotResource: 'arn:aws:ssm:*:*:parameter/*' }],
      ['resuming alone', true, { ...end('*'), Action: 'ssm:ResumeSession' }],
      ['the own sessions by user id', false, end('arn:aws:ssm:*:*:session/${aws:userid}-*')],
      ['the own sessions by name', false, end(['arn:aws:ssm:*:*:session/${aws:username}-*'])],
      ['the own sessions by tag', false, end('*', { StringLike: { [TAG]: ['${aws:userid}'] } })],
      [
        'the own sessions by tag, in another case',
        false,
        end('*', { StringEquals: { 'aws:ResourceTag/aws:ssmmessages:session-id': '${aws:userid}' } }),
      ],
      [
        'sessions to some nodes',
        true,
        end('*', { StringLike: { 'ssm:resourceTag/aws:ssmmessages:target-id': 'i-1' } }),
      ],
      [
        'all sessions with multi-factor authentication',
        true,
        end('*', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
      ],
      ['nothing', false, { ...end('*'), Action: 'ssm:DescribeSessions' }],
      ['nothing, by a Deny', false, { ...end('*'), Effect: 'Deny' }],
    ];
    for (const [how, expected, ...statements] of cases) {
      it(`${expected ? 'reaches' : 'does not reach'} those of others: ${how}`, () => {
        assert.equal(endsOthersSessions(policy(...statements)), expected);
      });
    }
  });
});
