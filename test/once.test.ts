import assert from 'node:assert/strict';
import { once, onceEach } from '../src/once.ts';

describe('once', () => {
  it('makes its value when it is first asked for, and gives the same every time', async () => {
    let made = 0;
    const value = once(async () => ({ number: (made += 1) }));
    assert.equal(made, 0);
    const [first, second] = await Promise.all([value(), value()]);
    assert.equal(first, second);
    assert.equal(await value(), first);
    assert.equal(made, 1);
  });

  it('keeps undefined and a failure too', async () => {
    for (const make of [async () => undefined, () => Promise.reject(new Error('no'))]) {
      let made = 0;
      const value = once<Promise<undefined>>(() => {
        made += 1;
        return make();
      });
      await Promise.allSettled([value(), value()]);
      await value().catch((error: unknown) => assert.match(String(error), /no$/));
      assert.equal(made, 1);
    }
  });
});

describe('once each', () => {
  it('makes a value for each name, and keeps a failure too', async () => {
    const made: string[] = [];
    const value = onceEach(async (name) => {
      made.push(name);
      if (name === 'bad') throw new Error('no');
      return { name };
    });
    const [first, second, third] = await Promise.all([value('a'), value('a'), value('b')]);
    assert.equal(first, second);
    assert.deepEqual([first.name, third.name], ['a', 'b']);
    for (let times = 0; times < 2; times++) await assert.rejects(value('bad'), /no/);
    assert.deepEqual(made, ['a', 'b', 'bad']);
  });
});
