import assert from 'node:assert/strict';
import {
  AddTagsToResourceCommand,
  CreateDocumentCommand,
  DeleteDocumentCommand,
  DescribeDocumentCommand,
  GetDocumentCommand,
  ListDocumentVersionsCommand,
  ListTagsForResourceCommand,
  RemoveTagsFromResourceCommand,
  UpdateDocumentCommand,
  UpdateDocumentDefaultVersionCommand,
} from '@aws-sdk/client-ssm';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { partitionOf } from '../../../src/aws/regions.ts';
import type { RawInputs } from '../../../src/inputs/inputs.ts';
import { OWNER_TAG, REPLACED_TAG, SINCE_TAG, TAKEN_OVER } from '../../../src/resources/ownership.ts';
import { DOCUMENT } from '../../../src/resources/preferences/versions.ts';
import { preferences } from '../../../src/resources/preferences/preferences.ts';
import { type Outputs, PENDING } from '../../../src/resources/resource.ts';
import { changedDocument } from '../../../src/resources/preferences/changed-document.ts';
import {
  newDocument,
  parseDocument,
  type SessionDocument,
} from '../../../src/resources/preferences/session-document.ts';
import { ACCOUNT, awsError, inputsOf, mockAws, REGION, testTarget } from '../../aws.ts';
import { stoppedClock } from '../../clock.ts';

const PLACE = { account: ACCOUNT, region: REGION, partition: partitionOf(REGION) };
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1111`;
const NAME = { Name: DOCUMENT };
const TAGS_OF = { ResourceType: 'Document', ResourceId: DOCUMENT } as const;
const PLAIN: Outputs = {};

/** Asks for another log group than that of others. */
const LOGGED: RawInputs = { 'log-group': 'sessions' };

const wanted = (raw: RawInputs = {}, known: Outputs = PLAIN) =>
  preferences.want(inputsOf(raw), PLACE, known) ?? assert.fail();
const content = (document: SessionDocument): string => JSON.stringify(document, null, 2);

/** A document of somebody else: it logs elsewhere. */
const THEIRS: SessionDocument = {
  schemaVersion: '1.0',
  description: 'by hand',
  sessionType: 'Standard_Stream',
  inputs: { cloudWatchLogGroupName: 'elsewhere', idleSessionTimeout: '45', runAsEnabled: 'false' },
};
/** The same as it is read: its members come in another order. */
const READ = parseDocument(content(THEIRS));
const OURS = newDocument({ cloudWatchLogGroupName: 'sessions' });

const MADE = { [OWNER_TAG]: 'preferences' };
const takenOver = (replaced: string) => ({ [OWNER_TAG]: TAKEN_OVER, [REPLACED_TAG]: replaced });

type Found = NonNullable<Awaited<ReturnType<typeof preferences.read>>>;
type Version = Found['inEffect'];
const ours = (number: string, document: SessionDocument | undefined = OURS): Version => ({
  number,
  ours: true,
  document,
});
const theirs = (number: string, document: SessionDocument | undefined = THEIRS): Version => ({
  number,
  ours: false,
  document,
});
const found = (inEffect: Version, latest?: Version): Found => ({ inEffect, ...(latest && { latest }) });

/** A version whose content is no Session document. */
const NONE: Version = { number: '1', ours: false, document: undefined };

/** A name of a version of ours, which no two runs share. */
const OUR_NAME = /^session-manager-[0-9a-z]+-[0-9a-z]+$/;

describe('resource preferences', () => {
  const aws = mockAws();
  const tagsAre = (tags: Readonly<Record<string, string>>): void => {
    const TagList = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    aws.ssm.on(ListTagsForResourceCommand, TAGS_OF).resolves({ TagList });
  };
  /** The versions that are there, as GetDocument gives them; the first is in effect, `latest` says which is the latest. */
  const versionsAre = (inEffect: Version, others: readonly Version[] = [], latest = inEffect.number): void => {
    const answer = ({ number, ours: isOurs, document }: Version) => ({
      DocumentVersion: number,
      ...(isOurs && { VersionName: `session-manager-test-${number}` }),
      Content: document ? content(document) : 'schemaVersion: "0.3"',
    });
    aws.ssm.on(GetDocumentCommand).rejects(awsError('InvalidDocumentVersion'));
    for (const version of [inEffect, ...others]) {
      aws.ssm.on(GetDocumentCommand, { DocumentVersion: version.number }).resolves(answer(version));
    }
    aws.ssm.on(GetDocumentCommand, { DocumentVersion: '$DEFAULT' }).resolves(answer(inEffect));
    aws.ssm.on(ListDocumentVersionsCommand).resolves({
      DocumentVersions: [inEffect, ...others].map((version) => {
        const { Content: _, ...listed } = answer(version);
        return { ...listed, IsDefaultVersion: version === inEffect };
      }),
    });
    aws.ssm.on(DescribeDocumentCommand).resolves({
      Document: { DefaultVersion: inEffect.number, LatestVersion: latest },
    });
  };

  describe('wants', () => {
    it('the log group in a new document; in one that is there only where it is asked for, or a key for it', () => {
      assert.deepEqual(wanted({}, PLAIN).initial, { cloudWatchLogGroupName: 'sessions' });
      assert.deepEqual(wanted({}, PLAIN).asked, {});
      assert.deepEqual(wanted(LOGGED, PLAIN).asked, { cloudWatchLogGroupName: 'sessions' });
    });

    it('encryption of the log group only where that is asked for: what is required already stays so', () => {
      assert.deepEqual(wanted({ kms: true }, { keyArn: KEY }).asked, {
        cloudWatchLogGroupName: 'sessions',
        cloudWatchEncryptionEnabled: true,
      });
    });

    it('the key for the sessions themselves only where that is asked for', () => {
      const raw = { kms: true, 'encrypt-sessions': true };
      assert.equal(wanted(raw, { keyArn: KEY }).asked['kmsKeyId'], KEY);
      assert.equal(wanted(raw, {}).asked['kmsKeyId'], PENDING);
      assert.equal(wanted({ kms: true }, { keyArn: KEY }).asked['kmsKeyId'], undefined);
    });

    it('every input that a flag speaks of, in the type AWS documents', () => {
      const raw: RawInputs = {
        's3-bucket': 'logs',
        's3-prefix': 'ssm',
        streaming: false,
        'idle-timeout': '5',
        'max-duration': '60',
        'run-as': 'ann',
        'shell-profile-linux': 'bash',
        'shell-profile-windows': 'cls',
        tag: ['team=ops'],
      };
      const asked = {
        s3BucketName: 'logs',
        s3KeyPrefix: 'ssm',
        s3EncryptionEnabled: true,
        cloudWatchStreamingEnabled: false,
        runAsEnabled: true,
        runAsDefaultUser: 'ann',
        idleSessionTimeout: '5',
        maxSessionDuration: '60',
        'shellProfile.windows': 'cls',
        'shellProfile.linux': 'bash',
      };
      assert.deepEqual(wanted(raw), {
        asked,
        initial: { ...asked, cloudWatchLogGroupName: 'sessions' },
        mend: false,
        place: PLACE,
        planned: {},
        tags: { team: 'ops', [OWNER_TAG]: 'preferences' },
      });
    });

    it('no other name for the key behind its alias', () => {
      const named = (kmsKeyId: string) => found(ours('1', { ...OURS, inputs: { ...OURS.inputs, kmsKeyId } }));
      const want = wanted({ kms: true, 'encrypt-sessions': true }, { keyArn: KEY });
      const fields = (kmsKeyId: string) => preferences.diff(want, named(kmsKeyId)).map(({ field }) => field);
      assert.deepEqual(fields('alias/session'), ['cloudWatchEncryptionEnabled']);
      assert.deepEqual(fields(`arn:aws:kms:${REGION}:${ACCOUNT}:alias/session`), ['cloudWatchEncryptionEnabled']);
      assert.deepEqual(fields('alias/sessions'), ['cloudWatchEncryptionEnabled', 'kmsKeyId']);
    });

    it('no other slashes around the folders of a prefix', () => {
      const inputs = { ...OURS.inputs, s3BucketName: 'logs', s3KeyPrefix: '/ssm/x/', s3EncryptionEnabled: true };
      const there = found(theirs('1', { ...OURS, inputs }));
      const fields = (raw: RawInputs) => preferences.diff(wanted(raw), there).map(({ field }) => field);
      for (const prefix of ['ssm/x', 'ssm/x/', '/ssm//x'])
        assert.deepEqual(fields({ 's3-bucket': 'logs', 's3-prefix': prefix }), [], prefix);
      for (const prefix of ['ssm', 'SSM/x', 'ssm/x/y'])
        assert.deepEqual(fields({ 's3-bucket': 'logs', 's3-prefix': prefix }), ['s3KeyPrefix']);
    });

    it('no other name for the key itself: its id, as Terraform gives it, or an alias that was read', () => {
      const want = wanted({ 'kms-key': KEY, 'encrypt-sessions': true }, { keyArn: KEY });
      const fields = (kmsKeyId: string, more: Partial<Found> = {}) => {
        const inputs = { ...OURS.inputs, cloudWatchEncryptionEnabled: true, kmsKeyId };
        return preferences
          .diff(want, { ...found(theirs('1', { ...OURS, inputs })), ...more })
          .map(({ field }) => field);
      };
      for (const name of ['1111', KEY]) assert.deepEqual(fields(name), []);
      assert.deepEqual(fields('alias/theirs', { aliasedKey: { arn: KEY } }), []);
      const other = KEY.replace(ACCOUNT, '444455556666');
      for (const name of ['2222', other, 'mrk-1111', 'alias/theirs'])
        assert.deepEqual(fields(name), ['kmsKeyId'], name);
      assert.deepEqual(fields('alias/theirs', { aliasedKey: { arn: other } }), ['kmsKeyId']);
      assert.deepEqual(fields('alias/theirs', { aliasedKey: {} }), ['kmsKeyId']);
    });

    it('what is of the wrong type mended where it may overwrite, and else taken by its meaning', () => {
      const have = found(ours('1', { ...OURS, inputs: { ...OURS.inputs, cloudWatchStreamingEnabled: 'true' } }));
      assert.deepEqual(preferences.diff(wanted({}, PLAIN), have), []);
      assert.deepEqual(preferences.diff(wanted({ overwrite: true }, PLAIN), have), [
        { field: 'cloudWatchStreamingEnabled', have: '"true"', want: true },
      ]);
    });

    it('nothing in place of what has no meaning, unless it is asked for', () => {
      const inputs = { runAsEnabled: '{{ r }}', s3EncryptionEnabled: 'yes', idleSessionTimeout: '{{ i }}' };
      const parameters = { r: { default: 'yes' }, i: { default: '90' } };
      const have = found(theirs('1', { ...OURS, inputs, parameters }));
      assert.deepEqual(preferences.diff(wanted({ overwrite: true }, PLAIN), have), []);
      const raw: RawInputs = { overwrite: true, 's3-bucket': 'logs', 's3-encryption': false, 'idle-timeout': '5' };
      assert.deepEqual(preferences.diff(wanted(raw, PLAIN), have), [
        { field: 's3BucketName', have: null, want: 'logs' },
        { field: 's3EncryptionEnabled', have: '"yes"', want: false },
        { field: 'idleSessionTimeout', have: '{{ i }}', default: '90', want: '5' },
      ]);
    });

    it('the text that takes the place of a map, where that is replaced', () => {
      const have = found(theirs('1', { ...OURS, inputs: { shellProfile: 'echo' } }));
      assert.deepEqual(preferences.diff(wanted({ 'shell-profile-linux': 'bash' }, PLAIN), have), [
        { field: 'shellProfile.linux', have: 'echo', want: 'bash' },
      ]);
    });

    it('the same minutes, however they are written', () => {
      for (const idleSessionTimeout of ['015', 15, '15']) {
        const have = found(theirs('1', { ...OURS, inputs: { idleSessionTimeout } }));
        assert.deepEqual(preferences.diff(wanted({ 'idle-timeout': '15' }, PLAIN), have), []);
      }
    });
  });

  describe('reads', () => {
    const read = () => preferences.read(testTarget(), inputsOf());

    it('what is in effect and which version is the latest, in two calls at once', async () => {
      versionsAre(theirs('3'));
      assert.deepEqual(await read(), found(theirs('3')));
      assert.deepEqual(
        aws.calls().map(({ name, input }) => [name, input]),
        [
          ['ssm.GetDocument', { ...NAME, DocumentVersion: '$DEFAULT', DocumentFormat: 'JSON' }],
          ['ssm.DescribeDocument', NAME],
        ],
      );
    });

    it('the latest version, too, where it is another one', async () => {
      versionsAre(theirs('3'), [ours('4')], '4');
      assert.deepEqual(await read(), found(theirs('3'), ours('4')));
    });

    it('whose a version is by the beginning of its name', async () => {
      for (const [VersionName, isOurs] of [
        ['session-manager-m1-2', true],
        ['by-session-manager-', false],
        ['release-1', false],
        [undefined, false],
      ] as const) {
        const named = VersionName === undefined ? {} : { VersionName };
        aws.ssm.on(GetDocumentCommand).resolves({ ...named, DocumentVersion: '1', Content: content(OURS) });
        aws.ssm.on(DescribeDocumentCommand).resolves({ Document: { LatestVersion: '1' } });
        assert.equal((await read())?.inEffect.ours, isOurs, VersionName);
      }
    });

    it('the key behind an alias where the key of sessions is asked for, and only there', async () => {
      const named = (kmsKeyId: string) => ours('1', newDocument({ kmsKeyId }));
      const raw = { kms: true, 'encrypt-sessions': true };
      const readFor = (inputs: RawInputs) => preferences.read(testTarget(), inputsOf(inputs));
      versionsAre(named('alias/theirs'));
      assert.equal((await readFor({ kms: true }))?.aliasedKey, undefined);
      for (const name of ['alias/session', '1111', KEY, 'arn:aws:kms:sa-east-1:1:alias/theirs']) {
        versionsAre(named(name));
        assert.equal((await readFor(raw))?.aliasedKey, undefined, name);
      }
      assert.ok(!aws.names().includes('kms.DescribeKey'));
      for (const name of ['alias/theirs', `arn:aws:kms:${REGION}:${ACCOUNT}:alias/theirs`]) {
        versionsAre(named(name));
        aws.kms.on(DescribeKeyCommand, { KeyId: name }).resolves({ KeyMetadata: { KeyId: '1111', Arn: KEY } });
        assert.deepEqual((await readFor(raw))?.aliasedKey, { arn: KEY });
      }
      aws.kms.on(DescribeKeyCommand).rejects(awsError('NotFoundException'));
      assert.deepEqual((await readFor(raw))?.aliasedKey, {});
      aws.kms.on(DescribeKeyCommand).rejects(awsError('AccessDeniedException'));
      assert.equal((await readFor(raw))?.aliasedKey, undefined);
    });

    it('that there is none', async () => {
      for (const command of [GetDocumentCommand, DescribeDocumentCommand]) {
        aws.ssm.on(command).rejects(awsError('InvalidDocument'));
      }
      assert.equal(await read(), undefined);
    });

    it('that what is there is no Session document', async () => {
      versionsAre(NONE);
      assert.deepEqual(await read(), found(NONE));
    });

    it('does not hide that it may not read', async () => {
      aws.ssm.on(GetDocumentCommand).rejects(awsError('AccessDeniedException'));
      aws.ssm.on(DescribeDocumentCommand).resolves({ Document: {} });
      await assert.rejects(read(), { name: 'AccessDeniedException' });
    });
  });

  describe('compares', () => {
    const diff = (raw: RawInputs, have: Found | undefined, known = PLAIN) =>
      preferences.diff(wanted(raw, known), have).map(({ field, have: there, want }) => `${field}: ${there} -> ${want}`);

    it('by meaning, and only what was asked for', () => {
      const written = {
        ...THEIRS,
        inputs: { ...THEIRS.inputs, cloudWatchLogGroupName: 'sessions', idleSessionTimeout: 45 },
      };
      assert.deepEqual(diff({}, found(theirs('1', written))), []);
      assert.deepEqual(diff({ 'idle-timeout': '45' }, found(theirs('1', written))), []);
      assert.deepEqual(diff({ 'idle-timeout': '20' }, found(ours('1'))), []);
      assert.deepEqual(diff({ 'idle-timeout': '5' }, found(theirs('1', written))), ['idleSessionTimeout: 45 -> 5']);
    });

    it('against nothing, with everything that a new document sets', () => {
      assert.deepEqual(diff({}, undefined), [
        'cloudWatchLogGroupName: null -> sessions',
        'cloudWatchStreamingEnabled: null -> true',
        'idleSessionTimeout: null -> 20',
      ]);
      assert.deepEqual(diff({ 'run-as': 'ann' }, undefined).slice(-3), [
        'runAsEnabled: null -> true',
        'runAsDefaultUser: null -> ann',
        'idleSessionTimeout: null -> 20',
      ]);
    });

    it('empty inputs as not set', () => {
      const bare = { ...OURS, inputs: {} };
      assert.deepEqual(diff({}, found(ours('1', bare))), []);
      assert.deepEqual(diff(LOGGED, found(ours('1', bare))), ['cloudWatchLogGroupName: null -> sessions']);
      assert.deepEqual(diff({ 'run-as': 'ann' }, found(ours('1'))), [
        'runAsEnabled: false -> true',
        'runAsDefaultUser: null -> ann',
      ]);
    });

    it('the version in effect with the latest', () => {
      assert.deepEqual(diff({}, found(ours('2'), ours('5'))), ['defaultVersion: 2 -> the latest, now 5']);
      for (const draft of [theirs('5'), theirs('5', OURS), ours('5', THEIRS)])
        assert.deepEqual(diff({}, found(ours('2'), draft)), ['defaultVersion: 2 -> a new one, as the latest']);
    });

    it('the defaults of parameters with what was asked for, and lists what stays', () => {
      const inputs = { ...THEIRS.inputs, idleSessionTimeout: '{{ idle }}', maxSessionDuration: '{{ max }}' };
      const parameters = { idle: { type: 'Integer', default: 15 }, max: { type: 'String' } };
      const have = found(theirs('1', { ...THEIRS, inputs, parameters }));
      assert.deepEqual(diff({ 'idle-timeout': '15' }, have), []);
      const want = wanted({ 'idle-timeout': '5', 'max-duration': '60' });
      assert.deepEqual(preferences.diff(want, have), [
        { field: 'idleSessionTimeout', have: '{{ idle }}', default: '15', want: '5' },
        { field: 'maxSessionDuration', have: '{{ max }}', default: null, want: '60' },
      ]);
      assert.deepEqual(preferences.untouched?.(want, have), []);
      assert.deepEqual(preferences.untouched?.(wanted({ 'idle-timeout': '5' }), have), [
        { field: 'maxSessionDuration', have: '{{ max }}', default: null },
      ]);
    });

    it('the status of the version in effect, and of the latest', () => {
      const failed = (version: Version, why?: string) => ({ ...version, status: 'Failed', ...(why && { why }) });
      assert.deepEqual(diff({}, found(failed(ours('2'), 'no schema'))), ['status: Failed: no schema -> Active']);
      assert.deepEqual(diff({}, found(ours('2'), failed(theirs('3')))), [
        'defaultVersion: 2 -> a new one, as the latest',
        'latestStatus: Failed -> Active',
      ]);
    });

    it('the type, and the format only where something else differs', () => {
      assert.ok(
        diff({}, { ...found(NONE), type: 'Command' }).includes('content: a Command document -> a Session document'),
      );
      const yaml = { ...found(theirs('1')), format: 'YAML' };
      assert.deepEqual(diff({}, yaml), []);
      assert.deepEqual(diff(LOGGED, yaml).at(-1), 'documentFormat: YAML -> JSON');
    });

    it('what is no Session document', () => {
      assert.ok(diff({}, found(NONE)).includes('content: not a Session document -> a Session document'));
    });
  });

  it('says the sentences of the original tool', () => {
    const want = wanted();
    const say = (action: 'create' | 'update' | 'none' | 'keep') => preferences.sentence(action, want, undefined);
    assert.equal(say('create'), 'Creating SSM Document SSM-SessionManagerRunShell with Session Manager preferences');
    assert.equal(say('update'), 'Updating SSM Document SSM-SessionManagerRunShell with Session Manager preferences');
    assert.equal(say('none'), 'SSM Document SSM-SessionManagerRunShell already exists');
    assert.equal(say('keep'), 'WARN: SSM Document SSM-SessionManagerRunShell already exists');
    assert.equal(preferences.title(inputsOf()), 'SSM Document SSM-SessionManagerRunShell');
  });

  it('leaves a document that differs as it is, unless --overwrite is given', () => {
    const held = (have: Found, raw: RawInputs) => preferences.keep?.(wanted(raw), have, inputsOf(raw));
    const hold = (have: Found, more: RawInputs = {}) => held(have, { ...LOGGED, ...more });
    assert.match(
      held(found(theirs('1')), {}) ?? '',
      /^it logs to elsewhere and is left as it is; --log-group sessions/,
    );
    assert.equal(held(found(theirs('1')), { overwrite: true }), undefined);
    assert.match(hold(found(theirs('1'))) ?? '', /differs and is left as it is; --overwrite/);
    assert.equal(hold(found(theirs('1')), { overwrite: true }), undefined);
    assert.equal(hold(found(ours('1'))), undefined);
    assert.match(hold(found(ours('1'), theirs('2'))) ?? '', /differs/);
    const failed = { ...ours('1'), status: 'Failed', why: 'no schema' };
    assert.match(
      hold(found(failed)) ?? '',
      /^version 1 has the status Failed: no schema; --overwrite writes a new one/,
    );
    assert.equal(hold(found(failed), { overwrite: true }), undefined);
  });

  describe('makes', () => {
    it('a document with its tags in one call', async () => {
      aws.ssm.on(CreateDocumentCommand).resolves({ DocumentDescription: { Status: 'Active' } });
      const want = wanted({ tag: ['team=ops'] });
      const made = await preferences.apply(testTarget(), want, undefined);
      const Tags = [
        { Key: 'team', Value: 'ops' },
        { Key: OWNER_TAG, Value: 'preferences' },
      ];
      const input = { ...NAME, DocumentType: 'Session', DocumentFormat: 'JSON', Content: content(OURS), Tags };
      assert.deepEqual(unnamed(aws.writes()), [['ssm.CreateDocument', { ...input, VersionName: 'ours' }]]);
      assert.deepEqual(made, found(ours('1')));
      assert.deepEqual(preferences.diff(want, made), []);
    });

    it('sure that a new document is active before it goes on', async () => {
      aws.ssm.on(CreateDocumentCommand).resolves({ DocumentDescription: { Status: 'Creating' } });
      aws.ssm
        .on(DescribeDocumentCommand)
        .resolvesOnce({ Document: { Status: 'Creating' } })
        .resolves({ Document: { Status: 'Active' } });
      const target = testTarget();
      await preferences.apply(target, wanted(), undefined);
      assert.equal(aws.inputs('ssm.DescribeDocument').length, 2);
      assert.equal(target.pauses.length, 2);
    });

    it('known that SSM failed to make the document', async () => {
      const Document = { Status: 'Failed', StatusInformation: 'no such schema' } as const;
      aws.ssm.on(CreateDocumentCommand).resolves({ DocumentDescription: { Status: 'Creating' } });
      aws.ssm.on(DescribeDocumentCommand).resolves({ Document });
      await assert.rejects(preferences.apply(testTarget(), wanted(), undefined), /no such schema/);
    });
  });

  describe('overwrites', () => {
    const MERGED = { ...THEIRS, inputs: { ...THEIRS.inputs, cloudWatchLogGroupName: 'sessions' } };
    const apply = (have: Found, raw: RawInputs = {}) =>
      preferences.apply(testTarget(), wanted({ ...LOGGED, ...raw }), have);

    beforeEach(() => {
      aws.ssm
        .on(GetDocumentCommand, { DocumentVersion: '1' })
        .resolves({ DocumentVersion: '1', Content: content(THEIRS) });
    });

    /** The endpoint takes a version, and gives back its name as AWS does. */
    const updates = (number: string): void => {
      aws.ssm.on(UpdateDocumentCommand).callsFake(({ VersionName }: { readonly VersionName: string }) => ({
        DocumentDescription: { Status: 'Active', DocumentVersion: number, VersionName },
      }));
    };
    const promotes = (): void => {
      aws.ssm.on(UpdateDocumentDefaultVersionCommand).resolves({});
    };
    const remembers = (): void => {
      aws.ssm.on(AddTagsToResourceCommand).resolves({});
    };
    const adds = (number: string, document: SessionDocument) =>
      [
        'ssm.UpdateDocument',
        {
          ...NAME,
          DocumentVersion: number,
          DocumentFormat: 'JSON',
          VersionName: 'ours',
          Content: sorted(content(document)),
        },
      ] as const;
    const tagsWith = (tags: Readonly<Record<string, string>>) =>
      [
        'ssm.AddTagsToResource',
        { ...TAGS_OF, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
      ] as const;
    const promotion = (DocumentVersion: string) =>
      ['ssm.UpdateDocumentDefaultVersion', { ...NAME, DocumentVersion }] as const;

    it('after remembering what was there, with a new version after the latest, which becomes the default', async () => {
      tagsAre({ theirs: 'x' });
      remembers();
      updates('8');
      promotes();
      const made = await apply(found(theirs('5'), theirs('7', OURS)));
      assert.deepEqual(unnamed(aws.writes()), [tagsWith(takenOver('5')), adds('7', MERGED), promotion('8')]);
      assert.deepEqual([made.inEffect.number, made.inEffect.ours, made.latest], ['8', true, undefined]);
      assert.deepEqual(preferences.diff(wanted(LOGGED), made), []);
    });

    it('a document that we created without remembering anything', async () => {
      tagsAre(MADE);
      updates('2');
      promotes();
      await apply(found(theirs('1')));
      assert.deepEqual(unnamed(aws.writes()), [adds('1', MERGED), promotion('2')]);
    });

    it('what somebody else has put into effect in a document that we created, and remembers it', async () => {
      tagsAre(MADE);
      versionsAre(theirs('2'), [ours('1')]);
      remembers();
      updates('3');
      promotes();
      await apply(found(theirs('2')));
      const [remembered, ...rest] = unnamed(aws.writes());
      assert.equal(remembered?.[0], 'ssm.AddTagsToResource');
      assert.deepEqual(remembered?.[1], {
        ResourceType: 'Document',
        ResourceId: DOCUMENT,
        Tags: [
          { Key: OWNER_TAG, Value: 'taken-over' },
          { Key: REPLACED_TAG, Value: '2' },
        ],
      });
      assert.deepEqual(rest, [adds('2', MERGED), promotion('3')]);
    });

    it('a version of ours without remembering it', async () => {
      tagsAre(takenOver('2'));
      updates('4');
      promotes();
      await apply(found(ours('3', THEIRS)));
      assert.deepEqual(unnamed(aws.writes()), [adds('3', MERGED), promotion('4')]);
    });

    it('what somebody else has put into effect since, and remembers that instead', async () => {
      tagsAre(takenOver('2'));
      remembers();
      updates('5');
      promotes();
      await apply(found(theirs('4')));
      assert.deepEqual(unnamed(aws.writes()), [tagsWith(takenOver('4')), adds('4', MERGED), promotion('5')]);
    });

    it('once remembered, what a killed run left, without remembering it again', async () => {
      tagsAre(takenOver('4'));
      updates('5');
      promotes();
      await apply(found(theirs('4')));
      assert.deepEqual(unnamed(aws.writes()), [adds('4', MERGED), promotion('5')]);
    });

    it('a version of ours on a document that lost its tags as if it were of somebody else', async () => {
      tagsAre({});
      remembers();
      updates('4');
      promotes();
      await apply(found(ours('3', THEIRS)));
      assert.deepEqual(unnamed(aws.writes()), [tagsWith(takenOver('3')), adds('3', MERGED), promotion('4')]);
    });

    describe('under a name', () => {
      const clock = stoppedClock();

      it('that no other run of ours gives', async () => {
        tagsAre(takenOver('4'));
        updates('5');
        promotes();
        await apply(found(theirs('4')));
        clock.pass(1);
        await apply(found(theirs('4')));
        const names = (aws.inputs('ssm.UpdateDocument') as readonly { readonly VersionName: string }[]).map(
          ({ VersionName }) => VersionName,
        );
        assert.equal(new Set(names).size, 2, names.join(' '));
        // https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateDocument.html
        for (const name of names) assert.match(name, /^[a-zA-Z0-9_\-.]{1,128}$/);
      });
    });

    it('waiting for the new version before it takes effect', async () => {
      tagsAre(MADE);
      const DocumentDescription = { Status: 'Updating', DocumentVersion: '2', VersionName: 'x' } as const;
      aws.ssm.on(UpdateDocumentCommand).resolves({ DocumentDescription });
      aws.ssm.on(DescribeDocumentCommand).resolves({ Document: { Status: 'Active' } });
      promotes();
      await apply(found(ours('1', THEIRS)));
      assert.deepEqual(aws.names().slice(1), [
        'ssm.UpdateDocument',
        'ssm.DescribeDocument',
        'ssm.UpdateDocumentDefaultVersion',
      ]);
      assert.deepEqual(aws.inputs('ssm.DescribeDocument'), [{ ...NAME, DocumentVersion: '2' }]);
    });

    it('by promoting the latest version where that is ours and gives the same settings', async () => {
      tagsAre(takenOver('1'));
      promotes();
      const made = await apply(found(theirs('1'), ours('2', { ...MERGED, description: 'by hand (version 2)' })));
      assert.deepEqual(aws.writes(), [promotion('2')]);
      assert.equal(made.inEffect.number, '2');
    });

    it('by a new version where the latest is ours and gives other settings', async () => {
      tagsAre(takenOver('1'));
      updates('3');
      promotes();
      await apply(found(theirs('1'), ours('2')));
      assert.deepEqual(unnamed(aws.writes()), [adds('2', MERGED), promotion('3')]);
    });

    it('by a new version where the latest gives the same settings and is not ours', async () => {
      tagsAre(takenOver('1'));
      updates('3');
      promotes();
      await apply(found(theirs('1'), theirs('2', { ...MERGED, description: 'a draft' })));
      assert.deepEqual(unnamed(aws.writes()), [adds('2', MERGED), promotion('3')]);
    });

    it('by a new version where the latest is ours and the same, and failed', async () => {
      tagsAre(takenOver('1'));
      updates('3');
      promotes();
      await apply(found(theirs('1'), { ...ours('2', MERGED), status: 'Failed' }));
      assert.deepEqual(unnamed(aws.writes()), [adds('2', MERGED), promotion('3')]);
    });

    it('nothing of what it has besides its content', async () => {
      tagsAre(MADE);
      updates('2');
      promotes();
      await apply({ ...found({ ...theirs('1'), displayName: 'Shell' }), targetType: '/AWS::EC2::Instance' });
      const [, update] = unnamed(aws.writes())[0] ?? [];
      const { DisplayName, TargetType } = update as Readonly<Record<string, unknown>>;
      assert.deepEqual([DisplayName, TargetType], ['Shell', '/AWS::EC2::Instance']);
    });

    it('something that is no Session document with a new one', async () => {
      tagsAre(MADE);
      updates('2');
      promotes();
      await apply(found(NONE));
      assert.deepEqual(unnamed(aws.writes()), [adds('1', OURS), promotion('2')]);
    });

    it('nothing where somebody has written a version since: that is to be read first', async () => {
      tagsAre(takenOver('1'));
      aws.ssm.on(UpdateDocumentCommand).rejects(awsError('InvalidDocumentVersion'));
      await assert.rejects(apply(found(theirs('1'))), { name: 'InvalidDocumentVersion' });
      assert.deepEqual(aws.inputs('ssm.UpdateDocumentDefaultVersion'), []);
    });

    it('after making room: the oldest version of ours that is not in effect, not the latest and not remembered', async () => {
      tagsAre(takenOver('1'));
      updates('6');
      aws.ssm
        .on(UpdateDocumentCommand)
        .rejectsOnce(awsError('DocumentVersionLimitExceeded'))
        .resolves({ DocumentDescription: { Status: 'Active', DocumentVersion: '6', VersionName: 'x' } });
      aws.ssm
        .on(ListDocumentVersionsCommand)
        .resolvesOnce({ DocumentVersions: [listed(5), listed(2, true), oursListed(4)], NextToken: 'more' })
        .resolves({ DocumentVersions: [listed(3), listed(1)] });
      aws.ssm.on(DeleteDocumentCommand).resolves({});
      promotes();
      await apply(found(ours('2', THEIRS), ours('5')));
      assert.deepEqual(aws.inputs('ssm.DeleteDocument'), [{ ...NAME, DocumentVersion: '4' }]);
      assert.equal(aws.inputs('ssm.UpdateDocument').length, 2);
    });

    it('after making room in a document of ours where the endpoint keeps no names of versions', async () => {
      tagsAre(MADE);
      updates('6');
      aws.ssm
        .on(UpdateDocumentCommand)
        .rejectsOnce(awsError('DocumentVersionLimitExceeded'))
        .resolves({ DocumentDescription: { Status: 'Active', DocumentVersion: '6' } });
      aws.ssm.on(ListDocumentVersionsCommand).resolves({ DocumentVersions: [listed(1), listed(2), listed(3, true)] });
      aws.ssm.on(DeleteDocumentCommand).resolves({});
      promotes();
      await apply(found(ours('3', THEIRS)));
      assert.deepEqual(aws.inputs('ssm.DeleteDocument'), [{ ...NAME, DocumentVersion: '1' }]);
    });

    it('nothing by force: without a version of ours to spare, the limit is passed on', async () => {
      tagsAre(takenOver('1'));
      aws.ssm.on(UpdateDocumentCommand).rejects(awsError('DocumentVersionLimitExceeded'));
      aws.ssm
        .on(ListDocumentVersionsCommand)
        .resolves({ DocumentVersions: [listed(0), listed(1), listed(2, true), oursListed(3)] });
      await assert.rejects(apply(found(ours('2', THEIRS), ours('3'))), { name: 'DocumentVersionLimitExceeded' });
      assert.deepEqual(aws.inputs('ssm.DeleteDocument'), []);
    });

    it('nothing where the latest version is already what was to be written: a lost first try is read again', async () => {
      tagsAre(takenOver('1'));
      aws.ssm.on(UpdateDocumentCommand).rejects(awsError('DuplicateDocumentContent'));
      aws.ssm
        .on(GetDocumentCommand, { DocumentVersion: '$LATEST' })
        .resolves({ Content: content(changedDocument(READ, wanted(LOGGED).asked)), DocumentVersion: '2' });
      await assert.rejects(apply(found(theirs('1', READ))), { name: 'DuplicateDocumentContent' });
      assert.equal(aws.inputs('ssm.UpdateDocument').length, 1);
      assert.deepEqual(aws.inputs('ssm.UpdateDocumentDefaultVersion'), []);
    });

    it('with a version that reads differently where an older one already says the same', async () => {
      tagsAre(MADE);
      aws.ssm
        .on(UpdateDocumentCommand)
        .rejectsOnce(awsError('DuplicateDocumentContent'))
        .resolves({ DocumentDescription: { Status: 'Active', DocumentVersion: '5', VersionName: 'x' } });
      aws.ssm.on(GetDocumentCommand).resolves({ Content: content(THEIRS), DocumentVersion: '4' });
      promotes();
      await apply(found(theirs('4')));
      const [first, second] = unnamed(aws.writes());
      assert.deepEqual(first, adds('4', MERGED));
      assert.deepEqual(second, adds('4', { ...MERGED, description: 'by hand (version 5)' }));
      assert.deepEqual(aws.inputs('ssm.UpdateDocumentDefaultVersion'), [{ ...NAME, DocumentVersion: '5' }]);
    });

    it('nothing where it is refused for another reason', async () => {
      tagsAre(MADE);
      aws.ssm.on(UpdateDocumentCommand).rejects(awsError('InvalidDocumentContent'));
      await assert.rejects(apply(found(theirs('1'))), { name: 'InvalidDocumentContent' });
      assert.deepEqual(aws.inputs('ssm.UpdateDocumentDefaultVersion'), []);
    });

    describe('where the endpoint keeps no names of versions', () => {
      const updatesWithoutName = (number: string): void => {
        const DocumentDescription = { Status: 'Active', DocumentVersion: number } as const;
        aws.ssm.on(UpdateDocumentCommand).resolves({ DocumentDescription });
      };

      it('remembers since which version they are ours, before the first of them takes effect', async () => {
        tagsAre({});
        remembers();
        updatesWithoutName('8');
        promotes();
        await apply(found(theirs('5'), theirs('7', OURS)));
        assert.deepEqual(unnamed(aws.writes()), [
          tagsWith(takenOver('5')),
          adds('7', MERGED),
          tagsWith({ [SINCE_TAG]: '8' }),
          promotion('8'),
        ]);
      });

      it('remembers nothing of a document that we created', async () => {
        tagsAre(MADE);
        updatesWithoutName('2');
        promotes();
        await apply(found(theirs('1')));
        assert.deepEqual(unnamed(aws.writes()), [adds('1', MERGED), promotion('2')]);
      });

      it('forgets neither the version that was replaced nor since when, at a second overwrite', async () => {
        tagsAre({ ...takenOver('5'), [SINCE_TAG]: '8' });
        remembers();
        updatesWithoutName('9');
        promotes();
        await apply(found(theirs('8')));
        assert.deepEqual(unnamed(aws.writes()), [adds('8', MERGED), promotion('9')]);
      });

      it('goes on after a killed run that wrote a version and did not put it into effect', async () => {
        tagsAre(takenOver('5'));
        remembers();
        const DocumentDescription = { Status: 'Active', DocumentVersion: '7' } as const;
        const duplicate = awsError('DuplicateDocumentContent');
        aws.ssm.on(UpdateDocumentCommand).rejectsOnce(duplicate).resolves({ DocumentDescription });
        const written = changedDocument(READ, wanted(LOGGED).asked);
        aws.ssm.on(GetDocumentCommand).resolves({ Content: content(written), DocumentVersion: '6' });
        promotes();
        const made = await apply(found(theirs('5', READ), theirs('6', written)));
        assert.deepEqual(preferences.diff(wanted(LOGGED), made), []);
        assert.deepEqual(aws.writes().at(-1), promotion(made.inEffect.number));
      });
    });
  });

  describe('on delete', () => {
    const remove = (have: Found, tags: Readonly<Record<string, string>>) =>
      preferences.removal.remove(testTarget(), have, tags, inputsOf());
    const removal = (have: Found, tags: Readonly<Record<string, string>>) => {
      const decided = preferences.removal.decide(have, tags, { inputs: inputsOf(), kept: {}, place: testTarget() });
      return decided && decided.action !== 'keep' ? decided : assert.fail('it is kept');
    };
    const deletion = (DocumentVersion: string) => ['ssm.DeleteDocument', { ...NAME, DocumentVersion }] as const;
    const promotion = (DocumentVersion: string) =>
      ['ssm.UpdateDocumentDefaultVersion', { ...NAME, DocumentVersion }] as const;
    const FORGETTING = [
      'ssm.RemoveTagsFromResource',
      { ...TAGS_OF, TagKeys: [OWNER_TAG, REPLACED_TAG, SINCE_TAG] },
    ] as const;
    const allowWrites = (): void => {
      aws.ssm.on(UpdateDocumentDefaultVersionCommand).resolves({});
      aws.ssm.on(DeleteDocumentCommand).resolves({}).on(RemoveTagsFromResourceCommand).resolves({});
    };

    it('names what sessions fall back to', () => {
      const { action, loss } = removal(found(ours('1')), MADE);
      assert.equal(action, 'delete');
      assert.match(loss, /defaults of AWS, which log nothing/);
    });

    it('names the version that takes effect again, and that ours are lost', () => {
      const have = { ...found(ours('5')), restoration: { inEffect: theirs('2'), removed: ['5'] } };
      assert.deepEqual(removal(have, takenOver('2')), {
        action: 'update',
        summary:
          'Putting back SSM Document SSM-SessionManagerRunShell: version 2, which was there before, takes effect again',
        loss: 'the versions that session-manager wrote',
      });
    });

    it('names the version that somebody else has put into effect since, and that stays so', () => {
      assert.equal(
        removal({ ...found(theirs('6')), restoration: { inEffect: theirs('6'), removed: [] } }, takenOver('2')).summary,
        'Putting back SSM Document SSM-SessionManagerRunShell: version 6, which is not ours, stays in effect',
      );
    });

    it('names the version that takes effect again where the endpoint keeps no names of versions', () => {
      assert.match(
        removal(
          { ...found(theirs('5')), restoration: { inEffect: theirs('2'), removed: ['5'] } },
          { ...takenOver('2'), [SINCE_TAG]: '5' },
        ).summary ?? '',
        /version 2, which was there before, takes effect again$/,
      );
    });

    it('names the version that takes its place where the remembered one was deleted, and what is lost where there is none', async () => {
      const foreseen = async (others: readonly Version[]) => {
        versionsAre(ours('3'), others);
        const have = await preferences.removal.foresee?.(testTarget(), found(ours('3')), takenOver('2'));
        return removal(have ?? assert.fail(), takenOver('2'));
      };
      assert.match((await foreseen([theirs('1')])).summary ?? '', /: version 1, .* takes effect again$/);
      assert.match((await foreseen([theirs('1'), theirs('2')])).summary ?? '', /: version 2, .* takes effect again$/);
      assert.equal((await foreseen([ours('1')])).action, 'delete');
    });

    it('takes a document of ours away whole, in one call', async () => {
      allowWrites();
      await remove(found(ours('1')), MADE);
      assert.deepEqual(
        aws.calls().map(({ name, input }) => [name, input]),
        [['ssm.DeleteDocument', NAME]],
      );
    });

    it('puts back what was replaced, takes our versions away, and forgets only then', async () => {
      versionsAre(ours('5'), [theirs('1'), theirs('2'), theirs('3'), ours('4')]);
      allowWrites();
      await remove(found(ours('5')), takenOver('2'));
      assert.deepEqual(aws.writes(), [promotion('2'), deletion('4'), deletion('5'), FORGETTING]);
    });

    it('leaves in effect what somebody else has put into effect since, and takes only ours away', async () => {
      versionsAre(theirs('5'), [theirs('2'), ours('3'), theirs('4'), ours('6')]);
      allowWrites();
      await remove(found(theirs('5'), ours('6')), takenOver('2'));
      assert.deepEqual(aws.writes(), [deletion('3'), deletion('6'), FORGETTING]);
    });

    it('leaves a draft that somebody else has written since', async () => {
      versionsAre(ours('3'), [theirs('2'), theirs('4')]);
      allowWrites();
      await remove(found(ours('3'), theirs('4')), takenOver('2'));
      assert.deepEqual(aws.writes(), [promotion('2'), deletion('3'), FORGETTING]);
    });

    it('goes on where a killed run stopped: our versions are gone, the tags are not', async () => {
      versionsAre(theirs('2'), [theirs('1')]);
      allowWrites();
      await remove(found(theirs('2')), takenOver('2'));
      assert.deepEqual(aws.writes(), [FORGETTING]);
    });

    it('takes nothing away where the version that was to replace it was never written', async () => {
      versionsAre(theirs('2'), [theirs('3')]);
      allowWrites();
      await remove(found(theirs('2'), theirs('3')), takenOver('2'));
      assert.deepEqual(aws.writes(), [FORGETTING]);
    });

    for (const [what, others, again] of [
      ['the newest one that somebody else wrote since', [theirs('1'), theirs('3'), ours('4')], '3'],
      ['the newest one from before that is not ours', [theirs('1'), theirs('4'), ours('5'), ours('6')], '4'],
    ] as const) {
      it(`puts ${what} into effect where the remembered one was deleted`, async () => {
        const remembered = again === '3' ? '2' : '7';
        versionsAre(ours('8'), others);
        allowWrites();
        await remove(found(ours('8')), takenOver(remembered));
        assert.deepEqual(aws.writes()[0], promotion(again));
        assert.deepEqual(aws.writes().at(-1), FORGETTING);
      });
    }

    it('takes the document away where only versions of ours are left', async () => {
      versionsAre(ours('5'), [ours('4')]);
      allowWrites();
      await remove(found(ours('5')), takenOver('2'));
      assert.deepEqual(aws.writes(), [['ssm.DeleteDocument', NAME]]);
    });

    it('takes for ours, where the endpoint keeps no names, every version since the first of ours', async () => {
      versionsAre(theirs('5'), [theirs('2'), theirs('3'), theirs('4')]);
      allowWrites();
      await remove(found(theirs('5')), { ...takenOver('2'), [SINCE_TAG]: '4' });
      assert.deepEqual(aws.writes(), [promotion('2'), deletion('4'), deletion('5'), FORGETTING]);
    });

    it('asks for one version after the other where the endpoint does not list them', async () => {
      versionsAre(ours('3'), [theirs('1'), theirs('2')]);
      aws.ssm.on(ListDocumentVersionsCommand).rejects(awsError('UnknownOperationException'));
      allowWrites();
      await remove(found(ours('3')), takenOver('2'));
      assert.deepEqual(aws.writes(), [promotion('2'), deletion('3'), FORGETTING]);
    });

    it('deletes nothing where the list of versions cannot be right', async () => {
      versionsAre(ours('3'));
      aws.ssm.on(ListDocumentVersionsCommand).resolves({ DocumentVersions: [] });
      await assert.rejects(remove(found(ours('3')), takenOver('2')), { name: 'TargetError', code: 'VersionsUnclear' });
      assert.deepEqual(aws.writes(), []);
    });

    it('does not take a version for deleted that may not be read', async () => {
      versionsAre(ours('3'));
      aws.ssm.on(GetDocumentCommand, { DocumentVersion: '2' }).rejects(awsError('AccessDeniedException'));
      await assert.rejects(remove(found(ours('3')), takenOver('2')), { name: 'AccessDeniedException' });
      assert.deepEqual(aws.writes(), []);
    });

    describe('meets an obstacle', () => {
      const obstacle = (have: Found, tags: Readonly<Record<string, string>>, raw: RawInputs = {}) =>
        preferences.removal.keepForOthers?.(testTarget(), have, tags, inputsOf(raw));
      const CHANGED = found(theirs('2'));

      it('where somebody else has changed a document that we created, unless it is forced', async () => {
        versionsAre(theirs('2'), [ours('1')]);
        const reason = 'somebody else has written version 2 of it since; --force deletes it all the same';
        assert.equal(await obstacle(CHANGED, MADE), reason);
        assert.equal(await obstacle(CHANGED, MADE, { force: true }), undefined);
      });

      it('also where their version is the latest and not in effect', async () => {
        versionsAre(ours('1'), [theirs('2')]);
        assert.match((await obstacle(found(ours('1'), theirs('2')), MADE)) ?? '', /version 2 of it since/);
      });

      it('also where they have deleted our first version', async () => {
        versionsAre(theirs('2'));
        assert.match((await obstacle(CHANGED, MADE)) ?? '', /version 2 of it since/);
      });

      it('none where all is ours, or where it was taken over, which takes no call', async () => {
        assert.equal(await obstacle(found(ours('2')), MADE), undefined);
        assert.equal(await obstacle(CHANGED, takenOver('1')), undefined);
        assert.equal(await obstacle(CHANGED, {}), undefined);
        assert.deepEqual(aws.names(), []);
      });

      it('none where the endpoint keeps no names of versions: not even the first has one', async () => {
        versionsAre(theirs('2'), [theirs('1')]);
        assert.equal(await obstacle(CHANGED, MADE), undefined);
      });
    });

    describe('leaves', () => {
      const leaves = (have: Found, tags: Readonly<Record<string, string>>) =>
        preferences.removal.leaves?.(testTarget(), have, tags);

      it('what the version needs that takes effect again', async () => {
        const before = newDocument({ cloudWatchLogGroupName: 'old', kmsKeyId: 'alias/old' });
        versionsAre(ours('3'), [theirs('2', before)]);
        aws.kms.on(DescribeKeyCommand).resolves({ KeyMetadata: { KeyId: '1111', Arn: KEY } });
        assert.deepEqual(await leaves(found(ours('3')), takenOver('2')), { logGroups: ['old'], keys: [KEY] });
      });

      it('what the version needs that somebody else has put into effect since', async () => {
        versionsAre(theirs('4'), [theirs('2', OURS), ours('3')]);
        assert.deepEqual(await leaves(found(theirs('4')), takenOver('2')), { logGroups: ['elsewhere'] });
      });

      it('nothing where the document goes whole', async () => {
        assert.deepEqual(await leaves(found(ours('1')), MADE), {});
        versionsAre(ours('3'));
        assert.deepEqual(await leaves(found(ours('3')), takenOver('2')), {});
      });
    });
  });

  it('needs its log group and its key while it stays', () => {
    const document = newDocument({ cloudWatchLogGroupName: 'x', kmsKeyId: 'alias/session' });
    assert.deepEqual(preferences.removal.uses?.(found(theirs('1', document))), {
      logGroups: ['x'],
      keys: ['alias/session'],
    });
    const aliased = (aliasedKey: Found['aliasedKey']): Found => ({
      ...found(theirs('1', newDocument({ kmsKeyId: 'alias/theirs' }))),
      ...(aliasedKey && { aliasedKey }),
    });
    assert.deepEqual(preferences.removal.uses?.(aliased(undefined)), { keys: ['alias/theirs'] });
    assert.deepEqual(preferences.removal.uses?.(aliased({ arn: KEY })), { keys: [KEY] });
    assert.deepEqual(preferences.removal.uses?.(aliased({})), {});
    assert.deepEqual(preferences.removal.uses?.(found(ours('1', { ...OURS, inputs: {} }))), {});
    assert.deepEqual(preferences.removal.uses?.(found(NONE)), {});
  });

  it('reads and writes its tags', async () => {
    tagsAre({ a: 'b' });
    aws.ssm.on(AddTagsToResourceCommand).resolves({});
    assert.deepEqual(await preferences.tags(testTarget(), found(ours('1'))), { a: 'b' });
    await preferences.tag(testTarget(), found(ours('1')), { team: 'ops' });
    assert.deepEqual(aws.writes(), [['ssm.AddTagsToResource', { ...TAGS_OF, Tags: [{ Key: 'team', Value: 'ops' }] }]]);
  });
});

const listed = (number: number, IsDefaultVersion = false) => ({ DocumentVersion: String(number), IsDefaultVersion });
const oursListed = (number: number) => ({ ...listed(number), VersionName: `session-manager-${number}` });

/** Writes with the names of our versions checked and taken out, and contents with their members in one order. */
const unnamed = (writes: readonly (readonly [name: string, input: unknown])[]) =>
  writes.map(([name, input]) => {
    if (typeof input !== 'object' || input === null || !('VersionName' in input)) return [name, input];
    assert.match(String(input.VersionName), OUR_NAME);
    const { Content } = input as unknown as { readonly Content: string };
    const exact = name === 'ssm.CreateDocument' ? Content : sorted(Content);
    return [name, { ...input, VersionName: 'ours', Content: exact }];
  });

/** A document with its members in one order, so that only what it says counts. */
const sorted = (text: string): string => {
  const order = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .toSorted(([one], [other]) => (one < other ? -1 : 1))
            .map(([key, inner]) => [key, order(inner)]),
        )
      : value;
  return JSON.stringify(order(JSON.parse(text)));
};
