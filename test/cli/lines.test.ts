import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { writeLines } from '../../src/cli/lines.ts';

describe('lines that are written one by one', () => {
  it('are all there', async () => {
    const stream = new PassThrough();
    await writeLines(['a', 'b'], stream);
    stream.end();
    assert.equal(await text(stream), 'a\nb\n');
  });

  it('come no faster than they are read', async () => {
    let held = 0;
    let most = 0;
    const stream = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        held += 1;
        most = Math.max(most, held);
        setImmediate(() => {
          held -= 1;
          done();
        });
      },
    });
    await writeLines(Array.from({ length: 50 }, String), stream);
    assert.equal(most, 1);
    assert.ok(stream.writableLength <= 3);
  });

  it('end where nobody reads them any more', async () => {
    const stream = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    stream.on('error', () => undefined);
    let made = 0;
    await writeLines(
      (function* () {
        for (; made < 1000; made += 1) yield 'x';
      })(),
      stream,
    );
    assert.ok(made < 10, String(made));
  });
});
