import assert from 'node:assert/strict';
import { messageIds } from '../../src/channel/message-ids.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the ids of messages', () => {
  it('are UUIDs, each another one', () => {
    const next = messageIds();
    const ids = Array.from({ length: 300 }, next);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, UUID);
  });

  it('are others in each stream', () => {
    assert.notEqual(messageIds()(), messageIds()());
  });
});
