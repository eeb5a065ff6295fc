import assert from 'node:assert/strict';
import { diagnosisHtml } from '../../../src/render/html/diagnosis.ts';
import { diagnosis, fault, fine, fix, looked } from '../reports.ts';

const draw = (report: Parameters<typeof diagnosisHtml>[0]): string =>
  diagnosisHtml(report, {}, '1.2.3', { script: '', style: '' });

describe('a diagnosis as a page', () => {
  const page = draw(
    diagnosis([looked([fault(), fault({ verdict: 'warn' }), ...fine(2)])], {
      fixes: [fix('aws kms enable-key', 1, 'kms.disabled')],
    }),
  );

  it('has the sentence, and counts that lead to what they count', () => {
    assert.match(page, /<p class="sentence">1 of 1 target fails\.<\/p>/);
    assert.match(page, /href="#verdict=fail"><span class="mark fail" aria-hidden="true"><\/span><b>1<\/b> fail/);
    assert.match(page, /<b>2<\/b> ok/);
  });

  it('has all parts in their order', () =>
    assert.deepEqual(
      [...page.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id),
      ['places', 'families', 'fixes', 'list'],
    ));

  it('shows what nobody would see', () => {
    const hostile = draw(diagnosis([looked([fault({ summary: 'a\u202Eb\u0007', subject: '<img src=x>' })])]));
    for (const raw of ['\u202E', '\u0007', '<img']) assert.ok(!hostile.includes(raw));
    assert.match(hostile, /a\\\\u202eb\\\\x07/);
  });

  it('is made of a diagnosis of nothing', () => assert.match(draw(diagnosis([])), /No target was looked at\./));
});
