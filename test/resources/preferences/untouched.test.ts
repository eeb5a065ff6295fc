import assert from 'node:assert/strict';
import { newDocument } from '../../../src/resources/preferences/session-document.ts';
import { untouchedIn } from '../../../src/resources/preferences/untouched.ts';

describe('what stays in a document as it is written', () => {
  it('is nothing in a plain one', () => {
    assert.deepEqual(untouchedIn({ ...newDocument({}), parameters: {} }), []);
  });

  it('is what AWS or the agent do not take, and that has no other meaning, with what it must be', () => {
    const inputs = { runAsEnabled: 'yes', s3EncryptionEnabled: 1, idleSessionTimeout: '90', maxSessionDuration: 60 };
    assert.deepEqual(untouchedIn({ ...newDocument({}), inputs }), [
      { field: 'runAsEnabled', have: '"yes"', must: 'true or false, without quotes' },
      { field: 'idleSessionTimeout', have: '"90"', must: '1 to 60 minutes' },
    ]);
  });

  it('is a text with parameters, with its default, and a member that nobody knows', () => {
    const inputs = { kmsKeyId: '{{ key }}', s3KeyPrefix: '{{ team }}', later: null };
    const document = { ...newDocument({}), inputs, parameters: { team: { default: '' } }, properties: { x: 1 } };
    assert.deepEqual(untouchedIn(document), [
      { field: 's3KeyPrefix', have: '{{ team }}', default: '' },
      { field: 'kmsKeyId', have: '{{ key }}', default: null },
      { field: 'inputs.later', have: 'null' },
      { field: 'properties', have: '{"x":1}' },
    ]);
  });
});
