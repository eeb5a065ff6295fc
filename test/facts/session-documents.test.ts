import assert from 'node:assert/strict';
import { GetDocumentCommand, ListDocumentsCommand } from '@aws-sdk/client-ssm';
import { readSessionDocuments } from '../../src/facts/session-documents.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';

const SHARED = 'arn:aws:ssm:eu-west-1:444455556666:document/Shared';
const filters = (owner: string) => ({
  Filters: [
    { Key: 'DocumentType', Values: ['Session'] },
    { Key: 'Owner', Values: [owner] },
  ],
});

describe('facts session documents', () => {
  const aws = mockAws();

  it('are those of the account, page by page, and those shared with it', async () => {
    aws.ssm
      .on(ListDocumentsCommand, filters('Self'))
      .resolves({ DocumentIdentifiers: [{ Name: 'Team' }], NextToken: '2' })
      .on(ListDocumentsCommand, { ...filters('Self'), NextToken: '2' })
      .resolves({ DocumentIdentifiers: [{ Name: 'Odd' }] })
      .on(ListDocumentsCommand, filters('Private'))
      .resolves({ DocumentIdentifiers: [{ Name: SHARED }] })
      .on(GetDocumentCommand)
      .resolves({ Content: JSON.stringify({ sessionType: 'Port' }) })
      .on(GetDocumentCommand, { Name: 'Odd' })
      .rejects(awsError('AccessDeniedException', 'no'));
    const found = await readSessionDocuments(testTarget());
    assert.deepEqual(
      found.map(({ name, shared, document }) => ({ name, shared, type: document?.sessionType })),
      [
        { name: 'Team', shared: false, type: 'Port' },
        { name: 'Odd', shared: false, type: undefined },
        { name: SHARED, shared: true, type: 'Port' },
      ],
    );
  });
});
