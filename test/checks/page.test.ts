import assert from 'node:assert/strict';
import { page } from '../../src/checks/page.ts';

describe('a page of AWS', () => {
  it('is of the guide of Systems Manager, unless another is named', () => {
    const docs = 'https://docs.aws.amazon.com';
    assert.equal(page('a'), `${docs}/systems-manager/latest/userguide/a.html`);
    assert.equal(page('a', 'kms/latest/developerguide'), `${docs}/kms/latest/developerguide/a.html`);
  });
});
