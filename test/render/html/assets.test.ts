import assert from 'node:assert/strict';
import { pageAssets } from '../../../src/render/html/assets.ts';

describe('the program and the style sheet of a page', () => {
  it('can stand in a page as they are', async () => {
    const { script, style } = await pageAssets();
    assert.doesNotMatch(script, /<\/script|<!--|\bimport\b|\bexport\b/i);
    assert.ok(
      Array.from(script).every((character) => character >= ' ' || character === '\n'),
      'a control character',
    );
    assert.doesNotMatch(style, /<|@import|url\(/i);
    assert.ok(script.length < 40_000, `${script.length} characters`);
  });

  it('make no markup of text, and ask nobody for anything', async () => {
    const { script } = await pageAssets();
    assert.doesNotMatch(
      script,
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|fetch\(|XMLHttpRequest|WebSocket|sendBeacon/,
    );
  });
});
