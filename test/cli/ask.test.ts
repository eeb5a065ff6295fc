import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { ask } from '../../src/cli/ask.ts';

describe('a question', () => {
  const answered = (text: string): Promise<boolean> => {
    const input = new PassThrough();
    const answer = ask('Sure?', input, new PassThrough());
    input.end(text);
    return answer;
  };

  it('is answered with yes by y and yes alone', async () => {
    for (const yes of ['y\n', 'Y\n', ' yes \n']) assert.equal(await answered(yes), true, yes);
    for (const no of ['\n', 'n\n', 'yep\n', 'delete\n']) assert.equal(await answered(no), false, no);
  });

  it('is answered with no when the input ends', async () => {
    assert.equal(await answered(''), false);
  });
});
