import assert from 'node:assert/strict';
import { partitionOf } from '../../../src/aws/regions.ts';
import type { Statement } from '../../../src/policies/reading/policy.ts';
import { permissionsOf, statementsFor } from '../../../src/policies/documents/session-needs.ts';
import type { SessionConfiguration } from '../../../src/policies/needs/configuration.ts';
import type { Need } from '../../../src/policies/needs/need.ts';
import { isGranted } from '../granted.ts';

const ACCOUNT = '111122223333';
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const BUCKET_KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/99999999-12ab-34cd-56ef-1234567890ab`;
const ALL: ReadonlySet<Need> = new Set(['core', 'logs', 'kms-decrypt', 's3', 'kms-via-logs']);

const place = (region = 'eu-west-1', account = ACCOUNT): SessionConfiguration['place'] => ({
  account,
  region,
  partition: partitionOf(region),
});

const FULL: SessionConfiguration = {
  place: place(),
  logGroup: 'sessions',
  logGroupEncrypted: true,
  key: { arn: KEY, aliases: ['alias/session'] },
  bucket: { name: 'session-logs', prefix: 'ssm', encryptionRequired: true, keyArn: BUCKET_KEY },
};

const asked = (configuration: SessionConfiguration, need: Need): readonly string[] =>
  permissionsOf(configuration).flatMap((permission) =>
    permission.need === need ? [`${permission.action} ${permission.resource}`] : [],
  );

/** Needs of which not everything is allowed by this statement, with every condition key that a request brings. */
const lacking = (configuration: SessionConfiguration, ...statements: readonly Statement[]): readonly string[] => [
  ...new Set(
    permissionsOf(configuration)
      .filter((permission) => !isGranted(statements, permission))
      .map(({ need }) => need),
  ),
];

const logs = (...Resource: readonly string[]): Statement => ({
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
  Resource,
});
const FIND: Statement = { Effect: 'Allow', Action: 'logs:DescribeLogGroups', Resource: '*' };

describe('what a node needs', () => {
  it('is to register and to open its channels, and nothing else where nothing is set up', () => {
    const bare = permissionsOf({ place: place() });
    assert.deepEqual(
      bare.map(({ need, action, resource }) => [need, action, resource]),
      [
        'ssm:UpdateInstanceInformation',
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
      ].map((action) => ['core', action, '*']),
    );
  });

  it('comes with the region of the request, for policies that close regions', () => {
    for (const { context } of permissionsOf(FULL)) assert.deepEqual(context['aws:RequestedRegion'], ['eu-west-1']);
  });

  it('is to find the log group among all, and to write to streams of it', () => {
    assert.deepEqual(asked(FULL, 'logs'), [
      `logs:DescribeLogGroups arn:aws:logs:eu-west-1:${ACCOUNT}:log-group::log-stream:`,
      `logs:DescribeLogStreams arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:sessions:log-stream:`,
      `logs:CreateLogStream arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:sessions:log-stream:sandbox-0123456789abcdef0`,
      `logs:PutLogEvents arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:sessions:log-stream:sandbox-0123456789abcdef0`,
    ]);
  });

  for (const [how, ...resources] of [
    ['for its streams', `arn:aws:logs:*:${ACCOUNT}:log-group:sessions:*`],
    ['for its streams, spelled out', `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:sessions:log-stream:*`],
    ['for everything in CloudWatch Logs', 'arn:aws:logs:*:*:*'],
    ['for all log groups', 'arn:aws:logs:*:*:log-group:*'],
    ['for every resource', '*'],
  ] as const) {
    it(`is met by a policy that is written ${how}`, () => {
      assert.ok(!lacking(FULL, FIND, logs(...resources)).includes('logs'));
    });
  }

  for (const [how, ...resources] of [
    ['for the log group without its streams', `arn:aws:logs:*:${ACCOUNT}:log-group:sessions`],
    ['for streams of some name', `arn:aws:logs:*:${ACCOUNT}:log-group:sessions:log-stream:web-*`],
    ['for another log group', `arn:aws:logs:*:${ACCOUNT}:log-group:sessions-prod:*`],
    ['for another region', `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:sessions:*`],
    ['for another account', 'arn:aws:logs:*:444455556666:log-group:sessions:*'],
  ] as const) {
    it(`is not met by a policy that is written ${how}`, () => {
      assert.ok(lacking(FULL, FIND, logs(...resources)).includes('logs'));
    });
  }

  it('is met where all log groups may be described, in any of the ways to write it', () => {
    for (const Resource of ['arn:aws:logs:*:*:*', `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:*`]) {
      assert.ok(!lacking(FULL, { ...FIND, Resource }, logs('*')).includes('logs'), Resource);
    }
  });

  it('is not met where only one log group may be described', () => {
    const own = { ...FIND, Resource: `arn:aws:logs:*:${ACCOUNT}:log-group:sessions:*` };
    assert.ok(lacking(FULL, own, logs('*')).includes('logs'));
  });

  it('is to decrypt with the key of the sessions, by whatever it is named', () => {
    const allow = (part: Partial<Statement>): Statement => ({
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: '*',
      ...part,
    });
    const decrypts = (part: Partial<Statement>): boolean => !lacking(FULL, allow(part)).includes('kms-decrypt');
    assert.ok(decrypts({ Resource: KEY }));
    assert.ok(decrypts({ Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/session' } } }));
    assert.ok(decrypts({ Condition: { 'ForAllValues:StringLike': { 'kms:ResourceAliases': 'alias/*' } } }));
    assert.ok(!decrypts({ Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/data' } } }));
    assert.ok(!decrypts({ Resource: KEY.replace('eu-west-1', 'us-east-1') }));
    const byAlias = { ...FULL, key: { aliases: ['alias/session'] } };
    assert.match(asked(byAlias, 'kms-decrypt')[0] ?? '', /^kms:Decrypt arn:aws:kms:eu-west-1:111122223333:key\//);
  });

  it('is to put objects below the prefix, however that is written', () => {
    const object = (prefix?: string): string | undefined =>
      asked(
        { place: place(), bucket: { name: 'b', encryptionRequired: false, ...(prefix !== undefined && { prefix }) } },
        's3',
      )[0];
    assert.equal(object(), 's3:PutObject arn:aws:s3:::b/sandbox-0123456789abcdef0.log');
    assert.equal(object(''), object());
    assert.equal(object('a/b'), 's3:PutObject arn:aws:s3:::b/a/b/sandbox-0123456789abcdef0.log');
    assert.equal(object('/a//b/'), object('a/b'));
  });

  it('is to look at the encryption of the bucket where that is demanded, and to use its key by way of S3', () => {
    assert.deepEqual(asked(FULL, 's3').slice(1), [
      's3:GetEncryptionConfiguration arn:aws:s3:::session-logs',
      `kms:GenerateDataKey ${BUCKET_KEY}`,
    ]);
    const key = permissionsOf(FULL).find(({ action }) => action === 'kms:GenerateDataKey');
    assert.deepEqual(key?.context['kms:ViaService'], ['s3.eu-west-1.amazonaws.com']);
    const relaxed = { ...FULL, bucket: { name: 'b', encryptionRequired: false } };
    assert.equal(asked(relaxed, 's3').length, 1);
  });

  it('may be to use the key of the log group by way of CloudWatch Logs', () => {
    const found = permissionsOf({ ...FULL, logGroupKeyArn: BUCKET_KEY }).filter(({ need }) => need === 'kms-via-logs');
    assert.ok(found.some(({ action }) => action === 'kms:GenerateDataKey'));
    for (const { resource, context } of found) {
      assert.equal(resource, BUCKET_KEY);
      assert.deepEqual(context['kms:ViaService'], ['logs.eu-west-1.amazonaws.com']);
      assert.ok(!('kms:ResourceAliases' in context), 'the aliases are those of the other key');
    }
    assert.deepEqual(asked({ ...FULL, logGroupEncrypted: false }, 'kms-via-logs'), []);
    assert.ok(asked(FULL, 'kms-via-logs').every((line) => line.endsWith(KEY)));
  });
});

describe('what a node is given', () => {
  const places = [
    FULL,
    { ...FULL, place: place('us-east-1'), key: { aliases: ['alias/session'] } },
    { place: place('us-east-2'), logGroup: 'other', key: { arn: KEY.replace('eu-west-1', 'us-east-2'), aliases: [] } },
    { ...FULL, key: { arn: KEY.replace(ACCOUNT, '444455556666'), aliases: ['alias/theirs'] } },
    { ...FULL, bucket: { name: 'b', encryptionRequired: true, keyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:alias/b` } },
    { ...FULL, logGroupKeyArn: KEY.replace(ACCOUNT, '444455556666') },
    { place: place() },
  ] as const satisfies readonly SessionConfiguration[];

  for (const [index, configuration] of places.entries()) {
    it(`is all that it needs: ${index + 1}`, () => {
      assert.deepEqual(lacking(configuration, ...statementsFor(ALL, [configuration])), []);
    });
  }

  it('is all that it needs in every region at once', () => {
    const statements = statementsFor(ALL, places);
    for (const configuration of places) assert.deepEqual(lacking(configuration, ...statements), []);
  });

  it('is only what is asked for', () => {
    for (const need of ALL) {
      const statements = statementsFor(new Set([need]), [FULL]);
      const others = [...ALL].filter((other) => other !== need);
      assert.deepEqual(lacking(FULL, ...statements).toSorted(), others.toSorted(), need);
    }
    assert.deepEqual(statementsFor(ALL, [{ place: place() }]), statementsFor(new Set(['core']), [{ place: place() }]));
  });

  it('is for the log group and its streams alone', () => {
    const statements = statementsFor(new Set(['logs']), [FULL]);
    for (const other of ['sessions-prod:log-stream:x', 'session:log-stream:x', 'sessions-prod', 'x']) {
      const resource = `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:${other}`;
      assert.ok(!isGranted(statements, { action: 'logs:PutLogEvents', resource }), other);
    }
    const deletion = { action: 'logs:DeleteLogStream', resource: permissionsOf(FULL)[8]?.resource ?? '' };
    assert.ok(!isGranted(statements, deletion));
  });

  it('does not decrypt with other keys, nor directly with the key of the bucket', () => {
    const statements = statementsFor(ALL, [FULL]);
    const context = { 'kms:ResourceAliases': ['alias/data'] };
    assert.ok(!isGranted(statements, { action: 'kms:Decrypt', resource: BUCKET_KEY, context }));
    assert.ok(!isGranted(statements, { action: 'kms:GenerateDataKey', resource: BUCKET_KEY }));
    assert.ok(!isGranted(statements, { action: 'kms:Decrypt', resource: KEY }));
  });

  it('serves all regions with one statement, and is the same in any order', () => {
    const [one, two] = places;
    assert.deepEqual(statementsFor(ALL, [one, two]), statementsFor(ALL, [two, one, two]));
    const sids = statementsFor(ALL, places).map(({ Sid }) => Sid ?? '');
    assert.equal(new Set(sids).size, sids.length);
    for (const sid of sids) assert.match(sid, /^[A-Za-z0-9]+$/);
    const decrypt = statementsFor(new Set(['kms-decrypt']), [one, two]);
    assert.deepEqual(decrypt, [
      {
        Sid: 'DecryptSessions',
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: `arn:aws:kms:*:${ACCOUNT}:key/*`,
        Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/session' } },
      },
    ]);
  });

  it('holds in other partitions', () => {
    const china: SessionConfiguration = {
      ...FULL,
      place: place('cn-north-1'),
      key: { aliases: ['alias/session'] },
      bucket: { name: 'b', encryptionRequired: true },
    };
    const statements = statementsFor(ALL, [china]);
    assert.deepEqual(lacking(china, ...statements), []);
    assert.doesNotMatch(JSON.stringify(statements), /arn:aws:/);
  });
});
