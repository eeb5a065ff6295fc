// Preferences that say less, or more, than plain values: what nobody asked to change stays as it is written.
import assert from 'node:assert/strict';
import type { Change } from '../../src/engine/change.ts';
import type { TargetReport } from '../../src/engine/report.ts';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import { change, plantBucket, plantDocument, PREFERENCES, preferencesText } from './planted.ts';
import { documentOf, world, type World } from './world.ts';

type Inputs = Readonly<Record<string, unknown>>;

const OVERWRITE: RawInputs = { overwrite: true, 'idle-timeout': '10', 'agent-update': false };

const text = (value: unknown = 'true') => ({ type: 'String', default: value });

/** A region whose preferences are these. */
async function preferencesOf(inputs: Inputs, rest: object = {}): Promise<World> {
  const on = world();
  await plantBucket(on, 'audit');
  await plantDocument(on, [preferencesText(inputs, rest)]);
  return on;
}

const preferencesIn = ([report]: readonly TargetReport[]): Change => {
  assert.equal(report?.error, undefined, report?.error?.message);
  return report?.changes.find(({ resource }) => resource === 'preferences') ?? assert.fail('no preferences');
};

const latest = async (on: World): Promise<{ readonly inputs: Inputs } & Inputs> => {
  const { versions } = await documentOf(on);
  return JSON.parse(versions.at(-1)?.content ?? '{}') as { readonly inputs: Inputs };
};

/** Every input as a text with a parameter, by its own name. */
const ALL: Inputs = {
  s3BucketName: '{{ bucket }}',
  s3KeyPrefix: 'sessions/{{ team }}',
  s3EncryptionEnabled: '{{ enc }}',
  cloudWatchLogGroupName: '{{none}}',
  cloudWatchEncryptionEnabled: '{{  enc  }}',
  cloudWatchStreamingEnabled: '{{ stream }}',
  kmsKeyId: 'alias/{{ team }}-{{ stage }}',
  runAsEnabled: '{{ off }}',
  runAsDefaultUser: '{{ user }}',
  idleSessionTimeout: '{{ idle }}',
  maxSessionDuration: '{{ssm:max-duration}}',
  shellProfile: { linux: 'cd {{ dir }}', windows: '{{ none }}', mac: 'zsh' },
};
const PARAMETERS: Inputs = {
  bucket: text('audit'),
  team: text('ops'),
  stage: { type: 'String' },
  enc: { type: 'String', default: 'true', allowedValues: ['true', 'false'] },
  stream: { type: 'Boolean', default: true },
  off: text('False'),
  user: text(''),
  none: text(''),
  idle: { type: 'Integer', default: 15 },
  dir: text('/srv'),
};

describe('preferences with parameters', () => {
  it('keep a switch that is a text with a default, which the plan shows', async () => {
    const inputs = { s3BucketName: 'audit', s3EncryptionEnabled: '{{ enc }}', runAsEnabled: 'False' };
    const on = await preferencesOf(inputs, { parameters: { enc: text() } });
    const planned = preferencesIn(await on.plan(OVERWRITE));
    assert.deepEqual(planned.differences, [{ field: 'idleSessionTimeout', have: '20', want: '10' }]);
    assert.deepEqual(planned.untouched, [{ field: 's3EncryptionEnabled', have: '{{ enc }}', default: true }]);
    assert.deepEqual(preferencesIn(await on.setup(OVERWRITE)).untouched, planned.untouched);
    assert.deepEqual((await latest(on)).inputs, { ...inputs, idleSessionTimeout: '10' });
    assert.deepEqual(preferencesIn(await on.plan(OVERWRITE)).differences, []);
  });

  it('keep every input that is a text, whatever the type of its parameters, and what nobody knows', async () => {
    const rest = { parameters: PARAMETERS, properties: { linux: { commands: 'x' } }, future: [1], description: 'mine' };
    const on = await preferencesOf({ ...ALL, later: 'x' }, rest);
    const before = await latest(on);
    await on.setup(OVERWRITE);
    assert.deepEqual(await latest(on), { ...before, inputs: { ...before.inputs, idleSessionTimeout: '10' } });
    const { untouched = [], differences } = preferencesIn(await on.plan({ ...OVERWRITE, 'idle-timeout': '15' }));
    assert.deepEqual(differences, [{ field: 'idleSessionTimeout', have: '10', want: '15' }]);
    const shown = untouched.map(({ field, have, default: value }) =>
      value === undefined ? `${field}: ${have}` : `${field}: ${have} = ${value}`,
    );
    assert.deepEqual(shown, [
      's3BucketName: {{ bucket }} = audit',
      's3KeyPrefix: sessions/{{ team }} = sessions/ops',
      's3EncryptionEnabled: {{ enc }} = true',
      'cloudWatchLogGroupName: {{none}} = ',
      'cloudWatchEncryptionEnabled: {{  enc  }} = true',
      'cloudWatchStreamingEnabled: {{ stream }} = true',
      'kmsKeyId: alias/{{ team }}-{{ stage }} = null',
      'runAsEnabled: {{ off }} = false',
      'runAsDefaultUser: {{ user }} = ',
      'maxSessionDuration: {{ssm:max-duration}} = null',
      'shellProfile.windows: {{ none }} = ',
      'shellProfile.linux: cd {{ dir }} = cd /srv',
      'inputs.shellProfile.mac: "zsh"',
      'inputs.later: "x"',
      'properties: {"linux":{"commands":"x"}}',
      'future: [1]',
    ]);
  });

  it('are as wanted where the default is, and are not written', async () => {
    const on = await preferencesOf(ALL, { parameters: PARAMETERS });
    const same: RawInputs = {
      ...OVERWRITE,
      's3-bucket': 'audit',
      's3-prefix': 'sessions/ops',
      streaming: true,
      'idle-timeout': '15',
      'shell-profile-linux': 'cd /srv',
    };
    assert.deepEqual(preferencesIn(await on.plan(same)).differences, []);
    await on.setup(same);
    assert.equal((await documentOf(on)).versions.length, 1);
  });

  it('give way to a value that is asked for: that one text is replaced, and its parameter stays', async () => {
    const on = await preferencesOf(ALL, { parameters: PARAMETERS });
    const asked: RawInputs = { ...OVERWRITE, 's3-bucket': 'audit', 's3-encryption': false, 'max-duration': '60' };
    assert.deepEqual(preferencesIn(await on.plan(asked)).differences, [
      { field: 's3EncryptionEnabled', have: '{{ enc }}', default: true, want: false },
      { field: 'idleSessionTimeout', have: '{{ idle }}', default: '15', want: '10' },
      { field: 'maxSessionDuration', have: '{{ssm:max-duration}}', default: null, want: '60' },
    ]);
    await on.setup(asked);
    assert.deepEqual((await latest(on)).inputs, {
      ...ALL,
      s3EncryptionEnabled: false,
      idleSessionTimeout: '10',
      maxSessionDuration: '60',
    });
    assert.deepEqual((await latest(on))['parameters'], PARAMETERS);
  });

  it('are judged by their defaults before they are written', async () => {
    const inputs = { cloudWatchLogGroupName: 'logs-{{ team }}', cloudWatchEncryptionEnabled: '{{ enc }}' };
    const on = await preferencesOf(inputs, { parameters: { enc: text(), team: text('ops') } });
    const [report] = await on.plan(OVERWRITE);
    assert.equal(report?.error?.code, 'SessionsRefused');
    assert.match(report.error.message, /log group logs-ops is encrypted, and it does not exist/);
    for (const parameters of [{ enc: text('false'), team: text('ops') }, { enc: text() }, { team: text('ops') }]) {
      const fine = await preferencesOf(inputs, { parameters });
      preferencesIn(await fine.plan(OVERWRITE));
    }
  });

  it('log where their defaults say, also for the log group that setup looks after', async () => {
    const on = await preferencesOf(
      { cloudWatchLogGroupName: '{{ group }}' },
      { parameters: { group: text('sessions') } },
    );
    await on.setup({ 'agent-update': false });
    assert.ok((await on.region()).logGroups['sessions']);
    const open = await preferencesOf(
      { cloudWatchLogGroupName: '{{ group }}' },
      { parameters: { group: { type: 'String' } } },
    );
    const [report] = await open.setup({ 'agent-update': false });
    assert.match(report?.changes[0]?.reason ?? '', /the preferences log to \{\{ group \}\}/);
    assert.deepEqual((await open.region()).logGroups, {});
  });

  it('keep the log group that only a session names', async () => {
    const on = world();
    await on.setup({ 'agent-update': false });
    const inputs = { cloudWatchLogGroupName: '{{ group }}' };
    await plantDocument(on, [preferencesText(inputs, { parameters: { group: { type: 'String' } } })]);
    const [report] = await on.remove({});
    assert.match(
      report?.changes.find(({ resource }) => resource === 'log-group')?.reason ?? '',
      /name their log group/,
    );
    assert.ok((await on.region()).logGroups['sessions']);
  });

  it('are told of by doctor: by the default, or not at all, and never as a failure of what is unknown', async () => {
    const on = await preferencesOf(ALL, { parameters: PARAMETERS });
    const { targets } = await on.diagnose({ 'idle-timeout': '15', 'max-duration': '60' });
    const found = targets.flatMap(({ findings }) => findings).filter(({ check }) => check.startsWith('prefs.'));
    const said = (check: string) =>
      found.flatMap(({ check: id, verdict, summary }) => (id === check ? [`${verdict} ${summary}`] : []));
    assert.deepEqual(said('prefs.schema'), ['ok nothing found']);
    assert.deepEqual(said('prefs.drift'), [
      'warn maxSessionDuration is {{ssm:max-duration}} (unknown before a session), and not 60',
    ]);
    const parameters = said('prefs.parameters');
    assert.equal(parameters.length, 13);
    assert.deepEqual(
      parameters.filter((line) => line.startsWith('unknown')).map((line) => line.split(' ')[1]),
      ['cloudWatchStreamingEnabled', 'kmsKeyId', 'maxSessionDuration'],
    );
    assert.ok(said('prefs.unlogged').every((line) => !line.startsWith('warn')));
  });

  it('are judged by doctor by the default', async () => {
    const inputs = {
      idleSessionTimeout: '{{ idle }}',
      cloudWatchLogGroupName: '{{ group }}',
      runAsEnabled: '{{ run }}',
    };
    const parameters = { idle: text('90'), group: text('gone'), run: text('yes') };
    const on = await preferencesOf(inputs, { parameters });
    const { targets } = await on.diagnose();
    const faults = targets.flatMap(({ findings }) => findings).filter(({ verdict }) => verdict !== 'ok');
    const summaries = faults.map(({ check, summary }) => `${check}: ${summary}`).join('\n');
    assert.match(
      summaries,
      /prefs\.schema: idleSessionTimeout is "\{\{ idle \}\}" \(default 90\), but must be 1 to 60/,
    );
    assert.match(
      summaries,
      /prefs\.schema: runAsEnabled is "\{\{ run \}\}" \(default yes\), but must be true or false/,
    );
    assert.match(summaries, /log-group\.missing/);
    await on.setup({ ...OVERWRITE, 'log-group': 'gone' });
    assert.deepEqual((await latest(on)).inputs, { ...inputs, idleSessionTimeout: '10' });
  });
});

describe('preferences that are stored as YAML', () => {
  const YAML = [
    "schemaVersion: '1.0'",
    'sessionType: Standard_Stream',
    'parameters:',
    '  enc:',
    '    type: String',
    "    default: 'true'",
    'inputs:',
    '  s3BucketName: audit',
    "  s3EncryptionEnabled: '{{ enc }}'",
    '  shellProfile:',
    '    linux: |',
    '      cd /srv',
    '      exec bash',
  ].join('\n');

  const stored = async (): Promise<World> => {
    const on = await preferencesOf({});
    await change(on, ({ documents }) => {
      const version = documents[PREFERENCES]?.versions[0];
      if (version) Object.assign(version, { format: 'YAML', content: YAML });
    });
    return on;
  };

  it('are left alone where nothing differs, and say that they become JSON where something does', async () => {
    const on = await stored();
    assert.deepEqual(preferencesIn(await on.plan({ 'agent-update': false })).differences, []);
    const planned = preferencesIn(await on.plan(OVERWRITE));
    assert.deepEqual(planned.differences, [
      { field: 'idleSessionTimeout', have: '20', want: '10' },
      { field: 'documentFormat', have: 'YAML', want: 'JSON' },
    ]);
    await on.setup(OVERWRITE);
    assert.deepEqual((await latest(on)).inputs, {
      s3BucketName: 'audit',
      s3EncryptionEnabled: '{{ enc }}',
      shellProfile: { linux: 'cd /srv\nexec bash\n' },
      idleSessionTimeout: '10',
    });
    assert.equal((await documentOf(on)).versions[0]?.content, YAML);
  });

  it('are not replaced where they cannot be read', async () => {
    const on = await stored();
    await change(on, ({ documents }) => {
      const version = documents[PREFERENCES]?.versions[0];
      if (version) version.content = 'inputs: *anchor';
    });
    const [report] = await on.setup(OVERWRITE);
    assert.equal(report?.error?.code, 'UnreadableDocument');
    assert.equal((await documentOf(on)).versions.length, 1);
  });
});
