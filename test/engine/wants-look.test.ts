import assert from 'node:assert/strict';
import { diagnosisText } from '../../src/render/diagnosis.ts';
import { reportText } from '../../src/render/text.ts';
import { wantingLook } from '../../src/engine/wants-look.ts';
import { change, diagnosis, fault, fine, looked, PLAIN, report, target } from '../render/reports.ts';

const THERE = change({ action: 'none', status: 'unchanged', summary: 'CloudWatch log group sessions already exists' });
const unchanged = (region: string) => target({ region, status: 'unchanged', changes: [THERE], findings: fine(2) });
const HELD = change({
  resource: 'preferences',
  action: 'keep',
  status: 'kept',
  summary: 'WARN: SSM Document SSM-SessionManagerRunShell already exists',
  differences: [{ field: 'idleSessionTimeout', have: '20', want: '5' }],
});
function quietly(...args: Parameters<typeof report>): readonly string[] {
  const whole = report(...args);
  const left = wantingLook(whole);
  return left ? reportText(whole, PLAIN, 80, { told: left.targets }).split('\n') : [];
}

describe('what wants a look', () => {
  it('is nothing, not even a sum, where there was nothing to do', () => {
    assert.equal(wantingLook(report([unchanged('a'), unchanged('b')])), undefined);
    assert.equal(wantingLook(diagnosis([looked(fine(3)), looked([fault({ verdict: 'info' })])])), undefined);
  });

  it('is only the sum where all was done', () => {
    assert.deepEqual(quietly([target(), unchanged('b')]), ['2 targets: 1 changed, 1 unchanged']);
    assert.deepEqual(quietly([target()]), ['1 target: 1 changed']);
  });

  it('is what failed, and what was left as it is, each in its place, without a table', () => {
    const failed = target({
      region: 'eu-west-1',
      status: 'failed',
      error: { code: 'X', message: 'not allowed' },
      changes: [THERE, change({ resource: 'preferences', status: 'failed', summary: 'Creating SSM Document' })],
    });
    const held = target({ status: 'unchanged', changes: [THERE, HELD] });
    assert.deepEqual(quietly([unchanged('us-west-1'), held, failed]), [
      '111122223333/us-east-1',
      '  WARN: SSM Document SSM-SessionManagerRunShell already exists',
      '    idleSessionTimeout: 20 -> 5',
      '',
      '111122223333/eu-west-1',
      '  Creating SSM Document (failed)',
      '  failed: not allowed',
      '',
      '3 targets: 2 unchanged, 1 failed; 1 warn; 1 kept',
    ]);
  });

  it('names the regions of the whole run, not of what is left', () => {
    const failed = ['a', 'b', 'c', 'd', 'e'].map((region) =>
      target({ region, status: 'failed', error: { code: 'X', message: 'no' }, changes: [] }),
    );
    const [head] = quietly([...failed, ...['f', 'g', 'h'].map(unchanged)]);
    assert.equal(head, '5 targets failed: 111122223333 in a, b, c, d and e');
    assert.equal(quietly(failed)[0], 'failed: no', 'what all share is told without a place');
  });

  it('is, of a plan, what would be changed', () => {
    const planned = change({ status: 'planned' });
    const plan = [target({ status: 'planned', changes: [THERE, planned] })];
    assert.deepEqual(quietly(plan, { command: 'plan' }), [
      'Creating CloudWatch log group: sessions',
      '',
      '1 target: 1 planned; nothing was changed',
    ]);
  });

  it('is, of a diagnosis, what fails, warns or could not be looked at, and is not accepted', () => {
    const accepted = { ...fault({ summary: 'known' }), accepted: { reason: 'for now' } };
    const found = [fault(), fault({ verdict: 'info', summary: 'worth knowing' }), accepted, ...fine(4)];
    const told = wantingLook(diagnosis([looked(found), looked(fine(9), { region: 'eu-west-1' })]));
    assert.deepEqual(
      told?.targets.map(({ region, findings }) => [region, findings.length]),
      [['us-east-1', 1]],
    );
    const text = told ? diagnosisText(told, PLAIN, 80) : '';
    assert.match(text, /kms\.disabled/);
    assert.doesNotMatch(text, /eu-west-1|worth knowing|known$|checks$/m);
    assert.match(text, /^2 targets: /m);
    const unasked = fault({ verdict: 'unknown' });
    assert.equal(wantingLook(diagnosis([looked([unasked])])), undefined);
    const denied = { ...unasked, unread: ['it is denied'] };
    assert.ok(wantingLook(diagnosis([looked([denied])])));
  });

  it('of several that failed alike, beside some that did not, keeps their places', () => {
    const failed = ['a', 'b'].map((region) =>
      looked([], { region, status: 'failed', error: { code: 'X', message: 'no' } }),
    );
    const left = wantingLook(diagnosis([...failed, looked(fine(2), { region: 'c' })]));
    const text = left ? diagnosisText(left, PLAIN, 80) : '';
    assert.ok(text.includes('111122223333/a') && text.includes('111122223333/b'), text);
  });

  it('is what an interrupted run has not done', () => {
    const some = report([unchanged('a')], { interrupted: true });
    assert.ok(wantingLook(some));
  });
});
