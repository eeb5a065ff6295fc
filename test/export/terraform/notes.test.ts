import assert from 'node:assert/strict';
import { notesFor } from '../../../src/export/terraform/notes.ts';
import { inputsOf } from '../../aws.ts';

describe('what Terraform cannot do', () => {
  it('is said where it was asked for', () => {
    assert.deepEqual(notesFor(inputsOf({ 'policy-audit': false })), []);
    assert.match(notesFor(inputsOf({})).join('\n'), /session-manager doctor does\.$/);
    assert.match(notesFor(inputsOf({ overwrite: true, grant: true })).join('\n'), /^--overwrite: .*imported first\.$/);
    assert.deepEqual(notesFor(inputsOf({ overwrite: true, grant: true }), true), []);
  });
});
