import assert from 'node:assert/strict';
import {
  AddTagsToResourceCommand,
  CreateDocumentCommand,
  type CreateDocumentCommandInput,
  DeleteDocumentCommand,
  DescribeDocumentCommand,
  DescribeDocumentPermissionCommand,
  GetDocumentCommand,
  ListDocumentsCommand,
  ListDocumentVersionsCommand,
  ListTagsForResourceCommand,
  ModifyDocumentPermissionCommand,
  RemoveTagsFromResourceCommand,
  UpdateDocumentCommand,
  type UpdateDocumentCommandInput,
  UpdateDocumentDefaultVersionCommand,
} from '@aws-sdk/client-ssm';
import { createSandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { regionOf } from '../../../../src/sandbox/state/state.ts';
import { stoppedClock } from '../../../clock.ts';
import { clientsOf, refused } from '../../clients.ts';

const NAME = 'SSM-SessionManagerRunShell';
const content = (idle: string, extra: object = {}) =>
  JSON.stringify({
    schemaVersion: '1.0',
    description: 'sessions',
    sessionType: 'Standard_Stream',
    inputs: { cloudWatchLogGroupName: 'sessions', idleSessionTimeout: idle },
    ...extra,
  });

describe('sandbox: SSM documents', () => {
  let sandbox = createSandbox();
  let { ssm } = clientsOf(sandbox);
  beforeEach(() => {
    sandbox = createSandbox();
    ({ ssm } = clientsOf(sandbox));
  });

  const create = (Content: string, extra: Partial<CreateDocumentCommandInput> = {}) =>
    ssm.send(new CreateDocumentCommand({ Name: NAME, DocumentType: 'Session', Content, ...extra }));
  const update = (Content: string, extra: Partial<UpdateDocumentCommandInput> = {}) =>
    ssm.send(new UpdateDocumentCommand({ Name: NAME, Content, DocumentVersion: '$LATEST', ...extra }));
  const get = (DocumentVersion?: string) =>
    ssm.send(new GetDocumentCommand({ Name: NAME, ...(DocumentVersion !== undefined && { DocumentVersion }) }));
  const share = (change: { AccountIdsToAdd?: string[]; AccountIdsToRemove?: string[] }) =>
    ssm.send(new ModifyDocumentPermissionCommand({ Name: NAME, PermissionType: 'Share', ...change }));
  const sharedWith = async () =>
    (await ssm.send(new DescribeDocumentPermissionCommand({ Name: NAME, PermissionType: 'Share' }))).AccountIds;
  const remove = (DocumentVersion?: string) =>
    ssm.send(new DeleteDocumentCommand({ Name: NAME, ...(DocumentVersion !== undefined && { DocumentVersion }) }));

  describe('with a status', () => {
    const clock = stoppedClock();
    const given = async (status: 'Creating' | 'Updating' | 'Deleting' | 'Failed', seconds?: number): Promise<void> => {
      await create(content('20'));
      await sandbox.edit((state) => {
        const [version] = regionOf(state, '123456789012', 'eu-central-1').documents[NAME]?.versions ?? [];
        const until = seconds === undefined ? {} : { until: new Date(Date.now() + seconds * 1000).toISOString() };
        if (version) Object.assign(version, { status, statusInformation: 'no schema', ...until });
      });
    };
    const described = async () => (await ssm.send(new DescribeDocumentCommand({ Name: NAME }))).Document?.Status;

    it('shows it, with its reason, and for how long it lasts', async () => {
      await given('Failed');
      const { Status, StatusInformation } = await get();
      assert.deepEqual([Status, StatusInformation], ['Failed', 'no schema']);
      const { DocumentVersions = [] } = await ssm.send(new ListDocumentVersionsCommand({ Name: NAME }));
      assert.equal(DocumentVersions[0]?.Status, 'Failed');
    });

    for (const status of ['Creating', 'Updating'] as const) {
      it(`is ${status} until it is Active`, async () => {
        await given(status, 5);
        assert.equal(await described(), status);
        clock.pass(5000);
        assert.equal(await described(), 'Active');
        assert.equal((await get()).StatusInformation, undefined);
      });
    }

    it('is Deleting until it is gone: it cannot be changed, nor made anew before', async () => {
      await given('Deleting', 5);
      assert.equal((await get()).Status, 'Deleting');
      await refused(update(content('21')), 'InvalidDocument');
      await refused(create(content('21')), 'DocumentAlreadyExists');
      clock.pass(5000);
      await refused(get(), 'InvalidDocument');
      await create(content('21'));
      assert.equal((await get()).Status, 'Active');
    });
  });

  it('takes the members that an earlier version has, whatever AWS says of them, and no others', async () => {
    await create(content('20'));
    await sandbox.edit((state) => {
      const [version] = regionOf(state, '123456789012', 'eu-central-1').documents[NAME]?.versions ?? [];
      if (version)
        version.content = JSON.stringify({ ...JSON.parse(content('20')), inputs: { later: 1 }, UpdateMethod: 'x' });
    });
    await update(content('21', { inputs: { later: 2 }, UpdateMethod: 'y' }));
    await refused(update(content('22', { inputs: { sooner: 2 } })), 'InvalidDocumentContent', /"sooner"/);
    await refused(update(content('22', { Updates: 'y' })), 'InvalidDocumentContent', /"Updates"/);
  });

  it('does not take preferences as the content of a document of another type', async () => {
    await refused(create(content('20'), { DocumentType: 'Command' }), 'InvalidDocumentSchemaVersion', /Command/);
  });

  it('shows the defaults of parameters as texts', async () => {
    const parameters = { stream: { type: 'Boolean', default: true }, key: { type: 'String' } };
    await create(content('20', { parameters }));
    const { Document } = await ssm.send(new DescribeDocumentCommand({ Name: NAME }));
    assert.deepEqual(
      Document?.Parameters?.map(({ DefaultValue }) => DefaultValue),
      ['true', undefined],
    );
  });

  it('makes a document and gives its content back as it was', async () => {
    const { DocumentDescription: made } = await create(content('20'), {
      VersionName: 'first',
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    assert.equal(made?.Status, 'Creating');
    assert.equal(made?.Owner, '123456789012');
    const { Document: shown } = await ssm.send(new DescribeDocumentCommand({ Name: NAME }));
    assert.equal(shown?.Status, 'Active');
    assert.equal(shown?.DocumentType, 'Session');
    assert.equal(shown?.Description, 'sessions');
    assert.equal(shown?.Hash, made?.Hash);
    assert.deepEqual(shown?.Tags, [{ Key: 'a', Value: 'b' }]);
    assert.equal((await get()).Content, content('20'));
    const byName = await ssm.send(
      new GetDocumentCommand({ Name: `arn:aws:ssm:eu-central-1:123456789012:document/${NAME}`, VersionName: 'first' }),
    );
    assert.equal(byName.DocumentVersion, '1');
    await refused(create(content('20')), 'DocumentAlreadyExists', /already exists/);
  });

  it('answers InvalidDocument for a document that is not there', async () => {
    const message = /^Document with name SSM-SessionManagerRunShell does not exist\.$/;
    await refused(get(), 'InvalidDocument', message);
    await refused(ssm.send(new DescribeDocumentCommand({ Name: NAME })), 'InvalidDocument');
    await refused(update(content('20')), 'InvalidDocument');
    await refused(remove(), 'InvalidDocument');
    await refused(ssm.send(new ListDocumentVersionsCommand({ Name: NAME })), 'InvalidDocument');
    await refused(
      ssm.send(new DescribeDocumentPermissionCommand({ Name: NAME, PermissionType: 'Share' })),
      'InvalidDocument',
    );
  });

  it('takes inputs that it is told of, and the numbers that they may be', async () => {
    const invalid = 'InvalidDocumentContent';
    sandbox = createSandbox({
      sessionInputs: [
        { field: 'nonsense', least: 2, most: 3 },
        { field: 'shellProfile.wait', least: 2, most: 3 },
      ],
    });
    ({ ssm } = clientsOf(sandbox));
    for (const inputs of [{ nonsense: '4' }, { shellProfile: { wait: 1 } }, { sense: '' }]) {
      await refused(create(content('20', { inputs })), invalid);
    }
    await create(content('20', { inputs: { nonsense: '3', shellProfile: { wait: '2' } } }));
  });

  it('refuses content that is no Session document', async () => {
    const invalid = 'InvalidDocumentContent';
    await refused(create('{'), invalid);
    await refused(create('[]'), invalid);
    await refused(create(content('20', { nonsense: 1 })), invalid);
    await refused(create(content('20', { inputs: { nonsense: '' } })), invalid, /"nonsense" in inputs/);
    await refused(create(content('20', { inputs: [] })), invalid);
    await refused(create(content('20', { sessionType: 'Nonsense' })), invalid);
    await refused(create(content('61')), invalid);
    await refused(create(content('20'), { DocumentFormat: 'TEXT' }), invalid);
    await refused(
      create(content('20', { schemaVersion: '2.2' })),
      'InvalidDocumentSchemaVersion',
      /^2\.2 is not a valid schema version for Session document type$/,
    );
    await refused(create(content('20', { description: 'x'.repeat(70_000) })), 'MaxDocumentSizeExceeded');
    await create(
      content('', {
        inputs: { s3EncryptionEnabled: 'true', idleSessionTimeout: 20, kmsKeyId: null, runAsEnabled: false },
      }),
    );
  });

  it('takes YAML and gives it back as JSON, unless YAML is asked for', async () => {
    const Content =
      "schemaVersion: '1.0'\nsessionType: Standard_Stream\ninputs:\n  runAsEnabled: false\n  kmsKeyId: ''\n";
    await create(Content, { DocumentFormat: 'YAML' });
    const asJson = await get();
    assert.equal(asJson.DocumentFormat, 'JSON');
    assert.deepEqual(JSON.parse(asJson.Content ?? ''), {
      schemaVersion: '1.0',
      sessionType: 'Standard_Stream',
      inputs: { runAsEnabled: false, kmsKeyId: '' },
    });
    const asYaml = await ssm.send(new GetDocumentCommand({ Name: NAME, DocumentFormat: 'YAML' }));
    assert.equal(asYaml.Content, Content);
    await refused(update(`${Content}nonsense: 1\n`, { DocumentFormat: 'YAML' }), 'InvalidDocumentContent');
    await refused(update('a: b: c', { DocumentFormat: 'YAML' }), 'InvalidDocumentContent');
  });

  it('refuses names AWS does not take or reserves', async () => {
    await refused(create(content('20'), { Name: 'a' }), 'ValidationException', /regular expression pattern/);
    await refused(create(content('20'), { Name: 'AWS-Mine' }), 'ValidationException', /reserved/);
    await refused(create(content('20'), { Name: 'amazonMine' }), 'ValidationException', /reserved/);
  });

  it('keeps the default version when the document is updated, until it is told', async () => {
    await create(content('20'));
    const { DocumentDescription: updated } = await update(content('30'));
    assert.equal(updated?.DocumentVersion, '2');
    assert.equal(updated?.LatestVersion, '2');
    assert.equal(updated?.DefaultVersion, '1');
    assert.equal((await get()).Content, content('20'));
    assert.equal((await get('$DEFAULT')).DocumentVersion, '1');
    assert.equal((await get('$LATEST')).Content, content('30'));
    await ssm.send(new UpdateDocumentDefaultVersionCommand({ Name: NAME, DocumentVersion: '2' }));
    assert.equal((await get()).DocumentVersion, '2');
    assert.equal((await get('1')).Content, content('20'));
    await refused(get('3'), 'InvalidDocumentVersion');
    await refused(
      ssm.send(new UpdateDocumentDefaultVersionCommand({ Name: NAME, DocumentVersion: '3' })),
      'InvalidDocumentVersion',
    );
    await refused(
      ssm.send(new UpdateDocumentDefaultVersionCommand({ Name: NAME, DocumentVersion: '$LATEST' })),
      'ValidationException',
    );
  });

  it('updates only the latest version, to content and a version name that no version has', async () => {
    await create(content('20'), { VersionName: 'first' });
    await update(content('30'), { DocumentVersion: '1' });
    await refused(update(content('40'), { DocumentVersion: '1' }), 'InvalidDocumentVersion');
    await refused(
      ssm.send(new UpdateDocumentCommand({ Name: NAME, Content: content('40') })),
      'InvalidDocumentVersion',
    );
    await refused(update(content('20')), 'DuplicateDocumentContent');
    await refused(update(content('30')), 'DuplicateDocumentContent');
    await refused(update(content('40'), { VersionName: 'first' }), 'DuplicateDocumentVersionName');
    await refused(update('{}'), 'InvalidDocumentSchemaVersion');
  });

  it('never uses a version number twice and keeps the default version from deletion', async () => {
    await create(content('20'));
    await update(content('30'));
    await refused(remove('1'), 'InvalidDocumentOperation', /Default version/);
    await remove('2');
    await refused(remove('2'), 'InvalidDocumentVersion');
    await update(content('30'));
    assert.equal((await get('$LATEST')).DocumentVersion, '3');
    await remove();
    await refused(get(), 'InvalidDocument');
  });

  it('has a limit of versions', async () => {
    await create(content('20'));
    await update(content('30'));
    await sandbox.edit((state) => {
      state.settings.documentVersionLimit = 2;
    });
    await refused(update(content('40')), 'DocumentVersionLimitExceeded', /Delete one or more document versions/);
    await remove('2');
    await update(content('40'));
  });

  it('lists versions page by page, newest first', async () => {
    await create(content('1'));
    for (let version = 2; version <= 12; version += 1) await update(content(String(version)));
    const versions: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await ssm.send(
        new ListDocumentVersionsCommand({ Name: NAME, MaxResults: 5, ...(NextToken !== undefined && { NextToken }) }),
      );
      versions.push(...(page.DocumentVersions ?? []).map((version) => version.DocumentVersion));
      assert.equal(
        page.DocumentVersions?.some((version) => version.IsDefaultVersion),
        page.NextToken === undefined,
      );
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    assert.deepEqual(
      versions,
      Array.from({ length: 12 }, (_, index) => String(12 - index)),
    );
    await refused(ssm.send(new ListDocumentVersionsCommand({ Name: NAME, NextToken: 'x' })), 'InvalidNextToken');
  });

  it('does not delete a document while it is shared', async () => {
    await create(content('20'));
    await share({ AccountIdsToAdd: ['222222222222', 'All'] });
    assert.deepEqual(await sharedWith(), ['222222222222', 'all']);
    await refused(remove(), 'InvalidDocumentOperation', /still shared/);
    await share({ AccountIdsToRemove: ['222222222222', 'all'] });
    assert.deepEqual(await sharedWith(), []);
    await remove();
  });

  it('tags documents', async () => {
    await create(content('20'), { Tags: [{ Key: 'a', Value: '1' }] });
    const resource = { ResourceType: 'Document', ResourceId: NAME } as const;
    await ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: 'b', Value: '2' }] }));
    await ssm.send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys: ['a'] }));
    assert.deepEqual((await ssm.send(new ListTagsForResourceCommand(resource))).TagList, [{ Key: 'b', Value: '2' }]);
    const none = { ResourceType: 'Document', ResourceId: 'None' } as const;
    await refused(ssm.send(new ListTagsForResourceCommand(none)), 'InvalidResourceId');
    await refused(ssm.send(new AddTagsToResourceCommand({ ...none, Tags: [] })), 'InvalidResourceId');
    await refused(
      ssm.send(new ListTagsForResourceCommand({ ResourceType: 'OpsItem', ResourceId: 'oi-1' })),
      'InvalidResourceId',
    );
  });

  it("has AWS's own document, which nobody can change", async () => {
    const { Document: own } = await ssm.send(new DescribeDocumentCommand({ Name: 'AWS-UpdateSSMAgent' }));
    assert.equal(own?.Owner, 'Amazon');
    assert.deepEqual(
      own?.Parameters?.map((parameter) => parameter.Name),
      ['version', 'allowDowngrade'],
    );
    await refused(ssm.send(new DeleteDocumentCommand({ Name: 'AWS-UpdateSSMAgent' })), 'InvalidDocument');
  });

  describe('in lists', () => {
    const OTHER = '222222222222';
    const offer = (accounts: Readonly<Record<string, string>>) =>
      sandbox.edit((state) => {
        const here = regionOf(state, '123456789012', 'eu-central-1').documents[NAME];
        if (here)
          regionOf(state, OTHER, 'eu-central-1').documents['Team'] = { ...structuredClone(here), sharedWith: accounts };
      });
    const list = async (Owner: string, NextToken?: string) => {
      const Filters = [
        { Key: 'DocumentType', Values: ['Session'] },
        { Key: 'Owner', Values: [Owner] },
      ];
      const page = await ssm.send(
        new ListDocumentsCommand({ Filters, MaxResults: 1, ...(NextToken !== undefined && { NextToken }) }),
      );
      return { names: page.DocumentIdentifiers?.map(({ Name }) => Name), next: page.NextToken };
    };

    beforeEach(() =>
      ssm.send(new CreateDocumentCommand({ Name: NAME, DocumentType: 'Session', Content: content('20') })),
    );

    it('are told apart by their owners, page by page', async () => {
      await offer({ '123456789012': '$DEFAULT' });
      assert.deepEqual(await list('Self'), { names: [NAME], next: undefined });
      assert.deepEqual((await list('Private')).names, [`arn:aws:ssm:eu-central-1:${OTHER}:document/Team`]);
      const ofAws: (string | undefined)[] = [];
      for (let page = await list('Amazon'); ; page = await list('Amazon', page.next)) {
        ofAws.push(...(page.names ?? []));
        if (page.next === undefined) break;
      }
      assert.deepEqual(ofAws, [
        'AWS-StartInteractiveCommand',
        'AWS-StartNonInteractiveCommand',
        'AWS-StartPortForwardingSession',
        'AWS-StartPortForwardingSessionToRemoteHost',
        'AWS-StartSSHSession',
      ]);
      await assert.rejects(ssm.send(new ListDocumentsCommand({ Filters: [{ Key: 'Colour', Values: ['red'] }] })), {
        name: 'InvalidFilterKey',
      });
    });

    it('and by their ARN, are those of other accounts only if they are shared', async () => {
      const Name = `arn:aws:ssm:eu-central-1:${OTHER}:document/Team`;
      await offer({});
      assert.deepEqual((await list('Private')).names, []);
      await assert.rejects(ssm.send(new GetDocumentCommand({ Name })), { name: 'InvalidDocument' });
      await offer({ all: '$DEFAULT' });
      assert.deepEqual((await list('Private')).names, []);
      assert.equal((await ssm.send(new GetDocumentCommand({ Name }))).Name, Name);
      await assert.rejects(ssm.send(new DeleteDocumentCommand({ Name: 'Team' })), { name: 'InvalidDocument' });
    });
  });
});
