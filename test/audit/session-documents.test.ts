import assert from 'node:assert/strict';
import { documentArn } from '../../src/audit/session-documents.ts';
import { testTarget } from '../aws.ts';

describe('session documents', () => {
  it('of AWS belong to no account, others to that of the region', () => {
    const place = testTarget();
    assert.equal(documentArn('AWS-StartSSHSession', place), 'arn:aws:ssm:eu-west-1::document/AWS-StartSSHSession');
    assert.equal(documentArn('Team', place), 'arn:aws:ssm:eu-west-1:111122223333:document/Team');
  });
});
