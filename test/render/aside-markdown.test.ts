import assert from 'node:assert/strict';
import { createDiagnosis } from '../../src/engine/report.ts';
import { asideParts } from '../../src/render/aside-markdown.ts';
import { code, escaped } from '../../src/render/markdown.ts';
import { fault, looked } from './reports.ts';

describe('what is told apart, in Markdown,', () => {
  it('is escaped in Markdown', () => {
    const [heading, list = ''] = asideParts(
      createDiagnosis([looked([fault({ subject: 'a`b', accepted: { reason: '<b>*x*</b> @ann' } })])]),
      { escaped, code },
    );
    assert.equal(heading, '### Accepted');
    assert.equal(list, '- fail kms.disabled: \\<b\\>\\*x\\*\\</b\\> @&#8203;ann<br>`` a`b ``; 111122223333/us-east-1');
  });
});
