import assert from 'node:assert/strict';
import { nameOf, readInput } from '../../../src/resources/preferences/input-reading.ts';
import type { SessionDocument } from '../../../src/resources/preferences/session-document.ts';

const of = (inputs: Readonly<Record<string, unknown>>, parameters?: unknown): SessionDocument => ({
  schemaVersion: '1.0',
  sessionType: 'Standard_Stream',
  inputs,
  ...(parameters !== undefined && { parameters }),
});

describe('an input', () => {
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
      assert.equal(readInput(document, 's3EncryptionEnabled').value, true);
      assert.equal(readInput(document, 'cloudWatchEncryptionEnabled').value, false);
      assert.equal(readInput(document, 'cloudWatchStreamingEnabled').value, true);
      assert.equal(readInput(document, 'idleSessionTimeout').value, '30');
      assert.equal(readInput(document, 'maxSessionDuration').value, '60');
      assert.equal(readInput(document, 'runAsDefaultUser').value, '');
    });

    it('where null, empty and absent are the same', () => {
      for (const document of [of({}), of({ idleSessionTimeout: null }), of({ idleSessionTimeout: '' })]) {
        assert.equal(readInput(document, 'idleSessionTimeout').value, '20');
      }
      for (const value of [undefined, null, '']) {
        assert.equal(readInput(of({ runAsEnabled: value }), 'runAsEnabled').value, false);
        assert.equal(readInput(of({ shellProfile: { linux: value } }), 'shellProfile.linux').value, '');
      }
      for (const shellProfile of [undefined, null, 'x', {}]) {
        assert.equal(readInput(of({ shellProfile }), 'shellProfile.linux').value, '');
      }
    });

    it('where an input is no plain value', () => {
      assert.equal(readInput(of({ kmsKeyId: ['a'] }), 'kmsKeyId').value, '["a"]');
    });
  });

  describe('with parameters', () => {
    const read = (field: string, text: string, parameters: unknown) =>
      readInput(of({ [field]: text }, parameters), field);

    for (const [field, text, parameter, value] of [
      ['s3EncryptionEnabled', '{{ x }}', { type: 'String', default: 'true' }, true],
      ['s3EncryptionEnabled', '{{x}}', { type: 'String', default: 'False', allowedValues: ['True', 'False'] }, false],
      ['cloudWatchStreamingEnabled', '{{ x }}', { type: 'Boolean', default: true }, true],
      ['runAsEnabled', '{{  x  }}', { type: 'string', default: '' }, false],
      ['idleSessionTimeout', '{{ x }}', { type: 'Integer', default: 15 }, '15'],
      ['idleSessionTimeout', '{{ x }}', { type: 'String', default: '' }, '20'],
      ['maxSessionDuration', '{{ x }}', { type: 'String', default: '60' }, '60'],
      ['cloudWatchLogGroupName', 'logs-{{ x }}', { type: 'String', default: 'ops' }, 'logs-ops'],
      ['s3KeyPrefix', '{{x}}/a/{{ x }}', { type: 'String', default: 'b' }, 'b/a/b'],
      ['kmsKeyId', 'alias/{{ x }}', { type: 'String', default: 'a$&b' }, 'alias/a$&b'],
      ['s3BucketName', '{{ x }}', { type: 'StringList', default: ['audit'] }, undefined],
      ['s3BucketName', 'a-{{ x }}', { type: 'StringList', default: ['b'] }, 'a-["b"]'],
      ['kmsKeyId', '{{ x }}', { type: 'String' }, undefined],
      ['kmsKeyId', '{{ x }}', { type: 'String', default: null }, undefined],
      ['kmsKeyId', '{{ x }}', { type: 'String', default: '{{ssm:session-key}}' }, undefined],
      ['kmsKeyId', '{{ x }}', { type: 'StringList', default: ['{{ ssm:session-key }}'] }, undefined],
      ['kmsKeyId', '{{ssm:/session/key:2}}', {}, undefined],
      ['kmsKeyId', '{{ y }}', {}, undefined],
      ['kmsKeyId', 'alias/{{ x }}-{{ y }}', { type: 'String', default: 'a' }, undefined],
      ['runAsDefaultUser', '{{ toString }}', {}, undefined],
    ] as const) {
      it(`reads ${JSON.stringify(text)} as ${value} for ${field}, by ${JSON.stringify(parameter)}`, () => {
        assert.deepEqual(read(field, text, { x: parameter }), { value, text });
      });
    }

    it('puts several defaults into one text, and none into a default', () => {
      const parameters = { a: { default: '{{ b }}' }, b: { default: 'c' }, 'with-dash': { default: 'd' } };
      assert.equal(read('s3KeyPrefix', '{{ a }}/{{b}}/{{ with-dash }}', parameters).value, '{{ b }}/c/d');
    });

    it('is of one name, by the default', () => {
      const document = of({ s3BucketName: '{{ b }}', cloudWatchLogGroupName: '{{ g }}' }, { b: { default: 'audit' } });
      assert.equal(nameOf(document, 's3BucketName'), 'audit');
      assert.equal(nameOf(document, 'cloudWatchLogGroupName'), undefined);
    });

    it('does not take the double braces of a shell profile for parameters that nobody has declared', () => {
      const linux = "docker ps --format '{{.Names}}{{end}}{{ range .Mounts }}'";
      assert.deepEqual(readInput(of({ shellProfile: { linux } }), 'shellProfile.linux'), { value: linux });
      const declared = of({ shellProfile: { linux: 'cd {{ dir }}{{end}}' } }, { dir: { default: '/srv' } });
      assert.deepEqual(readInput(declared, 'shellProfile.linux'), {
        value: 'cd /srv{{end}}',
        text: 'cd {{ dir }}{{end}}',
      });
    });

    it('can be a whole shell profile', () => {
      const whole = of({ shellProfile: '{{ p }}' }, { p: { type: 'StringMap', default: { linux: 'bash' } } });
      assert.deepEqual(readInput(whole, 'shellProfile.linux'), { value: 'bash', text: '{{ p }}' });
      assert.deepEqual(readInput(whole, 'shellProfile.windows'), { value: '', text: '{{ p }}' });
      const open = of({ shellProfile: '{{ p }}' }, { p: { type: 'StringMap' } });
      assert.deepEqual(readInput(open, 'shellProfile.linux'), { value: undefined, text: '{{ p }}' });
    });
  });
});
