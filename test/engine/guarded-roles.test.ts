// Roles whose permissions depend on condition keys that only a real request has: what is said of them, and that setup --grant
// leaves them alone.
import assert from 'node:assert/strict';
import type { TargetReport } from '../../src/engine/report.ts';
import { adviceOf } from '../../src/render/advice.ts';
import { addInstance, allowing, CORE, managedPolicy, stateWithRoles } from './identities.ts';
import { plantNode } from './planted.ts';
import { ACCOUNT, world, type World } from './world.ts';

const POLICY = `arn:aws:iam::${ACCOUNT}:policy/session-manager-sessions`;
const ID = 'i-0a1b2c3d4e5f60718';
const NEEDED = ['ssm:UpdateInstanceInformation', 'ssmmessages:*', 'logs:*'];

const allowed = (Condition: object, ...Action: readonly string[]): object => ({
  Effect: 'Allow',
  Action: Action.length > 0 ? Action : NEEDED,
  Resource: '*',
  Condition,
});
const denied = (Condition: object): object => ({ Effect: 'Deny', Action: '*', Resource: '*', Condition });

const FROM_INSTANCE = { ArnLike: { 'ssm:SourceInstanceARN': `arn:aws:ec2:*:${ACCOUNT}:instance/*` } };
const FROM_ENDPOINT = { StringEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d' } };
const OUTSIDE = {
  StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-0a1b2c3d' },
  BoolIfExists: { 'aws:ViaAWSService': 'false' },
};

/** `unknown instance.logs-permissions role/web`, of the checks of roles. */
const faults = (reports: readonly TargetReport[]): readonly string[] =>
  reports.flatMap(({ findings }) =>
    findings.flatMap((found) =>
      found.verdict !== 'ok' && /^(instance|dhmc)\..*(ssm|permissions|logs|kms)/.test(found.check)
        ? [`${found.verdict} ${found.check} ${found.subject}`]
        : [],
    ),
  );

const told = (reports: readonly TargetReport[]): readonly string[] =>
  reports.flatMap(({ findings }) =>
    findings.flatMap((found) =>
      found.verdict !== 'ok' && found.subject === 'role/web'
        ? [`${found.summary} | ${found.remedy ? adviceOf(found.remedy) : ''}`]
        : [],
    ),
  );

async function online(on: World): Promise<void> {
  await addInstance(on, ID, 'web');
  await plantNode(on, ID);
}

const attachedTo = async (on: World): Promise<readonly string[]> =>
  Object.entries((await on.sandbox.snapshot()).iam[ACCOUNT]?.roles ?? {}).flatMap(([name, { attached }]) =>
    attached.includes(POLICY) ? [name] : [],
  );

const LOGS = 'unknown instance.logs-permissions role/web';
const BOTH = ['unknown instance.profile-without-ssm role/web', LOGS];

describe('a role whose permissions depend on condition keys', () => {
  for (const [what, key, statements] of [
    ['an Allow under ssm:SourceInstanceARN', 'ssm:SourceInstanceARN', [allowed(FROM_INSTANCE)]],
    ['an Allow under aws:SourceVpce', 'aws:SourceVpce', [allowed(FROM_ENDPOINT)]],
    ['a Deny outside of a VPC', 'aws:SourceVpc', [...allowing(...NEEDED), denied(OUTSIDE)]],
    ['a negated Allow', 'aws:SourceIp', [allowed({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })]],
    [
      'a Deny from other addresses',
      'aws:SourceIp',
      [...allowing(...NEEDED), denied({ NotIpAddressIfExists: { 'aws:SourceIp': ['10.0.0.0/8'] } })],
    ],
    [
      'a Deny by all values of a key',
      'aws:SourceVpce',
      [...allowing(...NEEDED), denied({ 'ForAllValues:StringNotEquals': { 'aws:SourceVpce': ['vpce-0a1b2c3d'] } })],
    ],
    [
      'a Deny inside of a VPC',
      'aws:SourceVpc',
      [...allowing(...NEEDED), denied({ Null: { 'aws:SourceVpc': 'false' } })],
    ],
  ] as const) {
    it(`is not known to lack anything by ${what}: what its nodes show is fine, and nothing is granted`, async () => {
      const state = stateWithRoles({
        web: { attached: [], statements },
        api: { attached: [], statements: allowing('ssm:UpdateInstanceInformation') },
      });
      const on = world({ state });
      await online(on);
      const reports = await on.setupWhole({ grant: true });
      assert.deepEqual(await attachedTo(on), ['api']);
      assert.deepEqual(faults(reports), [LOGS]);
      for (const text of told(reports)) {
        assert.ok(text.includes(` depends on ${key}, which only a real request has`), text);
        assert.doesNotMatch(text, /--grant/);
      }
      const { targets } = await on.diagnose();
      assert.deepEqual(faults(targets), [LOGS]);
    });

    it(`is not known to work by ${what} where no node shows it`, async () => {
      const on = world({ state: stateWithRoles({ web: { attached: [], statements } }) });
      await addInstance(on, ID, 'web');
      assert.deepEqual(faults(await on.setupWhole({ grant: true })), BOTH);
      assert.deepEqual(await attachedTo(on), []);
    });
  }

  for (const [what, Condition] of [
    ['outside of a VPC', OUTSIDE],
    ['inside of a VPC', { Null: { 'aws:SourceVpc': 'false' } }],
    ['from other addresses', { NotIpAddressIfExists: { 'aws:SourceIp': ['10.0.0.0/8'] } }],
  ] as const) {
    it(`may lack channels by a Deny ${what} if its nodes are online and hold none`, async () => {
      const statements = [...allowing(...NEEDED, 'ssm:*'), { ...denied(Condition), Action: 'ssmmessages:*' }];
      const on = world({ state: stateWithRoles({ web: { attached: [], statements } }) });
      await addInstance(on, ID, 'web');
      await plantNode(on, ID, { connected: false });
      assert.deepEqual(faults((await on.diagnose()).targets), ['unknown instance.profile-without-ssm role/web']);
      await plantNode(on, ID);
      assert.deepEqual(faults((await on.diagnose()).targets), []);
    });
  }

  for (const [what, tags, expected] of [
    ['without the tag', {}, 'fail instance.profile-without-ssm role/web'],
    ['with another one', { team: 'dev' }, 'fail instance.profile-without-ssm role/web'],
    ['with the tag', { team: 'ops' }, undefined],
  ] as const) {
    it(`is told by its own tags what a Deny by a tag does: ${what}`, async () => {
      const unlessOps = denied({ StringNotEquals: { 'aws:PrincipalTag/team': 'ops' } });
      const statements = [...allowing(...NEEDED), { ...unlessOps, Action: 'ssmmessages:*' }];
      const state = stateWithRoles({ web: { attached: [], statements } });
      (state.iam[ACCOUNT]?.roles['web'] ?? assert.fail()).tags = tags;
      const on = world({ state });
      await addInstance(on, ID, 'web');
      assert.deepEqual(faults((await on.diagnose()).targets), expected === undefined ? [] : [expected]);
    });
  }

  it('is left alone by a boundary, too, which asks for the key', async () => {
    const state = stateWithRoles({ web: { attached: [CORE], statements: allowing('logs:*') } });
    const { roles, policies } = state.iam[ACCOUNT] ?? assert.fail();
    const boundary = `arn:aws:iam::${ACCOUNT}:policy/perimeter`;
    policies[boundary] = managedPolicy('perimeter', allowed(FROM_ENDPOINT, '*'));
    (roles['web'] ?? assert.fail()).boundary = boundary;
    const on = world({ state });
    await addInstance(on, ID, 'web');
    assert.deepEqual(faults(await on.setupWhole({ grant: true })), BOTH);
    assert.deepEqual(await attachedTo(on), []);
  });

  it('gets nothing that it lacks for certain either: the policy is one for all, and would take the condition away', async () => {
    const statements = [allowed(FROM_ENDPOINT, 'ssm:*', 'ssmmessages:*')];
    const on = world({
      state: stateWithRoles({
        web: { attached: [], statements },
        api: { attached: [], statements: allowing('ssm:UpdateInstanceInformation') },
      }),
    });
    await online(on);
    const reports = await on.setupWhole({ grant: true });
    assert.deepEqual(await attachedTo(on), ['api']);
    assert.deepEqual(faults(reports), ['fail instance.logs-permissions role/web']);
    assert.match(told(reports).join(), /lacks logs:.*\| allow it logs:.*under the conditions of its other permissions/);
  });

  it('is judged as ever where the condition is about something else, or a Deny is certain', async () => {
    const elsewhere = allowed(FROM_ENDPOINT, 's3:GetObject');
    const on = world({ state: stateWithRoles({ web: { statements: [elsewhere] } }) });
    await online(on);
    await on.setupWhole({ grant: true });
    assert.deepEqual(await attachedTo(on), ['web']);
    const shut = world({
      state: stateWithRoles({
        web: { statements: [allowed(FROM_ENDPOINT), { Effect: 'Deny', Action: 'logs:*', Resource: '*' }] },
      }),
    });
    await online(shut);
    assert.deepEqual(faults(await shut.setupWhole()), ['fail instance.logs-permissions role/web']);
  });

  for (const [how, deniedActions, expected] of [
    ['one by one', ['iam:GetAccountAuthorizationDetails'], [LOGS]],
    [
      'not at all, so that no refusal is certain',
      ['iam:GetAccountAuthorizationDetails', 'iam:ListRolePolicies'],
      [LOGS],
    ],
  ] as const) {
    it(`is told apart from one that lacks permissions where its policies are read ${how}`, async () => {
      const statements = [allowed(FROM_ENDPOINT)];
      const state = stateWithRoles({ web: { attached: [], statements }, idle: { attached: [] } });
      const on = world({ state, faults: { deniedActions: [...deniedActions] } });
      await online(on);
      assert.deepEqual(faults(await on.setupWhole()).toSorted(), [...expected].toSorted());
    });
  }
});
