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
import { partitionOf } from '../../src/aws/regions.ts';
import type { RawInputs } from '../../src/inputs.ts';
import { OWNER_TAG, REPLACED_TAG, SINCE_TAG } from '../../src/resources/ownership.ts';
import { DOCUMENT, preferences } from '../../src/resources/preferences.ts';
import { type Outputs, PENDING } from '../../src/resources/resource.ts';
import { newDocument, type SessionDocument } from '../../src/resources/session-document.ts';
import { ACCOUNT, awsError, inputsOf, mockAws, REGION, testTarget } from '../aws.ts';

const PLACE = { account: ACCOUNT, region: REGION, partition: partitionOf(REGION) };
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1111`;
const NAME = { Name: DOCUMENT };
const TAGS_OF = { ResourceType: 'Document', ResourceId: DOCUMENT } as const;
const PLAIN: Outputs = { logGroupEncrypted: false };

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
const OURS = newDocument({ cloudWatchLogGroupName: 'sessions' });

type Found = NonNullable<Awaited<ReturnType<typeof preferences.read>>>;
const found = (document: SessionDocument | undefined, defaultVersion = '1', latestVersion = defaultVersion): Found => ({
  defaultVersion,
  latestVersion,
  document,
});

describe('resource preferences', () => {
  const aws = mockAws();
  const tagsAre = (tags: Readonly<Record<string, string>>): void => {
    const TagList = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    aws.ssm.on(ListTagsForResourceCommand, TAGS_OF).resolves({ TagList });
  };

  describe('wants', () => {
    it('the log group, and encryption of it exactly where it is encrypted', () => {
      assert.deepEqual(wanted({}, PLAIN).asked, {
        cloudWatchLogGroupName: 'sessions',
        cloudWatchEncryptionEnabled: false,
      });
      assert.deepEqual(wanted({}, { logGroupEncrypted: true }).asked, { cloudWatchLogGroupName: 'sessions' });
      assert.deepEqual(wanted({ kms: true }, { keyArn: KEY, logGroupEncrypted: true }).asked, {
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
      assert.deepEqual(wanted(raw), {
        asked: {
          s3BucketName: 'logs',
          s3KeyPrefix: 'ssm',
          s3EncryptionEnabled: true,
          cloudWatchLogGroupName: 'sessions',
          cloudWatchEncryptionEnabled: false,
          cloudWatchStreamingEnabled: false,
          runAsEnabled: true,
          runAsDefaultUser: 'ann',
          idleSessionTimeout: '5',
          maxSessionDuration: '60',
          'shellProfile.windows': 'cls',
          'shellProfile.linux': 'bash',
        },
        tags: { team: 'ops', [OWNER_TAG]: 'preferences' },
      });
    });
  });

  describe('reads', () => {
    const read = () => preferences.read(testTarget(), inputsOf());

    it('what is in effect and its versions, in two calls at once', async () => {
      aws.ssm.on(GetDocumentCommand).resolves({ Content: content(THEIRS) });
      aws.ssm.on(DescribeDocumentCommand).resolves({ Document: { DefaultVersion: '3', LatestVersion: '3' } });
      assert.deepEqual(await read(), found(THEIRS, '3'));
      assert.deepEqual(
        aws.calls().map(({ name, input }) => [name, input]),
        [
          ['ssm.GetDocument', { ...NAME, DocumentVersion: '$DEFAULT', DocumentFormat: 'JSON' }],
          ['ssm.DescribeDocument', NAME],
        ],
      );
    });

    it('the latest version, too, where it is another one', async () => {
      aws.ssm.on(GetDocumentCommand, { DocumentVersion: '$DEFAULT' }).resolves({ Content: content(THEIRS) });
      aws.ssm.on(GetDocumentCommand, { DocumentVersion: '4' }).resolves({ Content: content(OURS) });
      aws.ssm.on(DescribeDocumentCommand).resolves({ Document: { DefaultVersion: '3', LatestVersion: '4' } });
      assert.deepEqual(await read(), { ...found(THEIRS, '3', '4'), latest: OURS });
    });

    it('that there is none', async () => {
      for (const command of [GetDocumentCommand, DescribeDocumentCommand]) {
        aws.ssm.on(command).rejects(awsError('InvalidDocument'));
      }
      assert.equal(await read(), undefined);
    });

    it('that what is there is no Session document', async () => {
      aws.ssm.on(GetDocumentCommand).resolves({ Content: 'schemaVersion: "0.3"' });
      aws.ssm.on(DescribeDocumentCommand).resolves({ Document: { DefaultVersion: '1', LatestVersion: '1' } });
      assert.deepEqual(await read(), found(undefined));
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
      assert.deepEqual(diff({}, found(written)), []);
      assert.deepEqual(diff({ 'idle-timeout': '45' }, found(written)), []);
      assert.deepEqual(diff({ 'idle-timeout': '20' }, found(OURS)), []);
      assert.deepEqual(diff({ 'idle-timeout': '5' }, found(written)), ['idleSessionTimeout: 45 -> 5']);
    });

    it('against nothing, with everything that was asked for', () => {
      assert.deepEqual(diff({}, undefined), [
        'cloudWatchLogGroupName: null -> sessions',
        'cloudWatchEncryptionEnabled: null -> false',
      ]);
    });

    it('empty inputs as not set', () => {
      const bare = { ...OURS, inputs: {} };
      assert.deepEqual(diff({}, found(bare)), ['cloudWatchLogGroupName: null -> sessions']);
      assert.deepEqual(diff({ 'run-as': 'ann' }, found(OURS)), [
        'runAsEnabled: false -> true',
        'runAsDefaultUser: null -> ann',
      ]);
    });

    it('the version in effect with the latest', () => {
      assert.deepEqual(diff({}, found(OURS, '2', '5')), ['defaultVersion: 2 -> the latest, now 5']);
    });

    it('what is no Session document', () => {
      assert.ok(diff({}, found(undefined)).includes('content: not a Session document -> a Session document'));
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
    const hold = (document: SessionDocument, raw: RawInputs = {}) =>
      preferences.hold?.(wanted(raw), found(document), inputsOf(raw));
    assert.match(hold(THEIRS) ?? '', /differs and is left as it is; --overwrite/);
    assert.equal(hold(THEIRS, { overwrite: true }), undefined);
    assert.equal(hold(OURS), undefined);
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
      assert.deepEqual(aws.writes(), [['ssm.CreateDocument', input]]);
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
    const MERGED = {
      ...newDocument({
        cloudWatchLogGroupName: 'sessions',
        cloudWatchStreamingEnabled: false,
        idleSessionTimeout: '45',
      }),
      description: 'by hand',
    };
    const apply = (have: Found, raw: RawInputs = {}) => preferences.apply(testTarget(), wanted(raw), have);
    const updates = (version = '2'): void => {
      const DocumentDescription = { Status: 'Active', DocumentVersion: version, LatestVersion: version } as const;
      aws.ssm.on(UpdateDocumentCommand).resolves({ DocumentDescription });
    };
    const promotes = (): void => {
      aws.ssm.on(UpdateDocumentDefaultVersionCommand).resolves({});
    };
    const UPDATE = { ...NAME, DocumentVersion: '$LATEST', DocumentFormat: 'JSON', Content: JSON.stringify(MERGED) };
    /** Contents of all updates, and what happened around them. */
    const story = () =>
      aws.writes().map(([name, input]) => {
        if (name !== 'ssm.UpdateDocument') return [name, input];
        const { Content, ...rest } = input as { Content: string };
        return [name, { ...rest, Content: sorted(Content) }];
      });

    it('after remembering what was there, with a new version that becomes the default', async () => {
      tagsAre({ theirs: 'x' });
      aws.ssm.on(AddTagsToResourceCommand).resolves({});
      updates('8');
      promotes();
      const made = await apply(found(THEIRS, '5', '7'));
      assert.deepEqual(story(), [
        [
          'ssm.AddTagsToResource',
          {
            ...TAGS_OF,
            Tags: [
              { Key: OWNER_TAG, Value: 'preferences' },
              { Key: REPLACED_TAG, Value: '5' },
              { Key: SINCE_TAG, Value: '8' },
            ],
          },
        ],
        ['ssm.UpdateDocument', { ...UPDATE, Content: sorted(UPDATE.Content) }],
        ['ssm.UpdateDocumentDefaultVersion', { ...NAME, DocumentVersion: '8' }],
      ]);
      assert.deepEqual(preferences.diff(wanted(), made), []);
    });

    it('a document that carries our tag without remembering it anew', async () => {
      tagsAre({ [OWNER_TAG]: 'preferences' });
      updates();
      promotes();
      await apply(found(THEIRS));
      assert.deepEqual(
        aws.names().filter((name) => name.endsWith('AddTagsToResource')),
        [],
      );
    });

    it('waiting for the new version before it takes effect', async () => {
      tagsAre({ [OWNER_TAG]: 'preferences' });
      const DocumentDescription = { Status: 'Updating', DocumentVersion: '2' } as const;
      aws.ssm.on(UpdateDocumentCommand).resolves({ DocumentDescription });
      aws.ssm.on(DescribeDocumentCommand).resolves({ Document: { Status: 'Active' } });
      promotes();
      await apply(found(THEIRS));
      assert.deepEqual(aws.names().slice(1), [
        'ssm.UpdateDocument',
        'ssm.DescribeDocument',
        'ssm.UpdateDocumentDefaultVersion',
      ]);
    });

    it('by promoting the latest version where that already says it', async () => {
      tagsAre({ [OWNER_TAG]: 'preferences' });
      promotes();
      await apply({ ...found(THEIRS, '1', '2'), latest: MERGED });
      assert.deepEqual(aws.writes(), [['ssm.UpdateDocumentDefaultVersion', { ...NAME, DocumentVersion: '2' }]]);
    });

    it('by a new version where the latest says something else', async () => {
      tagsAre({ [OWNER_TAG]: 'preferences' });
      updates('3');
      promotes();
      await apply({ ...found(OURS, '1', '2'), latest: THEIRS });
      assert.deepEqual(aws.writes().at(-1), ['ssm.UpdateDocumentDefaultVersion', { ...NAME, DocumentVersion: '3' }]);
    });

    it('something that is no Session document with a new one', async () => {
      tagsAre({ [OWNER_TAG]: 'preferences' });
      updates();
      promotes();
      await apply(found(undefined));
      const [input] = aws.inputs('ssm.UpdateDocument') as readonly { readonly Content: string }[];
      assert.equal(sorted(input?.Content ?? ''), sorted(content(OURS)));
    });

    it('after making room: the oldest version that is not in effect, not the latest and not remembered', async () => {
      tagsAre({ [OWNER_TAG]: 'preferences', [REPLACED_TAG]: '1', [SINCE_TAG]: '3' });
      const DocumentDescription = { Status: 'Active', DocumentVersion: '6' } as const;
      aws.ssm
        .on(UpdateDocumentCommand)
        .rejectsOnce(awsError('DocumentVersionLimitExceeded'))
        .resolves({ DocumentDescription });
      aws.ssm
        .on(ListDocumentVersionsCommand)
        .resolvesOnce({ DocumentVersions: [version(5), version(2, true), version(4)], NextToken: 'more' })
        .resolves({ DocumentVersions: [version(3), version(1)] });
      aws.ssm.on(DeleteDocumentCommand).resolves({});
      promotes();
      await apply(found(THEIRS, '2', '5'));
      assert.deepEqual(aws.inputs('ssm.DeleteDocument'), [{ ...NAME, DocumentVersion: '3' }]);
      assert.equal(aws.inputs('ssm.UpdateDocument').length, 2);
    });

    it('nothing by force: without a version to spare, the limit is passed on', async () => {
      tagsAre({ [OWNER_TAG]: 'preferences', [REPLACED_TAG]: '1' });
      aws.ssm.on(UpdateDocumentCommand).rejects(awsError('DocumentVersionLimitExceeded'));
      aws.ssm
        .on(ListDocumentVersionsCommand)
        .resolves({ DocumentVersions: [version(1), version(2, true), version(3)] });
      await assert.rejects(apply(found(THEIRS, '2', '3')), { name: 'DocumentVersionLimitExceeded' });
      assert.deepEqual(aws.inputs('ssm.DeleteDocument'), []);
    });

    it('with the latest version where a lost first try already made it', async () => {
      tagsAre({ [OWNER_TAG]: 'preferences' });
      aws.ssm.on(UpdateDocumentCommand).rejects(awsError('DuplicateDocumentContent'));
      aws.ssm
        .on(GetDocumentCommand, { DocumentVersion: '$LATEST' })
        .resolves({ Content: content(MERGED), DocumentVersion: '2' });
      promotes();
      await apply(found(THEIRS));
      assert.deepEqual(aws.inputs('ssm.UpdateDocumentDefaultVersion'), [{ ...NAME, DocumentVersion: '2' }]);
      assert.equal(aws.inputs('ssm.UpdateDocument').length, 1);
    });

    it('with a version that reads differently where an older one already says the same', async () => {
      tagsAre({ [OWNER_TAG]: 'preferences' });
      const DocumentDescription = { Status: 'Active', DocumentVersion: '5' } as const;
      aws.ssm
        .on(UpdateDocumentCommand)
        .rejectsOnce(awsError('DuplicateDocumentContent'))
        .resolves({ DocumentDescription });
      aws.ssm.on(GetDocumentCommand).resolves({ Content: content(THEIRS), DocumentVersion: '4' });
      promotes();
      await apply(found(THEIRS, '4'));
      const [, second] = aws.inputs('ssm.UpdateDocument') as readonly { readonly Content: string }[];
      assert.equal((JSON.parse(second?.Content ?? '') as SessionDocument).description, 'by hand (version 5)');
      assert.deepEqual(aws.inputs('ssm.UpdateDocumentDefaultVersion'), [{ ...NAME, DocumentVersion: '5' }]);
    });

    it('nothing where it is refused for another reason', async () => {
      tagsAre({ [OWNER_TAG]: 'preferences' });
      aws.ssm.on(UpdateDocumentCommand).rejects(awsError('InvalidDocumentContent'));
      await assert.rejects(apply(found(THEIRS)), { name: 'InvalidDocumentContent' });
      assert.deepEqual(aws.inputs('ssm.UpdateDocumentDefaultVersion'), []);
    });
  });

  describe('on delete', () => {
    const OVERWRITTEN = { [OWNER_TAG]: 'preferences', [REPLACED_TAG]: '2', [SINCE_TAG]: '4' };
    const remove = (tags: Readonly<Record<string, string>>) =>
      preferences.remove(testTarget(), found(OURS, '5'), tags, inputsOf());

    it('names what sessions fall back to', () => {
      const decided = preferences.removal(found(OURS), { [OWNER_TAG]: 'preferences' }, inputsOf(), {});
      assert.ok(decided?.action === 'delete');
      assert.match(decided.loss, /defaults of AWS, which log nothing/);
    });

    it('names the version that takes effect again', () => {
      const decided = preferences.removal(found(OURS, '5'), OVERWRITTEN, inputsOf(), {});
      assert.ok(decided?.action === 'update');
      assert.equal(decided.summary, 'Putting back version 2 of SSM Document SSM-SessionManagerRunShell');
      assert.match(decided.loss, /from 4 on.*version 2 takes effect again/);
    });

    it('takes a document of ours away whole', async () => {
      aws.ssm.on(DeleteDocumentCommand).resolves({});
      await remove({ [OWNER_TAG]: 'preferences' });
      assert.deepEqual(aws.writes(), [['ssm.DeleteDocument', NAME]]);
    });

    it('puts back what was replaced, takes our versions away, and forgets only then', async () => {
      aws.ssm.on(ListDocumentVersionsCommand).resolves({
        DocumentVersions: [version(1), version(2), version(3), version(4), version(5, true)],
      });
      aws.ssm.on(UpdateDocumentDefaultVersionCommand).resolves({});
      aws.ssm.on(DeleteDocumentCommand).resolves({}).on(RemoveTagsFromResourceCommand).resolves({});
      await remove(OVERWRITTEN);
      assert.deepEqual(aws.writes(), [
        ['ssm.UpdateDocumentDefaultVersion', { ...NAME, DocumentVersion: '2' }],
        ['ssm.DeleteDocument', { ...NAME, DocumentVersion: '4' }],
        ['ssm.DeleteDocument', { ...NAME, DocumentVersion: '5' }],
        ['ssm.RemoveTagsFromResource', { ...TAGS_OF, TagKeys: [OWNER_TAG, REPLACED_TAG, SINCE_TAG] }],
      ]);
    });

    it('goes on where a killed run stopped: our versions are gone, the tags are not', async () => {
      aws.ssm.on(ListDocumentVersionsCommand).resolves({ DocumentVersions: [version(1), version(2, true)] });
      aws.ssm.on(UpdateDocumentDefaultVersionCommand).resolves({});
      aws.ssm.on(RemoveTagsFromResourceCommand).resolves({});
      await remove(OVERWRITTEN);
      assert.equal(aws.writes().at(-1)?.[0], 'ssm.RemoveTagsFromResource');
      assert.deepEqual(aws.inputs('ssm.DeleteDocument'), []);
    });

    it('takes the document away where the replaced version is there no more', async () => {
      aws.ssm.on(ListDocumentVersionsCommand).resolves({ DocumentVersions: [version(4), version(5, true)] });
      aws.ssm.on(DeleteDocumentCommand).resolves({});
      await remove(OVERWRITTEN);
      assert.deepEqual(aws.writes(), [['ssm.DeleteDocument', NAME]]);
    });
  });

  it('needs its log group and its key while it stays', () => {
    const document = newDocument({ cloudWatchLogGroupName: 'x', kmsKeyId: 'alias/session' });
    assert.deepEqual(preferences.uses?.(found(document)), { logGroups: ['x'], keys: ['alias/session'] });
    assert.deepEqual(preferences.uses?.(found({ ...OURS, inputs: {} })), {});
    assert.deepEqual(preferences.uses?.(found(undefined)), {});
  });

  it('reads and writes its tags', async () => {
    tagsAre({ a: 'b' });
    aws.ssm.on(AddTagsToResourceCommand).resolves({});
    assert.deepEqual(await preferences.tags(testTarget(), found(OURS)), { a: 'b' });
    await preferences.tag(testTarget(), found(OURS), { team: 'ops' });
    assert.deepEqual(aws.writes(), [['ssm.AddTagsToResource', { ...TAGS_OF, Tags: [{ Key: 'team', Value: 'ops' }] }]]);
  });
});

const version = (number: number, IsDefaultVersion = false) => ({ DocumentVersion: String(number), IsDefaultVersion });

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
