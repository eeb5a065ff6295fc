import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { pageOf } from '../../../src/render/html/document.ts';
import { markup } from '../../../src/render/html/markup.ts';
import { type Packed, unpacked } from '../../../src/render/html/packed.ts';

const PARTS = {
  title: 'session-manager <doctor>',
  sentence: '1 of 2 targets fails.',
  head: markup``,
  sections: [{ id: 'fixes', heading: 'Fixes', body: markup`<p>one</p>` }],
  heading: 'Findings',
  version: '1.2.3',
  data: {
    noun: ['finding', 'findings'] as const,
    cure: 'What clears it',
    states: [],
    stateName: { key: 'verdict', label: 'Verdict' },
    kindName: { key: 'family', label: 'Family' },
    accounts: [],
    places: [],
    texts: ['</script><!--'],
    remedies: [],
    cards: [],
  },
};
const ASSETS = { script: 'alert("1")', style: 'a > b {}' };

describe('a page', () => {
  const page = pageOf(PARTS, ASSETS);

  it('lets the browser run its own program and nothing else, and load nothing', () => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
    const hash = (text: string): string => `&#39;sha256-${createHash('sha256').update(text).digest('base64')}&#39;`;
    assert.ok(policy.startsWith('default-src &#39;none&#39;; '), policy);
    assert.ok(policy.includes(`script-src ${hash(ASSETS.script)};`), policy);
    assert.ok(policy.includes(`style-src ${hash(ASSETS.style)};`), policy);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    assert.doesNotMatch(page, /\b(?:src|href)="(?!#|data:,)/);
  });

  it('has its data as text that ends nothing', () => {
    const [, json = ''] = /id="data">(.*)<\/script>\n<script>/s.exec(page) ?? [];
    assert.deepEqual(unpacked(JSON.parse(json) as Packed), PARTS.data);
    assert.equal(page.match(/<\/script>/g)?.length, 2);
  });

  it('names itself, its language and its parts, which the list at the top leads to', () => {
    assert.match(page, /<html lang="en">/);
    assert.match(page, /<title>session-manager &lt;doctor&gt;: 1 of 2 targets fails\.<\/title>/);
    assert.match(page, /content="session-manager 1\.2\.3, page 1"/);
    assert.match(page, /<a href="#fixes">Fixes<\/a>[\s\S]*<a href="#list">Findings<\/a>/);
    assert.match(page, /<section id="fixes" aria-labelledby="fixes-heading"/);
  });
});
