import assert from 'node:assert/strict';
import { createDiagnosis, createReport } from '../../src/engine/report.ts';
import { stopwatch } from '../../src/engine/stopwatch.ts';
import { target } from '../render/reports.ts';

const EAST = { account: '111122223333', region: 'us-east-1' };
const WEST = { account: '111122223333', region: 'us-west-2' };

describe('a stopwatch', () => {
  const measured = async () => {
    let now = 0;
    const watch = stopwatch(() => now);
    const work = async (milliseconds: number): Promise<number> => {
      now += milliseconds;
      return milliseconds;
    };
    assert.equal(await watch.time(EAST, () => work(1000)), 1000);
    await assert.rejects(
      watch.time(EAST, () => work(234).then(() => Promise.reject(new Error('broken')))),
      /broken/,
    );
    return watch;
  };

  it('adds up what is done on a target, also where it fails', async () => {
    const watch = await measured();
    assert.deepEqual(watch.of(EAST), { seconds: 1.234 });
    assert.deepEqual(watch.of(WEST), {});
  });

  it('has a report say how long each target took, and nothing of those that were not begun', async () => {
    const watch = await measured();
    const targets = [target(EAST), target(WEST)];
    for (const report of [
      createReport('setup', false, targets, { stopwatch: watch }),
      createDiagnosis(targets, { stopwatch: watch }),
    ])
      assert.deepEqual(report.targets, [target({ ...EAST, seconds: 1.234 }), target(WEST)]);
  });
});
