import assert from 'node:assert/strict';
import { members } from '../../../src/checks/prefs/members.ts';
import type { SessionDocument } from '../../../src/resources/preferences/session-document.ts';
import { denied, findings, is, isDenied, regionOf } from '../observed.ts';

const found = async (inputs: Readonly<Record<string, unknown>>, rest: object = {}) => {
  const document: SessionDocument = { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs, ...rest };
  const facts = regionOf({ preferences: is({ inEffect: { number: '1', ours: false, document } }) });
  return (await findings(members, facts)).map(({ check, verdict, summary }) => `${verdict} ${check}: ${summary}`);
};

describe('check prefs: members', () => {
  it('has nothing to look at where there are no preferences, or none that can be read', async () => {
    assert.equal(await members.run(regionOf({ preferences: is(undefined) })), undefined);
    const none = { inEffect: { number: '1', ours: false, document: undefined } };
    assert.equal(await members.run(regionOf({ preferences: is(none) })), undefined);
  });

  it('finds nothing in plain values', async () => {
    assert.deepEqual(await found({ s3BucketName: 'audit', shellProfile: { linux: "docker ps -f '{{.Names}}'" } }), []);
  });

  it('leaves what is wrong to prefs.schema', async () => {
    assert.deepEqual(await found({ idleSessionTimeout: '90', runAsEnabled: 'yes' }), []);
  });

  it('is not known where preferences may not be read', () => isDenied(members, regionOf({ preferences: denied })));

  it('tells of a text with a default, which who starts a session can change', async () => {
    const [line, ...more] = await found({ runAsEnabled: '{{ run }}' }, { parameters: { run: { default: 'true' } } });
    assert.match(line ?? '', /^info prefs\.parameters: runAsEnabled is \{\{ run \}\} \(default true\): .* can choose/);
    assert.deepEqual(more, []);
  });

  it('does not judge a text without a default', async () => {
    for (const text of ['{{ key }}', '{{ssm:key}}', 'alias/{{ key }}']) {
      const [line] = await found({ kmsKeyId: text }, { parameters: { key: { type: 'String' } } });
      assert.ok(line?.startsWith(`unknown prefs.parameters: kmsKeyId is ${text} (unknown before a session): `), line);
    }
  });

  it('does not know what agents make of a text where they take only a boolean', async () => {
    const parameters = { stream: { type: 'Boolean', default: true } };
    const [line] = await found({ cloudWatchStreamingEnabled: '{{ stream }}' }, { parameters });
    assert.match(line ?? '', /^unknown prefs\.parameters: cloudWatchStreamingEnabled .* only true or false/);
  });

  it('tells of what it does not know: inputs, members of the shell profile and of the document', async () => {
    const lines = await found({ later: 1, shellProfile: { mac: 'zsh' } }, { properties: {}, parameters: {} });
    assert.deepEqual(
      lines.map((line) => line.split(' is ')[0]),
      ['inputs.later', 'inputs.shellProfile.mac', 'properties'].map((name) => `info prefs.unknown-member: ${name}`),
    );
  });

  it('warns of what is probably a known input misspelt, or outside of the inputs', async () => {
    for (const [inputs, rest, line] of [
      [{ kmsKeyID: 'alias/session' }, {}, 'inputs.kmsKeyID is not known, and is probably inputs.kmsKeyId misspelt'],
      [
        { idleSessionTimout: '5' },
        {},
        'inputs.idleSessionTimout is not known, and is probably inputs.idleSessionTimeout',
      ],
      [{}, { s3BucketName: 'audit' }, 's3BucketName is not known, and is probably inputs.s3BucketName misspelt'],
    ] as const) {
      const [told, ...more] = await found(inputs, rest);
      assert.ok(told?.startsWith(`warn prefs.unknown-member: ${line}`), told);
      assert.deepEqual(more, []);
    }
    const [said] = await found({ kmsKeyId: 'alias/session', kmsKeyID: 'alias/other' });
    assert.match(said ?? '', /^info prefs\.unknown-member/);
  });
});
