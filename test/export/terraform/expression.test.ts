import assert from 'node:assert/strict';
import { code, formOf, isExpression, template } from '../../../src/export/terraform/expression.ts';

describe('an expression', () => {
  it('is told from every plain value, also from an object that looks like one', () => {
    assert.ok(isExpression(code('x')));
    for (const value of ['x', 1, true, null, [], {}, { kind: 'code', text: 'x' }, { form: code('x') }]) {
      assert.ok(!isExpression(value), JSON.stringify(value));
    }
  });

  it('is joined with texts, and is a text where it is none', () => {
    assert.equal(template(['a', '', 'b']), 'ab');
    assert.equal(template([]), '');
    const one = code('each.key');
    assert.equal(template(['', one]), one);
    const joined = template(['a', one]);
    assert.ok(isExpression(joined));
    assert.deepEqual(formOf(joined), { kind: 'template', parts: ['a', one] });
  });
});
