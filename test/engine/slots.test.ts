import assert from 'node:assert/strict';
import type { Job } from '../../src/engine/job.ts';
import { quietly } from '../../src/engine/slots.ts';
import { turn } from './world.ts';

/** Jobs that end, and wait, when they are told to. */
function jobsOf(count: number) {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const tells: ((now: boolean) => void)[] = [];
  const jobs = Array.from({ length: count }, (_, index): Job<number> => ({
    label: String(index),
    work: () => {
      begun.push(index);
      return new Promise((resolve) => (ends[index] = () => resolve(index * 10)));
    },
    verdict: () => ({ failed: false, text: '' }),
    whenWaiting(tell) {
      tells[index] = tell;
      return () => (tells[index] = () => assert.fail(`nobody listens to ${index} any more`));
    },
  }));
  const end = async (index: number): Promise<void> => {
    ends[index]?.();
    await turn();
  };
  return { jobs, begun, end, waits: (index: number, now: boolean) => tells[index]?.(now) };
}

describe('jobs side by side', () => {
  it('are begun in their order, so many at once, and their results are in that order', async () => {
    const { jobs, begun, end } = jobsOf(4);
    const all = quietly(jobs, 2);
    assert.deepEqual(begun, [0, 1]);
    await end(1);
    assert.deepEqual(begun, [0, 1, 2]);
    await end(2);
    await end(3);
    await end(0);
    assert.deepEqual(await all, [0, 10, 20, 30]);
  });

  it('leave their slot to another while AWS refuses their calls, and go on without waiting for one', async () => {
    const { jobs, begun, end, waits } = jobsOf(6);
    const all = quietly(jobs, 2);
    waits(0, true);
    assert.deepEqual(begun, [0, 1, 2]);
    waits(0, false);
    await end(2);
    assert.deepEqual(begun, [0, 1, 2], 'two are at work');
    await end(0);
    assert.deepEqual(begun, [0, 1, 2, 3]);
    waits(3, true);
    assert.deepEqual(begun, [0, 1, 2, 3, 4]);
    await end(3);
    assert.deepEqual(begun, [0, 1, 2, 3, 4], 'a slot is left once');
    await end(4);
    for (const index of [1, 5]) await end(index);
    assert.deepEqual(await all, [0, 10, 20, 30, 40, 50]);
  });

  it('are no more than eight times as many under way, however many wait', async () => {
    const { jobs, begun, end, waits } = jobsOf(40);
    const all = quietly(jobs, 2);
    for (let index = 0; index < 16; index += 1) waits(index, true);
    assert.equal(begun.length, 16);
    for (let index = 0; index < 40; index += 1) await end(index);
    assert.equal((await all).length, 40);
  });

  it('are none where there are none, and reject where one does', async () => {
    assert.deepEqual(await quietly([], 4), []);
    const [job] = jobsOf(1).jobs;
    assert.ok(job);
    const failing = { ...job, work: () => Promise.reject(new Error('a bug of ours')) };
    await assert.rejects(quietly([failing, job], 1), /a bug of ours/);
  });
});
