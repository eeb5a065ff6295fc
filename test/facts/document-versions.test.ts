import assert from 'node:assert/strict';
import { GetDocumentCommand, ListDocumentVersionsCommand } from '@aws-sdk/client-ssm';
import { readDefaultVersion, readVersionsSince } from '../../src/facts/document-versions.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';

const day = (number: number): Date => new Date(Date.UTC(2026, 7, number));
const content = (name: string): string =>
  JSON.stringify({ schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: { cloudWatchLogGroupName: name } });

describe('facts document-versions', () => {
  const aws = mockAws();

  it('have the default version of a document', async () => {
    aws.ssm.on(GetDocumentCommand).resolves({ Name: 'team', Content: content('a'), CreatedDate: day(1) });
    const found = await readDefaultVersion(testTarget(), 'team');
    assert.deepEqual([found?.created, found?.document?.inputs], [day(1), { cloudWatchLogGroupName: 'a' }]);
    assert.deepEqual(aws.inputs('ssm.GetDocument'), [
      { Name: 'team', DocumentVersion: '$DEFAULT', DocumentFormat: 'JSON' },
    ]);
  });

  it('have none of a document that is gone; what may not be read is not known', async () => {
    aws.ssm.on(GetDocumentCommand).rejectsOnce(awsError('InvalidDocument'));
    assert.equal(await readDefaultVersion(testTarget(), 'team'), undefined);
    aws.ssm.on(GetDocumentCommand).rejects(awsError('AccessDeniedException'));
    await assert.rejects(readDefaultVersion(testTarget(), 'team'), { name: 'AccessDeniedException' });
  });

  const versions = (...days: readonly number[]): void => {
    const all = days.map((number) => ({
      DocumentVersion: String(number),
      CreatedDate: day(number),
      IsDefaultVersion: number === days[0],
    }));
    aws.ssm
      .on(ListDocumentVersionsCommand)
      .resolvesOnce({ DocumentVersions: all.slice(0, 2), NextToken: 'more' })
      .resolvesOnce({ DocumentVersions: all.slice(2) });
    aws.ssm.on(GetDocumentCommand).callsFake(({ DocumentVersion: number }: { readonly DocumentVersion: string }) => ({
      Name: 'team',
      Content: content(number),
    }));
  };
  const read = async (since: Date): Promise<readonly unknown[]> =>
    (await readVersionsSince(testTarget(), 'team', since)).map(
      ({ document }) => document?.inputs['cloudWatchLogGroupName'],
    );

  it('have those made since a time, and the latest before, but not the default, which is known', async () => {
    versions(20, 15, 10, 5, 1);
    assert.deepEqual(await read(day(12)), ['15', '10']);
  });

  it('have all where the document is younger, and ten at the most', async () => {
    versions(20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8);
    assert.deepEqual(await read(day(1)), ['19', '18', '17', '16', '15', '14', '13', '12', '11', '10']);
  });
});
