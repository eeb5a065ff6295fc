import type { Job, RunSettings } from './job.ts';

/**
 * Does jobs side by side; with a region order, region by region: a region begins when the one before is done in all accounts, as with
 * the RegionOrder of StackSets. Those that the order does not name come last, as they were given. `regions`: that of each job.
 * Results come in the order of the jobs.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSetOperationPreferences.html
 */
export async function inWaves<Result>(
  { fanOut, concurrency, regionOrder }: RunSettings,
  jobs: readonly Job<Result>[],
  regions: readonly string[],
): Promise<readonly Result[]> {
  if (!regionOrder) return fanOut(jobs, concurrency);
  const results = new Map<Job<Result>, Result>();
  for (const region of new Set([...regionOrder, ...regions])) {
    const wave = jobs.filter((_, index) => regions[index] === region);
    if (wave.length === 0) continue;
    const done = await fanOut(wave, concurrency);
    for (const [index, job] of wave.entries()) results.set(job, done[index] as Result);
  }
  return jobs.map((job) => results.get(job) as Result);
}
