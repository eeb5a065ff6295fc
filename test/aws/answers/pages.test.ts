import assert from 'node:assert/strict';
import { answeredBy, pagesOf, withoutCircles } from '../../../src/aws/answers/pages.ts';

interface Page {
  readonly NextToken?: string;
  readonly Marker?: string;
}

async function* given(...pages: readonly Page[]): AsyncGenerator<Page> {
  for (const page of pages) yield await Promise.resolve(page);
}

async function count(pages: AsyncIterable<unknown>): Promise<number> {
  const found: unknown[] = [];
  for await (const page of pages) found.push(page);
  return found.length;
}

describe('pages', () => {
  it('are all given', async () => {
    assert.equal(await count(withoutCircles('ListKeys', given({ Marker: 'a' }, { Marker: 'b' }, {}))), 3);
  });

  for (const [what, ...pages] of [
    ['to themselves', { NextToken: 'a' }, { NextToken: 'a' }],
    ['to one before', { Marker: 'a' }, { Marker: 'b' }, { Marker: 'c' }, { Marker: 'a' }],
  ] as const) {
    it(`that lead back ${what} are an error that names who gave them`, async () => {
      const last = pages.at(-1) ?? assert.fail();
      answeredBy.set(last, 'kms.example:1');
      await assert.rejects(count(withoutCircles('ListKeys', given(...pages))), {
        name: 'NotAnAnswer',
        message: 'ListKeys: kms.example:1 gives the same pages again and again',
      });
    });
  }

  it('are asked for one after the other where the SDK has no paginator', async () => {
    const asked: (string | undefined)[] = [];
    const ask = (token: string | undefined): Promise<Page> => {
      asked.push(token);
      return Promise.resolve(asked.length < 3 ? { NextToken: `t${asked.length}` } : { NextToken: '' });
    };
    assert.equal(await count(pagesOf('List', ask)), 3);
    assert.deepEqual(asked, [undefined, 't1', 't2']);
    await assert.rejects(count(pagesOf('List', () => Promise.resolve({ NextToken: 'x' }))), { name: 'NotAnAnswer' });
  });
});
