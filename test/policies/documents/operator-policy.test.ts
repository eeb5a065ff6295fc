import assert from 'node:assert/strict';
import { MORE_TASKS, type Task, TASKS } from '../../../src/inputs/tables/policy.ts';
import { operatorPolicy } from '../../../src/policies/documents/operator-policy.ts';
import type { Names } from '../../../src/policies/documents/operator-scopes.ts';
import type { Policy } from '../../../src/policies/reading/policy.ts';
import { values } from '../../../src/policies/reading/policy.ts';
import { type AskedFor, isGranted } from '../granted.ts';
import { ACCOUNT, placeIn } from '../places.ts';

const HERE = placeIn('eu-west-1');
const NAMES: Names = { logGroup: 'sessions', alias: 'alias/session', roleName: 'Admin' };
const READS = /:(Describe|Get|List|Simulate)/;
const MANAGED = 'session-manager:managed';

const policyFor = (tasks: readonly Task[], names: Partial<Names> = {}): Policy =>
  operatorPolicy(HERE, { ...NAMES, ...names }, tasks);

const actions = ({ Statement }: Policy): readonly string[] => Statement.flatMap(({ Action }) => values(Action));

const arn = (service: string, resource: string): string => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${resource}`;
const KEY = arn('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab');
const ASSOCIATION = arn('ssm', 'association/5b1c4c9f-6a0e-4f0f-9a53-0d5f7a1c2e34');

/** Asks a policy about an action on a resource that has this value of our tag, or none. */
const about = (policy: Policy, action: string, resource: string, tag?: string): boolean =>
  isGranted(policy.Statement, {
    action,
    resource,
    context: tag === undefined ? {} : { [`aws:ResourceTag/${MANAGED}`]: [tag] },
  });

const granted = (policy: Policy, asked: AskedFor): boolean => isGranted(policy.Statement, asked);

describe('the policy of an operator', () => {
  it('writes nothing for those who only look', () => {
    for (const action of actions(policyFor(['plan', 'doctor', 'roles']))) assert.match(action, READS);
  });

  it('writes on nothing but what is named, or carries our tag', () => {
    for (const { Sid = '', Action, Resource, Condition = {} } of policyFor(TASKS).Statement) {
      const writes = values(Action).filter((action) => !READS.test(action));
      if (writes.length === 0 || Object.keys(Condition).length > 0) continue;
      // Whatever is done with the document of the agent's updates needs an association with our tag, too.
      const open = values(Resource).filter(
        (resource) => /^\*$|[:/]\*$/.test(resource) && !resource.endsWith('log-group:sessions:*'),
      );
      if (Sid !== 'AgentUpdate') assert.deepEqual(open, [], Sid);
      for (const action of writes.filter((name) => name.endsWith('Association'))) {
        assert.ok(!about(policyFor(TASKS), action, ASSOCIATION), action);
        assert.ok(
          about(policyFor(TASKS), action, ASSOCIATION, 'agent-update') || action === 'ssm:CreateAssociation',
          action,
        );
      }
    }
  });

  it('deletes the log group, the document and the alias of these names, and no others', () => {
    const policy = policyFor(['delete'], { logGroup: 'audit', alias: 'alias/audit' });
    for (const [action, own, other] of [
      ['logs:DeleteLogGroup', arn('logs', 'log-group:audit'), arn('logs', 'log-group:sessions')],
      ['logs:DeleteLogGroup', arn('logs', 'log-group:audit:log-stream:'), arn('logs', 'log-group:audit-2:log-stream:')],
      ['ssm:DeleteDocument', arn('ssm', 'document/SSM-SessionManagerRunShell'), arn('ssm', 'document/other')],
      ['kms:DeleteAlias', arn('kms', 'alias/audit'), arn('kms', 'alias/session')],
    ] as const) {
      assert.deepEqual([about(policy, action, own), about(policy, action, other)], [true, false], action);
    }
  });

  it('changes and deletes only keys and associations with our tag', () => {
    const policy = policyFor(TASKS);
    for (const action of ['kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy', 'kms:EnableKeyRotation', 'kms:CreateAlias']) {
      assert.deepEqual(
        [about(policy, action, KEY), about(policy, action, KEY, 'alias/session')],
        [false, true],
        action,
      );
    }
    const tagging = (value: string, task: Task): boolean =>
      granted(policyFor([task]), {
        action: 'ssm:AddTagsToResource',
        resource: ASSOCIATION,
        context: { [`aws:RequestTag/${MANAGED}`]: [value] },
      });
    assert.deepEqual([tagging('agent-update', 'setup'), tagging('taken-over', 'setup')], [true, false]);
    assert.ok(tagging('taken-over', 'overwrite'));
  });

  it('makes keys with our tag only', () => {
    const creates = (tags: Readonly<Record<string, string>>): boolean =>
      granted(policyFor(['setup']), {
        action: 'kms:CreateKey',
        resource: '*',
        context: Object.fromEntries(Object.entries(tags).map(([tag, value]) => [`aws:RequestTag/${tag}`, [value]])),
      });
    assert.deepEqual(
      [
        creates({ [MANAGED]: 'alias/session' }),
        creates({}),
        creates({ [MANAGED]: 'alias/other' }),
        creates({ team: 'web' }),
      ],
      [true, false, false, false],
    );
  });

  it('takes over, and deletes by force, only the key behind the alias', () => {
    const reaches = (task: Task, action: string, alias: string): boolean =>
      granted(policyFor([task]), { action, resource: KEY, context: { 'kms:ResourceAliases': [alias] } });
    for (const [task, action] of [
      ['overwrite', 'kms:EnableKey'],
      ['overwrite', 'kms:PutKeyPolicy'],
      ['force', 'kms:ScheduleKeyDeletion'],
      ['force', 'kms:DeleteAlias'],
    ] as const) {
      assert.deepEqual(
        [reaches(task, action, 'alias/session'), reaches(task, action, 'alias/payments')],
        [true, false],
      );
    }
  });

  it('reads the bucket that is named, or any', () => {
    const bucket = 'arn:aws:s3:::session-logs';
    for (const [names, expected] of [
      [{}, true],
      [{ bucket: 'session-logs' }, true],
      [{ bucket: 'other' }, false],
    ] as const) {
      assert.equal(about(policyFor(['doctor'], names), 's3:GetEncryptionConfiguration', bucket), expected);
    }
  });

  it('is the sum of its tasks, without repeats', () => {
    const every = [...TASKS, ...MORE_TASKS].filter((task) => task !== 'roles');
    const pairs = (policy: Policy): readonly string[] =>
      policy.Statement.flatMap(({ Sid, Action }) => values(Action).map((action) => `${Sid} ${action}`));
    const all = pairs(policyFor(every));
    assert.equal(new Set(all).size, all.length);
    const parts = every.flatMap((task) => pairs(policyFor([task])));
    assert.deepEqual([...new Set(parts)].toSorted(), all.toSorted());
    assert.deepEqual(policyFor(['delete', 'setup']), policyFor(['setup', 'delete', 'delete']));
  });

  it('reads roles one by one only where that is asked for, and then does not read them all together', () => {
    const one = 'iam:ListAttachedRolePolicies';
    const together = 'iam:GetAccountAuthorizationDetails';
    const has = (...tasks: readonly Task[]): readonly boolean[] =>
      [one, together].map((action) => actions(policyFor(tasks)).includes(action));
    assert.deepEqual(
      [has(...TASKS), has('doctor', 'roles')],
      [
        [false, true],
        [true, false],
      ],
    );
  });

  it('keeps policies of our own only, attaches no others, and lets delete take them off whoever has them', () => {
    const { Statement } = policyFor(['grant']);
    const own = `arn:aws:iam::${ACCOUNT}:policy/session-manager-nodes`;
    const other = 'arn:aws:iam::aws:policy/AdministratorAccess';
    const on = (policy: string, action: string, kind: string): AskedFor => ({
      action: `iam:${action}`,
      resource: `arn:aws:iam::${ACCOUNT}:${kind}/web`,
      context: { 'iam:PolicyARN': [policy] },
    });
    assert.ok(isGranted(Statement, { action: 'iam:CreatePolicy', resource: own }));
    assert.ok(!isGranted(Statement, { action: 'iam:CreatePolicyVersion', resource: own.replace('session', 'x') }));
    assert.deepEqual(
      [own, other].map((policy) => isGranted(Statement, on(policy, 'AttachRolePolicy', 'role'))),
      [true, false],
    );
    for (const [action, kind] of [
      ['DetachRolePolicy', 'role'],
      ['DetachUserPolicy', 'user'],
      ['DetachGroupPolicy', 'group'],
    ] as const) {
      const taken = [own, other].map((policy) => granted(policyFor(['delete']), on(policy, action, kind)));
      assert.deepEqual(taken, [true, false], action);
    }
    assert.ok(!actions(policyFor(['setup', 'plan', 'delete', 'doctor'])).includes('iam:AttachRolePolicy'));
  });

  it('fits into a managed policy', () => {
    const names = { bucket: 'session-logs-of-the-whole-company', logGroup: '/company/platform/session-manager' };
    assert.ok(JSON.stringify(policyFor(TASKS, names)).length <= 6144);
  });

  it('stands for any account where none is named', () => {
    const { partition } = placeIn('cn-north-1');
    const text = JSON.stringify(operatorPolicy({ region: 'cn-north-1', partition }, NAMES, TASKS));
    assert.match(text, /arn:aws-cn:iam::\*:policy\/session-manager-\*/);
    assert.match(text, /arn:aws-cn:logs:cn-north-1:\*:log-group:sessions/);
    assert.ok(!text.includes('arn:aws:'), text);
  });
});
