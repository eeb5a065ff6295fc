import assert from 'node:assert/strict';
import { diagnosisText } from '../../src/render/diagnosis.ts';
import { diagnosisMarkdown } from '../../src/render/markdown.ts';
import { reportText } from '../../src/render/text.ts';
import { throttledLine } from '../../src/render/throttled.ts';
import type { Throttled } from '../../src/aws/throttling.ts';
import { PLAIN, report, target } from './reports.ts';

const throttled = (all: Throttled | undefined, ...each: readonly Throttled[]): ReturnType<typeof report> => {
  const made = report(each.map((one, index) => target({ region: `us-east-${index + 1}`, throttled: one })));
  return { ...made, summary: { ...made.summary, ...(all && { throttled: all }) } };
};

describe('what AWS throttled, in a line', () => {
  it('says how often, where, and for how long calls waited', () => {
    const two = throttled({ calls: 312, seconds: 96.4 }, { calls: 300, seconds: 90 }, { calls: 12, seconds: 6.4 });
    assert.deepEqual(throttledLine(two), ['AWS throttled 312 calls in 2 targets; together they waited 96 s']);
    const one = throttled({ calls: 1, seconds: 5 }, { calls: 1, seconds: 5 });
    assert.deepEqual(throttledLine(one), ['AWS throttled 1 call in 1 target; it waited 5 s']);
  });

  it('advises fewer targets at once only where it was the way into accounts, which has one limit for all', () => {
    const some = throttled({ calls: 20, seconds: 9 }, { calls: 11, seconds: 5 });
    assert.deepEqual(throttledLine(some), [
      'AWS throttled 20 calls in 1 target and on the way into accounts; together they waited 9 s',
    ]);
    assert.deepEqual(throttledLine(throttled({ calls: 20, seconds: 9 })), [
      'AWS throttled 20 calls on the way into accounts; together they waited 9 s: a lower --concurrency may be faster',
    ]);
  });

  it('is none where nothing was, or where nobody waited for long', () => {
    assert.deepEqual(throttledLine(throttled(undefined)), []);
    assert.deepEqual(throttledLine(throttled({ calls: 40, seconds: 4.9 }, { calls: 40, seconds: 4.9 })), []);
  });

  it('stands before the line that sums up, in text and in Markdown', () => {
    const made = throttled({ calls: 7, seconds: 60 }, { calls: 7, seconds: 60 });
    const line = 'AWS throttled 7 calls in 1 target; together they waited 60 s';
    assert.ok(reportText(made, PLAIN).endsWith(`\n\n${line}\n\n1 target: 1 changed`));
    const diagnosis = { ...made, command: 'doctor' };
    assert.ok(diagnosisText(diagnosis, PLAIN, 80).includes(`${line}\n\n1 target: nothing was checked`));
    assert.ok(diagnosisMarkdown(diagnosis).includes(`\n\n${line}`));
  });

  it('stands beside a problem that all targets share, too', () => {
    const error = { code: 'ThrottlingException', message: 'Rate exceeded' };
    const failed = { status: 'failed', error, changes: [] } as const;
    const made = report([target(failed), target({ ...failed, region: 'eu-west-1' })]);
    const all = { ...made, summary: { ...made.summary, throttled: { calls: 20, seconds: 100 } } };
    assert.deepEqual(reportText(all, PLAIN).split('\n\n').slice(1, 2), throttledLine(all));
  });
});
