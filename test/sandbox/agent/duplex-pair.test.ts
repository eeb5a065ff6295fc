import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { duplexPair } from '../../../src/sandbox/agent/duplex-pair.ts';

describe('the ends of a connection in one process', () => {
  it('read what the other has written, and end with it', async () => {
    const [one, other] = duplexPair();
    const bytes = randomBytes(3_000_000);
    const pieces = Array.from({ length: 300 }, (_, index) => bytes.subarray(index * 10_000, (index + 1) * 10_000));
    void pipeline(Readable.from(pieces), one);
    const got: Buffer[] = [];
    for await (const piece of other) got.push(piece as Buffer);
    assert.ok(Buffer.concat(got).equals(bytes));
  });

  it('hold back who writes more than is read', () => {
    const [one, other] = duplexPair();
    let written = 0;
    while (one.write(Buffer.alloc(10_000))) written += 1;
    assert.ok(written < 100);
    other.destroy();
  });

  it('are closed when one is gone', async () => {
    const [one, other] = duplexPair();
    const closed = new Promise((resolve) => other.on('close', resolve));
    other.resume();
    one.destroy();
    await closed;
  });
});
