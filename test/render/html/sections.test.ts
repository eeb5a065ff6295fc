import assert from 'node:assert/strict';
import { fixesSection, unreadSection } from '../../../src/render/html/sections.ts';
import { hint } from '../../../src/checks/remedy.ts';
import { diagnosis, fix } from '../reports.ts';

describe('the parts of a page', () => {
  it('tell what would clear the most', () => {
    const [section] = fixesSection([fix('aws kms enable-key --key-id 1', 5, 'kms.disabled', 'log-group.key')]);
    const { markup = '' } = section?.body ?? {};
    assert.match(markup, /<code>aws kms enable-key --key-id 1<\/code>/);
    assert.match(markup, /<strong>clears 5 findings<\/strong>/);
    assert.match(markup, /<a href="#q=kms.disabled">kms.disabled<\/a>, <a href="#q=log-group.key">/);
    assert.deepEqual(fixesSection([]), []);
  });

  it('tell what could not be looked at', () => {
    const unread = [
      {
        reason: 'kms:DescribeKey is denied',
        actions: [],
        places: ['1/us-east-1'],
        checks: ['kms.missing'],
        remedy: hint('ask for it'),
      },
    ] as never;
    const [section] = unreadSection({ ...diagnosis([]), unread });
    assert.match(section?.body.markup ?? '', /kms:DescribeKey is denied.*in 1\/us-east-1: kms\.missing.*ask for it/s);
    assert.deepEqual(unreadSection(diagnosis([])), []);
  });
});
