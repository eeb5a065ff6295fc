import assert from 'node:assert/strict';
import { asItIs, canariesFirst } from '../../src/engine/canaries.ts';
import { gateOf } from '../../src/engine/gate.ts';

const entry = (account: string, region = 'us-east-1', more: { readonly status?: string } = {}) => ({
  account,
  region,
  ...more,
});
type Entry = ReturnType<typeof entry>;

const ENTRIES = [entry('b'), entry('a'), entry('b', 'eu-west-1'), entry('c')];

/** Works with so many canaries; gives the parts that were worked on, and why the rest was not begun. */
async function run(canary: number | undefined, entries: readonly Entry[], failing: readonly string[] = []) {
  const { signal: interrupt } = new AbortController();
  const gate = gateOf({ targets: entries.length, interrupt });
  const parts: string[] = [];
  const results = await canariesFirst({ gate, ...(canary && { canary }) }, entries, asItIs, async (part) => {
    parts.push(part.map(({ account, region }) => `${account}/${region}`).join(' '));
    return part.map(({ account, region }) => ({
      status: gate.closedTo({}) ? 'not-run' : failing.includes(account) ? 'failed' : 'changed',
      place: `${account}/${region}`,
    }));
  });
  return { parts, results: results.map(({ status, place }) => `${place} ${status}`), why: gate.closedTo({})?.message };
}

describe('canaries', () => {
  it('are all targets of the first accounts, and the rest is worked on when they are fine', async () => {
    const { parts, results, why } = await run(1, ENTRIES);
    assert.deepEqual(parts, ['b/us-east-1 b/eu-west-1', 'a/us-east-1 c/us-east-1']);
    assert.deepEqual(
      results,
      ENTRIES.map(({ account, region }) => `${account}/${region} changed`),
    );
    assert.equal(why, undefined);
  });

  it('keep the rest from being begun if one of them failed', async () => {
    const { results, why } = await run(2, ENTRIES, ['a']);
    assert.deepEqual(results, [
      'b/us-east-1 changed',
      'a/us-east-1 failed',
      'b/eu-west-1 changed',
      'c/us-east-1 not-run',
    ]);
    assert.equal(why, 'a/us-east-1 of the --canary accounts failed');
  });

  it('are no accounts of which nothing can be worked on', async () => {
    const skipped = entry('x', 'us-east-1', { status: 'skipped' });
    assert.deepEqual((await run(1, [skipped, ...ENTRIES])).parts[0], 'b/us-east-1 b/eu-west-1');
    assert.deepEqual((await run(1, [skipped])).parts, ['x/us-east-1']);
  });

  it('are all there are, if there are fewer accounts', async () => {
    assert.deepEqual((await run(9, ENTRIES)).parts[0], 'b/us-east-1 a/us-east-1 b/eu-west-1 c/us-east-1');
  });

  it('are none if nobody asked for them', async () => {
    assert.equal((await run(undefined, ENTRIES, ['b'])).parts.length, 1);
  });
});
