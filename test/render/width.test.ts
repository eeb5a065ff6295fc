import assert from 'node:assert/strict';
import { cutTo, filled, widthOf } from '../../src/render/width.ts';

describe('width on a terminal', () => {
  it('is a column for a letter, two for Chinese, Korean and pictures, none for accents', () => {
    const widths = {
      payments: 8,
      支払: 4,
      한국: 4,
      '😀': 2,
      '🇩🇪': 2,
      é: 1,
      'e\u0301': 1,
      '❤️': 2,
      ｱ: 1,
      '': 0,
      '…': 1,
    };
    for (const [text, width] of Object.entries(widths)) assert.equal(widthOf(text), width, text);
    assert.equal(widthOf('\u1112\u1161\u11AB'), 2, 'a syllable of three parts');
    assert.equal(widthOf('\u0e01\u0e34'), 1, 'a vowel above its consonant');
  });

  it('is kept by cutting whole characters, with a mark', () => {
    assert.equal(cutTo('payments', 8), 'payments');
    assert.equal(cutTo('payments', 5), 'paym…');
    assert.equal(cutTo('支払い係', 6), '支払…');
    assert.equal(cutTo('支払い係', 4), '支…');
    assert.equal(cutTo('🇩🇪🇩🇪', 3), '🇩🇪…');
    assert.equal(cutTo('abc', 0), '');
  });

  it('is filled with blanks', () => {
    assert.equal(filled('支', 4), '支  ');
    assert.equal(filled('long', 2), 'long');
  });
});
