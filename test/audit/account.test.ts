import assert from 'node:assert/strict';
import { GetAccountAuthorizationDetailsCommand, ListInstanceProfilesCommand } from '@aws-sdk/client-iam';
import { auditAccount } from '../../src/audit/account.ts';
import { awsError, mockAws } from '../aws.ts';
import { is, regionOf } from '../checks/observed.ts';

const account = () => auditAccount([regionOf()], is(true)) ?? assert.fail('there is a region');

describe('audit of an account', () => {
  const aws = mockAws();

  it('is none without a region', () => assert.equal(auditAccount([], is(true)), undefined));

  it('has the facts of the account, and audits its roles once', async () => {
    aws.iam.on(GetAccountAuthorizationDetailsCommand).resolves({});
    const { audit, roles, regions } = account();
    assert.equal(await audit(), await audit());
    assert.deepEqual([(await roles()).byName.size, (await regions()).length], [0, 1]);
    assert.equal(aws.names().length, 1);
  });

  it('keeps a denial, too', async () => {
    aws.iam
      .on(GetAccountAuthorizationDetailsCommand)
      .rejects(awsError('AccessDenied'))
      .on(ListInstanceProfilesCommand)
      .rejects(awsError('AccessDenied'));
    const { audit, roles } = account();
    for (const read of [roles, audit, audit]) await assert.rejects(read(), { name: 'AccessDenied' });
    assert.equal(aws.names().length, 2);
  });
});
