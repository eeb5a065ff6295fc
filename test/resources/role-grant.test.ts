import assert from 'node:assert/strict';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListEntitiesForPolicyCommand,
  ListPolicyVersionsCommand,
  TagPolicyCommand,
  UntagPolicyCommand,
} from '@aws-sdk/client-iam';
import type { Policy, Statement } from '../../src/policies/reading/policy.ts';
import type { Lacking } from '../../src/resources/resource.ts';
import { roleGrant } from '../../src/resources/role-grant.ts';
import { ACCOUNT, awsError, inputsOf, mockAws, targetFault, testTarget } from '../aws.ts';

const ARN = `arn:aws:iam::${ACCOUNT}:policy/session-manager-sessions`;
const FIND: Statement = { Sid: 'FindLogGroup', Effect: 'Allow', Action: 'logs:DescribeLogGroups', Resource: '*' };
const write = (...groups: readonly string[]): Statement => ({
  Sid: 'WriteLogs',
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: groups.length === 1 ? (groups[0] ?? '') : groups,
});
const LACKING: Lacking = { statements: [FIND, write('one')], roles: ['api', 'web'] };
const OURS = { 'session-manager:region:eu-west-1': 'needs-it', 'session-manager:managed': 'role-grant' };
const policyOf = (...statements: readonly Statement[]): Policy => ({ Version: '2012-10-17', Statement: statements });
const encoded = (...statements: readonly Statement[]): string =>
  encodeURIComponent(JSON.stringify(policyOf(...statements)));
const toTags = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const gone = (): Error => awsError('NoSuchEntityException', 'it is not there', 404);

type Found = NonNullable<Awaited<ReturnType<(typeof roleGrant)['read']>>>;

const found = (overrides: Partial<Found> = {}): Found => ({
  arn: ARN,
  version: 'v2',
  statements: [FIND, write('one')],
  roles: ['api', 'web'],
  others: [],
  tags: OURS,
  ...overrides,
});

describe('the policy of our own for the roles of nodes', () => {
  const aws = mockAws();
  const grant = roleGrant;
  /** An account, by those of its regions that are worked on. */
  const account = (...regions: readonly string[]) => ({ ...testTarget(), regions });
  const want = (lacking: Lacking = LACKING, ...regions: readonly string[]) =>
    grant.want(inputsOf(), account('eu-west-1', ...regions), { lacking }) ?? assert.fail('it is wanted');

  it('is wanted by its ARN, with the tags of the user and the regions that need it', () => {
    const given = inputsOf({ tag: ['team=ops'], grant: true });
    const { arn, tags } = grant.want(given, account('eu-west-1', 'eu-west-2'), {}) ?? {};
    assert.equal(arn, ARN);
    assert.deepEqual(tags, { team: 'ops', ...OURS, 'session-manager:region:eu-west-2': 'needs-it' });
  });

  it('is not wanted where nobody has asked for it or looked; and not made where nothing lacks it', () => {
    assert.equal(grant.want(inputsOf(), account('eu-west-1'), {}), undefined);
    assert.equal(grant.unmade?.(want()), undefined);
    assert.equal(grant.unmade?.(want({ statements: [], roles: [] })), 'needless');
  });

  it('is called the same without a call', () => {
    assert.equal(grant.title(inputsOf()), 'IAM policy session-manager-sessions');
    assert.deepEqual([grant.removal.standsAlone, grant.scope], [true, 'account']);
    assert.deepEqual(aws.calls(), []);
  });

  describe('is read', () => {
    it('with what is in effect, and the roles that have it, over all pages', async () => {
      aws.iam
        .on(GetPolicyCommand, { PolicyArn: ARN })
        .resolves({ Policy: { DefaultVersionId: 'v2', Tags: toTags(OURS) } });
      aws.iam.on(GetPolicyVersionCommand).resolves({ PolicyVersion: { Document: encoded(FIND, write('one')) } });
      aws.iam
        .on(ListEntitiesForPolicyCommand)
        .resolvesOnce({ PolicyRoles: [{ RoleName: 'api' }], IsTruncated: true, Marker: 'm' })
        .resolves({ PolicyRoles: [{ RoleName: 'web' }] });
      assert.deepEqual(await grant.read(testTarget(), inputsOf()), found());
      assert.deepEqual(aws.writes(), []);
    });

    it('not to be there, in one call', async () => {
      aws.iam.on(GetPolicyCommand).rejects(gone());
      assert.equal(await grant.read(testTarget(), inputsOf()), undefined);
      assert.deepEqual(aws.names(), ['iam.GetPolicy']);
    });
  });

  describe('differs', () => {
    const fields = (have: Found | undefined, wanted = want()): readonly string[] =>
      grant.diff(wanted, have).map(({ field, want: value }) => `${field}: ${String(value)}`);

    it('in every statement and role where there is none', () => {
      assert.deepEqual(fields(undefined), [
        'statement FindLogGroup: logs:DescribeLogGroups',
        'statement WriteLogs: logs:CreateLogStream, logs:PutLogEvents',
        'attached to: role api',
        'attached to: role web',
      ]);
    });

    it('in nothing where it grants as much or more, in whatever order it is written', () => {
      assert.deepEqual(fields(found()), []);
      const more = found({
        statements: [{ ...write('two', 'one'), Action: ['logs:PutLogEvents', 'logs:CreateLogStream'] }, FIND],
        roles: ['web', 'other', 'api'],
      });
      assert.deepEqual(fields(more), []);
    });

    it('in what it does not grant, to whom it is not attached, and in the regions that it does not serve', () => {
      const have = found({ statements: [FIND, write('two')], roles: ['api'] });
      assert.deepEqual(fields(have, want(LACKING, 'us-east-1')), [
        'statement WriteLogs: logs:CreateLogStream, logs:PutLogEvents',
        'attached to: role web',
        'region: us-east-1',
      ]);
    });

    for (const [who, tags, whose] of [
      ['somebody else has', { team: 'ops' }, 'session-manager did not make (its tags: team=ops)'],
      ['nobody knows who has', {}, 'session-manager did not make (it has no tags)'],
      ['policy --create has', { 'session-manager:managed': 'policy' }, 'session-manager policy --create made'],
    ] as const) {
      it(`not at all, and is refused, where ${who} made it`, async () => {
        const fault = await targetFault(() => fields(found({ tags })), 'NotOurs');
        assert.ok(fault.message.includes(ARN));
        assert.ok(fault.message.endsWith(whose), fault.message);
        assert.match(fault.advice ?? '', /session-manager policy instance; or delete that one/);
      });
    }
  });

  it('says what is done, and for whom', () => {
    const one = { ...want(), roles: ['web'] };
    assert.equal(
      grant.sentence('create', want(), undefined),
      'Creating IAM policy session-manager-sessions for roles api, web',
    );
    assert.equal(grant.sentence('update', one, found()), 'Updating IAM policy session-manager-sessions for role web');
    const nobody = { ...want(), roles: [] };
    assert.equal(grant.sentence('update', nobody, found()), 'Updating IAM policy session-manager-sessions');
    assert.equal(
      grant.sentence('none', nobody, found()),
      'IAM policy session-manager-sessions already exists for api, web',
    );
    assert.equal(
      grant.sentence('none', nobody, found({ roles: [] })),
      'IAM policy session-manager-sessions already exists',
    );
  });

  describe('is applied', () => {
    const versions = (...ids: readonly string[]) =>
      ids.map((id) => ({ VersionId: id.replace('*', ''), IsDefaultVersion: id.endsWith('*') }));

    beforeEach(() => {
      aws.iam.on(AttachRolePolicyCommand).resolves({});
      aws.iam.on(TagPolicyCommand).resolves({});
    });

    it('by making it with its tags in one call, and attaching it', async () => {
      aws.iam.on(CreatePolicyCommand).resolves({ Policy: { Arn: ARN } });
      const made = await grant.apply(testTarget(), want(), undefined);
      assert.deepEqual(made, found({ version: 'v1' }));
      assert.deepEqual(aws.writes(), [
        [
          'iam.CreatePolicy',
          {
            PolicyName: 'session-manager-sessions',
            PolicyDocument: JSON.stringify(policyOf(FIND, write('one'))),
            Description: 'What sessions of Session Manager need; made by session-manager setup --grant',
            Tags: toTags(OURS),
          },
        ],
        ['iam.AttachRolePolicy', { RoleName: 'api', PolicyArn: ARN }],
        ['iam.AttachRolePolicy', { RoleName: 'web', PolicyArn: ARN }],
      ]);
    });

    it('by nothing but what is missing', async () => {
      await grant.apply(testTarget(), want(), found({ roles: ['api'] }));
      assert.deepEqual(
        aws.calls().map(({ name }) => name),
        ['iam.AttachRolePolicy'],
      );
      const two = want({ statements: [], roles: [] }, 'us-east-1');
      await grant.apply(testTarget(), two, found());
      assert.deepEqual(aws.writes().at(-1), [
        'iam.TagPolicy',
        {
          PolicyArn: ARN,
          Tags: toTags({
            'session-manager:region:eu-west-1': 'needs-it',
            'session-manager:region:us-east-1': 'needs-it',
          }),
        },
      ]);
    });

    it('by a version that grants what both did', async () => {
      aws.iam.on(ListPolicyVersionsCommand).resolves({ Versions: versions('v2*', 'v1') });
      aws.iam.on(CreatePolicyVersionCommand).resolves({ PolicyVersion: { VersionId: 'v3' } });
      const have = found({ statements: [write('two')] });
      const made = await grant.apply(testTarget(), want(), have);
      assert.deepEqual(made.statements, [write('one', 'two'), FIND]);
      assert.deepEqual(aws.writes(), [
        [
          'iam.CreatePolicyVersion',
          { PolicyArn: ARN, PolicyDocument: JSON.stringify(policyOf(...made.statements)), SetAsDefault: true },
        ],
      ]);
      assert.deepEqual(aws.names(), ['iam.ListPolicyVersions', 'iam.CreatePolicyVersion']);
    });

    it('on what is in effect by now, where that is another version than was read', async () => {
      aws.iam.on(ListPolicyVersionsCommand).resolves({ Versions: versions('v3*', 'v2') });
      aws.iam.on(GetPolicyCommand).resolves({ Policy: { DefaultVersionId: 'v3' } });
      aws.iam.on(GetPolicyVersionCommand).resolves({ PolicyVersion: { Document: encoded(write('two')) } });
      aws.iam.on(CreatePolicyVersionCommand).resolves({ PolicyVersion: { VersionId: 'v4' } });
      const made = await grant.apply(testTarget(), want(), found({ statements: [] }));
      assert.deepEqual(made.statements, [write('one', 'two'), FIND]);
      assert.equal(aws.writes().length, 1);
    });

    it('once more, where another run has put a version into effect at the last moment', async () => {
      aws.iam
        .on(ListPolicyVersionsCommand)
        .resolvesOnce({ Versions: versions('v2*') })
        .resolvesOnce({ Versions: versions('v4*', 'v3', 'v2') })
        .resolves({ Versions: versions('v4*', 'v3', 'v2') });
      aws.iam
        .on(GetPolicyVersionCommand, { VersionId: 'v3' })
        .resolves({ PolicyVersion: { Document: encoded(write('two')) } })
        .on(GetPolicyVersionCommand, { VersionId: 'v4' })
        .resolves({ PolicyVersion: { Document: encoded(FIND, write('one')) } });
      aws.iam.on(GetPolicyCommand).resolves({ Policy: { DefaultVersionId: 'v4' } });
      aws.iam
        .on(CreatePolicyVersionCommand)
        .resolvesOnce({ PolicyVersion: { VersionId: 'v4' } })
        .resolves({ PolicyVersion: { VersionId: 'v5' } });
      const made = await grant.apply(testTarget(), want(), found({ statements: [] }));
      assert.deepEqual(made.statements, [FIND, write('one', 'two')]);
      assert.equal(aws.writes().length, 2);
    });

    it('not for ever, where others keep changing it', async () => {
      let version = 2;
      aws.iam.on(ListPolicyVersionsCommand).callsFake(() => {
        version += 1;
        return { Versions: versions(`v${version}*`) };
      });
      aws.iam.on(GetPolicyCommand).callsFake(() => ({ Policy: { DefaultVersionId: `v${version}` } }));
      aws.iam.on(GetPolicyVersionCommand).resolves({ PolicyVersion: { Document: encoded(write('two')) } });
      await assert.rejects(grant.apply(testTarget(), want(), found({ statements: [] })), {
        name: 'ConcurrentModificationException',
      });
      assert.deepEqual(aws.writes(), []);
    });

    it('to all other roles where one cannot have it, and then says which', async () => {
      aws.iam
        .on(AttachRolePolicyCommand, { RoleName: 'api' })
        .rejects(awsError('LimitExceededException', 'Cannot exceed quota for PoliciesPerRole: 10', 409));
      aws.iam.on(CreatePolicyCommand).resolves({ Policy: { Arn: ARN } });
      const fault = await targetFault(grant.apply(testTarget(), want(), undefined), 'QuotaExceeded');
      assert.match(fault.message, /^role api cannot have another managed policy/);
      assert.deepEqual(aws.inputs('iam.AttachRolePolicy').at(-1), { RoleName: 'web', PolicyArn: ARN });
    });
  });

  it('gets further tags in one call, and has its own without any', async () => {
    aws.iam.on(TagPolicyCommand).resolves({});
    assert.deepEqual(await grant.tags(testTarget(), found()), OURS);
    assert.deepEqual(aws.names(), []);
    await grant.tag(testTarget(), found(), { team: 'ops' });
    assert.deepEqual(aws.writes(), [['iam.TagPolicy', { PolicyArn: ARN, Tags: [{ Key: 'team', Value: 'ops' }] }]]);
  });

  describe('is removed', () => {
    const removal = (tags: Readonly<Record<string, string>>, ...regions: readonly string[]) =>
      grant.removal.decide(found(), tags, { inputs: inputsOf(), kept: {}, place: account(...regions) });
    const both = { ...OURS, 'session-manager:region:us-east-1': 'needs-it' };

    it('with its last region', () => {
      assert.deepEqual(removal(OURS, 'eu-west-1'), { action: 'delete', loss: 'what it grants to api, web' });
      assert.deepEqual(removal(both, 'us-east-1', 'eu-west-1'), {
        action: 'delete',
        loss: 'what it grants to api, web',
      });
      assert.deepEqual(
        grant.removal.decide(found({ roles: [] }), OURS, { inputs: inputsOf(), kept: {}, place: account('eu-west-1') }),
        {
          action: 'delete',
          loss: 'what it grants to nobody',
        },
      );
    });

    it('with what users and groups lose that others attached it to', () => {
      const have = found({ others: ['user ann', 'group ops'] });
      const about = { inputs: inputsOf(), kept: {}, place: account('eu-west-1') };
      assert.deepEqual(grant.removal.decide(have, OURS, about), {
        action: 'delete',
        loss: 'what it grants to api, web, user ann, group ops',
      });
    });

    it('not where policy --create made it', () => {
      const removed = removal({ 'session-manager:managed': 'policy' }, 'eu-west-1');
      assert.deepEqual(removed, { action: 'keep', reason: 'session-manager policy --create made it' });
    });

    it('not while another region needs it: only the note goes', () => {
      assert.deepEqual(removal(both, 'eu-west-1'), {
        action: 'update',
        summary: 'Keeping IAM policy session-manager-sessions for us-east-1',
        loss: 'only the note that eu-west-1 needs it',
      });
    });

    it('not by regions that never needed it', () => {
      assert.equal(removal(OURS, 'us-east-1'), undefined);
    });

    it('by taking it off the roles first', async () => {
      aws.iam.on(ListEntitiesForPolicyCommand).resolves({ PolicyRoles: [{ RoleName: 'api' }] });
      aws.iam.on(DetachRolePolicyCommand).resolves({});
      aws.iam.on(ListPolicyVersionsCommand).resolves({ Versions: [{ VersionId: 'v2', IsDefaultVersion: true }] });
      aws.iam.on(DeletePolicyCommand).resolves({});
      await grant.removal.remove(account('eu-west-1'), found(), OURS, inputsOf());
      assert.deepEqual(aws.writes(), [
        ['iam.DetachRolePolicy', { RoleName: 'api', PolicyArn: ARN }],
        ['iam.DeletePolicy', { PolicyArn: ARN }],
      ]);
    });

    it('by taking off the tag of its region', async () => {
      aws.iam.on(UntagPolicyCommand).resolves({});
      await grant.removal.remove(account('eu-west-1'), found(), both, inputsOf());
      assert.deepEqual(aws.writes(), [
        ['iam.UntagPolicy', { PolicyArn: ARN, TagKeys: ['session-manager:region:eu-west-1'] }],
      ]);
    });
  });
});
