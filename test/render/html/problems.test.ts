import assert from 'node:assert/strict';
import { problemsSection } from '../../../src/render/html/problems.ts';
import { looked } from '../reports.ts';

const ended = (region: string, message: string, extra: Partial<ReturnType<typeof looked>> = {}) =>
  looked([], { region, status: 'failed', error: { code: 'X', message, advice: 'aws sso login' }, ...extra });

describe('why targets have no result', () => {
  it('is told once for what is alike, in words that are safe', () => {
    const [section, ...others] = problemsSection([
      ended('us-east-1', 'denied <b>'),
      ended('eu-west-1', 'denied <b>'),
      looked([]),
    ]);
    const { markup = '' } = section?.body ?? {};
    assert.equal(section?.heading, 'Targets without a result');
    assert.deepEqual(others, []);
    assert.equal(markup.match(/<li>/g)?.length, 1);
    assert.match(markup, /<strong>failed<\/strong>: denied &lt;b&gt;/);
    assert.match(markup, /111122223333 in us-east-1 and eu-west-1/);
    assert.match(markup, /<code>aws sso login<\/code>/);
    assert.doesNotMatch(markup, /likewise/);
  });

  it('is told once where only the regions in it differ, all of them in a word', () => {
    const regions = ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'eu-west-1'];
    const [section] = problemsSection(regions.map((region) => ended(region, `not allowed in ${region}`)));
    const { markup = '' } = section?.body ?? {};
    assert.equal(markup.match(/<li>/g)?.length, 1);
    assert.match(markup, /111122223333 in all 5 regions/);
  });

  it('says where what to do is not the same everywhere', () => {
    const other = { code: 'X', message: 'denied', advice: 'aws sso login --profile dev' };
    const [section] = problemsSection([ended('us-east-1', 'denied'), ended('eu-west-1', '', { error: other })]);
    assert.match(section?.body.markup ?? '', /likewise in the others/);
  });

  it('is nothing where all were worked on', () => assert.deepEqual(problemsSection([looked([])]), []));
});
