import assert from 'node:assert/strict';
import { runMarkup, timeWords } from '../../../src/render/html/head.ts';

const RUN = {
  version: '1.2.3',
  time: '2026-11-26T12:00:05.123Z',
  seconds: 12.34,
  caller: 'arn:aws:iam::111122223333:user/<ann>',
  arguments: ['--regions', 'us-east-1', '--accounts', 'a b'],
};

describe('the head of a page', () => {
  it('says which run it is of', () => {
    const { markup } = runMarkup({ command: 'doctor', run: RUN, shard: '1/3' });
    assert.match(markup, /<dt>Started<\/dt><dd>2026-11-26 12:00:05 UTC, took 12\.3 seconds<\/dd>/);
    assert.match(markup, /<dd>arn:aws:iam::111122223333:user\/&lt;ann&gt;<\/dd>/);
    assert.match(markup, /session-manager doctor --regions us-east-1 --accounts &#39;a b&#39;/);
    assert.match(markup, /<dd>1\/3<\/dd>/);
    assert.match(runMarkup({ command: 'doctor', run: { ...RUN, seconds: 61 } }).markup, /took 1 minute 1 second</);
  });

  it('is nothing where nobody has said so', () => assert.equal(runMarkup({ command: 'doctor' }).markup, ''));

  it('leaves what is no time as it is', () => assert.equal(timeWords('<yesterday>'), '<yesterday>'));
});
