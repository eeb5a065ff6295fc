import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { type Display, progressOn } from '../../src/cli/progress.ts';
import type { Job } from '../../src/engine/job.ts';

/** Gives what is written to stderr meanwhile, without colours. */
async function toldBy(display: Display, jobs: readonly Job<string>[]): Promise<readonly string[]> {
  const { write } = process.stderr;
  let text = '';
  process.stderr.write = (chunk: string | Uint8Array): boolean => {
    text += String(chunk);
    return true;
  };
  try {
    await progressOn(display, new AbortController().signal)(jobs, 1);
  } finally {
    process.stderr.write = write;
  }
  return stripVTControlCharacters(text).split('\n').slice(0, -1);
}

const jobs = (count: number, failing = 0): readonly Job<string>[] =>
  Array.from({ length: count }, (_, index) => ({
    label: `111122223333/r-${index + 1}`,
    work(say) {
      say('reading', 'passing');
      say('Creating CloudWatch log group: sessions');
      return Promise.resolve(index < failing ? 'AccessDenied' : 'changed');
    },
    verdict: (text) => ({ failed: text !== 'changed', text }),
  }));

describe('progress where there is no terminal', () => {
  it('tells of few targets when they begin and how they end, and leaves what was done to the report', async () => {
    assert.deepEqual(await toldBy('lines', jobs(2, 1)), [
      '❯ 111122223333/r-1',
      '✖ 111122223333/r-1 [FAILED: AccessDenied]',
      '❯ 111122223333/r-2',
      '✔ 111122223333/r-2  changed',
    ]);
  });

  it('tells what was done, too, where the report is for a program', async () => {
    assert.deepEqual(await toldBy('actions', jobs(1)), [
      '❯ 111122223333/r-1',
      '› 111122223333/r-1  Creating CloudWatch log group: sessions',
      '✔ 111122223333/r-1  changed',
    ]);
  });

  it('tells of more only how they end', async () => {
    const lines = await toldBy('lines', jobs(17));
    assert.equal(lines.length, 17);
    assert.ok(lines.every((line) => line.startsWith('✔ ')));
  });

  it('counts many, and names the first that fail', async () => {
    const lines = await toldBy('lines', jobs(300, 40));
    assert.deepEqual(lines.slice(0, 2), [
      '✖ 111122223333/r-1 [FAILED: AccessDenied]',
      '✖ 111122223333/r-2 [FAILED: AccessDenied]',
    ]);
    assert.equal(lines.filter((line) => line.startsWith('✖')).length, 10);
    assert.deepEqual(lines.slice(10, 12), ['✔ 30 of 300 done, 30 failed', '✔ 60 of 300 done, 40 failed']);
    assert.equal(lines.at(-1), '✔ 300 of 300 done, 40 failed');
    assert.equal(lines.length, 20);
    assert.equal((await toldBy('actions', jobs(25))).at(-1), '✔ 25 of 25 done');
  });

  it('is none where nobody wants it', async () => assert.deepEqual(await toldBy('none', jobs(3)), []));
});
