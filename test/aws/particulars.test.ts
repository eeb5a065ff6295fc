import assert from 'node:assert/strict';
import { ACCOUNT, REGION, THINGS, UUID } from '../../src/aws/particulars.ts';

const found = (pattern: string, text: string): readonly string[] => text.match(new RegExp(pattern, 'g')) ?? [];

describe('what differs between two things', () => {
  it('is the id of a thing, a region or an account', () => {
    assert.deepEqual(found(`\\b${THINGS}-\\w+`, 'i-1 mi-2 vpc-a eigw-3 x-4'), ['i-1', 'mi-2', 'vpc-a', 'eigw-3']);
    assert.deepEqual(found(REGION, 'in us-east-1, us-gov-west-1 and ap-southeast-2'), [
      'us-east-1',
      'us-gov-west-1',
      'ap-southeast-2',
    ]);
    assert.deepEqual(found(ACCOUNT, '111122223333, and 1111222233334 is none'), ['111122223333']);
    assert.equal(found(UUID, 'key/1234abcd-12ab-34cd-56ef-1234567890ab').length, 1);
  });
});
