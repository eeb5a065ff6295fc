import assert from 'node:assert/strict';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListEntitiesForPolicyCommand,
  ListPolicyVersionsCommand,
} from '@aws-sdk/client-iam';
import type { Policy } from '../../src/policies/reading/policy.ts';
import {
  attach,
  createManagedPolicy,
  detachAll,
  findManagedPolicy,
  removeManagedPolicy,
  updateManagedPolicy,
} from '../../src/resources/managed-policy.ts';
import { awsError, mockAws, targetFault, testTarget } from '../aws.ts';

const ARN = 'arn:aws:iam::111122223333:policy/session-manager-nodes';
const DOCUMENT: Policy = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'Core', Effect: 'Allow', Action: 'ssm:UpdateInstanceInformation', Resource: '*' }],
};
const ENCODED = encodeURIComponent(JSON.stringify(DOCUMENT));
const gone = (): Error => awsError('NoSuchEntityException', 'it is not there', 404);

describe('managed policy', () => {
  const aws = mockAws();
  const iam = () => testTarget().iam();

  describe('is found', () => {
    it('with its document, its tags and its version', async () => {
      const Tags = [{ Key: 'session-manager:managed', Value: 'policy' }];
      aws.iam.on(GetPolicyCommand, { PolicyArn: ARN }).resolves({ Policy: { Arn: ARN, DefaultVersionId: 'v3', Tags } });
      aws.iam
        .on(GetPolicyVersionCommand, { PolicyArn: ARN, VersionId: 'v3' })
        .resolves({ PolicyVersion: { Document: ENCODED } });
      assert.deepEqual(await findManagedPolicy(await iam(), ARN), {
        arn: ARN,
        document: DOCUMENT,
        tags: { 'session-manager:managed': 'policy' },
        defaultVersion: 'v3',
      });
      assert.deepEqual(aws.writes(), []);
    });

    it('not to be there', async () => {
      aws.iam.on(GetPolicyCommand).rejects(gone());
      assert.equal(await findManagedPolicy(await iam(), ARN), undefined);
    });

    it('again, when its version is replaced while it is read', async () => {
      aws.iam
        .on(GetPolicyCommand)
        .resolvesOnce({ Policy: { DefaultVersionId: 'v1' } })
        .resolves({ Policy: { DefaultVersionId: 'v2' } });
      aws.iam.on(GetPolicyVersionCommand, { VersionId: 'v1' }).rejects(gone());
      aws.iam
        .on(GetPolicyVersionCommand, { PolicyArn: ARN, VersionId: 'v2' })
        .resolves({ PolicyVersion: { Document: ENCODED } });
      assert.equal((await findManagedPolicy(await iam(), ARN))?.defaultVersion, 'v2');
    });

    it('without a document where that is no policy, or never to be had', async () => {
      aws.iam.on(GetPolicyCommand).resolves({ Policy: { DefaultVersionId: 'v1' } });
      aws.iam
        .on(GetPolicyVersionCommand)
        .resolvesOnce({ PolicyVersion: { Document: '%7Bno' } })
        .rejects(gone());
      for (const _ of [1, 2]) {
        const found = await findManagedPolicy(await iam(), ARN);
        assert.deepEqual(found, { arn: ARN, document: undefined, tags: {}, defaultVersion: 'v1' });
      }
    });

    it('not, when IAM refuses to tell', async () => {
      aws.iam.on(GetPolicyCommand).rejects(awsError('AccessDenied', 'no', 403));
      await assert.rejects(findManagedPolicy(await iam(), ARN), { name: 'AccessDenied' });
    });
  });

  it('is created with its tags in one call', async () => {
    aws.iam.on(CreatePolicyCommand).resolves({ Policy: { Arn: ARN } });
    const made = await createManagedPolicy(await iam(), 'session-manager-nodes', DOCUMENT, { team: 'ops' });
    assert.equal(made, ARN);
    assert.deepEqual(aws.writes(), [
      [
        'iam.CreatePolicy',
        {
          PolicyName: 'session-manager-nodes',
          PolicyDocument: JSON.stringify(DOCUMENT),
          Description: 'Made by session-manager',
          Tags: [{ Key: 'team', Value: 'ops' }],
        },
      ],
    ]);
  });

  describe('is changed', () => {
    const versions = (...ids: readonly string[]) =>
      ids.map((id) => ({ VersionId: id.replace('*', ''), IsDefaultVersion: id.endsWith('*') }));
    const created = [
      'iam.CreatePolicyVersion',
      { PolicyArn: ARN, PolicyDocument: JSON.stringify(DOCUMENT), SetAsDefault: true },
    ];

    beforeEach(() => {
      aws.iam.on(CreatePolicyVersionCommand).resolves({});
    });

    it('by a version of its own that takes effect', async () => {
      aws.iam
        .on(ListPolicyVersionsCommand, { PolicyArn: ARN })
        .resolves({ Versions: versions('v4*', 'v3', 'v2', 'v1') });
      await updateManagedPolicy(await iam(), ARN, DOCUMENT);
      assert.deepEqual(aws.writes(), [created]);
    });

    it('after the oldest that is not in effect was deleted, where there are five', async () => {
      aws.iam
        .on(ListPolicyVersionsCommand)
        .resolvesOnce({ Versions: versions('v11', 'v10', 'v8*'), IsTruncated: true, Marker: 'm' })
        .resolves({ Versions: versions('v9', 'v12') });
      aws.iam.on(DeletePolicyVersionCommand).resolves({});
      await updateManagedPolicy(await iam(), ARN, DOCUMENT);
      assert.deepEqual(aws.writes(), [['iam.DeletePolicyVersion', { PolicyArn: ARN, VersionId: 'v9' }], created]);
    });

    it('although somebody else has deleted that one meanwhile', async () => {
      aws.iam.on(ListPolicyVersionsCommand).resolves({ Versions: versions('v1*', 'v2', 'v3', 'v4', 'v5') });
      aws.iam.on(DeletePolicyVersionCommand).rejects(gone());
      await updateManagedPolicy(await iam(), ARN, DOCUMENT);
      assert.deepEqual(aws.writes().at(-1), created);
    });

    it('once, where the answer got lost, and again where it was not made', async () => {
      const lost = awsError('AnswerLost');
      aws.iam.on(ListPolicyVersionsCommand).resolves({ Versions: versions('v1*') });
      aws.iam.on(CreatePolicyVersionCommand).rejectsOnce(lost).rejectsOnce(lost).resolves({});
      aws.iam.on(GetPolicyCommand).resolves({ Policy: { DefaultVersionId: 'v1' } });
      aws.iam
        .on(GetPolicyVersionCommand)
        .resolvesOnce({ PolicyVersion: { Document: encodeURIComponent('{"Version":"2012-10-17","Statement":[]}') } })
        .resolves({ PolicyVersion: { Document: ENCODED } });
      await updateManagedPolicy(await iam(), ARN, DOCUMENT);
      assert.deepEqual(aws.writes(), [created, created]);
    });

    it('in another try where somebody else has taken the last room', async () => {
      aws.iam
        .on(ListPolicyVersionsCommand)
        .resolvesOnce({ Versions: versions('v4*', 'v3', 'v2', 'v1') })
        .resolves({ Versions: versions('v5*', 'v4', 'v3', 'v2', 'v1') });
      aws.iam.on(CreatePolicyVersionCommand).rejectsOnce(awsError('QuotaExceeded')).resolves({});
      aws.iam.on(DeletePolicyVersionCommand).resolves({});
      await updateManagedPolicy(await iam(), ARN, DOCUMENT);
      assert.deepEqual(aws.writes().slice(1), [
        ['iam.DeletePolicyVersion', { PolicyArn: ARN, VersionId: 'v1' }],
        created,
      ]);
    });

    it('not for ever where it is refused', async () => {
      aws.iam.on(ListPolicyVersionsCommand).resolves({ Versions: versions('v1*') });
      aws.iam
        .on(CreatePolicyVersionCommand)
        .rejects(awsError('QuotaExceeded', 'Cannot exceed quota for PolicySize: 6144'));
      await assert.rejects(updateManagedPolicy(await iam(), ARN, DOCUMENT), { message: /PolicySize/ });
    });

    it('with every version kept where others wrote them: there has to be room', async () => {
      const manner = { keepVersions: true };
      aws.iam.on(ListPolicyVersionsCommand).resolvesOnce({ Versions: versions('v4*', 'v3', 'v2', 'v1') });
      await updateManagedPolicy(await iam(), ARN, DOCUMENT, manner);
      assert.deepEqual(aws.writes(), [created]);
      aws.iam.on(ListPolicyVersionsCommand).resolves({ Versions: versions('v5*', 'v4', 'v3', 'v2', 'v1') });
      const fault = await targetFault(updateManagedPolicy(await iam(), ARN, DOCUMENT, manner), 'NoRoom');
      assert.match(fault.message, /5 versions.*session-manager did not write them/);
      assert.deepEqual(aws.writes(), [created]);
    });

    it('not at all where another version than the base is in effect', async () => {
      aws.iam.on(ListPolicyVersionsCommand).resolves({ Versions: versions('v3*', 'v2') });
      assert.equal(await updateManagedPolicy(await iam(), ARN, DOCUMENT, { base: 'v2' }), undefined);
      assert.deepEqual(aws.writes(), []);
    });
  });

  it('is attached to roles in order', async () => {
    aws.iam.on(AttachRolePolicyCommand).resolves({});
    await attach(await iam(), ARN, ['web', 'api']);
    assert.deepEqual(aws.writes(), [
      ['iam.AttachRolePolicy', { RoleName: 'web', PolicyArn: ARN }],
      ['iam.AttachRolePolicy', { RoleName: 'api', PolicyArn: ARN }],
    ]);
  });

  it('is attached to all others where a role has no room, or may not be changed, which is told then', async () => {
    const full = awsError('LimitExceededException', 'Cannot exceed quota for PoliciesPerRole: 10', 409);
    aws.iam.on(AttachRolePolicyCommand).resolves({});
    aws.iam.on(AttachRolePolicyCommand, { RoleName: 'full' }).rejects(full);
    aws.iam.on(AttachRolePolicyCommand, { RoleName: 'packed' }).rejects(awsError('QuotaExceeded'));
    const fault = await targetFault(attach(await iam(), ARN, ['full', 'packed', 'web']), 'QuotaExceeded');
    assert.match(fault.message, /^roles full, packed cannot have another managed policy/);
    assert.equal((fault.cause as Error).message, full.message);
    assert.deepEqual(aws.inputs('iam.AttachRolePolicy').at(-1), { RoleName: 'web', PolicyArn: ARN });
    aws.iam.on(AttachRolePolicyCommand, { RoleName: 'locked' }).rejects(awsError('AccessDenied', 'no', 403));
    await assert.rejects(attach(await iam(), ARN, ['locked', 'full', 'api']), { name: 'AccessDenied' });
    assert.deepEqual(aws.inputs('iam.AttachRolePolicy').at(-1), { RoleName: 'api', PolicyArn: ARN });
  });

  describe('is removed', () => {
    /** A policy as IAM keeps it; from some call on, the caller is dead. */
    function keep(livesFor: number) {
      const state = {
        there: true,
        versions: ['v1', 'v2', 'v10'],
        default: 'v10',
        attached: ['role web', 'role api', 'user ann', 'group ops'],
        left: livesFor,
      };
      const guarded =
        <Input, Output>(work: (input: Input) => Output) =>
        (input: Input): Promise<Output> => {
          state.left -= 1;
          if (state.left < 0) return Promise.reject(new Error('killed'));
          return state.there ? Promise.resolve(work(input)) : Promise.reject(gone());
        };
      const take = (from: string[], what: string): object => {
        if (!from.includes(what)) throw gone();
        from.splice(from.indexOf(what), 1);
        return {};
      };
      // One at a time, so that pages are followed.
      aws.iam.on(ListEntitiesForPolicyCommand).callsFake(
        guarded((input: { PolicyArn?: string; PolicyUsageFilter?: string; Marker?: string }) => {
          assert.equal(input.PolicyUsageFilter, 'PermissionsPolicy', 'a boundary cannot be detached');
          const at = Number(input.Marker ?? 0);
          const [kind, name] = state.attached[at]?.split(' ') ?? [];
          return {
            PolicyRoles: kind === 'role' ? [{ RoleName: name }] : [],
            PolicyUsers: kind === 'user' ? [{ UserName: name }] : [],
            PolicyGroups: kind === 'group' ? [{ GroupName: name }] : [],
            ...(at + 1 < state.attached.length && { IsTruncated: true, Marker: String(at + 1) }),
          };
        }),
      );
      aws.iam
        .on(DetachRolePolicyCommand)
        .callsFake(guarded((input: { RoleName?: string }) => take(state.attached, `role ${input.RoleName}`)));
      aws.iam
        .on(DetachUserPolicyCommand)
        .callsFake(guarded((input: { UserName?: string }) => take(state.attached, `user ${input.UserName}`)));
      aws.iam
        .on(DetachGroupPolicyCommand)
        .callsFake(guarded((input: { GroupName?: string }) => take(state.attached, `group ${input.GroupName}`)));
      aws.iam.on(ListPolicyVersionsCommand).callsFake(
        guarded(() => ({
          Versions: state.versions.map((id) => ({ VersionId: id, IsDefaultVersion: id === state.default })),
        })),
      );
      aws.iam.on(DeletePolicyVersionCommand).callsFake(
        guarded((input: { VersionId?: string }) => {
          assert.notEqual(input.VersionId, state.default);
          return take(state.versions, input.VersionId ?? '');
        }),
      );
      aws.iam.on(DeletePolicyCommand).callsFake(
        guarded(() => {
          if (state.attached.length > 0 || state.versions.length > 1) throw awsError('DeleteConflictException');
          state.there = false;
          return {};
        }),
      );
      return state;
    }

    it('from wherever it is attached, with its older versions first', async () => {
      const state = keep(Infinity);
      await removeManagedPolicy(await iam(), ARN);
      assert.equal(state.there, false);
      assert.deepEqual(
        aws.writes().map(([name, input]) => [name, Object.values(input as object)[0]]),
        [
          ['iam.DetachRolePolicy', 'web'],
          ['iam.DetachRolePolicy', 'api'],
          ['iam.DetachUserPolicy', 'ann'],
          ['iam.DetachGroupPolicy', 'ops'],
          ['iam.DeletePolicyVersion', ARN],
          ['iam.DeletePolicyVersion', ARN],
          ['iam.DeletePolicy', ARN],
        ],
      );
    });

    it('by the next run, wherever the last one was killed', async () => {
      const calls = 12;
      for (let at = 0; at < calls; at += 1) {
        const state = keep(at);
        await assert.rejects(removeManagedPolicy(await iam(), ARN), { message: 'killed' }, `after ${at} calls`);
        state.left = Infinity;
        await removeManagedPolicy(await iam(), ARN);
        assert.equal(state.there, false, `after ${at} calls`);
      }
      keep(calls);
      await removeManagedPolicy(await iam(), ARN);
    });

    it('without complaint where it is not there', async () => {
      keep(Infinity).there = false;
      await removeManagedPolicy(await iam(), ARN);
      await detachAll(await iam(), ARN);
    });

    it('not where somebody uses it as a boundary, which IAM tells', async () => {
      const state = keep(Infinity);
      aws.iam.on(DeletePolicyCommand).rejects(awsError('DeleteConflictException', 'it is in use', 409));
      await assert.rejects(removeManagedPolicy(await iam(), ARN), { name: 'DeleteConflictException' });
      assert.equal(state.there, true);
    });
  });
});
