import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJudging, judged, judgeOf } from '../../src/cli/judging.ts';
import type { JudgingFlags } from '../../src/cli/judging-flags.ts';
import type { Ending, FanOut } from '../../src/engine/job.ts';
import { quietly } from '../../src/engine/slots.ts';
import { exitCode, type Report } from '../../src/engine/report.ts';
import { printedReport } from '../../src/render/json.ts';
import { parseSeed } from '../../src/sandbox/seed/seed.ts';
import { ACCOUNTS, faultyFleet } from '../engine/faulty-fleets.ts';
import { world, type World } from '../engine/world.ts';
import { ownFolder } from '../folder.ts';

const NOW = new Date('2026-11-26T12:00:00Z');
const SCOPE = { accounts: ACCOUNTS, regions: ['eu-west-1', 'ap-southeast-2'] };

describe('progress of a run that is judged', () => {
  const folder = ownFolder();
  const path = (name: string): string => join(folder.path, name);
  let on: World;
  let first: Report;
  before(async () => {
    on = world({ state: parseSeed(JSON.stringify(faultyFleet())) });
    first = await on.diagnose({}, SCOPE);
  });

  const write = (name: string, text: string): string => {
    writeFileSync(path(name), text);
    return path(name);
  };

  /** Runs doctor, and gives how its pieces of work ended, and the report. */
  async function run(flags: JudgingFlags): Promise<{ readonly endings: readonly Ending[]; readonly report: Report }> {
    const judging = await readJudging(flags, 'doctor');
    const endings: Ending[] = [];
    const fanOut: FanOut = async (jobs, concurrency) => {
      const results = await quietly(jobs, concurrency);
      for (const [index, job] of jobs.entries()) endings.push(job.verdict(results[index] as never));
      return results;
    };
    const judge = await judgeOf(judging, flags.strict ?? false, NOW);
    const made = await on.diagnose({}, SCOPE, { fanOut, judge });
    return { endings, report: (await judged(made, judging, NOW)).report };
  }

  const sum = (endings: readonly Ending[], word: string): number =>
    endings
      .map(({ text }) => Number(new RegExp(`(\\d+) ${word}`).exec(text)?.[1] ?? 0))
      .reduce((one, other) => one + other, 0);

  const cases: readonly (readonly [string, () => JudgingFlags])[] = [
    ['nothing else', () => ({})],
    ['an empty baseline', () => ({ baseline: write('none.yaml', 'accepted: []') })],
    [
      'a baseline of some checks',
      () => ({
        baseline: write(
          'some.yaml',
          'accepted: [{ check: instance, reason: known }, { check: kms, region: eu-west-1, reason: old, expires: 2026-11-25 }]',
        ),
      }),
    ],
    ['a baseline that is written', () => ({ 'write-baseline': path('all.yaml') })],
    [
      'a baseline that is written anew, of which a part has expired',
      () => ({
        'write-baseline': write('more.yaml', 'accepted: [{ check: instance, reason: old, expires: 2026-11-25 }]'),
      }),
    ],
    ['never failing', () => ({ 'fail-on': 'never' })],
    ['failing for warnings', () => ({ 'fail-on': 'warn' })],
    ['strictness', () => ({ strict: true })],
    [
      'an earlier report',
      () => ({ since: write('last.json', JSON.stringify(printedReport(first))), 'fail-on': 'new' }),
    ],
    [
      'an earlier report of less',
      () => {
        const targets = first.targets.map((one) => ({ ...one, findings: one.findings.slice(0, 40) }));
        return { since: write('less.json', JSON.stringify(printedReport({ ...first, targets }))), 'fail-on': 'new' };
      },
    ],
  ];
  for (const [what, flags] of cases) {
    it(`counts as the report does, and fails where that does: ${what}`, async () => {
      const { endings, report } = await run(flags());
      const { fail, warn, accepted = 0 } = report.summary;
      const fresh = report.targets.flatMap(({ findings }) =>
        findings.filter((one) => ['fail', 'warn'].includes(one.verdict) && 'since' in one && one.since === 'new'),
      );
      assert.deepEqual(
        ['fail', 'warn', 'accepted', 'of these new'].map((word) => sum(endings, word)),
        [fail, warn, accepted, fresh.length],
      );
      const { strict, 'fail-on': failOn } = flags();
      const code = exitCode(report, { strict: strict ?? false, ...(failOn && { failOn: failOn as 'new' }) });
      assert.equal(
        endings.some(({ failed }) => failed),
        code === 1,
      );
    });
  }
});
