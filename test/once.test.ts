import assert from 'node:assert/strict';
import { once } from '../src/once.ts';

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
      const value = once<undefined>(() => {
        made += 1;
        return make();
      });
      await Promise.allSettled([value(), value()]);
      await value().catch((error: unknown) => assert.match(String(error), /no$/));
      assert.equal(made, 1);
    }
  });
});
