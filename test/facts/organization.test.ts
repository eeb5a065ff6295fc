import assert from 'node:assert/strict';
import { DescribeOrganizationCommand } from '@aws-sdk/client-organizations';
import { readOrganization } from '../../src/facts/organization.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';

describe('facts organization', () => {
  const aws = mockAws();
  const read = () => readOrganization(testTarget());

  it('is the one that the account belongs to, or none', async () => {
    aws.organizations.on(DescribeOrganizationCommand).resolves({ Organization: { Id: 'o-1' } });
    assert.equal(await read(), 'o-1');
    aws.organizations.on(DescribeOrganizationCommand).rejects(awsError('AWSOrganizationsNotInUseException'));
    assert.equal(await read(), 'none');
  });

  it('is not known where reading it is denied', async () => {
    aws.organizations.on(DescribeOrganizationCommand).rejects(awsError('AccessDeniedException'));
    await assert.rejects(read(), { name: 'AccessDeniedException' });
  });
});
