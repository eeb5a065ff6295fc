import assert from 'node:assert/strict';
import { partitionOf } from '../../../src/aws/regions.ts';
import type { NamedKey } from '../../../src/names/key.ts';
import { keyStatements, type KeyUse, viaService } from '../../../src/policies/documents/key-statements.ts';

const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const FOREIGN = ARN.replace('111122223333', '444455556666');

const use = (key: NamedKey, region = 'eu-west-1', account = '111122223333'): KeyUse => ({
  place: { account, partition: partitionOf(region) },
  key,
});

describe('permission to use keys', () => {
  it('is given by alias, for every region at once', () => {
    const uses = [
      use({ arn: ARN, aliases: ['alias/session'] }),
      use({ arn: ARN.replace('eu-west-1', 'us-east-1'), aliases: ['alias/session', 'alias/old'] }, 'us-east-1'),
    ];
    assert.deepEqual(keyStatements('Decrypt', ['kms:Decrypt'], uses), [
      {
        Sid: 'Decrypt',
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: 'arn:aws:kms:*:111122223333:key/*',
        Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': ['alias/old', 'alias/session'] } },
      },
    ]);
  });

  it('is given by ARN for a key without alias, and for one of another account', () => {
    const uses = [
      use({ arn: FOREIGN, aliases: ['alias/theirs'] }),
      use({ arn: ARN, aliases: [] }),
      use({ arn: ARN, aliases: [] }),
    ];
    assert.deepEqual(keyStatements('Decrypt', ['kms:Decrypt'], uses), [
      { Sid: 'DecryptByArn', Effect: 'Allow', Action: 'kms:Decrypt', Resource: [ARN, FOREIGN] },
    ]);
  });

  it('does not mix the aliases of two accounts', () => {
    const uses = [
      use({ aliases: ['alias/b'] }, 'eu-west-1', '444455556666'),
      use({ aliases: ['alias/a'] }),
      use({ arn: ARN, aliases: [] }),
    ];
    assert.deepEqual(
      keyStatements('Decrypt', ['kms:Decrypt'], uses).map(({ Sid, Resource, Condition }) => [Sid, Resource, Condition]),
      [
        [
          'Decrypt',
          'arn:aws:kms:*:111122223333:key/*',
          { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/a' } },
        ],
        [
          'Decrypt2',
          'arn:aws:kms:*:444455556666:key/*',
          { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/b' } },
        ],
        ['DecryptByArn', ARN, undefined],
      ],
    );
  });

  it('takes a key by its alias where no account is known', () => {
    const [statement] = keyStatements('Decrypt', ['kms:Decrypt'], [use({ aliases: ['alias/a'] }, 'eu-west-1', '*')]);
    assert.equal(statement?.Resource, 'arn:aws:kms:*:*:key/*');
  });

  it('keeps a further condition in every statement', () => {
    const uses = [use({ aliases: ['alias/a'] }), use({ arn: FOREIGN, aliases: [] })];
    const condition = viaService('s3', uses);
    assert.deepEqual(condition, { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } });
    for (const { Condition } of keyStatements('Encrypt', ['kms:GenerateDataKey'], uses, condition)) {
      assert.deepEqual(Condition?.['StringLike'], condition['StringLike']);
    }
  });

  it('knows services by either name in China', () => {
    assert.deepEqual(viaService('logs', [use({ aliases: [] }, 'cn-north-1')]), {
      StringLike: { 'kms:ViaService': ['logs.*.amazonaws.com', 'logs.*.amazonaws.com.cn'] },
    });
  });

  it('is none where no key is named', () => {
    assert.deepEqual(keyStatements('Decrypt', ['kms:Decrypt'], [use({ aliases: [] })]), []);
    assert.deepEqual(keyStatements('Decrypt', ['kms:Decrypt'], []), []);
  });
});
