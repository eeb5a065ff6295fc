import assert from 'node:assert/strict';
import type { Report, Run } from '../../src/engine/report.ts';
import { mergeReports } from '../../src/reports/merge.ts';
import { mergeRuns } from '../../src/reports/runs.ts';
import { diagnosis, target } from './reports.ts';

const ANN = 'arn:aws:iam::111122223333:user/ann';
const run = (second: number, extra: Partial<Run> = {}): Run => ({
  version: '1.0.0',
  time: new Date(second * 1000).toISOString(),
  seconds: 10.5,
  caller: ANN,
  arguments: [],
  ...extra,
});
const reportOf = (account: string, of?: Run): Report => ({ ...diagnosis(target(account)), ...(of && { run: of }) });
const merged = (...runs: readonly Run[]): Run | undefined =>
  mergeRuns(runs.map((one) => reportOf('111111111111', one)));

describe('runs that are merged', () => {
  it('last from the beginning of the first to the end of the last', () => {
    assert.deepEqual(merged(run(100), run(90), run(95)), { ...run(90), seconds: 20.5 });
    assert.deepEqual(merged(run(90, { seconds: 60 }), run(100)), run(90, { seconds: 60 }));
  });

  it('are, of one, that run', () => assert.deepEqual(merged(run(7)), run(7)));

  it('name the caller where all have the same, and every version', () => {
    const both = merged(run(1), run(1, { version: '1.1.0', caller: 'arn:aws:iam::111122223333:user/bob' }), run(1));
    assert.equal(both?.version, '1.0.0, 1.1.0');
    assert.ok(both && !('caller' in both));
  });

  it('have the flags that all were called with, values and all', () => {
    const shard = (k: number) => run(1, { arguments: ['--regions', 'all', '--shard', `${k}/2`, '--strict'] });
    assert.deepEqual(merged(shard(1), shard(2))?.arguments, ['--regions', 'all', '--strict']);
    assert.deepEqual(merged(shard(1), run(1))?.arguments, []);
  });

  it('are not known where one of them is not: older reports have none', () => {
    const reports = [reportOf('111111111111', run(1)), reportOf('222222222222')];
    assert.equal(mergeRuns(reports), undefined);
    const both = mergeReports(reports.map((report, index) => ({ file: `${index}.json`, report })));
    assert.ok(!('run' in both));
    assert.deepEqual(mergeReports([{ file: 'a.json', report: reportOf('111111111111', run(1)) }]).run, run(1));
  });
});
