import assert from 'node:assert/strict';
import { reportHtml, sentenceOf } from '../../../src/render/html/report.ts';
import { change, fault, report, target } from '../reports.ts';

describe('the page of a run that changes something', () => {
  it('says in a sentence how it went', () => {
    const planned = target({ status: 'planned' });
    assert.equal(
      sentenceOf(report([planned, planned, target({ status: 'unchanged' })], { command: 'plan' })),
      '2 of 3 targets would be changed.',
    );
    assert.equal(
      sentenceOf(report([target(), target({ status: 'failed' })])),
      '1 of 2 targets failed. 1 of 2 targets was changed.',
    );
    assert.equal(sentenceOf(report([target({ status: 'unchanged' })])), 'There is nothing to do in 1 target.');
    assert.equal(sentenceOf(report([])), 'There is no target to work on.');
    assert.match(sentenceOf(report([target({ findings: [fault()] })])), /Of what was checked: 1 fail\./);
  });

  it('has a table of places, problems, what was checked, and hostile names as text', () => {
    const page = reportHtml(
      report([
        target({
          accountName: '<b>',
          status: 'failed',
          error: { code: 'X', message: 'denied <i>' },
          changes: [change({ status: 'failed', summary: '</script><img src=x>' })],
          findings: [fault()],
        }),
      ]),
      '1.2.3',
      { script: '', style: '' },
    );
    assert.deepEqual(
      [...page.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id),
      ['places', 'problems', 'audit', 'list'],
    );
    assert.match(page, /denied &lt;i&gt;/);
    assert.doesNotMatch(page, /<img|<b>[^0-9]|<i>/);
    assert.match(page, /<td class="fail">failed<span>, 1 failed<\/span>/);
  });
});
