import assert from 'node:assert/strict';
import { replacedRotation, ROTATION_TAG, rotationTag } from '../../../src/resources/kms-key/replaced-rotation.ts';

const tag = (value: string) => ({ [ROTATION_TAG]: value });

describe('the rotation of a key of others that we change', () => {
  it('is remembered: what it was, then what we set', () => {
    assert.deepEqual(rotationTag({}, undefined, 90), tag('off 90'));
    assert.deepEqual(rotationTag({}, 180, 90), tag('180 90'));
    assert.deepEqual(rotationTag(tag('off 90'), undefined, 90), {});
    assert.deepEqual(rotationTag({}, 90, 90), {});
    assert.deepEqual(rotationTag({}, 90, undefined), {});
  });

  it('is remembered as it was at first where we change it again, unless its owner has changed it between', () => {
    assert.deepEqual(rotationTag(tag('off 90'), 90, 100), tag('off 90 100'));
    assert.deepEqual(rotationTag(tag('off 90'), 200, 100), tag('200 100'));
  });

  it('is put back only if it is still as we set it', () => {
    assert.equal(replacedRotation(tag('off 90'), 90), 'off');
    assert.equal(replacedRotation(tag('180 90 100'), 90), 180);
    assert.equal(replacedRotation(tag('180 90'), 200), undefined);
    assert.equal(replacedRotation(tag('180 90'), 180), undefined);
    assert.equal(replacedRotation(tag('180 90'), undefined), undefined);
    assert.equal(replacedRotation({}, 90), undefined);
  });
});
