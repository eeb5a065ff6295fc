import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { AnswerRefusedError, ask, askSecretly } from '../../src/cli/ask.ts';

/** Reads all that was written: one read gives one piece of it in some versions of Node. */
function textIn(output: PassThrough): string {
  const pieces: Buffer[] = [];
  for (let piece = output.read() as Buffer | null; piece; piece = output.read() as Buffer | null) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

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

  it('ends its line also where nobody answers, as with Ctrl-D', async () => {
    const shown = async (text: string): Promise<string> => {
      const [input, output] = [new PassThrough(), new PassThrough()];
      const answer = ask('Sure?', input, output);
      input.end(text);
      await answer;
      return textIn(output);
    };
    assert.equal(await shown(''), 'Sure? (y/N) \n');
    assert.equal(await shown('y\n'), 'Sure? (y/N) ');
  });

  it('ends when the run does', async () => {
    const run = new AbortController();
    const answer = ask('Sure?', new PassThrough(), new PassThrough(), run.signal);
    run.abort();
    await assert.rejects(answer, AnswerRefusedError);
  });

  it('is answered with no when the input ends', async () => {
    assert.equal(await answered(''), false);
  });
});

describe('a secret question', () => {
  const asked = async (text: string): Promise<{ answer: string; shown: string }> => {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
    const output = new PassThrough();
    const answer = askSecretly('Enter MFA code for x: ', input, output);
    input.end(text);
    return { answer: await answer.catch(({ name }: Error) => name), shown: textIn(output) };
  };

  it('shows itself, and not the answer', async () => {
    assert.deepEqual(await asked('123456\n'), { answer: '123456', shown: 'Enter MFA code for x: \n' });
  });

  it('is refused by the end of the run', async () => {
    const [input, run] = [new PassThrough(), new AbortController()];
    const answer = askSecretly('Code? ', input, new PassThrough(), run.signal);
    run.abort();
    await assert.rejects(answer, { name: 'AnswerRefusedError' });
  });

  it('is refused by Ctrl-C and Ctrl-D', async () => {
    assert.equal((await asked('12\u0003')).answer, 'AnswerRefusedError');
    assert.equal((await asked('\u0004')).answer, 'AnswerRefusedError');
    assert.equal((await asked('')).answer, 'AnswerRefusedError');
  });
});
