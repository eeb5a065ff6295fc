import assert from 'node:assert/strict';
import { newDocument, parseDocument } from '../../../src/resources/preferences/session-document.ts';

/** Expects these inputs among others: each preference is told in inputs/preferences.test.ts. */
const says = (inputs: Readonly<Record<string, unknown>>, expected: Readonly<Record<string, unknown>>): void => {
  assert.deepEqual({ ...inputs, ...expected }, inputs);
};

describe('session document', () => {
  it('that is new says everything, with real booleans', () => {
    const { inputs, ...rest } = newDocument({ cloudWatchLogGroupName: 'sessions' });
    assert.deepEqual(rest, {
      schemaVersion: '1.0',
      description: 'Document to hold regional settings for Session Manager',
      sessionType: 'Standard_Stream',
    });
    says(inputs, {
      s3BucketName: '',
      s3KeyPrefix: '',
      s3EncryptionEnabled: false,
      cloudWatchLogGroupName: 'sessions',
      cloudWatchEncryptionEnabled: false,
      cloudWatchStreamingEnabled: true,
      kmsKeyId: '',
      runAsEnabled: false,
      runAsDefaultUser: '',
      idleSessionTimeout: '20',
      maxSessionDuration: '',
      shellProfile: { windows: '', linux: '' },
    });
  });

  it('takes what was asked for, also inside the shell profile', () => {
    const { inputs } = newDocument({ cloudWatchStreamingEnabled: false, 'shellProfile.linux': 'exec bash' });
    assert.equal(inputs['cloudWatchStreamingEnabled'], false);
    assert.deepEqual(inputs['shellProfile'], { windows: '', linux: 'exec bash' });
  });

  describe('is parsed', () => {
    it('with everything that is in it, and nothing that is not but inputs', () => {
      assert.deepEqual(parseDocument('{"description":"x","inputs":{"a":1},"parameters":{}}'), {
        description: 'x',
        inputs: { a: 1 },
        parameters: {},
      });
      assert.deepEqual(parseDocument('{}')?.inputs, {});
    });

    for (const content of ['', 'schemaVersion: "1.0"', 'null', '"x"', '1', '[]', '{"inputs":[]}', '{"inputs":"x"}']) {
      it(`as none when it reads ${JSON.stringify(content)}`, () => assert.equal(parseDocument(content), undefined));
    }
  });
});
