import assert from 'node:assert/strict';
import { remedyMarkup } from '../../../src/render/html/remedy.ts';

describe('a remedy on a page', () => {
  it('has words in paragraphs, and what is to be copied apart', () =>
    assert.equal(
      remedyMarkup(['first <', { code: 'aws "x"' }]).markup,
      '<p>first &lt;</p><div class="code"><code>aws &quot;x&quot;</code></div>',
    ));
});
