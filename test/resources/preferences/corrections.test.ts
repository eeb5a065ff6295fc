import assert from 'node:assert/strict';
import { corrections, unclearInputs } from '../../../src/resources/preferences/corrections.ts';
import { newDocument } from '../../../src/resources/preferences/session-document.ts';

describe('a correction', () => {
  it('is of the type only: what has no clear meaning, and a text with parameters, stay for somebody who knows', () => {
    const inputs = {
      s3EncryptionEnabled: 1,
      cloudWatchStreamingEnabled: 'False',
      runAsEnabled: '{{ run }}',
      cloudWatchEncryptionEnabled: 'yes',
      idleSessionTimeout: '90',
    };
    const document = { ...newDocument({}), inputs, parameters: { run: { default: 'yes' } } };
    assert.deepEqual(corrections(document), [
      { field: 's3EncryptionEnabled', have: '1', want: true },
      { field: 'cloudWatchStreamingEnabled', have: '"False"', want: false },
    ]);
    assert.deepEqual(
      unclearInputs(document).map(({ field }) => field),
      ['cloudWatchEncryptionEnabled', 'runAsEnabled', 'idleSessionTimeout'],
    );
  });

  it('makes a Session document of the only version of another one', () => {
    assert.deepEqual(corrections({ ...newDocument({}), schemaVersion: '2.2', sessionType: 'Port' }), [
      { field: 'schemaVersion', have: '2.2', want: '1.0' },
      { field: 'sessionType', have: 'Port', want: 'Standard_Stream' },
    ]);
  });
});
