// What doctor says of roles where something that decides about them may not be read.
import assert from 'node:assert/strict';
import { addInstance, CORE, stateWithRoles } from './identities.ts';
import { plantInputs, plantKey } from './planted.ts';
import { ACCOUNT, world } from './world.ts';

const SETTING = 'setting/ssm/managed-instance/default-ec2-instance-management-role';

/** `unknown instance.kms-decrypt role/web`, of the checks of roles that are asked for. */
async function verdicts(
  roles: Parameters<typeof stateWithRoles>[0],
  deniedActions: readonly string[],
  ids: RegExp,
): Promise<readonly string[]> {
  const on = world({ state: stateWithRoles(roles), faults: { deniedActions } });
  await plantKey(on);
  await plantInputs(on, { cloudWatchLogGroupName: 'sessions', kmsKeyId: 'alias/session' });
  await addInstance(on, 'i-0a1b2c3d4e5f60718', 'web');
  const { targets } = await on.diagnose();
  return targets.flatMap(({ findings }) =>
    findings
      .filter(({ check }) => ids.test(check))
      .map((found) => `${found.verdict} ${found.check}${found.verdict === 'ok' ? '' : ` ${found.subject}`}`),
  );
}

const decrypt = (region: string): object => ({
  Effect: 'Allow',
  Action: 'kms:Decrypt',
  Resource: `arn:aws:kms:${region}:${ACCOUNT}:key/*`,
});

describe('roles, where something that decides about them may not be read', () => {
  it('are unknown about the session key, by its region too', async () => {
    const roles = { web: { statements: [decrypt('eu-west-1')] } };
    for (const action of ['kms:DescribeKey', 'kms:*']) {
      const found = await verdicts(roles, [action], /^instance\.kms-(decrypt|single-region)$/);
      const expected = ['unknown instance.kms-decrypt role/web', 'unknown instance.kms-single-region role/web'];
      assert.deepEqual(found, expected, action);
    }
  });

  it('are fine about a key that IAM lets them use, whatever its own policy adds', async () => {
    const roles = { web: { statements: [decrypt('*')] } };
    assert.deepEqual(await verdicts(roles, ['kms:DescribeKey'], /^instance\.kms-(decrypt|single-region)$/), [
      'ok instance.kms-decrypt',
      'ok instance.kms-single-region',
    ]);
  });

  it('are unknown where they cannot register, and Default Host Management may give nodes another role', async () => {
    const ids = /^(instance\.profile-without-ssm|dhmc\.role-without-logs)$/;
    const roles = { web: { attached: [] } };
    assert.deepEqual(await verdicts(roles, ['ssm:GetServiceSetting'], ids), [
      'unknown instance.profile-without-ssm role/web',
      `unknown dhmc.role-without-logs ${SETTING}`,
    ]);
    assert.deepEqual(await verdicts(roles, [], ids), [
      'fail instance.profile-without-ssm role/web',
      'ok dhmc.role-without-logs',
    ]);
  });

  it('are fine where they can register, whatever Default Host Management says', async () => {
    const found = await verdicts(
      { web: { attached: [CORE] } },
      ['ssm:GetServiceSetting'],
      /^instance\.profile-without-ssm$/,
    );
    assert.deepEqual(found, ['ok instance.profile-without-ssm']);
  });
});
