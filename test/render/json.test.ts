import assert from 'node:assert/strict';
import type { Finding } from '../../src/checks/check.ts';
import { isReport, printedReport } from '../../src/render/json.ts';
import { diagnosis, fault, fine, fix, looked, report, target } from './reports.ts';

describe('a report as JSON', () => {
  const found: readonly Finding[] = [fault({ subject: 'key/1', advice: 'turn it on', ref: 'https://a' }), ...fine(1)];

  it('has the remedies of findings as advice, and everything else as it is', () => {
    const [{ findings, ...rest } = target()] = printedReport(diagnosis([looked(found)])).targets;
    const { remedy: _, ...same } = fault({ subject: 'key/1', ref: 'https://a' });
    assert.deepEqual(findings, [{ ...same, id: '07795e30208d2ffa', advice: 'turn it on' }, ...fine(1)]);
    assert.deepEqual({ ...rest, findings: found }, looked(found));
  });

  it('has those of fixes as advice too', () => {
    const printed = printedReport(diagnosis([], { fixes: [fix('turn it on', 2, 'kms.disabled')] }));
    assert.deepEqual(printed.fixes, [{ advice: 'turn it on', clears: 2, checks: ['kms.disabled'] }]);
  });

  it('of another command has no fixes', () => {
    const plan = report([target()], { command: 'plan' });
    assert.deepEqual(printedReport(plan), plan);
  });

  it('is told from what else may be printed', () => {
    assert.ok(isReport(report([])));
    for (const other of [
      undefined,
      null,
      'text',
      { Version: '2012-10-17', Statement: [] },
      { state: 'file' },
      { targets: [], summary: {} },
    ]) {
      assert.ok(!isReport(other));
    }
  });
});
