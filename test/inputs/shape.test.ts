import assert from 'node:assert/strict';
import { either, list, map, matching, oneOf, record, type Shape, text } from '../../src/inputs/shape.ts';

const problem = (shape: Shape, value: unknown): string | undefined => {
  try {
    shape(value, 'it');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the shape of JSON', () => {
  for (const [what, shape, right, wrong, message] of [
    ['a text', text, 'x', 1, 'it must be a text'],
    ['a text by its pattern', matching(/^\d$/, 'a digit'), '1', '12', 'it must be a digit'],
    ['one of some values', oneOf('a', null), null, 'b', 'it must be a or null'],
    ['either of two', either('a text or null', text, oneOf(null)), null, 1, 'it must be a text or null'],
    ['a list', list(text), ['a'], ['a', 1], 'it[1] must be a text'],
    ['a list', list(text), [], {}, 'it must be a list'],
    ['an object of any names', map(text), { a: 'b' }, { a: 1 }, 'it.a must be a text'],
    ['an object', record({ a: text }), { a: 'b' }, null, 'it must be an object'],
    ['an object', record({ a: text }), { a: 'b' }, [], 'it must be an object'],
    ['an object with a member', record({ a: text }), { a: 'b' }, {}, 'it.a must be there'],
    ['an object without others', record({}, { a: text }), { a: 'b' }, { b: 1 }, 'it.b means nothing here'],
    ['an object with others', record({}, { a: text }, true), { b: 1 }, { a: 1 }, 'it.a must be a text'],
    [
      'an object without what all objects have',
      record({}),
      {},
      JSON.parse('{"__proto__":1}'),
      'it.__proto__ means nothing here',
    ],
  ] as const) {
    it(`is that of ${what}, or it is said where not: ${message}`, () => {
      assert.equal(problem(shape, right), undefined);
      assert.equal(problem(shape, wrong), message);
    });
  }
});
