import assert from 'node:assert/strict';
import { nameProblems, schemaProblems } from '../../../src/resources/preferences/document-problems.ts';
import type { SessionDocument } from '../../../src/resources/preferences/session-document.ts';

const of = (inputs: Readonly<Record<string, unknown>>, parameters?: unknown): SessionDocument => ({
  schemaVersion: '1.0',
  sessionType: 'Standard_Stream',
  inputs,
  ...(parameters !== undefined && { parameters }),
});

describe('document', () => {
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

  it('is judged by the defaults of its parameters, whatever their type, and shows both', () => {
    const inputs = { s3EncryptionEnabled: '{{ enc }}', runAsEnabled: '{{run}}', idleSessionTimeout: '{{ idle }}' };
    const fine = { enc: { default: 'T' }, run: { default: false }, idle: { type: 'Integer', default: 60 } };
    assert.deepEqual(schemaProblems(of(inputs, fine)), []);
    const wrong = { enc: { default: 'yes' }, run: { default: 1 }, idle: { default: '90' } };
    assert.deepEqual(
      schemaProblems(of(inputs, wrong)).map(({ field, have, default: value }) => [field, have, value]),
      [
        ['s3EncryptionEnabled', '"{{ enc }}"', 'yes'],
        ['runAsEnabled', '"{{run}}"', '1'],
        ['idleSessionTimeout', '"{{ idle }}"', '90'],
      ],
    );
  });

  it('is not judged where a parameter has no default, is not declared, or comes from Parameter Store', () => {
    const inputs = {
      runAsEnabled: '{{ run }}',
      idleSessionTimeout: '{{ssm:/idle:3}}',
      maxSessionDuration: '{{ max }}',
    };
    assert.deepEqual(schemaProblems(of(inputs, { run: { type: 'String' } })), []);
    assert.deepEqual(schemaProblems(of(inputs)), []);
  });

  it('takes the texts that the agent takes for booleans, and no others', () => {
    for (const value of ['1', 't', 'TRUE', 'True', '0', 'F', 'false', '']) {
      assert.deepEqual(schemaProblems(of({ runAsEnabled: value })), [], value);
    }
    for (const value of ['tRuE', 'on', 'no'])
      assert.equal(schemaProblems(of({ runAsEnabled: value })).length, 1, value);
  });

  it('has names by the defaults of its parameters', () => {
    const inputs = { s3BucketName: '{{ bucket }}', cloudWatchLogGroupName: 'logs-{{ team }}' };
    assert.deepEqual(nameProblems(of(inputs, { bucket: { default: 'audit' }, team: { default: 'ops' } })), []);
    assert.deepEqual(nameProblems(of(inputs)), []);
    const [problem] = nameProblems(of(inputs, { bucket: { default: 'arn:aws:s3:::audit' }, team: { default: 'ops' } }));
    assert.deepEqual(
      [problem?.have, problem?.default, problem?.flags],
      ['"{{ bucket }}"', 'arn:aws:s3:::audit', { 's3-bucket': 'audit' }],
    );
  });
});
