import assert from 'node:assert/strict';
import { DescribeKeyCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { ListAssociationsCommand } from '@aws-sdk/client-ssm';
import { flawOf } from '../../../src/aws/answers/members.ts';

/** The schema of the SDK for the answers of an operation. */
const schemaOf = (Command: new (input: never) => object): unknown =>
  (new Command({} as never) as { readonly schema: readonly unknown[] }).schema[5];

describe('the members of an answer', () => {
  const key = schemaOf(DescribeKeyCommand);
  const paths = ['KeyMetadata.KeyId', 'KeyMetadata.Arn'];

  it('are all there, and others may be', () => {
    assert.equal(flawOf(key, { KeyMetadata: { KeyId: 'k', Arn: 'a', Enabled: true }, Later: 1 }, paths), undefined);
  });

  for (const [output, missing] of [
    [{}, 'KeyMetadata'],
    [{ KeyMetadata: null }, 'KeyMetadata'],
    [{ KeyMetadata: {} }, 'KeyMetadata.KeyId'],
    [{ KeyMetadata: { KeyId: 'k', Arn: '' } }, 'KeyMetadata.Arn'],
  ] as const) {
    it(`are missed where they are not: ${JSON.stringify(output)}`, () => {
      assert.equal(flawOf(key, output, paths), `without ${missing}, which AWS always sends`);
    });
  }

  it('of a list are those of each of its items; it can be empty', () => {
    const keys = schemaOf(ListKeysCommand);
    assert.equal(flawOf(keys, { Keys: [] }, ['Keys[].KeyId']), undefined);
    const flaw = flawOf(keys, { Keys: [{ KeyId: 'a' }, { KeyArn: 'b' }] }, ['Keys[].KeyId']);
    assert.equal(flaw, 'without Keys[].KeyId, which AWS always sends');
    assert.equal(flawOf(keys, {}, ['Keys[]']), 'without Keys, which AWS always sends');
  });

  for (const [KeyMetadata, flaw] of [
    [[], 'KeyMetadata is not a structure'],
    ['x', 'KeyMetadata is not a structure'],
    [{ KeyId: 1 }, 'KeyMetadata.KeyId is not text'],
    [{ Enabled: 'true' }, 'KeyMetadata.Enabled is not true or false'],
    [{ CreationDate: 'x' }, 'KeyMetadata.CreationDate is not a time'],
    [{ PendingDeletionWindowInDays: '7' }, 'KeyMetadata.PendingDeletionWindowInDays is not a number'],
    [{ EncryptionAlgorithms: {} }, 'KeyMetadata.EncryptionAlgorithms is not a list'],
    [{ EncryptionAlgorithms: [null] }, 'KeyMetadata.EncryptionAlgorithms[0] is null'],
    [
      { MultiRegionConfiguration: { ReplicaKeys: [{ Arn: {} }] } },
      'KeyMetadata.MultiRegionConfiguration.ReplicaKeys[0].Arn is not text',
    ],
  ] as const) {
    it(`have the type that AWS documents, however deep: ${JSON.stringify(KeyMetadata)}`, () => {
      assert.equal(flawOf(key, { KeyMetadata }, []), `and ${flaw}`);
    });
  }

  it('of maps have it, too', () => {
    const associations = schemaOf(ListAssociationsCommand);
    const listed = (AssociationStatusAggregatedCount: unknown): object => ({
      Associations: [{ Overview: { AssociationStatusAggregatedCount } }],
    });
    const path = 'Associations[0].Overview.AssociationStatusAggregatedCount';
    assert.equal(flawOf(associations, listed({ Success: 1 }), []), undefined);
    assert.equal(flawOf(associations, listed({ Success: 'x' }), []), `and ${path}.Success is not a number`);
    assert.equal(flawOf(associations, listed([]), []), `and ${path} is not a map`);
  });

  it('say where the rest is, if there is more', () => {
    const keys = schemaOf(ListKeysCommand);
    assert.equal(flawOf(keys, { Keys: [], Truncated: true, NextMarker: 'm' }, []), undefined);
    assert.equal(flawOf(keys, { Keys: [], Truncated: true }, []), 'without saying where its next page is');
  });
});
