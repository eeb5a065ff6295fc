import assert from 'node:assert/strict';
import {
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import { type Principal, readCaller } from '../../src/facts/caller.ts';
import type { Role } from '../../src/facts/roles.ts';
import type { Policy } from '../../src/policies/reading/policy.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';
import { aRole, denied, is } from '../checks/observed.ts';

const IAM = 'arn:aws:iam::111122223333';
const STS = 'arn:aws:sts::111122223333';

const allowing = (Action: string): Policy => ({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
const document = (Action: string): string => encodeURIComponent(JSON.stringify(allowing(Action)));

/** Reads the caller with these credentials, in an account with one role. */
const callerOf = (arn: string | undefined, role: (name: string) => Promise<Role | undefined> = is(undefined)) => {
  const target = { ...testTarget(), ...(arn !== undefined && { caller: arn }) };
  return readCaller(target, role);
};

const principal = async (...given: Parameters<typeof callerOf>): Promise<Principal> => {
  const caller = await callerOf(...given);
  return caller.kind === 'principal' ? caller : assert.fail(`it is ${caller.name}`);
};

describe('facts caller', () => {
  const aws = mockAws();

  for (const [arn, name] of [
    [`${IAM}:root`, 'root'],
    [`${STS}:federated-user/bob`, 'federated-user'],
    [undefined, '111122223333'],
    [`${STS}:assumed-role/gone/session`, 'role/gone'],
  ] as const) {
    it(`is nobody of whom IAM knows policies: ${arn ?? 'not known'}`, async () => {
      assert.deepEqual(await callerOf(arn), { kind: 'other', name });
    });
  }

  describe('a role', () => {
    const ADMIN = aRole({ name: 'Admin', id: 'AROA1', policies: is([allowing('*')]) });
    const there = async (name: string) => (name === 'Admin' ? ADMIN : undefined);

    for (const [arn, session] of [
      [`${STS}:assumed-role/Admin/alice@example.com`, 'alice@example.com'],
      [`${IAM}:role/teams/ops/Admin`, 'session-manager'],
    ] as const) {
      it(`is found by its name, and has sessions of ${session}: ${arn}`, async () => {
        const { attached, policies, boundary: _, ...who } = await principal(arn, there);
        assert.deepEqual(who, {
          kind: 'principal',
          name: 'role/Admin',
          arn: ADMIN.arn,
          userId: `AROA1:${session}`,
          sessionName: session,
        });
        assert.deepEqual(await attached(), await ADMIN.attached());
        assert.deepEqual(await policies(), [allowing('*')]);
      });
    }

    it('has no user id where its own is not known', async () => {
      assert.ok(!('userId' in (await principal(`${STS}:assumed-role/web/x`, is(aRole())))));
    });

    it('is not known where roles may not be read', async () => {
      await assert.rejects(callerOf(`${STS}:assumed-role/Admin/x`, denied), { name: 'AccessDeniedException' });
    });
  });

  describe('a user', () => {
    const ARN = `${IAM}:user/teams/alice`;
    const UserName = 'alice';

    it('has its own policies and those of its groups; who asks again makes no more calls for groups', async () => {
      const attached = (...names: string[]) => ({ AttachedPolicies: names.map((PolicyArn) => ({ PolicyArn })) });
      aws.iam
        .on(GetUserCommand, { UserName })
        .resolves({ User: { UserId: 'AIDA1' } as never })
        .on(ListAttachedUserPoliciesCommand, { UserName })
        .resolves(attached('arn:aws:iam::aws:policy/ReadOnlyAccess', `${IAM}:policy/own`))
        .on(ListGroupsForUserCommand, { UserName })
        .resolves({ Groups: [{ GroupName: 'ops' }, { GroupName: 'dev' }] as never })
        .on(ListAttachedGroupPoliciesCommand, { GroupName: 'ops' })
        .resolves(attached(`${IAM}:policy/ops`))
        .on(ListAttachedGroupPoliciesCommand, { GroupName: 'dev' })
        .resolves({})
        .on(ListUserPoliciesCommand, { UserName })
        .resolves({ PolicyNames: ['inline'] })
        .on(GetUserPolicyCommand, { UserName, PolicyName: 'inline' })
        .resolves({ PolicyDocument: document('a:*') })
        .on(ListGroupPoliciesCommand, { GroupName: 'ops' })
        .resolves({ PolicyNames: ['one', 'broken'] })
        .on(ListGroupPoliciesCommand, { GroupName: 'dev' })
        .resolves({})
        .on(GetGroupPolicyCommand, { GroupName: 'ops', PolicyName: 'one' })
        .resolves({ PolicyDocument: document('b:*') })
        .on(GetGroupPolicyCommand, { GroupName: 'ops', PolicyName: 'broken' })
        .resolves({ PolicyDocument: 'nonsense' })
        .on(GetPolicyCommand)
        .resolves({ Policy: { DefaultVersionId: 'v2' } })
        .on(GetPolicyVersionCommand, { PolicyArn: `${IAM}:policy/own`, VersionId: 'v2' })
        .resolves({ PolicyVersion: { Document: document('c:*') } })
        .on(GetPolicyVersionCommand, { PolicyArn: `${IAM}:policy/ops`, VersionId: 'v2' })
        .resolves({ PolicyVersion: { Document: document('d:*') } });
      const { attached: all, policies, boundary: _, ...who } = await principal(ARN);
      assert.deepEqual(who, { kind: 'principal', name: 'user/alice', arn: ARN, userId: 'AIDA1', sessionName: 'alice' });
      assert.deepEqual(await all(), [
        'arn:aws:iam::aws:policy/ReadOnlyAccess',
        `${IAM}:policy/own`,
        `${IAM}:policy/ops`,
      ]);
      assert.deepEqual(await policies(), [
        { ...allowing('a:*'), origin: 'inline policy inline' },
        { ...allowing('b:*'), origin: 'inline policy one of group ops' },
        { ...allowing('c:*'), origin: `${IAM}:policy/own` },
        { ...allowing('d:*'), origin: `${IAM}:policy/ops` },
      ]);
      await all();
      assert.deepEqual(
        [aws.inputs('iam.ListGroupsForUser').length, aws.inputs('iam.ListAttachedUserPolicies').length],
        [1, 1],
      );
    });

    it('has what is on later pages, too: IAM may end a page before it is full', async () => {
      const page = (name: string, more?: string) => ({
        AttachedPolicies: [{ PolicyArn: `${IAM}:policy/${name}` }],
        IsTruncated: more !== undefined,
        ...(more !== undefined && { Marker: more }),
      });
      aws.iam
        .on(GetUserCommand)
        .resolves({})
        .on(ListAttachedUserPoliciesCommand, { UserName })
        .resolves(page('one', 'm'))
        .on(ListAttachedUserPoliciesCommand, { UserName, Marker: 'm' })
        .resolves(page('two'))
        .on(ListGroupsForUserCommand, { UserName })
        .resolves({ Groups: [], IsTruncated: true, Marker: 'g' })
        .on(ListGroupsForUserCommand, { UserName, Marker: 'g' })
        .resolves({ Groups: [{ GroupName: 'ops' }] as never })
        .on(ListAttachedGroupPoliciesCommand, { GroupName: 'ops' })
        .resolves(page('three'));
      const names = await (await principal(ARN)).attached();
      assert.deepEqual(
        names.map((arn) => arn.split('/').at(-1)),
        ['one', 'two', 'three'],
      );
    });

    it('leaves no failure to nobody, where some of its policies cannot be read', async () => {
      const left: unknown[] = [];
      const note = (error: unknown): unknown => left.push(error);
      process.on('unhandledRejection', note);
      try {
        aws.iam.on(GetUserCommand).resolves({ User: { UserId: 'AIDA1' } as never });
        aws.iam.on(ListAttachedUserPoliciesCommand).rejects(awsError('NotAnAnswer'));
        aws.iam.on(ListGroupsForUserCommand).callsFake(async () => {
          await new Promise((resolve) => setImmediate(resolve));
          return { Groups: [] };
        });
        const caller = (await callerOf(`${IAM}:user/ann`)) as Principal;
        await assert.rejects(caller.attached(), { name: 'NotAnAnswer' });
        await new Promise((resolve) => setImmediate(resolve));
        assert.deepEqual(left, []);
      } finally {
        process.off('unhandledRejection', note);
      }
    });

    it('is asked for its policies only when somebody wants them', async () => {
      aws.iam.on(GetUserCommand).resolves({});
      assert.ok(!('userId' in (await principal(ARN))));
      assert.deepEqual(aws.names(), ['iam.GetUser']);
    });

    it('is not known where it may not be read', async () => {
      aws.iam.on(GetUserCommand).rejects(awsError('AccessDenied'));
      await assert.rejects(callerOf(ARN), { name: 'AccessDenied' });
    });
  });
});
