import assert from 'node:assert/strict';
import { hostManagement as check } from '../../src/checks/dhmc.ts';
import type { AccountAudit } from '../../src/audit/account.ts';
import { accountOf, aRole, aws, brief, denied, findings, is, isDenied, regionOf } from './observed.ts';

const RESET = 'ssm reset-service-setting --setting-id /ssm/managed-instance/default-ec2-instance-management-role';

/** An account in whose regions Default Host Management names these roles. */
const factsOf = (roles: Readonly<Record<string, string | undefined>>, role: AccountAudit['role']): AccountAudit =>
  accountOf(
    Object.entries(roles).map(([region, path]) => regionOf({ hostManagementRole: is(path) }, region)),
    { role },
  );

const none = is(undefined);

describe('check dhmc.role-missing', () => {
  it('has nothing to look at where Default Host Management is off everywhere, and reads no role', async () => {
    const unread: AccountAudit['role'] = () => assert.fail('no role is named');
    assert.equal(await check.run(factsOf({ 'eu-west-1': undefined, 'us-east-1': undefined }, unread)), undefined);
  });

  it('finds nothing where the role is there, by its name without its path', async () => {
    const facts = factsOf({ 'eu-west-1': 'service-role/Managed' }, async (name) =>
      name === 'Managed' ? aRole({ name }) : undefined,
    );
    assert.deepEqual(await findings(check, facts), []);
  });

  it('finds each region whose role is not there, and says how to put the setting back', async () => {
    const regions = {
      'eu-west-1': 'service-role/Gone',
      'us-east-1': undefined,
      'eu-west-2': 'There',
      'eu-west-3': 'Lost',
    };
    const facts = factsOf(regions, async (name) => (name === 'There' ? aRole({ name }) : undefined));
    const found = await findings(check, facts);
    assert.deepEqual(found.map(brief), ['fail dhmc.role-missing role/Gone', 'fail dhmc.role-missing role/Lost']);
    assert.deepEqual(
      found.map(({ region, advice }) => [region, advice]),
      [
        ['eu-west-1', aws(RESET)],
        ['eu-west-3', aws(RESET, 'eu-west-3')],
      ],
    );
  });

  it('is not known where the setting, the role or the regions may not be read', async () => {
    await isDenied(check, accountOf([regionOf({ hostManagementRole: denied })], { role: none }));
    await isDenied(check, factsOf({ 'eu-west-1': 'Gone' }, denied));
    await isDenied(check, accountOf([], { regions: denied }));
  });
});
