// Roles whose trust policies keep the service out that hands them to nodes: from what there is to what doctor says.
import assert from 'node:assert/strict';
import { adviceOf } from '../../../src/render/advice.ts';
import { addInstance, CORE, policyText, stateWithRoles } from '../../engine/identities.ts';
import { plantNode } from '../../engine/planted.ts';
import { ACCOUNT, REGION, world, type World } from '../../engine/world.ts';

const ID = 'i-0a1b2c3d4e5f60718';
const SETTING = '/ssm/managed-instance/default-ec2-instance-management-role';

const lets = (service: string, more: object = {}): object => ({
  Effect: 'Allow',
  Principal: { Service: service },
  Action: 'sts:AssumeRole',
  ...more,
});
const wants = (operator: string, key: string, value: string): object => ({
  Condition: { [operator]: { [key]: value } },
});

const node = (id: string, pingStatus: 'Online' | 'ConnectionLost', iamRole?: string) => (on: World) =>
  plantNode(on, id, { pingStatus, connected: pingStatus === 'Online', ...(iamRole !== undefined && { iamRole }) });

interface Told {
  readonly line: string;
  readonly summary: string;
  readonly advice: string;
  readonly unread: readonly string[] | undefined;
}

async function told(on: World, ...plants: readonly ((on: World) => Promise<unknown>)[]): Promise<readonly Told[]> {
  for (const plant of plants) await plant(on);
  const { targets } = await on.diagnose();
  return targets.flatMap(({ findings }) =>
    findings.flatMap((found) =>
      found.check.endsWith('role-trust') && found.verdict !== 'ok'
        ? [
            {
              line: `${found.verdict} ${found.check} ${found.subject}`,
              summary: found.summary,
              advice: adviceOf(found.remedy),
              unread: found.unread,
            },
          ]
        : [],
    ),
  );
}

const lines = async (...asked: Parameters<typeof told>): Promise<readonly string[]> =>
  (await told(...asked)).map(({ line }) => line);

const withTrust = (...trust: readonly object[]): World => world({ state: stateWithRoles({ web: { trust } }) });
const instance = (on: World) => addInstance(on, ID, 'web');

describe('the trust policy of a role', () => {
  for (const [what, ...trust] of [
    ['names another service', lets('lambda.amazonaws.com')],
    ['allows tags only', lets('ec2.amazonaws.com', { Action: 'sts:TagSession' })],
    ['names the EC2 of China', lets('ec2.amazonaws.com.cn')],
    ['wants another account', lets('ec2.amazonaws.com', wants('StringEquals', 'aws:SourceAccount', '999999999999'))],
  ] as const) {
    it(`keeps EC2 out if it ${what}: the statement that it lacks is shown`, async () => {
      const [found, ...others] = await told(withTrust(...trust), instance);
      assert.deepEqual(others, []);
      assert.equal(found?.line, 'fail instance.role-trust role/web');
      assert.match(
        found.summary,
        /^its trust policy does not let ec2\.amazonaws\.com assume it: its nodes have no cred/,
      );
      assert.match(found.summary, / \(1 node in us-east-1\)$/);
      assert.ok(found.advice.endsWith(JSON.stringify(lets('ec2.amazonaws.com'))), found.advice);
    });
  }

  it('keeps EC2 out by a Deny, which no Allow lifts', async () => {
    const denial = lets('ec2.amazonaws.com', { Effect: 'Deny', Sid: 'Closed' });
    const [found] = await told(withTrust(lets('ec2.amazonaws.com'), denial), instance);
    assert.equal(found?.line, 'fail instance.role-trust role/web');
    assert.match(found.advice, /^remove this statement from its trust policy: \{.*"Sid":"Closed"/);
  });

  it('fails nodes that are still online, too, and says that they will be lost', async () => {
    const [found] = await told(withTrust(lets('lambda.amazonaws.com')), instance, node(ID, 'Online'));
    assert.equal(found?.line, 'fail instance.role-trust role/web');
    assert.match(found.summary, /those that are online now are lost within hours/);
  });

  it('is cured by the advice', async () => {
    const on = withTrust(lets('lambda.amazonaws.com'));
    const [found] = await told(on, instance);
    const statement = JSON.parse(found?.advice.replace(/^[^{]*/, '') ?? '');
    await on.sandbox.edit((state) => {
      const role = state.iam[ACCOUNT]?.roles['web'] ?? assert.fail('there is no role');
      role.trust = policyText(lets('lambda.amazonaws.com'), statement);
    });
    assert.deepEqual(await lines(on), []);
  });

  it('is fine for other services beside EC2, and of a role that no instance has', async () => {
    const both = [lets('ecs-tasks.amazonaws.com'), lets('ec2.amazonaws.com')];
    assert.deepEqual(await lines(withTrust(...both), instance), []);
    assert.deepEqual(await lines(withTrust(lets('ecs-tasks.amazonaws.com'))), []);
  });

  it('is unknown under a condition that cannot be decided, unless a node shows that it is met', async () => {
    const open = lets('ec2.amazonaws.com', wants('StringEquals', 'aws:SourceAccount', ACCOUNT));
    const [doubt] = await told(withTrust(open), instance);
    assert.deepEqual([doubt?.line, doubt?.unread], ['unknown instance.role-trust role/web', undefined]);
    assert.deepEqual(await lines(withTrust(open), instance, node(ID, 'ConnectionLost')), [
      'unknown instance.role-trust role/web',
    ]);
    assert.deepEqual(await lines(withTrust(open), instance, node(ID, 'Online')), []);
  });

  it('is unknown where instances may not be read', async () => {
    const state = stateWithRoles({ web: { trust: [lets('lambda.amazonaws.com')] } });
    const on = world({ state, faults: { deniedActions: ['ec2:DescribeInstances'] } });
    const [found] = await told(on, instance);
    assert.equal(found?.line, 'unknown instance.role-trust role/web');
    assert.deepEqual(found?.unread, ['ec2:DescribeInstances']);
  });

  it('is read where roles may be listed only by their instance profiles', async () => {
    const state = stateWithRoles({ web: { trust: [lets('lambda.amazonaws.com')] } });
    const on = world({ state, faults: { deniedActions: ['iam:GetAccountAuthorizationDetails'] } });
    assert.deepEqual(await lines(on, instance), ['fail instance.role-trust role/web']);
  });

  describe('of Default Host Management', () => {
    const managed = (...trust: readonly object[]) =>
      world({ state: stateWithRoles({ Managed: { bare: true, attached: [CORE], trust } }) });
    const on = (asked: World) =>
      asked.edit(({ serviceSettings }) => void (serviceSettings[SETTING] = 'service-role/Managed'));
    const bare = (asked: World) => addInstance(asked, ID);

    it('keeps Systems Manager out if it names EC2 only', async () => {
      const [found] = await told(managed(lets('ec2.amazonaws.com')), on, bare);
      assert.equal(found?.line, 'fail dhmc.role-trust role/Managed');
      assert.ok(found.advice.endsWith(JSON.stringify(lets('ssm.amazonaws.com'))), found.advice);
    });

    it('is fine where it names Systems Manager, and where the setting is off', async () => {
      assert.deepEqual(await lines(managed(lets('ssm.amazonaws.com')), on, bare), []);
      assert.deepEqual(await lines(managed(lets('ec2.amazonaws.com')), bare), []);
    });

    it('helps out instances whose own role EC2 cannot hand to them', async () => {
      const trust = [lets('lambda.amazonaws.com')];
      const roles = { web: { attached: [], trust }, Managed: { bare: true, trust: [lets('ssm.amazonaws.com')] } };
      const asked = world({ state: stateWithRoles(roles) });
      assert.deepEqual(await lines(asked, on, instance), []);
    });
  });

  describe('of hybrid nodes', () => {
    const hybrid = (...trust: readonly object[]) => world({ state: stateWithRoles({ plant: { bare: true, trust } }) });
    const gateway = node('mi-03193af94797f2802', 'ConnectionLost', 'plant');

    it('keeps Systems Manager out if it names EC2, another account or another region', async () => {
      for (const trust of [
        lets('ec2.amazonaws.com'),
        lets('ssm.amazonaws.com', wants('StringEquals', 'aws:SourceAccount', '999999999999')),
        lets('ssm.amazonaws.com', wants('ArnEquals', 'aws:SourceArn', `arn:aws:ssm:eu-west-1:${ACCOUNT}:*`)),
      ]) {
        const [found] = await told(hybrid(trust), gateway);
        assert.equal(found?.line, 'fail instance.hybrid-role-trust role/plant');
        assert.match(found.advice, new RegExp(`"aws:SourceAccount":"${ACCOUNT}"`));
      }
    });

    it('is fine under the conditions that AWS recommends', async () => {
      const Condition = {
        StringEquals: { 'aws:SourceAccount': ACCOUNT },
        ArnEquals: { 'aws:SourceArn': `arn:aws:ssm:${REGION}:${ACCOUNT}:*` },
      };
      assert.deepEqual(await lines(hybrid(lets('ssm.amazonaws.com', { Condition })), gateway), []);
    });
  });
});
