import assert from 'node:assert/strict';
import { gateOf } from '../../src/engine/gate.ts';
import type { Job, RunSettings } from '../../src/engine/job.ts';
import { quietly } from '../../src/engine/slots.ts';
import { inWaves } from '../../src/engine/waves.ts';
import { turn } from './world.ts';

const { signal: interrupt } = new AbortController();
const settings = (regionOrder?: readonly string[]): RunSettings => ({
  fanOut: quietly,
  concurrency: 8,
  timeout: 60,
  interrupt,
  gate: gateOf({ targets: 0, interrupt }),
  ...(regionOrder && { regionOrder }),
});

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-south-1', 'us-east-1', 'eu-west-1'];

/** Runs a job in each region, and notes when each begins and ends. */
async function run(regionOrder?: readonly string[]): Promise<{ readonly log: string[]; readonly results: unknown }> {
  const log: string[] = [];
  const jobs = REGIONS.map((region, index): Job<number> => ({
    label: region,
    async work() {
      log.push(`begin ${region}`);
      await turn();
      log.push(`end ${region}`);
      return index;
    },
    verdict: () => ({ failed: false, text: '' }),
  }));
  return { results: await inWaves(settings(regionOrder), jobs, REGIONS), log };
}

describe('jobs in waves', () => {
  it('are all begun at once where there is no order', async () => {
    const { log } = await run();
    assert.deepEqual(
      log.slice(0, 5),
      REGIONS.map((region) => `begin ${region}`),
    );
  });

  it('are done region by region, those that the order does not name last, as they were given', async () => {
    const { log } = await run(['eu-west-1', 'eu-north-1']);
    const two = (region: string): readonly string[] => [
      `begin ${region}`,
      `begin ${region}`,
      `end ${region}`,
      `end ${region}`,
    ];
    assert.deepEqual(log, [...two('eu-west-1'), ...two('us-east-1'), 'begin ap-south-1', 'end ap-south-1']);
  });

  it('give their results in the order of the jobs', async () => {
    assert.deepEqual((await run(['ap-south-1', 'eu-west-1'])).results, [0, 1, 2, 3, 4]);
  });
});
