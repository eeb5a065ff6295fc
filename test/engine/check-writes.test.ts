import assert from 'node:assert/strict';
import type { Policy, Statement } from '../../src/policies/reading/policy.ts';
import { SANDBOX_USER } from '../../src/sandbox/iam/sandbox-user.ts';
import { emptyIam } from '../../src/sandbox/state/iam.ts';
import { allowInstead, enforced, printedFor, without } from '../enforced.ts';
import { managedPolicy, policyText } from './identities.ts';
import { ACCOUNT, type World } from './world.ts';

const GRANT = `arn:aws:iam::${ACCOUNT}:policy/session-manager-sessions`;
const MAY_DELETE = printedFor(['delete']);

const plus = (policy: Policy, ...more: readonly Statement[]): Policy => ({
  ...policy,
  Statement: [...policy.Statement, ...more],
});

/** A region that was set up with a key, and a grant for a role of this path. */
async function setUp(path = '/'): Promise<World> {
  const on = enforced();
  await allowInstead(on, printedFor(['setup']));
  await on.setupWhole({ kms: true });
  await on.sandbox.edit(({ iam }) => {
    const own = (iam[ACCOUNT] ??= emptyIam());
    own.policies[GRANT] = {
      ...managedPolicy('session-manager-sessions'),
      tags: { 'session-manager:managed': 'role-grant', 'session-manager:region:us-east-1': 'needs-it' },
    };
    own.roles['web'] = {
      id: 'AROAWEB',
      path,
      created: '2025-01-01T00:00:00.000Z',
      inline: {},
      attached: [GRANT],
      tags: {},
      trust: policyText(),
    };
  });
  return on;
}

/** Deletes with this policy; gives the report, and the operations that wrote, or tried to. */
async function removed(on: World, policy: Policy) {
  await allowInstead(on, policy);
  const from = on.sandbox.calls.length;
  const [report] = await on.remove();
  const calls = on.sandbox.calls.slice(from).map(({ operation }) => operation);
  return {
    report,
    calls,
    written: calls.filter((operation) => !/^(Get|List|Describe|Simulate)/.test(operation)),
  };
}

describe('what delete may not do', () => {
  for (const [what, actions, named] of [
    ['to take the grant off roles', /DetachRolePolicy/, /iam:DetachRolePolicy on arn:aws:iam::123456789012:role\/web/],
    [
      'to delete the log group',
      /DeleteLogGroup/,
      /logs:DeleteLogGroup on arn:aws:logs:us-east-1:123456789012:log-group:sessions/,
    ],
    ['to schedule the deletion of the key', /ScheduleKeyDeletion/, /kms:ScheduleKeyDeletion on arn:aws:kms:.*:key/],
    ['to delete the alias', /DeleteAlias/, /kms:DeleteAlias on arn:aws:kms:us-east-1:123456789012:alias\/session/],
    ['to delete the document', /DeleteDocument/, /ssm:DeleteDocument on .*document\/SSM-SessionManagerRunShell/],
    ['to delete the association', /DeleteAssociation/, /ssm:DeleteAssociation on .*:association\//],
    [
      'to delete the policy of the grant',
      /:DeletePolicy$/,
      /iam:DeletePolicy on arn:aws:iam::.*session-manager-sessions/,
    ],
  ] as const) {
    it(`is said before anything is deleted, where it is not allowed ${what}`, async () => {
      const { report, written } = await removed(await setUp(), without(MAY_DELETE, actions));
      assert.deepEqual([report?.status, report?.error?.code, written], ['failed', 'NotAllowed', []]);
      assert.match(report?.error?.message ?? '', named);
      assert.match(report?.error?.message ?? '', /; nothing was deleted$/);
      assert.match(report?.error?.advice ?? '', /session-manager policy operator --for delete/);
    });
  }

  it('names everything that is denied, also by a Deny', async () => {
    const deny: Statement = {
      Sid: 'No',
      Effect: 'Deny',
      Action: ['ssm:DeleteDocument', 'logs:Delete*'],
      Resource: '*',
    };
    const { report, written } = await removed(await setUp(), plus(MAY_DELETE, deny));
    assert.deepEqual(written, []);
    assert.match(report?.error?.message ?? '', /ssm:DeleteDocument on .*, logs:DeleteLogGroup on /);
  });

  it('is asked in one call for a region, and one for an account, where all is allowed', async () => {
    const { report, calls } = await removed(await setUp(), MAY_DELETE);
    assert.equal(report?.status, 'changed', report?.error?.message);
    assert.equal(calls.filter((operation) => operation === 'SimulatePrincipalPolicy').length, 2);
    assert.ok(!calls.includes('GetRole'));
  });

  it('is not asked where there is nothing to delete, or only a plan', async () => {
    const on = enforced();
    const { calls } = await removed(on, MAY_DELETE);
    await (await setUp()).planRemoval();
    assert.ok(!calls.includes('SimulatePrincipalPolicy'));
    const planned = await setUp();
    const from = planned.sandbox.calls.length;
    await planned.planRemoval();
    assert.ok(!planned.sandbox.calls.slice(from).some(({ operation }) => operation.startsWith('Simulate')));
  });

  for (const [what, policy] of [
    ['IAM may not be asked', without(MAY_DELETE, /Simulate|DetachRolePolicy/)],
    [
      'it depends on what only the request has',
      plus(without(MAY_DELETE, /DetachRolePolicy/), {
        Sid: 'FromOurNetwork',
        Effect: 'Allow',
        Action: 'iam:DetachRolePolicy',
        Resource: '*',
        Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } },
      }),
    ],
    ['the path of the role may not be read', without(MAY_DELETE, /GetRole|DetachRolePolicy/)],
  ] as const) {
    it(`is tried where ${what}`, async () => {
      const { report, written } = await removed(await setUp(), policy);
      assert.equal(report?.error?.code, 'AccessDenied');
      assert.ok(written.includes('DeleteDocument'));
    });
  }

  it('is not said of a role whose path the policy names', async () => {
    const policy = plus(without(MAY_DELETE, /DetachRolePolicy/), {
      Sid: 'OfOneTeam',
      Effect: 'Allow',
      Action: 'iam:DetachRolePolicy',
      Resource: `arn:aws:iam::${ACCOUNT}:role/team/*`,
    });
    const { report, calls } = await removed(await setUp('/team/'), policy);
    assert.equal(report?.status, 'changed', report?.error?.message);
    assert.ok(calls.includes('GetRole'));
  });

  it('is not said of a key whose own policy allows it', async () => {
    const on = await setUp();
    await on.edit(({ keys }) => {
      for (const key of Object.values(keys)) {
        key.policy = policyText(
          { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/${SANDBOX_USER}` },
            Action: 'kms:ScheduleKeyDeletion',
            Resource: '*',
          },
        );
      }
    });
    const { report } = await removed(on, without(MAY_DELETE, /ScheduleKeyDeletion/));
    assert.notEqual(report?.error?.code, 'NotAllowed');
  });
});
