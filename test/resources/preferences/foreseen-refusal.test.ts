import assert from 'node:assert/strict';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { foreseenRefusal, refusalWith } from '../../../src/resources/preferences/foreseen-refusal.ts';
import { newDocument, type SessionInputs } from '../../../src/resources/preferences/session-document.ts';
import { awsError, mockAws, testTarget } from '../../aws.ts';

const REQUIRED = { cloudWatchLogGroupName: 'audit', cloudWatchEncryptionEnabled: true };

describe('the refusal of preferences', () => {
  const aws = mockAws();
  const found = (inputs: SessionInputs) => ({ inEffect: { number: '1', ours: false, document: newDocument(inputs) } });

  it('is foreseen where the log group lacks the key that is required, and not where the flags give it one', async () => {
    aws.logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [] });
    const refusal = await foreseenRefusal(testTarget(), found(REQUIRED), { overwrite: true });
    assert.equal(refusal?.code, 'SessionsRefused');
    assert.equal((await refusalWith(testTarget(), newDocument(REQUIRED)))?.code, 'SessionsRefused');
    const flags = { 'log-group': 'audit', kms: true, overwrite: true };
    assert.equal(await foreseenRefusal(testTarget(), found(REQUIRED), flags), undefined);
  });

  it('is none of preferences that start sessions, nor where that may not be read', async () => {
    aws.logs.on(DescribeLogGroupsCommand).rejects(awsError('AccessDeniedException'));
    assert.equal(await foreseenRefusal(testTarget(), found(REQUIRED), { overwrite: true }), undefined);
    assert.equal(await refusalWith(testTarget(), newDocument({ idleSessionTimeout: '15' })), undefined);
  });
});
