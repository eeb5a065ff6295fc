import assert from 'node:assert/strict';
import chalk from 'chalk';
import { paintFor } from '../../src/render/paint.ts';

describe('paint', () => {
  it('leaves text plain with NO_COLOR', () => {
    assert.equal(paintFor({ NO_COLOR: '1' }).red('x'), 'x');
    assert.equal(paintFor({ NO_COLOR: '1', FORCE_COLOR: '' }).red('x'), 'x');
  });

  it('leaves it to the terminal when NO_COLOR is empty or FORCE_COLOR is there, too', () => {
    for (const environment of [{}, { NO_COLOR: '' }, { NO_COLOR: '1', FORCE_COLOR: '1' }]) {
      assert.equal(paintFor(environment), chalk);
    }
  });
});
