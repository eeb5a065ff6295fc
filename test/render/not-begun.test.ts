import assert from 'node:assert/strict';
import { notBegunTogether } from '../../src/render/not-begun.ts';
import { diagnosisMarkdown } from '../../src/render/markdown.ts';
import { diagnosisText } from '../../src/render/diagnosis.ts';
import { reportText } from '../../src/render/text.ts';
import { diagnosis, looked, PLAIN, report, target } from './reports.ts';

const error = { code: 'NotRun', message: '4 targets have failed', advice: 'fix what failed' };
const REGIONS = ['us-east-1', 'us-east-2', 'eu-west-1', 'eu-west-2', 'eu-west-3'];
const left = REGIONS.map((region) => target({ region, status: 'not-run', error, changes: [] }));

describe('targets that were not begun', () => {
  it('are told of together, by their reason', () => {
    const other = target({ status: 'not-run', error: { code: 'Interrupted', message: 'interrupted' }, changes: [] });
    const [alike, ...more] = notBegunTogether([...left, other]);
    assert.deepEqual(
      [alike?.label, alike?.targets.length, more],
      ['111122223333/us-east-1, 111122223333/us-east-2, 111122223333/eu-west-1 and 2 more', 5, []],
    );
  });

  it('are one block of a report, after what was done', () => {
    const text = reportText(report([...left, target({ region: 'ap-south-1' })]), PLAIN).split('\n');
    const at = text.indexOf('  not run: 4 targets have failed');
    assert.equal(text[at - 1], '5 targets not run: 111122223333 in all 6 regions but ap-south-1');
    assert.equal(text[at + 1], '    try: fix what failed');
    assert.equal(text[0], '111122223333/ap-south-1');
    assert.equal(text.filter((line) => line.includes('4 targets have failed')).length, 1);
    assert.equal(text.at(-1), '6 targets: 1 changed, 5 not run');
  });

  it('are one block of a diagnosis, too', () => {
    const unlooked = left.map((one) => ({ ...one, findings: [] }));
    const found = diagnosis([...unlooked, looked([], { status: 'failed', error: { code: 'X', message: 'x' } })]);
    for (const text of [diagnosisText(found, PLAIN, 200), diagnosisMarkdown(found)]) {
      assert.equal(text.split('\n').filter((line) => line.includes('4 targets have failed')).length, 1, text);
      assert.match(text, /6 targets \(1 failed, 5 not run\)/);
    }
  });
});
