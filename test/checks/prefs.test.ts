import assert from 'node:assert/strict';
import { preferences } from '../../src/checks/prefs.ts';
import type { Key } from '../../src/facts/key.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import type { Question } from '../../src/inputs/question.ts';
import { settingsInForce } from '../../src/facts/session-settings.ts';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import type { FoundPreferences } from '../../src/resources/preferences/read-preferences.ts';
import { newDocument, type SessionDocument } from '../../src/resources/preferences/session-document.ts';
import { inputsOf } from '../aws.ts';
import { asking, aws, brief, checkOf, denied, finding, findings, is, isDenied, regionOf, setup } from './observed.ts';

const content = checkOf(preferences, 'prefs.missing');
const sharing = checkOf(preferences, 'prefs.shared');

const DOCUMENT = 'document/SSM-SessionManagerRunShell';
const AUDITED = '--log-group audit';

const GOOD = newDocument({ cloudWatchLogGroupName: 'audit' });
const withInputs = (inputs: Readonly<Record<string, unknown>>): SessionDocument => ({
  ...GOOD,
  inputs: { ...GOOD.inputs, ...inputs },
});

const foundOf = (document: SessionDocument | undefined, latest?: string): FoundPreferences => ({
  inEffect: { number: '2', ours: true, document },
  ...(latest !== undefined && { latest: { number: latest, ours: false, document } }),
});

function factsOf(
  found: FoundPreferences | undefined,
  question: Partial<Question> = {},
  overrides: Partial<RegionAudit> = {},
): RegionAudit {
  return regionOf({
    preferences: is(found),
    settings: is(settingsInForce(found)),
    question: asking(question),
    ...overrides,
  });
}

describe('check prefs', () => {
  it('finds nothing in preferences that are as setup makes them', async () => {
    assert.deepEqual(await findings(content, factsOf(foundOf(GOOD))), []);
  });

  it('is not known where preferences may not be read', async () => {
    for (const check of preferences) await isDenied(check, regionOf({ preferences: denied }));
  });

  it('missing: a warning, which setup takes away', async () => {
    const { advice } = await finding(content, factsOf(undefined), `warn prefs.missing ${DOCUMENT}`);
    assert.equal(advice, setup('--grant'));
    const asked = factsOf(undefined, { inputs: inputsOf({ 'log-group': 'mine' }) });
    const { advice: named } = await finding(content, asked, `warn prefs.missing ${DOCUMENT}`);
    assert.equal(named, setup('--log-group mine', '--grant'));
  });

  it('default-not-latest: fails, and promotes the latest version', async () => {
    const facts = factsOf(foundOf(GOOD, '10'));
    const { summary, advice } = await finding(content, facts, `fail prefs.default-not-latest ${DOCUMENT}`);
    assert.match(summary, /^version 2 is the default, but 10 is the latest/);
    const words = '--name SSM-SessionManagerRunShell --document-version 10';
    assert.equal(advice, aws(`ssm update-document-default-version ${words}`));
  });

  describe('status', () => {
    const failed = (number: string, why?: string) => ({
      number,
      ours: false,
      document: GOOD,
      status: 'Failed',
      ...(why !== undefined && { why }),
    });

    it('fails where the version in effect failed, with what SSM says, and writes a new one', async () => {
      const facts = factsOf({ inEffect: failed('2', 'no such schema') });
      const { summary, advice } = await finding(content, facts, `fail prefs.status ${DOCUMENT}`);
      assert.equal(summary, 'version 2, which is in effect, has the status Failed: no such schema');
      assert.equal(advice, setup(AUDITED, '--overwrite'));
    });

    it('fails where the latest version failed, which is not put into effect then', async () => {
      const found = await findings(content, factsOf({ ...foundOf(GOOD), latest: failed('3') }));
      assert.deepEqual(
        found.map(({ check, advice }) => [check, advice]),
        ['prefs.status', 'prefs.default-not-latest'].map((check) => [check, setup(AUDITED, '--overwrite')]),
      );
      assert.equal(found[0]?.summary, 'version 3, the latest, has the status Failed');
    });
  });

  describe('unlogged', () => {
    it('is a warning where neither a log group nor a bucket is named', async () => {
      const facts = factsOf(foundOf(newDocument({})));
      const { advice } = await finding(content, facts, `warn prefs.unlogged ${DOCUMENT}`);
      assert.equal(advice, setup('--log-group sessions', '--grant', '--overwrite'));
    });

    it('is not said where there is one of them', async () => {
      assert.deepEqual(await findings(content, factsOf(foundOf(newDocument({ s3BucketName: 'logs' })))), []);
    });
  });

  describe('schema', () => {
    for (const [field, fine, wrong, flags] of [
      [
        'idleSessionTimeout',
        ['1', '59', '60', 60, '', '{{ idle }}'],
        ['61', '0', 61, '-1', '20.5', 'never'],
        '--idle-timeout 60',
      ],
      ['maxSessionDuration', ['1', '1439', '1440', 1440, '', null], ['1441', '0', 0, 'x'], '--max-duration 1440'],
      ['cloudWatchStreamingEnabled', [true, false, null], ['true', 'false', 1], ''],
      ['s3EncryptionEnabled', [true, 'true', 'False', ''], [1], ''],
    ] as const) {
      it(`fails for ${field} of the wrong type or range, and not at its borders`, async () => {
        for (const value of fine) {
          const found = await findings(content, factsOf(foundOf(withInputs({ [field]: value }))));
          assert.deepEqual(found, [], JSON.stringify(value));
        }
        for (const value of wrong) {
          const facts = factsOf(foundOf(withInputs({ [field]: value })));
          const { summary, advice } = await finding(content, facts, `fail prefs.schema ${DOCUMENT}`);
          assert.ok(summary.startsWith(`${field} is ${JSON.stringify(value)}, but must be `), summary);
          assert.equal(advice, setup(AUDITED, ...(flags === '' ? [] : [flags]), '--overwrite'));
        }
      });
    }

    it('leaves it to the reader what a switch without a meaning is to be, and no minutes that setup would refuse', async () => {
      for (const [field, value] of [
        ['s3EncryptionEnabled', 'yes'],
        ['runAsEnabled', 'on'],
        ['cloudWatchStreamingEnabled', 'no'],
      ] as const) {
        const facts = factsOf(foundOf(withInputs({ [field]: value })));
        const { advice } = await finding(content, facts, `fail prefs.schema ${DOCUMENT}`);
        assert.match(advice ?? '', /^decide which of the two it is to be/);
      }
      const both = factsOf(foundOf(withInputs({ cloudWatchStreamingEnabled: 'true', idleSessionTimeout: '90' })));
      for (const { check, advice } of await findings(content, both)) {
        assert.deepEqual([check, advice], ['prefs.schema', setup(AUDITED, '--idle-timeout 60', '--overwrite')]);
      }
    });

    it('fails for another type or version of document, and for none', async () => {
      for (const wrong of [{ sessionType: 'Port' }, { schemaVersion: '2.2' }, { schemaVersion: 1 }]) {
        await finding(content, factsOf(foundOf({ ...GOOD, ...wrong })), `fail prefs.schema ${DOCUMENT}`);
      }
      for (const name of ['sessionType', 'schemaVersion'] as const) {
        const { [name]: _, ...rest } = GOOD;
        const facts = factsOf(foundOf(rest));
        const { summary, advice } = await finding(content, facts, `fail prefs.schema ${DOCUMENT}`);
        assert.ok(summary.startsWith(`${name} is missing, but must be "`), summary);
        assert.equal(advice, setup(AUDITED, '--overwrite'));
      }
    });

    for (const [field, value] of [
      ['shellProfile', 'exec bash'],
      ['shellProfile', ['bash']],
      ['shellProfile', true],
      ['shellProfile', { linux: { a: 1 } }],
      ['shellProfile', { windows: 5 }],
      ['kmsKeyId', true],
      ['s3KeyPrefix', 7],
      ['runAsDefaultUser', 0],
      ['s3BucketName', {}],
      ['cloudWatchLogGroupName', 5],
    ] as const) {
      it(`fails for ${field} ${JSON.stringify(value)}, and leaves it to the reader what it is to be`, async () => {
        const facts = factsOf(foundOf(withInputs({ [field]: value })));
        const { summary, advice } = await finding(content, facts, `fail prefs.schema ${DOCUMENT}`);
        assert.match(summary, / is .*, but must be a (text, in quotes|map with the members linux and windows)$/);
        assert.match(advice, /^decide what it is to be, and write that into a new version/);
      });
    }

    it('takes a shell profile that is missing, null, a map or a text with parameters', async () => {
      const parameters = { profile: { type: 'StringMap', default: { linux: 'bash' } } };
      for (const shellProfile of [undefined, null, {}, { linux: null }, { linux: '' }, '{{ profile }}']) {
        const document = { ...withInputs({ shellProfile }), parameters };
        assert.deepEqual(await findings(content, factsOf(foundOf(document))), [], JSON.stringify(shellProfile));
      }
    });

    it('names what is meant where only blanks are too many, and cannot where the name is another', async () => {
      for (const [name, flags] of [
        [' audit', AUDITED],
        ['audit\n', AUDITED],
        ['arn:aws:logs:us-east-1:111122223333:log-group:audit:*', AUDITED],
      ] as const) {
        const facts = factsOf(foundOf(withInputs({ cloudWatchLogGroupName: name })));
        const { advice } = await finding(content, facts, `fail prefs.schema ${DOCUMENT}`);
        assert.equal(advice, setup(flags, '--grant', '--overwrite'));
      }
      const facts = factsOf(foundOf(withInputs({ cloudWatchLogGroupName: 'the audit' })));
      const { advice } = await finding(content, facts, `fail prefs.schema ${DOCUMENT}`);
      assert.match(advice, /^give its name with --log-group, and add --overwrite/);
    });

    it('fails for a document of another type, which has to go first', async () => {
      const facts = factsOf({ ...foundOf(undefined), type: 'Command' });
      const { summary, advice } = await finding(content, facts, `fail prefs.schema ${DOCUMENT}`);
      assert.equal(summary, 'it is a document of the type Command, and not of the type Session');
      assert.match(advice, /aws ssm delete-document --name SSM-SessionManagerRunShell .*session-manager setup/s);
    });

    it('judges a text with parameters by their defaults', async () => {
      const parameters = { idle: { type: 'Integer', default: 90 } };
      const document = { ...withInputs({ idleSessionTimeout: '{{ idle }}' }), parameters };
      const { summary } = await finding(content, factsOf(foundOf(document)), `fail prefs.schema ${DOCUMENT}`);
      assert.equal(summary, 'idleSessionTimeout is "{{ idle }}" (default 90), but must be 1 to 60 minutes');
      const fine = { ...document, parameters: { idle: { type: 'Integer', default: 15 } } };
      assert.deepEqual(await findings(content, factsOf(foundOf(fine))), []);
    });

    it('has a finding for each field', async () => {
      const facts = factsOf(foundOf(withInputs({ idleSessionTimeout: '61', maxSessionDuration: '1441' })));
      assert.equal((await findings(content, facts)).length, 2);
    });

    it('fails for what is no document at all, and writes it anew', async () => {
      const { summary, advice } = await finding(content, factsOf(foundOf(undefined)), `fail prefs.schema ${DOCUMENT}`);
      assert.equal(summary, 'its content is not a Session document');
      assert.equal(advice, setup('--overwrite'));
    });
  });

  describe('drift', () => {
    const asked = (raw: RawInputs, flags: RawInputs = {}): Partial<Question> => ({ inputs: inputsOf(raw), flags });

    it('is a warning for each setting that differs from what was asked for, and no other', async () => {
      const question = asked(
        { 'idle-timeout': '15', 'max-duration': '60' },
        { 'idle-timeout': '15', 'max-duration': '60' },
      );
      const document = withInputs({ idleSessionTimeout: '30', runAsEnabled: true, runAsDefaultUser: 'ops' });
      const found = await findings(content, factsOf(foundOf(document), question));
      assert.deepEqual(found.map(brief), [`warn prefs.drift ${DOCUMENT}`, `warn prefs.drift ${DOCUMENT}`]);
      assert.deepEqual(
        found.map(({ summary }) => summary),
        ['idleSessionTimeout is 30, and not 15', 'maxSessionDuration is not set, and not 60'],
      );
      for (const { advice } of found) {
        assert.equal(advice, setup(AUDITED, '--idle-timeout 15 --max-duration 60', '--overwrite'));
      }
    });

    it('is none where values are the same by meaning, or a default that is not written', async () => {
      const question = asked({ 'idle-timeout': '20', streaming: true, 's3-bucket': 'logs' });
      const same = {
        idleSessionTimeout: null,
        cloudWatchStreamingEnabled: true,
        s3BucketName: 'logs',
        s3EncryptionEnabled: 'True',
      };
      assert.deepEqual(await findings(content, factsOf(foundOf(withInputs(same)), question)), []);
    });

    it('goes by the defaults of parameters, and is one where there is none', async () => {
      const document = { ...withInputs({ idleSessionTimeout: '{{ idle }}', maxSessionDuration: '{{ max }}' }) };
      const parameters = { idle: { default: '15' }, max: { type: 'String' } };
      const question = asked({ 'idle-timeout': '15', 'max-duration': '60' });
      const { summary } = await finding(
        content,
        factsOf(foundOf({ ...document, parameters }), question),
        `warn prefs.drift ${DOCUMENT}`,
      );
      assert.equal(summary, 'maxSessionDuration is {{ max }} (unknown before a session), and not 60');
    });

    it('is one of the log group only where a log group was asked for', async () => {
      assert.deepEqual(await findings(content, factsOf(foundOf(GOOD), asked({}))), []);
      const question = asked({ 'log-group': 'mine' });
      const found = await finding(content, factsOf(foundOf(GOOD), question), `warn prefs.drift ${DOCUMENT}`);
      assert.equal(found.summary, 'cloudWatchLogGroupName is audit, and not mine');
      assert.equal(found.advice, setup('--log-group mine', '--overwrite'));
    });

    it('is one of the encryption of logs where a key was asked for', async () => {
      const facts = factsOf(foundOf(GOOD), asked({ kms: true }, { kms: true }));
      const { summary, advice } = await finding(content, facts, `warn prefs.drift ${DOCUMENT}`);
      assert.equal(summary, 'cloudWatchEncryptionEnabled is false, and not true');
      assert.equal(advice, setup(AUDITED, '--kms', '--grant', '--overwrite'));
    });

    describe('of the key', () => {
      const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1111';
      const KEY: Key = {
        kind: 'found',
        name: 'alias/session',
        id: '1111',
        arn: ARN,
        state: 'Enabled',
        aliases: ['alias/session', 'alias/old'],
      };
      const there: RegionAudit['key'] = async () => KEY;
      const missing: RegionAudit['key'] = async (name) => ({ kind: 'missing', name });
      const question = asked({ kms: true, 'encrypt-sessions': true }, { kms: true, 'encrypt-sessions': true });
      const drifts = (kmsKeyId: string, key: RegionAudit['key'], asks = question) =>
        findings(content, factsOf(foundOf(withInputs({ kmsKeyId, cloudWatchEncryptionEnabled: true })), asks, { key }));

      for (const name of [ARN, '1111', 'alias/session', 'alias/old', 'arn:aws:kms:eu-west-1:111122223333:alias/old']) {
        it(`is none where it is the same by another name: ${name}`, async () => {
          assert.deepEqual(await drifts(name, there), []);
        });
      }

      for (const [name, words] of [
        ['', 'kmsKeyId is not set, and not '],
        ['alias/not-alias/session', 'kmsKeyId is alias/not-alias/session, and not '],
        ['2222', 'kmsKeyId is 2222, and not '],
      ] as const) {
        it(`is a warning where it is ${name || 'none'}`, async () => {
          const [found, ...more] = await drifts(name, there);
          assert.deepEqual([found?.check, found?.summary, more], ['prefs.drift', `${words}${ARN}`, []]);
        });
      }

      it('goes by its alias as long as there is none', async () => {
        assert.deepEqual(await drifts('alias/session', missing), []);
        const [found] = await drifts('', missing);
        assert.equal(found?.summary, 'kmsKeyId is not set, and not alias/session');
      });

      it('goes by its ARN where it was given', async () => {
        const given = asked({ 'kms-key': ARN, 'encrypt-sessions': true });
        assert.deepEqual(await drifts(ARN, missing, given), []);
        assert.equal((await drifts('2222', missing, given)).length, 1);
      });

      it('is not known where the key may not be read', async () => {
        await assert.rejects(drifts('2222', denied), { name: 'AccessDeniedException' });
      });
    });
  });
});

describe('check prefs.shared', () => {
  const factsWith = (sharedWith: RegionAudit['sharedWith']) => regionOf({ preferences: is(foundOf(GOOD)), sharedWith });

  it('has nothing to look at where there are no preferences', async () => {
    assert.equal(await sharing.run(regionOf({ preferences: is(undefined) })), undefined);
  });

  it('finds nothing where they are shared with nobody', async () => {
    assert.deepEqual(await findings(sharing, factsWith(is([]))), []);
  });

  for (const [accounts, words] of [
    [['444455556666', '777788889999'], /shared with 444455556666, 777788889999$/],
    [['all'], /public/],
  ] as const) {
    it(`fails where they are shared with ${accounts.join(' and ')}, and takes it back`, async () => {
      const { summary, advice } = await finding(sharing, factsWith(is(accounts)), `fail prefs.shared ${DOCUMENT}`);
      assert.match(summary, words);
      const share = `--permission-type Share --account-ids-to-remove ${accounts.join(' ')}`;
      assert.equal(advice, aws(`ssm modify-document-permission --name SSM-SessionManagerRunShell ${share}`));
    });
  }

  it('is not known where that may not be read', () => isDenied(sharing, factsWith(denied)));
});
