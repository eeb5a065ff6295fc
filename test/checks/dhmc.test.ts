import assert from 'node:assert/strict';
import { hostManagement as check } from '../../src/checks/dhmc.ts';
import type { AccountAudit } from '../../src/audit/account.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import { testTarget } from '../aws.ts';
import { fakeInstance } from './facts.ts';
import { accountOf, aRole, aws, brief, denied, findings, is, isDenied, regionOf, setup } from './observed.ts';

const RESET = 'ssm reset-service-setting --setting-id /ssm/managed-instance/default-ec2-instance-management-role';

/** An account in whose regions Default Host Management names these roles. */
const factsOf = (
  roles: Readonly<Record<string, string | undefined>>,
  role: AccountAudit['role'],
  overrides: Partial<RegionAudit> = {},
): AccountAudit =>
  accountOf(
    Object.entries(roles).map(([region, path]) =>
      regionOf(
        {
          hostManagementRole: is(path),
          instances: is([]),
          configuration: is({ place: testTarget(region) }),
          ...overrides,
        },
        region,
      ),
    ),
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

  const regions = {
    'eu-west-1': 'service-role/Gone',
    'us-east-1': undefined,
    'eu-west-2': 'There',
    'eu-west-3': 'Lost',
  };
  const NAME = 'AWSSystemsManagerDefaultEC2InstanceManagementRole';
  const SETTING = '--setting-id /ssm/managed-instance/default-ec2-instance-management-role';
  const POINT = `ssm update-service-setting ${SETTING} --setting-value service-role/${NAME}`;
  const ATTACH = `iam attach-role-policy --role-name ${NAME} --policy-arn arn:aws:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy`;

  it('finds each region whose role is not there, and puts the setting back where nothing runs', async () => {
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

  it('makes the role of AWS where something runs, and points every region to it', async () => {
    const facts = factsOf({ 'eu-west-1': `service-role/${NAME}`, 'eu-west-3': 'Lost' }, none, {
      instances: is([fakeInstance()]),
    });
    const [first, second] = await findings(check, facts);
    assert.equal(first?.advice, second?.advice);
    assert.match(first?.advice ?? '', new RegExp(`^aws iam create-role --role-name ${NAME} --path /service-role/ `));
    assert.ok(first?.advice.endsWith(`${aws(ATTACH)} && ${aws(POINT, 'eu-west-3')}`), first?.advice);
  });

  it('uses the role of AWS where it is there, and another one where Systems Manager may not assume it', async () => {
    for (const [service, expected] of [
      ['ssm', `${aws(ATTACH)} && ${aws(POINT)}`],
      ['ec2', 'aws iam create-role --role-name Gone --path /service-role/'],
    ] as const) {
      const trust = {
        Statement: [
          { Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' } as const,
        ],
      };
      const facts = factsOf(
        { 'eu-west-1': 'service-role/Gone' },
        async (name) => (name === NAME ? aRole({ name, trust }) : undefined),
        { instances: is([fakeInstance()]), configuration: is({ place: testTarget(), logGroup: 'audit' }) },
      );
      const [found] = await findings(check, facts);
      assert.ok(found?.advice.startsWith(expected), found?.advice);
      assert.ok(found?.advice.endsWith(setup('--log-group audit', '--grant')), found?.advice);
    }
  });

  it('is not known where the setting, the role or the regions may not be read', async () => {
    await isDenied(check, accountOf([regionOf({ hostManagementRole: denied })], { role: none }));
    await isDenied(check, factsOf({ 'eu-west-1': 'Gone' }, denied));
    await isDenied(check, accountOf([], { regions: denied }));
  });
});
