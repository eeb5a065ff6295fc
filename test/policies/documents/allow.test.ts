import assert from 'node:assert/strict';
import { allow, oneOrMore } from '../../../src/policies/documents/allow.ts';

describe('a statement that allows', () => {
  it('is written the same whatever the order of its parts', () => {
    assert.deepEqual(allow('Read', ['s3:b', 's3:a', 's3:b'], ['z', 'y']), {
      Sid: 'Read',
      Effect: 'Allow',
      Action: ['s3:a', 's3:b'],
      Resource: ['y', 'z'],
    });
  });

  it('has no list of one, and no condition where none is given', () => {
    const condition = { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } };
    assert.deepEqual(allow('Read', ['s3:a'], ['*'], condition), {
      Sid: 'Read',
      Effect: 'Allow',
      Action: 's3:a',
      Resource: '*',
      Condition: condition,
    });
    assert.ok(!('Condition' in allow('Read', ['s3:a'], ['*'])));
    assert.deepEqual([oneOrMore([]), oneOrMore(['a', 'a']), oneOrMore(['b', 'a'])], [[], 'a', ['a', 'b']]);
  });
});
