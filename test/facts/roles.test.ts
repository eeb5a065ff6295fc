import assert from 'node:assert/strict';
import {
  GetAccountAuthorizationDetailsCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type InstanceProfile,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesCommand,
  ListRolePoliciesCommand,
  type RoleDetail,
} from '@aws-sdk/client-iam';
import { managedPolicy, readRole, readRoles } from '../../src/facts/roles.ts';
import type { Policy } from '../../src/policies/reading/policy.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';

const IAM = 'arn:aws:iam::111122223333';
const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';
const OWN = `${IAM}:policy/own`;

const allowing = (Action: string): Policy => ({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
/** As IAM answers it. */
const encoded = (policy: Policy): string => encodeURIComponent(JSON.stringify(policy));

const detail = (RoleName: string, more: Partial<RoleDetail> = {}): RoleDetail => ({
  RoleName,
  Arn: `${IAM}:role/${RoleName}`,
  RoleId: `AROA${RoleName}`,
  ...more,
});

const policies = (...PolicyArns: string[]) => PolicyArns.map((PolicyArn) => ({ PolicyArn }));

describe('facts roles', () => {
  const aws = mockAws();
  const read = async () => readRoles(await testTarget().iam());
  const only = async () => [...(await read()).byName.values()][0] ?? assert.fail('there is a role');

  describe('in detail', () => {
    it('come with their instance profiles and policies, in one call for all of them', async () => {
      aws.iam.on(GetAccountAuthorizationDetailsCommand).resolves({
        RoleDetailList: [
          detail('web', {
            Tags: [{ Key: 'tier', Value: 'node' }],
            InstanceProfileList: [{ InstanceProfileName: 'web' }, { InstanceProfileName: 'api' }] as InstanceProfile[],
            AttachedManagedPolicies: policies(CORE, OWN),
            PermissionsBoundary: { PermissionsBoundaryArn: OWN },
            RolePolicyList: [{ PolicyName: 'inline', PolicyDocument: encoded(allowing('s3:*')) }],
          }),
          detail('ci'),
        ],
        Policies: [
          {
            Arn: OWN,
            DefaultVersionId: 'v2',
            PolicyVersionList: [
              { VersionId: 'v3', Document: encoded(allowing('iam:*')), IsDefaultVersion: true },
              { VersionId: 'v2', Document: encoded(allowing('kms:*')) },
            ],
          },
        ],
      });
      const { byName, complete } = await read();
      assert.deepEqual([[...byName.keys()], complete], [['web', 'ci'], true]);
      const { attached, policies: documents, boundary, ...web } = byName.get('web') ?? assert.fail();
      assert.deepEqual(web, {
        name: 'web',
        arn: `${IAM}:role/web`,
        id: 'AROAweb',
        tags: { tier: 'node' },
        profiles: ['web', 'api'],
      });
      assert.deepEqual(byName.get('ci')?.tags, {});
      assert.deepEqual(await attached(), [CORE, OWN]);
      assert.deepEqual(await boundary(), { ...allowing('kms:*'), origin: OWN });
      assert.equal(await byName.get('ci')?.boundary(), undefined);
      assert.deepEqual(await documents(), [
        { ...allowing('s3:*'), origin: 'inline policy inline' },
        { ...allowing('kms:*'), origin: OWN },
      ]);
      assert.deepEqual(byName.get('ci')?.profiles, []);
      assert.deepEqual(aws.inputs('iam.GetAccountAuthorizationDetails'), [
        { Filter: ['Role', 'LocalManagedPolicy'], MaxItems: 1000 },
      ]);
      assert.equal(aws.names().length, 1);
    });

    it('are read to the last page, where the policies of roles of the first may be', async () => {
      aws.iam
        .on(GetAccountAuthorizationDetailsCommand)
        .resolvesOnce({
          RoleDetailList: [detail('web', { AttachedManagedPolicies: policies(OWN) })],
          IsTruncated: true,
          Marker: 'more',
        })
        .resolvesOnce({
          RoleDetailList: [detail('api')],
          Policies: [
            {
              Arn: OWN,
              PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: encoded(allowing('kms:*')) }],
            },
          ],
        });
      const { byName } = await read();
      assert.deepEqual([...byName.keys()], ['web', 'api']);
      assert.deepEqual(await byName.get('web')?.policies(), [{ ...allowing('kms:*'), origin: OWN }]);
    });

    it('have their documents read plain or percent-encoded, and those left out that are none', async () => {
      const documents = [JSON.stringify(allowing('a:*')), encoded(allowing('b:*')), 'nonsense', '%', undefined];
      const RolePolicyList = documents.map((PolicyDocument) =>
        PolicyDocument === undefined ? {} : { PolicyName: 'p', PolicyDocument },
      );
      aws.iam
        .on(GetAccountAuthorizationDetailsCommand)
        .resolves({ RoleDetailList: [detail('web', { RolePolicyList })] });
      assert.deepEqual(
        await (await only()).policies(),
        ['a:*', 'b:*'].map((action) => ({ ...allowing(action), origin: 'inline policy p' })),
      );
    });

    it('reject with anything but a denial', async () => {
      aws.iam.on(GetAccountAuthorizationDetailsCommand).rejects(awsError('ServiceFailure'));
      await assert.rejects(read(), { name: 'ServiceFailure' });
      assert.equal(aws.names().length, 1);
    });
  });

  for (const [what, error] of [
    ['denied', awsError('AccessDenied')],
    ['not offered', awsError('InvalidAction')],
  ] as const) {
    describe(`whose details are ${what}`, () => {
      beforeEach(() => {
        aws.iam.on(GetAccountAuthorizationDetailsCommand).rejects(error);
      });

      it('are those of the instance profiles, on all pages; each role once', async () => {
        const web = { RoleName: 'web', Arn: `${IAM}:role/web`, RoleId: 'AROA1' };
        const profile = (name: string, ...Roles: object[]) => ({ InstanceProfileName: name, Roles }) as InstanceProfile;
        aws.iam
          .on(ListInstanceProfilesCommand)
          .resolvesOnce({ InstanceProfiles: [profile('web', web), profile('bare')], IsTruncated: true, Marker: 'more' })
          .resolvesOnce({ InstanceProfiles: [profile('web-2', web), profile('api', { RoleName: 'api', Arn: 'arn' })] });
        const { byName, complete } = await read();
        assert.equal(complete, false);
        assert.deepEqual(
          [...byName.values()].map(({ name, id, profiles }) => ({ name, id, profiles })),
          [
            { name: 'web', id: 'AROA1', profiles: ['web', 'web-2'] },
            { name: 'api', id: undefined, profiles: ['api'] },
          ],
        );
      });

      it('are not known where instance profiles may not be listed either: what was asked first is said', async () => {
        aws.iam.on(ListInstanceProfilesCommand).rejects(awsError('AccessDenied', 'ListInstanceProfiles'));
        await assert.rejects(read(), error);
        aws.iam.on(ListInstanceProfilesCommand).rejects(awsError('ServiceFailure'));
        await assert.rejects(read(), { name: 'ServiceFailure' });
      });
    });
  }

  describe('one by one', () => {
    it('have their policies read when they are asked for, on all pages, and once', async () => {
      aws.iam
        .on(GetRoleCommand, { RoleName: 'web' })
        .resolves({ Role: { Arn: `${IAM}:role/p/web`, RoleId: 'AROA1' } as never })
        .on(ListAttachedRolePoliciesCommand)
        .resolvesOnce({ AttachedPolicies: policies(CORE), IsTruncated: true, Marker: 'more' })
        .resolvesOnce({ AttachedPolicies: policies(OWN) })
        .on(ListRolePoliciesCommand)
        .resolvesOnce({ PolicyNames: ['one'], IsTruncated: true, Marker: 'more' })
        .resolvesOnce({ PolicyNames: ['two', 'broken'] })
        .on(GetRolePolicyCommand, { RoleName: 'web', PolicyName: 'one' })
        .resolves({ PolicyDocument: encoded(allowing('a:*')) })
        .on(GetRolePolicyCommand, { RoleName: 'web', PolicyName: 'two' })
        .resolves({ PolicyDocument: encoded(allowing('b:*')) })
        .on(GetRolePolicyCommand, { RoleName: 'web', PolicyName: 'broken' })
        .resolves({ PolicyDocument: '' })
        .on(GetPolicyCommand, { PolicyArn: OWN })
        .resolves({ Policy: { DefaultVersionId: 'v7' } })
        .on(GetPolicyVersionCommand, { PolicyArn: OWN, VersionId: 'v7' })
        .resolves({ PolicyVersion: { Document: encoded(allowing('c:*')) } });
      const role = (await readRole(await testTarget().iam(), 'web')) ?? assert.fail();
      assert.deepEqual([role.name, role.arn, role.id, role.profiles], ['web', `${IAM}:role/p/web`, 'AROA1', []]);
      assert.equal(aws.names().length, 1);
      for (let times = 0; times < 2; times++) {
        assert.deepEqual(await role.attached(), [CORE, OWN]);
        assert.deepEqual(await role.policies(), [
          { ...allowing('a:*'), origin: 'inline policy one' },
          { ...allowing('b:*'), origin: 'inline policy two' },
          { ...allowing('c:*'), origin: OWN },
        ]);
      }
      assert.equal(aws.names().length, 10);
    });

    it('are none where there is none by that name, and are not known where that is denied', async () => {
      const iam = await testTarget().iam();
      for (const name of ['NoSuchEntity', 'NoSuchEntityException']) {
        aws.iam.on(GetRoleCommand).rejects(awsError(name));
        assert.equal(await readRole(iam, 'gone'), undefined);
      }
      aws.iam.on(GetRoleCommand).rejects(awsError('AccessDenied'));
      await assert.rejects(readRole(iam, 'web'), { name: 'AccessDenied' });
    });
  });

  it('a managed policy that cannot be read as one is none', async () => {
    aws.iam.on(GetPolicyCommand).resolves({}).on(GetPolicyVersionCommand).resolves({});
    assert.deepEqual(await managedPolicy(await testTarget().iam(), OWN), []);
    assert.deepEqual(aws.inputs('iam.GetPolicyVersion'), [{ PolicyArn: OWN, VersionId: 'v1' }]);
  });
});
