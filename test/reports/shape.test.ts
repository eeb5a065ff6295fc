import assert from 'node:assert/strict';
import { printedReport } from '../../src/render/json.ts';
import { printedShape } from '../../src/reports/shape.ts';
import { REPORT } from './reports.ts';

const printed = (): { targets: Record<string, unknown>[] } & Record<string, unknown> =>
  JSON.parse(JSON.stringify(printedReport(REPORT))) as ReturnType<typeof printed>;

describe('the shape of a printed report', () => {
  it('is that of what is printed', () => printedShape(printed(), 'the report'));

  for (const [member, value] of [
    ['noop', 'yes'],
    ['interrupted', false],
    ['shard', '3 of 8'],
    ['shard', '0/8'],
    ['shard', '1/99999999999'],
    ['targets', {}],
    ['summary', { targets: -1 }],
    ['summary', { targets: 1, throttled: { calls: 1 } }],
    ['fixes', [{ advice: 'x', clears: 'many', checks: [] }]],
  ] as const) {
    it(`is not one whose ${member} is ${JSON.stringify(value)}`, () =>
      assert.throws(() => printedShape({ ...printed(), [member]: value }, 'the report'), /^Error: the report\./));
  }

  for (const [member, value] of [
    ['error', { code: 'x' }],
    ['changes', [{ resource: 'log-group' }]],
    ['sampled', [{ check: 'a.b', asked: 1.5, of: 2, doubtful: 0 }]],
    ['findings', [{ check: 'kms', scope: 'region', verdict: 'ok', summary: '' }]],
    ['findings', [null]],
    ['throttled', { calls: 1, seconds: -1 }],
  ] as const) {
    it(`is not one with a target whose ${member} is ${JSON.stringify(value)}`, () => {
      const report = printed();
      report.targets[0] = { ...report.targets[0], [member]: value };
      assert.throws(() => printedShape(report, 'the report'), /^Error: the report\.targets\[0\]/);
    });
  }
});
