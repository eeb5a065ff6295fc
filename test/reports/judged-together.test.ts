import assert from 'node:assert/strict';
import type { Fault } from '../../src/checks/check.ts';
import type { BaselineEntry, Report } from '../../src/engine/report.ts';
import { accepting } from '../../src/reports/accept.ts';
import { comparedWith } from '../../src/reports/compare.ts';
import { mergeReports } from '../../src/reports/merge.ts';
import { diagnosis, fault, target } from './reports.ts';

const [ONE, TWO] = ['111111111111', '222222222222'];
const merged = (...reports: readonly Report[]): Report =>
  mergeReports(reports.map((report, index) => ({ file: `${index}.json`, report })));
const parts = (...ids: readonly string[]): readonly Report[] =>
  ids.map((id) => diagnosis(target(id, { findings: [fault({ subject: `key/${id}` })] })));

describe('reports that were judged, and are merged', () => {
  const entries: readonly BaselineEntry[] = [
    { check: 'kms', subject: `key/${ONE}`, reason: 'in one of them' },
    { check: 's3', reason: 'in none' },
    { check: 'kms', account: TWO, reason: 'over', expires: '2026-01-01' },
  ];
  const baseline = { file: 'b.yaml', form: 'yaml', text: '', entries } as const;

  it('are judged as one run would be', () => {
    const [one, two] = parts(ONE, TWO);
    assert.ok(one && two);
    const both = merged(...[one, two].map((report) => accepting(report, baseline, '2026-11-26')));
    const whole = accepting(merged(one, two), baseline, '2026-11-26');
    assert.deepEqual(both.baseline, whole.baseline);
    assert.deepEqual(both.summary, whole.summary);
    assert.deepEqual(both.targets, whole.targets);
  });

  it('are compared as one run would be', () => {
    const earlier = { file: 'last.json', report: merged(...parts(ONE, TWO, '333333333333')) };
    const now = [
      diagnosis(target(ONE, { findings: [fault({ subject: 'key/new' })] })),
      diagnosis(target(TWO, { findings: [fault({ subject: `key/${TWO}` })] })),
    ];
    const both = merged(...now.map((report) => comparedWith(report, earlier)));
    const whole = comparedWith(merged(...now), earlier);
    assert.deepEqual(both.since, whole.since);
    assert.deepEqual(both.summary, whole.summary);
    assert.deepEqual([both.summary.newFindings, both.since?.gone.length, both.since?.unlooked.length], [1, 1, 1]);
  });

  it('are compared as one run would be, also what has one identity in several parts', () => {
    const inRegion = (region: string, ...findings: readonly Fault[]) => target(ONE, { region, findings });
    const role = (summary: string) =>
      fault({ scope: 'account', check: 'instance.role-trust', subject: 'role/a', summary });
    const [a, b, c] = ['ap-south-1', 'eu-west-1', 'us-east-1'].map((region) => inRegion(region, role(region)));
    assert.ok(a && b && c);
    const earlier = { file: 'last.json', report: diagnosis(a, b, c) };
    for (const now of [
      [diagnosis(inRegion('eu-west-1')), diagnosis(c)],
      [diagnosis(b), diagnosis(c)],
      [diagnosis(inRegion('eu-west-1')), diagnosis(inRegion('us-east-1'))],
    ]) {
      const both = merged(...now.map((report) => comparedWith(report, earlier)));
      assert.deepEqual(both.since, comparedWith(merged(...now), earlier).since);
    }
  });

  it('are compared as fast as they are many', () => {
    const many = Array.from({ length: 4000 }, (_, index) => fault({ subject: `key/${index}` }));
    const earlier = { file: 'last.json', report: diagnosis(target('333333333333', { findings: many })) };
    const [one, two] = parts(ONE, TWO).map((report) => comparedWith(report, earlier));
    assert.ok(one && two);
    const began = process.cpuUsage();
    assert.equal(merged(one, two).since?.unlooked.length, 4000);
    assert.ok(process.cpuUsage(began).user < 3_000_000, 'it takes a time in proportion to its square');
  });

  it('are compared no more where they were with different reports', () => {
    const [one, two] = parts(ONE, TWO);
    assert.ok(one && two);
    const both = merged(comparedWith(one, { file: 'last.json', report: one }), two);
    assert.deepEqual([both.since, both.summary.newFindings], [undefined, undefined]);
    for (const { findings } of both.targets) assert.ok(findings.every((finding) => !('since' in finding)));
  });

  it('say whom they are about where all are about the same', () => {
    const [one, two] = parts(ONE, TWO).map((report): Report => ({ ...report, principals: 'all' }));
    assert.ok(one && two);
    assert.equal(merged(one, two).principals, 'all');
    assert.equal(merged(one, ...parts(TWO)).principals, undefined);
  });
});
