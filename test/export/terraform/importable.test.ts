import assert from 'node:assert/strict';
import type { Found } from '../../../src/export/found.ts';
import { importable } from '../../../src/export/terraform/importable.ts';
import { parseInputs } from '../../../src/inputs/inputs.ts';
import { FOUND } from '../found.ts';

const check = (changed: Partial<Found>): Found => importable({ ...FOUND, ...changed }, parseInputs({ kms: true }));

describe('what Terraform can import', () => {
  it('is all that is there, and nothing', () => {
    assert.equal(check({}).key, FOUND.key);
    assert.deepEqual(importable({ place: FOUND.place }, parseInputs({})), { place: FOUND.place });
  });

  it('cannot be a key that is pending deletion, which only setup recovers', () => {
    const key = { ...FOUND.key, state: 'PendingDeletion' };
    assert.throws(() => check({ key }), {
      code: 'KeyPendingDeletion',
      message: 'the key of alias/session in us-east-1 is pending deletion, and cannot be imported',
    });
  });

  it('cannot be a document that is no preferences', () => {
    const preferences = { ...FOUND.document.preferences, type: 'Command' };
    assert.throws(() => check({ document: { ...FOUND.document, preferences } }), { code: 'WrongDocumentType' });
  });
});
