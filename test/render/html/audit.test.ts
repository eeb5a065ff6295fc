import assert from 'node:assert/strict';
import { auditSection } from '../../../src/render/html/audit.ts';
import { fault, fine, report, target } from '../reports.ts';

describe('what the checks of a run found', () => {
  it('is told with what clears it, alike findings once', () => {
    const findings = [fault({ subject: 'role/<a>' }), fault({ subject: 'role/b' }), ...fine(2)];
    const [section] = auditSection(report([target({ findings })]));
    const { markup = '' } = section?.body ?? {};
    assert.equal(markup.match(/<li>/g)?.length, 1);
    assert.match(
      markup,
      /<strong>fail<\/strong>: sessions are encrypted[\s\S]*kms\.disabled · role\/&lt;a&gt;, role\/b/,
    );
    assert.match(markup, /<code>aws kms enable-key --key-id 1234<\/code>/);
    assert.deepEqual(auditSection(report([target()])), []);
  });
});
