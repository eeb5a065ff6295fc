import assert from 'node:assert/strict';
import { wordsOf, wrapped } from '../../src/render/wrap.ts';

describe('wrapping', () => {
  it('fills lines up to their last column, and not beyond', () => {
    assert.deepEqual(wrapped(wordsOf('one two three'), 7), ['one two', 'three']);
    assert.deepEqual(wrapped(wordsOf('one two three'), 6), ['one', 'two', 'three']);
    assert.deepEqual(wrapped(wordsOf('one two three'), Infinity), ['one two three']);
  });

  it('hangs what follows below what begins', () => {
    assert.deepEqual(wrapped(wordsOf('one two three'), 10, 'try:', '     '), ['try: one', '     two', '     three']);
    assert.deepEqual(wrapped(wordsOf('one two'), 8, '    ', '    '), ['    one', '    two']);
  });

  it('leaves a word whole that is longer than a line, on a line of its own', () => {
    assert.deepEqual(wrapped(['a', 'much too long', 'b'], 6), ['a', 'much too long', 'b']);
    assert.deepEqual(wrapped(['much too long'], 6, 'try:', '  '), ['try:', '  much too long']);
    assert.deepEqual(wrapped(['much too long'], 6, '    ', '    '), ['    much too long']);
  });

  it('has one line for no words, and no blanks at the ends', () => {
    assert.deepEqual(wrapped([], 10, '  ', '  '), ['']);
    assert.deepEqual(wordsOf(' a\n b\t'), ['a', 'b']);
  });
});
