import assert from 'node:assert/strict';
import { fixesSection, problemsSection, unreadSection } from '../../../src/render/html/sections.ts';
import { hint } from '../../../src/checks/remedy.ts';
import { diagnosis, fix, looked } from '../reports.ts';

describe('the parts of a page', () => {
  it('tell what would clear the most', () => {
    const [section] = fixesSection([fix('aws kms enable-key --key-id 1', 5, 'kms.disabled', 'log-group.key')]);
    const { markup = '' } = section?.body ?? {};
    assert.match(markup, /<code>aws kms enable-key --key-id 1<\/code>/);
    assert.match(markup, /<strong>clears 5 findings<\/strong>/);
    assert.match(markup, /<a href="#q=kms.disabled">kms.disabled<\/a>, <a href="#q=log-group.key">/);
    assert.deepEqual(fixesSection([]), []);
  });

  it('tell why targets have no result, each reason once', () => {
    const error = { code: 'AccessDenied', message: 'denied <b>', advice: 'aws sso login' } as never;
    const failed = (region: string): ReturnType<typeof looked> => looked([], { region, status: 'failed', error });
    const [section] = problemsSection(diagnosis([failed('us-east-1'), failed('eu-west-1'), looked([])]));
    const { markup = '' } = section?.body ?? {};
    assert.equal(markup.match(/<li>/g)?.length, 1);
    assert.match(markup, /<strong>failed<\/strong>: denied &lt;b&gt;/);
    assert.match(markup, /111122223333\/us-east-1, 111122223333\/eu-west-1/);
    assert.match(markup, /<code>aws sso login<\/code>/);
    assert.deepEqual(problemsSection(diagnosis([looked([])])), []);
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
