import assert from 'node:assert/strict';
import { unreadIn } from '../../src/audit/unread.ts';
import { DENIED, denied, is, regionOf } from '../checks/observed.ts';

describe('what cannot be read of a region', () => {
  const read = { settings: is(undefined), nodes: is([]), instances: is([]), sessionDocuments: is([]) };

  it('is nothing where all can be', async () => assert.equal((await unreadIn(regionOf(read))).size, 0));

  it('is each by its reason', async () => {
    const found = await unreadIn(regionOf({ ...read, nodes: denied, sessionDocuments: denied }));
    assert.deepEqual(
      [...found],
      [
        ['nodes', DENIED],
        ['documents', DENIED],
      ],
    );
  });

  it('is only what was asked about, and no more than the preferences where these cannot be read', async () => {
    assert.equal((await unreadIn(regionOf({ settings: is(undefined) }), [])).size, 0);
    assert.deepEqual([...(await unreadIn(regionOf({ settings: denied })))], [['settings', DENIED]]);
  });
});
