import assert from 'node:assert/strict';
import {
  GetAccountAuthorizationDetailsCommand,
  GetRoleCommand,
  ListInstanceProfilesCommand,
} from '@aws-sdk/client-iam';
import { accountFacts } from '../../src/facts/account.ts';
import { ACCOUNT, awsError, mockAws } from '../aws.ts';
import { is, regionOf } from '../checks/observed.ts';

const NAMES = ['eu-west-1', 'us-east-1', 'us-west-2'];

const facts = (isOpen: Parameters<typeof accountFacts>[1] = is(true)) =>
  accountFacts(
    NAMES.map((name) => regionOf({}, name)),
    isOpen,
  ) ?? assert.fail('there are regions');

describe('facts of an account', () => {
  const aws = mockAws();

  it('are none without a region', () => assert.equal(accountFacts([], is(true)), undefined));

  it('are asked for through its first region', () => {
    const { account, target } = facts();
    assert.deepEqual([account, target.region], [ACCOUNT, NAMES[0]]);
  });

  it('hold the regions that are open, in their order; each is tried once', async () => {
    const tried: string[] = [];
    const account = facts(async ({ target }) => {
      tried.push(target.region);
      return target.region !== 'us-east-1';
    });
    for (let times = 0; times < 2; times++) {
      const open = await account.regions();
      assert.deepEqual(
        open.map(({ target }) => target.region),
        ['eu-west-1', 'us-west-2'],
      );
    }
    assert.deepEqual(tried, NAMES);
  });

  it('take a role from the list of all roles: one call for any number of them', async () => {
    aws.iam
      .on(GetAccountAuthorizationDetailsCommand)
      .resolves({ RoleDetailList: [{ RoleName: 'web', Arn: 'arn:web' }] });
    const account = facts();
    assert.equal((await account.role('web'))?.arn, 'arn:web');
    assert.equal(await account.role('gone'), undefined);
    await Promise.all([account.roles(), account.roles()]);
    assert.deepEqual(aws.names(), ['iam.GetAccountAuthorizationDetails']);
  });

  it('read a role by its name, once, where not all of them may be listed', async () => {
    aws.iam
      .on(GetAccountAuthorizationDetailsCommand)
      .rejects(awsError('AccessDenied'))
      .on(ListInstanceProfilesCommand)
      .resolves({ InstanceProfiles: [{ InstanceProfileName: 'web', Roles: [{ RoleName: 'web' }] } as never] })
      .on(GetRoleCommand, { RoleName: 'Managed' })
      .resolves({ Role: { Arn: 'arn:managed' } as never })
      .on(GetRoleCommand, { RoleName: 'gone' })
      .rejects(awsError('NoSuchEntityException'));
    const account = facts();
    assert.equal((await account.role('web'))?.name, 'web');
    for (let times = 0; times < 2; times++) {
      assert.equal((await account.role('Managed'))?.arn, 'arn:managed');
      assert.equal(await account.role('gone'), undefined);
    }
    assert.equal(aws.inputs('iam.GetRole').length, 2);
    assert.equal(aws.names().length, 4);
  });

  it('are read once, each of them, and a denial is kept too', async () => {
    aws.iam.on(GetAccountAuthorizationDetailsCommand).resolves({});
    const account = facts();
    assert.equal(await account.roles(), await account.roles());
    assert.equal(await account.caller(), await account.caller());
    assert.equal(aws.names().length, 1);
    const hidden = facts();
    aws.iam
      .on(GetAccountAuthorizationDetailsCommand)
      .rejects(awsError('AccessDenied'))
      .on(ListInstanceProfilesCommand)
      .rejects(awsError('AccessDenied'));
    for (let times = 0; times < 2; times++) await assert.rejects(hidden.roles(), { name: 'AccessDenied' });
    assert.equal(aws.names().length, 3);
  });
});
