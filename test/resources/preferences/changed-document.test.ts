import assert from 'node:assert/strict';
import { changedDocument, sameSettings, unknownInputs } from '../../../src/resources/preferences/changed-document.ts';
import {
  newDocument,
  parseDocument,
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
        s3EncryptionEnabled: 'true',
        idleSessionTimeout: 45,
        shellProfile: { linux: 'bash', windows: 'cls' },
        futureInput: { deep: 1 },
        cloudWatchLogGroupName: 'sessions',
      });
      assert.equal(Object.keys(after.inputs).length, 6);
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

  it('is the same as another only where that says the same besides, and has the same texts with parameters', () => {
    const parameters = { enc: { type: 'String', default: 'true' } };
    const written = { ...of({ s3EncryptionEnabled: '{{ enc }}' }), parameters };
    assert.equal(sameSettings(written, { ...written, description: 'another' }), true);
    assert.equal(sameSettings(written, { ...written, inputs: { s3EncryptionEnabled: true } }), false);
    assert.equal(sameSettings(written, { ...written, parameters: {} }), false);
    assert.equal(sameSettings(written, { ...written, inputs: { ...written.inputs, later: 1 } }), false);
  });

  it('that is changed keeps every other text as it is written, and the members of a shell profile that nobody knows', () => {
    const parameters = { profile: { type: 'StringMap', default: { linux: 'bash', windows: 'cls' } } };
    const inputs = { runAsEnabled: '{{ run }}', kmsKeyId: null, shellProfile: { linux: 'bash', mac: 'zsh' } };
    assert.deepEqual(changedDocument({ ...of(inputs), parameters }, { 'shellProfile.linux': 'sh' }).inputs, {
      ...inputs,
      shellProfile: { linux: 'sh', mac: 'zsh' },
    });
    const whole = { ...of({ shellProfile: '{{ profile }}' }), parameters };
    assert.deepEqual(changedDocument(whole, {}).inputs, whole.inputs);
    assert.deepEqual(changedDocument(whole, { 'shellProfile.linux': 'sh' }).inputs['shellProfile'], {
      linux: 'sh',
      windows: 'cls',
    });
  });

  it('that is changed keeps minutes and switches without a meaning unless they are asked for, and has others in the right type', () => {
    const before = { idleSessionTimeout: '90', maxSessionDuration: '0', runAsEnabled: 'yes' };
    assert.deepEqual(changedDocument(of(before), {}).inputs, before);
    const asked = { idleSessionTimeout: '5', runAsEnabled: false };
    assert.deepEqual(changedDocument(of(before), asked).inputs, { ...before, ...asked });
    const typed = { cloudWatchStreamingEnabled: 'False', s3EncryptionEnabled: 1, runAsEnabled: 'true' };
    assert.deepEqual(changedDocument(of(typed), {}).inputs, {
      cloudWatchStreamingEnabled: false,
      s3EncryptionEnabled: true,
      runAsEnabled: 'true',
    });
  });

  it('has inputs that nobody knows, told by their paths', () => {
    const document = of({ s3BucketName: 'a', later: 1, shellProfile: { linux: 'b', mac: 'c' } });
    assert.deepEqual(unknownInputs(document), { later: 1, 'shellProfile.mac': 'c' });
    assert.deepEqual(unknownInputs(newDocument({})), {});
  });
});
