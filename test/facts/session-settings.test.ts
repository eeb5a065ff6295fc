import assert from 'node:assert/strict';
import { settingsInForce, sessionSettings } from '../../src/facts/session-settings.ts';
import { newDocument, type SessionDocument } from '../../src/resources/preferences/session-document.ts';

const OFF = {
  logEncryptionRequired: false,
  streaming: false,
  bucketEncryptionRequired: false,
  runAs: false,
  shellProfiles: [],
  undecided: [],
};

const documentOf = (inputs: SessionDocument['inputs']): SessionDocument => ({ ...newDocument({}), inputs });

/** Gives the settings of a document with these inputs. */
const said = (inputs: SessionDocument['inputs']) => {
  const { document: _, ...settings } = sessionSettings(documentOf(inputs));
  return settings;
};

const foundOf = (document: SessionDocument | undefined) => ({ inEffect: { document } });

describe('facts session settings', () => {
  it('are nothing where the document says nothing, whatever way it says that', () => {
    for (const nothing of ['', null, undefined]) {
      const names = ['cloudWatchLogGroupName', 's3BucketName', 's3KeyPrefix', 'kmsKeyId', 'runAsDefaultUser'];
      assert.deepEqual(said(Object.fromEntries(names.map((name) => [name, nothing]))), OFF);
    }
    assert.deepEqual(said({ shellProfile: { linux: '', windows: null } }), OFF);
  });

  it('are what the document says, by meaning', () => {
    const inputs = {
      cloudWatchLogGroupName: 'audit',
      cloudWatchEncryptionEnabled: 'true',
      cloudWatchStreamingEnabled: true,
      s3BucketName: 'logs',
      s3KeyPrefix: 'a',
      s3EncryptionEnabled: 'True',
      kmsKeyId: 'alias/session',
      runAsEnabled: true,
      runAsDefaultUser: 'ops',
    };
    assert.deepEqual(said(inputs), {
      logGroup: 'audit',
      logEncryptionRequired: true,
      streaming: true,
      bucket: 'logs',
      prefix: 'a',
      bucketEncryptionRequired: true,
      key: 'alias/session',
      runAs: true,
      runAsUser: 'ops',
      shellProfiles: [],
      undecided: [],
    });
  });

  it('require nothing of a log group or bucket that is not named', () => {
    const switches = { cloudWatchEncryptionEnabled: true, cloudWatchStreamingEnabled: true, s3EncryptionEnabled: true };
    assert.deepEqual(said(switches), OFF);
  });

  it('have a shell profile for either system', () => {
    for (const shellProfile of [{ linux: 'bash' }, { windows: 'x' }]) {
      assert.deepEqual(said({ shellProfile }), { ...OFF, shellProfiles: Object.keys(shellProfile) });
    }
  });

  it('are those that the defaults of parameters give; the others are undecided', () => {
    const parameters = { enc: { type: 'String', default: 'true' }, key: { type: 'String' } };
    const inputs = {
      cloudWatchLogGroupName: '{{ssm:group}}',
      cloudWatchEncryptionEnabled: '{{ enc }}',
      s3BucketName: 'audit',
      s3EncryptionEnabled: '{{ enc }}',
      kmsKeyId: '{{ key }}',
    };
    const { document: _, ...settings } = sessionSettings({ ...documentOf(inputs), parameters });
    assert.deepEqual(settings, {
      ...OFF,
      bucket: 'audit',
      bucketEncryptionRequired: true,
      undecided: ['cloudWatchLogGroupName', 'kmsKeyId'],
    });
  });

  it('in force are those of the version in effect; none where there is no document', () => {
    assert.equal(settingsInForce(undefined), undefined);
    assert.equal(settingsInForce(foundOf(undefined)), undefined);
    assert.equal(settingsInForce(foundOf(documentOf({ cloudWatchLogGroupName: 'audit' })))?.logGroup, 'audit');
  });
});
