import assert from 'node:assert/strict';
import { parseInputs } from '../../src/inputs/inputs.ts';
import { badInput } from '../aws.ts';

const many = (count: number, item: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => item(index));

describe('tags', () => {
  const tags = (...tag: string[]) => parseInputs({ tag }).tags;

  it('take what all services take', () => {
    assert.deepEqual(tags('cost centre=R+D', 'a=b=c', 'é=ü', `${'k'.repeat(128)}=${'v'.repeat(256)}`), {
      'cost centre': 'R+D',
      a: 'b=c',
      é: 'ü',
      ['k'.repeat(128)]: 'v'.repeat(256),
    });
  });

  it('take tags by any name, such as toString', () => {
    assert.deepEqual({ ...tags('toString=1', 'constructor=2') }, { toString: '1', constructor: '2' });
  });

  for (const tag of ['team', '=ops', `${'k'.repeat(129)}=v`, `k=${'v'.repeat(257)}`, 'a&b=c', 'a=b\nc']) {
    it(`refuse ${JSON.stringify(tag.slice(0, 20))}`, () => {
      badInput(() => tags(tag), '--tag', JSON.stringify(tag));
    });
  }

  it('refuse a flag without a tag', () => {
    badInput(() => tags(''), '--tag');
  });

  it('refuse names that AWS and we keep for ourselves', () => {
    for (const tag of ['aws:team=ops', 'AWS:team=ops', 'session-manager:managed=x']) {
      badInput(() => tags(tag), '--tag', JSON.stringify(tag), 'reserved');
    }
  });

  it('refuse a tag that is given twice, and more than forty', () => {
    badInput(() => tags('a=1', 'a=2'), '--tag "a=2"', 'given twice');
    assert.equal(Object.keys(tags(...many(40, (index) => `k${index}=v`))).length, 40);
    badInput(() => tags(...many(41, (index) => `k${index}=v`)), '--tag', 'at most 40', '41');
  });
});
