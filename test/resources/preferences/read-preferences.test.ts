import assert from 'node:assert/strict';
import { DescribeDocumentCommand, GetDocumentCommand } from '@aws-sdk/client-ssm';
import { readPatiently, readPreferences } from '../../../src/resources/preferences/read-preferences.ts';
import { newDocument, type SessionDocument } from '../../../src/resources/preferences/session-document.ts';
import type { DocumentVersion } from '../../../src/resources/preferences/versions.ts';
import { awsError, mockAws, targetFault, testTarget } from '../../aws.ts';

const OURS = newDocument({ cloudWatchLogGroupName: 'sessions' });
const content = (document: SessionDocument): string => JSON.stringify(document);
const theirs = (number: string, document: SessionDocument | undefined = OURS): DocumentVersion => ({
  number,
  ours: false,
  document,
});
const found = (inEffect: DocumentVersion) => ({ inEffect });

describe('the preferences document', () => {
  const aws = mockAws();
  const read = () => readPreferences(testTarget());

  describe('is read, or', () => {
    it('that it is of another type, and then has no content that means anything', async () => {
      aws.ssm.on(GetDocumentCommand).resolves({ DocumentVersion: '1', Content: content(OURS) });
      aws.ssm.on(DescribeDocumentCommand).resolves({ Document: { LatestVersion: '1', DocumentType: 'Command' } });
      assert.deepEqual(await read(), { inEffect: { ...theirs('1'), document: undefined }, type: 'Command' });
    });

    it('what a new version would lose, and that it is stored as YAML', async () => {
      const answer = { DocumentVersion: '1', Content: content(OURS), DisplayName: 'Shell', Status: 'Active' } as const;
      aws.ssm.on(GetDocumentCommand).resolves(answer);
      const described = { DocumentType: 'Session', DocumentFormat: 'YAML', TargetType: '/AWS::EC2::Instance' } as const;
      aws.ssm.on(DescribeDocumentCommand).resolves({ Document: { LatestVersion: '1', ...described } });
      assert.deepEqual(await read(), {
        inEffect: { ...theirs('1', OURS), displayName: 'Shell' },
        format: 'YAML',
        targetType: '/AWS::EC2::Instance',
      });
    });

    it('by its number where the endpoint knows no version by the name $DEFAULT', async () => {
      aws.ssm.on(GetDocumentCommand).rejects(awsError('InvalidDocument'));
      aws.ssm
        .on(GetDocumentCommand, { DocumentVersion: '2' })
        .resolves({ DocumentVersion: '2', Content: content(OURS) });
      aws.ssm.on(DescribeDocumentCommand).resolves({ Document: { LatestVersion: '2', DefaultVersion: '2' } });
      assert.deepEqual(await read(), found(theirs('2', OURS)));
    });

    it('that a version failed, and why', async () => {
      const answer = {
        DocumentVersion: '1',
        Content: content(OURS),
        Status: 'Failed',
        StatusInformation: 'no',
      } as const;
      aws.ssm.on(GetDocumentCommand).resolves(answer);
      aws.ssm.on(DescribeDocumentCommand).resolves({ Document: { LatestVersion: '1' } });
      assert.deepEqual(await read(), found({ ...theirs('1', OURS), status: 'Failed', why: 'no' }));
    });

    for (const Status of ['Creating', 'Updating'] as const) {
      it(`it when it is no longer ${Status}`, async () => {
        const answer = { DocumentVersion: '1', Content: content(OURS) };
        aws.ssm
          .on(GetDocumentCommand)
          .resolvesOnce({ ...answer, Status })
          .resolvesOnce({ ...answer, Status })
          .resolves({ ...answer, Status: 'Active' });
        aws.ssm.on(DescribeDocumentCommand).resolves({ Document: { LatestVersion: '1' } });
        const target = testTarget();
        assert.deepEqual(await readPreferences(target), found(theirs('1', OURS)));
        assert.equal(target.pauses.length, 2);
      });
    }

    it('that there is none when it is deleted', async () => {
      aws.ssm
        .on(GetDocumentCommand)
        .resolvesOnce({ DocumentVersion: '1', Content: content(OURS), Status: 'Deleting' })
        .rejects(awsError('InvalidDocument'));
      aws.ssm.on(DescribeDocumentCommand).resolves({ Document: { LatestVersion: '1' } });
      assert.equal(await read(), undefined);
    });

    it('nothing where SSM stays busy with it: it says with what', async () => {
      aws.ssm
        .on(GetDocumentCommand, { DocumentVersion: '$DEFAULT' })
        .resolves({ DocumentVersion: '1', Content: content(OURS) });
      aws.ssm.on(DescribeDocumentCommand).resolves({ Document: { LatestVersion: '2' } });
      const busy = { DocumentVersion: '2', Content: content(OURS), Status: 'Updating' } as const;
      aws.ssm.on(GetDocumentCommand, { DocumentVersion: '2' }).resolves(busy);
      const target = testTarget();
      const fault = await targetFault(readPreferences(target), 'DocumentBusy');
      assert.match(fault.message, /^SSM is still updating version 2 of SSM-SessionManagerRunShell$/);
      assert.ok(target.pauses.reduce((sum, pause) => sum + pause, 0) <= 20_000);
      const there = await readPatiently(testTarget());
      assert.deepEqual([there?.inEffect.status, there?.latest?.status], [undefined, 'Updating']);
    });
  });
});
