import assert from 'node:assert/strict';
import { KMS } from '../../../src/aws/clients/kms.ts';
import { connect } from '../../../src/aws/connection.ts';
import { CREDENTIALS, mockAws, NOWHERE } from '../../aws.ts';

describe('cut client', () => {
  const aws = mockAws();
  const kms = () => {
    const caller = { place: 'here', region: 'eu-west-1', credentials: () => Promise.resolve(CREDENTIALS) };
    return connect(KMS, { ...NOWHERE }, caller);
  };

  it('has the operations that it names', async () => {
    aws.kms.onAnyCommand().resolves({ KeyMetadata: { KeyId: 'k' } });
    assert.equal((await kms().describeKey({ KeyId: 'alias/k' })).KeyMetadata?.KeyId, 'k');
    assert.deepEqual(aws.inputs('kms.DescribeKey'), [{ KeyId: 'alias/k' }]);
  });

  it('walks all pages', async () => {
    aws.kms
      .onAnyCommand()
      .resolvesOnce({ Keys: [{ KeyId: 'a' }], Truncated: true, NextMarker: 'more' })
      .resolves({ Keys: [{ KeyId: 'b' }] });
    const found: unknown[] = [];
    for await (const { Keys = [] } of kms().paginateListKeys({}, { pageSize: 1 })) found.push(...Keys);
    assert.deepEqual(found, [{ KeyId: 'a' }, { KeyId: 'b' }]);
    assert.deepEqual(aws.names(), ['kms.ListKeys', 'kms.ListKeys']);
  });

  it('ends where an endpoint leads in a circle', async () => {
    aws.kms.onAnyCommand().resolves({ Keys: [], Truncated: true, NextMarker: 'more' });
    const pages = kms().paginateListKeys({});
    await assert.rejects(
      async () => {
        for await (const { Keys } of pages) assert.deepEqual(Keys, []);
      },
      { name: 'NotAnAnswer', message: 'ListKeys: the endpoint gives the same pages again and again' },
    );
    assert.equal(aws.names().length, 2);
  });

  it('has no other', () => {
    const client = kms();
    assert.ok('createKey' in client);
    assert.ok(!('decrypt' in client));
  });
});
