import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { written } from '../../src/cli/written.ts';
import { turn } from '../engine/world.ts';

describe('what was written to a stream', () => {
  it('has left it when all of it was taken, however slowly', async () => {
    const waiting: (() => void)[] = [];
    const slow = new Writable({ write: (_chunk, _encoding, done) => void waiting.push(done) });
    slow.write('one');
    slow.write('two');
    let isWritten = false;
    const all = written(slow).then(() => (isWritten = true));
    for (let taken = 0; taken < 2; taken += 1) {
      await turn();
      assert.equal(isWritten, false);
      waiting.shift()?.();
    }
    await turn();
    waiting.shift()?.();
    await all;
  });

  it('is waited for no longer where nobody takes it any more', async () => {
    const gone = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    gone.on('error', () => undefined);
    gone.write('one');
    await written(gone);
    await written(gone);
  });

  it('is nothing where nothing is left', async () => {
    await written(new Writable({ write: (_chunk, _encoding, done) => done() }));
  });
});
