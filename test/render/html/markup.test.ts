import assert from 'node:assert/strict';
import { inertJson, markup, trusted } from '../../../src/render/html/markup.ts';

const HOSTILE = `</script><img src=x onerror=alert(1)>"'&`;

describe('markup', () => {
  it('escapes all that is filled in, in text and in attributes', () => {
    const made = markup`<a title="${HOSTILE}">${HOSTILE}</a>`.markup;
    const escaped = '&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;';
    assert.equal(made, `<a title="${escaped}">${escaped}</a>`);
  });

  it('takes markup as it is, joins lists, and leaves out what is not there', () => {
    const items = ['<', '>'].map((text) => markup`<li>${text}</li>`);
    assert.equal(markup`<ul>${items}${undefined}${false}${0}</ul>`.markup, '<ul><li>&lt;</li><li>&gt;</li>0</ul>');
    assert.equal(markup`${trusted('<b>')}`.markup, '<b>');
  });
});

describe('JSON in a script element', () => {
  it('neither ends the element nor begins a comment, and means the same', () => {
    const value = { text: `${HOSTILE}<!--<script>]]>\u2028\u2029`, list: [1, null, '<'] };
    const { markup: text } = inertJson(value);
    assert.doesNotMatch(text, /[<>&\u2028\u2029]/);
    assert.deepEqual(JSON.parse(text), value);
  });
});
