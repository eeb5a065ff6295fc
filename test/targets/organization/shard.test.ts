import assert from 'node:assert/strict';
import { isInShard, shardName, shardOf } from '../../../src/targets/organization/shard.ts';

const IDS = Array.from({ length: 2000 }, (_, index) => String(100_000_000_000 + index * 37));

describe('shards of accounts', () => {
  it('hold every account once, in parts of about the same size', () => {
    for (const n of [1, 2, 8, 16, 256]) {
      const sizes = new Map<number, number>();
      for (const id of IDS) sizes.set(shardOf(id, n), (sizes.get(shardOf(id, n)) ?? 0) + 1);
      assert.ok([...sizes.keys()].every((k) => Number.isInteger(k) && k >= 1 && k <= n));
      if (n > 16) continue;
      assert.equal(sizes.size, n);
      for (const size of sizes.values()) assert.ok(Math.abs(size - IDS.length / n) < (IDS.length / n) * 0.3, `${size}`);
    }
  });

  it('depend on the id alone, in this version and in every later one', () => {
    assert.deepEqual(
      ['111111111111', '222222222222', '333333333333', '444444444444'].map((id) => shardOf(id, 8)),
      [7, 1, 7, 8],
    );
  });

  it('hold every account where there are none', () => {
    assert.equal(isInShard('111111111111', undefined), true);
    assert.deepEqual(
      [1, 2, 3].filter((k) => isInShard('111111111111', { k, n: 3 })),
      [shardOf('111111111111', 3)],
    );
    assert.equal(shardName({ k: 3, n: 8 }), '3/8');
  });
});
