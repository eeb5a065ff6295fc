import assert from 'node:assert/strict';
import { plannedSettings } from '../../src/audit/planned-settings.ts';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import { newDocument, type SessionDocument } from '../../src/resources/preferences/session-document.ts';
import { inputsOf } from '../aws.ts';

const documentOf = (inputs: SessionDocument['inputs']): SessionDocument => ({ ...newDocument({}), inputs });

const foundOf = (document: SessionDocument | undefined) => ({ inEffect: { document } });

describe('planned settings', () => {
  const THERE = documentOf({ cloudWatchLogGroupName: 'audit', s3BucketName: 'logs' });
  const planned = (document: SessionDocument | undefined, raw: RawInputs) => {
    const { document: _, ...settings } = plannedSettings(foundOf(document), inputsOf(raw)) ?? assert.fail();
    return settings;
  };

  it('are new ones where there are none', () => {
    assert.equal(plannedSettings(undefined, inputsOf({ 'log-group': 'mine' }))?.logGroup, 'mine');
    assert.equal(planned(undefined, {}).logGroup, 'sessions');
  });

  it('are those that are there, unless setup may change them; then what was not asked for stays', () => {
    const { logGroup, bucket } = planned(THERE, { 'log-group': 'mine' });
    assert.deepEqual([logGroup, bucket], ['audit', 'logs']);
    const changed = planned(THERE, { 'log-group': 'mine', overwrite: true });
    assert.deepEqual([changed.logGroup, changed.bucket], ['mine', 'logs']);
  });

  it('name the key that is given, or our alias, for sessions that are to be encrypted', () => {
    const arn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const encrypt = { 'encrypt-sessions': true };
    assert.equal(planned(undefined, { ...encrypt, 'kms-key': arn }).key, arn);
    assert.equal(planned(undefined, { ...encrypt, kms: true, 'kms-alias': 'other' }).key, 'alias/other');
    const logsOnly = planned(undefined, { kms: true });
    assert.deepEqual([logsOnly.key, logsOnly.logEncryptionRequired], [undefined, true]);
  });
});
