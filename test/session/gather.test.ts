import { deepEqual } from 'node:assert/strict';
import { gather } from '../../src/session/gather.ts';

describe('what is gathered', () => {
  it('is handed on in one piece when the current work is done, and in order', async () => {
    const written: string[] = [];
    const write = gather((data) => written.push(data.toString()));
    for (const part of ['one ', 'two ', 'three']) write(Buffer.from(part));
    deepEqual(written, []);
    await Promise.resolve();
    deepEqual(written, ['one two three']);
    write(Buffer.from('four'));
    await Promise.resolve();
    deepEqual(written, ['one two three', 'four']);
  });
});
