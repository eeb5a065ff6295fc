import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { writeAll } from '../../src/cli/write-all.ts';
import { turn } from '../engine/world.ts';

describe('pieces that are written', () => {
  it('wait for room, so that they are not all kept at once', async () => {
    const taken: string[] = [];
    let next = (): void => undefined;
    const slow = new Writable({
      highWaterMark: 1,
      write(chunk, _encoding, done) {
        taken.push(String(chunk));
        next = done;
      },
    });
    let made = 0;
    function* pieces(): Iterable<string> {
      for (const piece of ['one', 'two', 'three']) {
        made += 1;
        yield piece;
      }
    }
    const all = writeAll(slow, pieces());
    for (const count of [1, 2, 3]) {
      await turn();
      assert.equal(made, count);
      next();
    }
    await all;
    assert.deepEqual(taken, ['one', 'two', 'three']);
  });

  it('are given up where one cannot be written', async () => {
    const gone = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    gone.on('error', () => undefined);
    await assert.rejects(writeAll(gone, ['one', 'two', 'three']), /EPIPE/);
    await assert.rejects(writeAll(gone, ['four']), /EPIPE/);
    assert.equal(gone.destroyed, true);
  });
});
