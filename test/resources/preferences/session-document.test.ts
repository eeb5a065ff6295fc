import assert from 'node:assert/strict';
import {
  changedDocument,
  inputOf,
  newDocument,
  parseDocument,
  sameSettings,
  schemaProblems,
  type SessionDocument,
} from '../../../src/resources/preferences/session-document.ts';

const of = (inputs: Readonly<Record<string, unknown>>): SessionDocument => ({
  schemaVersion: '1.0',
  sessionType: 'Standard_Stream',
  inputs,
});

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

  describe('is read by meaning', () => {
    it('where modules write text for booleans and numbers for text', () => {
      const document = of({
        s3EncryptionEnabled: 'true',
        cloudWatchEncryptionEnabled: 'False',
        cloudWatchStreamingEnabled: true,
        idleSessionTimeout: 30,
        maxSessionDuration: '60',
        runAsDefaultUser: null,
      });
      assert.equal(inputOf(document, 's3EncryptionEnabled'), true);
      assert.equal(inputOf(document, 'cloudWatchEncryptionEnabled'), false);
      assert.equal(inputOf(document, 'cloudWatchStreamingEnabled'), true);
      assert.equal(inputOf(document, 'idleSessionTimeout'), '30');
      assert.equal(inputOf(document, 'maxSessionDuration'), '60');
      assert.equal(inputOf(document, 'runAsDefaultUser'), '');
    });

    it('where null, empty and absent are the same', () => {
      for (const document of [of({}), of({ idleSessionTimeout: null }), of({ idleSessionTimeout: '' })]) {
        assert.equal(inputOf(document, 'idleSessionTimeout'), '20');
      }
      for (const value of [undefined, null, '']) {
        assert.equal(inputOf(of({ runAsEnabled: value }), 'runAsEnabled'), false);
        assert.equal(inputOf(of({ shellProfile: { linux: value } }), 'shellProfile.linux'), '');
      }
      for (const shellProfile of [undefined, null, 'x', {}]) {
        assert.equal(inputOf(of({ shellProfile }), 'shellProfile.linux'), '');
      }
    });

    it('where an input is no plain value', () => {
      assert.equal(inputOf(of({ kmsKeyId: ['a'] }), 'kmsKeyId'), '["a"]');
    });

    it('with everything that is in it, and gaps filled', () => {
      assert.deepEqual(parseDocument('{"description":"x","inputs":{"a":1},"parameters":{}}'), {
        schemaVersion: '1.0',
        sessionType: 'Standard_Stream',
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

  describe('that is changed', () => {
    it('keeps what was not asked for, what we know nothing about, and its description', () => {
      const before: SessionDocument = {
        schemaVersion: '1.0',
        description: 'ours, by hand',
        sessionType: 'Standard_Stream',
        inputs: {
          s3BucketName: 'logs',
          s3EncryptionEnabled: 'true',
          idleSessionTimeout: 45,
          shellProfile: { linux: 'bash' },
          futureInput: { deep: 1 },
        },
      };
      const after = changedDocument(before, { cloudWatchLogGroupName: 'sessions', 'shellProfile.windows': 'cls' });
      assert.equal(after.description, 'ours, by hand');
      says(after.inputs, {
        s3BucketName: 'logs',
        s3KeyPrefix: '',
        s3EncryptionEnabled: true,
        cloudWatchLogGroupName: 'sessions',
        cloudWatchEncryptionEnabled: false,
        cloudWatchStreamingEnabled: false,
        kmsKeyId: '',
        runAsEnabled: false,
        runAsDefaultUser: '',
        idleSessionTimeout: '45',
        maxSessionDuration: '',
        shellProfile: { windows: 'cls', linux: 'bash' },
        futureInput: { deep: 1 },
      });
    });

    it('keeps parameters and other parts that we know nothing about', () => {
      const content = JSON.stringify({ schemaVersion: '1.0', parameters: { user: { type: 'String' } }, inputs: {} });
      const after = changedDocument(parseDocument(content), {}) as SessionDocument & { parameters?: unknown };
      assert.deepEqual(after.parameters, { user: { type: 'String' } });
    });

    it('becomes a Session document where it was none', () => {
      const asked = { cloudWatchLogGroupName: 'sessions' };
      assert.deepEqual(changedDocument(undefined, asked), newDocument(asked));
      assert.equal(changedDocument({ ...of({}), sessionType: 'Port' }, {}).sessionType, 'Standard_Stream');
    });
  });

  it('gives sessions the same settings however they are written', () => {
    const plain = newDocument({ cloudWatchLogGroupName: 'sessions' });
    const written = of({ cloudWatchLogGroupName: 'sessions', cloudWatchStreamingEnabled: 'true', kmsKeyId: null });
    assert.equal(sameSettings(plain, written), true);
    assert.equal(sameSettings(plain, of({ ...written.inputs, idleSessionTimeout: '21' })), false);
    assert.equal(sameSettings(plain, of({ ...written.inputs, shellProfile: { linux: 'x' } })), false);
  });

  it('has problems where the agent or AWS cannot take what it says, and none where they can', () => {
    const problems = (inputs: Readonly<Record<string, unknown>>): readonly string[] =>
      schemaProblems(of(inputs)).map(({ field, have }) => `${field} ${have}`);
    assert.deepEqual(problems({ cloudWatchStreamingEnabled: 'true', s3EncryptionEnabled: 'true' }), [
      'cloudWatchStreamingEnabled "true"',
    ]);
    assert.deepEqual(problems({ runAsEnabled: 'yes', s3EncryptionEnabled: 1 }), [
      's3EncryptionEnabled 1',
      'runAsEnabled "yes"',
    ]);
    assert.deepEqual(problems({ idleSessionTimeout: '61', maxSessionDuration: 0 }), [
      'idleSessionTimeout "61"',
      'maxSessionDuration 0',
    ]);
    assert.deepEqual(problems({ idleSessionTimeout: 60, maxSessionDuration: '1440' }), []);
    assert.deepEqual(problems({ idleSessionTimeout: '', maxSessionDuration: null }), []);
    assert.deepEqual(problems({ runAsEnabled: '{{ runAs }}', idleSessionTimeout: '{{ minutes }}' }), []);
  });

  it('that is changed has no minutes that AWS does not allow', () => {
    const after = changedDocument(of({ idleSessionTimeout: '90', maxSessionDuration: '0' }), {});
    assert.deepEqual([after.inputs['idleSessionTimeout'], after.inputs['maxSessionDuration']], ['60', '1440']);
    const asked = changedDocument(of({ idleSessionTimeout: '90' }), { idleSessionTimeout: '5' });
    assert.equal(asked.inputs['idleSessionTimeout'], '5');
  });
});
