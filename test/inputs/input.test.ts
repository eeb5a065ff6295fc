import assert from 'node:assert/strict';
import { propertyOf, type PropertyOf } from '../../src/inputs/input.ts';

describe('an input', () => {
  it('has a property named for its flag', () => {
    const name: PropertyOf<'shell-profile-linux'> = 'shellProfileLinux';
    assert.equal(propertyOf('shell-profile-linux'), name);
    assert.equal(propertyOf('s3-bucket'), 's3Bucket');
    assert.equal(propertyOf('streaming'), 'streaming');
  });
});
