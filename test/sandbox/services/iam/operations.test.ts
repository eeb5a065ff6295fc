import assert from 'node:assert/strict';
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  type CreatePolicyCommandInput,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetAccountAuthorizationDetailsCommand,
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListGroupsForUserCommand,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  ListPoliciesCommand,
  ListPolicyTagsCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListUserPoliciesCommand,
  paginateGetAccountAuthorizationDetails,
  paginateListRoles,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  UntagPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { createSandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { serveSandbox } from '../../../../src/sandbox/door/server.ts';
import { emptyIam, type Role } from '../../../../src/sandbox/state/iam.ts';
import { clientsOf, refused } from '../../clients.ts';

const ACCOUNT = '123456789012';
const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

function policy(statement: object = {}, more: object = {}): string {
  const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement };
  return JSON.stringify({ Version: '2012-10-17', Statement: [allow], ...more });
}

/** A role as a seed may have it. */
function role(more: Partial<Role> = {}): Role {
  const created = '2025-05-01T10:00:00.123Z';
  return { id: 'AROA00000000000000001', path: '/', created, inline: {}, attached: [], tags: {}, trust: TRUST, ...more };
}

describe('sandbox: IAM', () => {
  let sandbox = createSandbox();
  let { iam, sts } = clientsOf(sandbox);
  beforeEach(() => {
    sandbox = createSandbox();
    ({ iam, sts } = clientsOf(sandbox));
  });

  const seedRoles = (roles: Record<string, Role>) =>
    sandbox.edit((state) => {
      state.iam[ACCOUNT] = { ...emptyIam(), roles };
    });
  const createRole = (RoleName = 'node') =>
    iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));

  async function createPolicy(input: Partial<CreatePolicyCommandInput> = {}): Promise<string> {
    const made = await iam.send(new CreatePolicyCommand({ PolicyName: 'logging', PolicyDocument: policy(), ...input }));
    return made.Policy?.Arn ?? '';
  }

  it('shows a role whole, its documents percent-encoded', async () => {
    const boundary = 'arn:aws:iam::aws:policy/PowerUserAccess';
    const trust = TRUST.replace('{', '{ ');
    await seedRoles({ node: role({ path: '/app/', boundary, tags: { team: 'a&b <c>' }, trust, description: 'x' }) });
    const { Role: found } = await iam.send(new GetRoleCommand({ RoleName: 'node' }));
    assert.equal(found?.Arn, `arn:aws:iam::${ACCOUNT}:role/app/node`);
    assert.equal(found.RoleId, 'AROA00000000000000001');
    assert.equal(found.CreateDate?.toISOString(), '2025-05-01T10:00:00.000Z');
    assert.equal(found.MaxSessionDuration, 3600);
    assert.equal(found.Description, 'x');
    assert.deepEqual(found.Tags, [{ Key: 'team', Value: 'a&b <c>' }]);
    assert.equal(found.PermissionsBoundary?.PermissionsBoundaryArn, boundary);
    assert.match(found.AssumeRolePolicyDocument ?? '', /^%7B%20%22Version%22%3A%222012-10-17%22/);
    assert.equal(decodeURIComponent(found.AssumeRolePolicyDocument ?? ''), trust);
    await refused(iam.send(new GetRoleCommand({ RoleName: 'other' })), 'NoSuchEntityException', /name other cannot be/);
    await refused(iam.send(new GetRoleCommand({ RoleName: 'a b' })), 'ValidationError', /at 'roleName' failed/);
  });

  it('lists roles by path and page by page, without tags and boundaries', async () => {
    const names = Array.from({ length: 103 }, (_, index) => `role-${String(index).padStart(3, '0')}`);
    const roles = names.map((name) => [name, role({ path: name.endsWith('7') ? '/seven/' : '/', tags: { a: 'b' } })]);
    await seedRoles(Object.fromEntries(roles));
    const first = await iam.send(new ListRolesCommand({}));
    assert.equal(first.Roles?.length, 100);
    assert.equal(first.IsTruncated, true);
    assert.equal(first.Roles[0]?.Tags, undefined);
    const second = await iam.send(new ListRolesCommand({ Marker: first.Marker }));
    assert.deepEqual([second.Roles?.length, second.IsTruncated, second.Marker], [3, false, undefined]);
    const found: (string | undefined)[] = [];
    for await (const page of paginateListRoles({ client: iam, pageSize: 3 }, { PathPrefix: '/seven/' })) {
      assert.ok((page.Roles?.length ?? 0) <= 3);
      found.push(...(page.Roles ?? []).map(({ RoleName }) => RoleName));
    }
    assert.deepEqual(
      found,
      names.filter((name) => name.endsWith('7')),
    );
    await refused(iam.send(new ListRolesCommand({ MaxItems: 0 })), 'ValidationError');
    await refused(iam.send(new ListRolesCommand({ MaxItems: 1001 })), 'ValidationError');
    await refused(iam.send(new ListRolesCommand({ Marker: 'nonsense' })), 'ValidationError', /Marker/);
  });

  it('makes a role, gives it policies and a profile, and deletes it when all of that is gone', async () => {
    await createRole();
    await refused(createRole('NODE'), 'EntityAlreadyExistsException', /Role with name NODE already exists/);
    const RoleName = 'node';
    const policyArn = await createPolicy();
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: policyArn }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: policyArn }));
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: policy() }));
    const InstanceProfileName = 'node-profile';
    const { InstanceProfile: made } = await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
    assert.deepEqual(made?.Roles, []);
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
    const names = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    assert.deepEqual([names.PolicyNames, names.IsTruncated], [['own'], false]);
    const own = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'own' }));
    assert.equal(own.PolicyDocument, encodeURIComponent(policy()).replaceAll('*', '%2A'));
    const { AttachedPolicies: attached } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    assert.deepEqual(attached, [{ PolicyName: 'logging', PolicyArn: policyArn }]);

    const deleteRole = () => iam.send(new DeleteRoleCommand({ RoleName }));
    await refused(deleteRole(), 'DeleteConflictException', /remove roles from instance profile/);
    await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }));
    await refused(deleteRole(), 'DeleteConflictException', /detach all policies/);
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: policyArn }));
    await refused(
      iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: policyArn })),
      'NoSuchEntityException',
      /was not found/,
    );
    await refused(deleteRole(), 'DeleteConflictException', /delete policies/);
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'own' }));
    await refused(iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'own' })), 'NoSuchEntityException');
    await deleteRole();
    await refused(deleteRole(), 'NoSuchEntityException');
    assert.deepEqual((await sandbox.snapshot()).iam[ACCOUNT]?.roles, {});
  });

  it('makes roles with a boundary, tags and times that are there, or not at all', async () => {
    const create = (more: object) =>
      iam.send(new CreateRoleCommand({ RoleName: 'node', AssumeRolePolicyDocument: TRUST, ...more }));
    await refused(create({ PermissionsBoundary: CORE.replace('Core', 'None') }), 'NoSuchEntityException', /Scope ARN/);
    await refused(create({ MaxSessionDuration: 3599 }), 'ValidationError');
    await refused(create({ Path: 'app' }), 'ValidationError');
    await refused(create({ Path: '/aws-service-role/ssm.amazonaws.com/' }), 'ValidationError');
    await refused(create({ AssumeRolePolicyDocument: policy() }), 'MalformedPolicyDocumentException', /Resource/);
    await refused(
      create({ AssumeRolePolicyDocument: TRUST.replace('sts:AssumeRole', 's3:GetObject') }),
      'MalformedPolicyDocumentException',
      /only specify STS/,
    );
    const Tags = [
      { Key: 'Team', Value: 'x' },
      { Key: 'team', Value: 'y' },
    ];
    await refused(create({ Tags }), 'InvalidInputException', /Duplicate tag keys/);
    await refused(create({ Tags: [{ Key: 'aws:x', Value: '' }] }), 'InvalidInputException');
    assert.deepEqual((await sandbox.snapshot()).iam, {});
    await create({ PermissionsBoundary: CORE, MaxSessionDuration: 7200, Description: 'of nodes', Tags: [Tags[0]] });
    const { Role: made } = await iam.send(new GetRoleCommand({ RoleName: 'node' }));
    assert.match(made?.RoleId ?? '', /^AROA[A-Z2-7]{17}$/);
    assert.deepEqual([made?.MaxSessionDuration, made?.Description], [7200, 'of nodes']);
    assert.deepEqual(made?.Tags, [Tags[0]]);
  });

  it('attaches ten policies to a role, and none that is not there', async () => {
    await seedRoles({
      full: role({ attached: Array.from({ length: 10 }, (_, index) => `arn:aws:iam::${ACCOUNT}:policy/p${index}`) }),
      ours: role({ path: '/aws-service-role/ssm.amazonaws.com/' }),
      sso: role({ path: '/aws-reserved/sso.amazonaws.com/' }),
      node: role(),
    });
    const attach = (RoleName: string, PolicyArn: string) =>
      iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await refused(attach('full', CORE), 'LimitExceededException', /PoliciesPerRole: 10/);
    await refused(attach('ours', CORE), 'UnmodifiableEntityException');
    await refused(attach('sso', CORE), 'UnmodifiableEntityException');
    await refused(attach('node', `${CORE}2`), 'NoSuchEntityException', /does not exist or is not attachable/);
    await refused(attach('node', 'arn:aws-cn:iam::aws:policy/AmazonSSMManagedInstanceCore'), 'InvalidInputException');
    await refused(attach('node', `arn:aws:iam::${ACCOUNT}:role/a-role`), 'InvalidInputException', /is not valid/);
    await refused(attach('other', CORE), 'NoSuchEntityException');
    await attach('node', CORE);
    const list = (PathPrefix: string) =>
      iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'node', PathPrefix }));
    assert.equal((await list('/')).AttachedPolicies?.length, 1);
    assert.equal((await list('/service-role/')).AttachedPolicies?.length, 0);
  });

  it('keeps a managed policy in at most five versions, the latest listed first', async () => {
    const PolicyArn = await createPolicy({ Path: '/app/', Description: 'for nodes' });
    assert.equal(PolicyArn, `arn:aws:iam::${ACCOUNT}:policy/app/logging`);
    await refused(createPolicy({ PolicyName: 'Logging' }), 'EntityAlreadyExistsException', /called Logging already/);
    const add = (SetAsDefault?: boolean) =>
      iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: policy({ Sid: 'Two' }), SetAsDefault }));
    const { PolicyVersion: second } = await add();
    assert.deepEqual([second?.VersionId, second?.IsDefaultVersion, second?.Document], ['v2', false, undefined]);
    await add(true);
    await add();
    await add();
    await refused(add(), 'LimitExceededException', /up to 5 versions/);
    const drop = (VersionId: string) => iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
    await refused(drop('v3'), 'DeleteConflictException', /default version/);
    await refused(drop('v9'), 'NoSuchEntityException', /version v9/);
    await refused(drop('9'), 'ValidationError');
    await drop('v1');
    await add();
    const listed = await iam.send(new ListPolicyVersionsCommand({ PolicyArn, MaxItems: 2 }));
    assert.deepEqual(
      listed.Versions?.map(({ VersionId }) => VersionId),
      ['v6', 'v5'],
    );
    const rest = await iam.send(new ListPolicyVersionsCommand({ PolicyArn, Marker: listed.Marker }));
    assert.deepEqual(
      rest.Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]),
      [
        ['v4', false],
        ['v3', true],
        ['v2', false],
      ],
    );
    const get = (VersionId: string) => iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
    assert.equal(decodeURIComponent((await get('v3')).PolicyVersion?.Document ?? ''), policy({ Sid: 'Two' }));
    await refused(get('v1'), 'NoSuchEntityException');
    await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v6' }));
    const { Policy: found } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    assert.deepEqual([found?.DefaultVersionId, found?.AttachmentCount, found?.Path], ['v6', 0, '/app/']);
    assert.deepEqual([found?.Description, found?.IsAttachable, found?.Tags], ['for nodes', true, []]);
  });

  it('deletes a managed policy that nobody uses and that has one version', async () => {
    await createRole();
    const PolicyArn = await createPolicy();
    const deletePolicy = () => iam.send(new DeletePolicyCommand({ PolicyArn }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'node', PolicyArn }));
    await refused(deletePolicy(), 'DeleteConflictException', /attached to entities/);
    await iam.send(new DetachRolePolicyCommand({ RoleName: 'node', PolicyArn }));
    await sandbox.edit((state) => {
      const node = state.iam[ACCOUNT]?.roles['node'];
      if (node) node.boundary = PolicyArn;
    });
    await refused(deletePolicy(), 'DeleteConflictException', /attached to entities/);
    await sandbox.edit((state) => {
      delete state.iam[ACCOUNT]?.roles['node']?.boundary;
    });
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: policy() }));
    await refused(deletePolicy(), 'DeleteConflictException', /more than one version/);
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
    await deletePolicy();
    await refused(deletePolicy(), 'NoSuchEntityException');
  });

  it('refuses policy documents that IAM refuses, and says what is wrong', async () => {
    const wrong: readonly (readonly [document: string, message: RegExp])[] = [
      ['{', /Syntax errors/],
      ['[]', /Syntax errors/],
      [policy({}, { Statement: [] }), /Syntax errors/],
      [policy({}, { Version: '2020-01-01' }), /valid version string/],
      [policy({}, { Comment: 'x' }), /Unknown field Comment/],
      [policy({ Effect: 'allow' }), /Syntax errors/],
      [policy({ Action: undefined }), /must contain actions/],
      [policy({ Action: [] }), /must contain actions/],
      [policy({ Action: 'GetObject' }), /prefaced by a vendor/],
      [policy({ NotAction: 's3:*' }), /Syntax errors/],
      [policy({ Resource: undefined }), /must contain resources/],
      [policy({ Resource: 'bucket' }), /Resource bucket must be in ARN format or "\*"/],
      [policy({ Principal: '*' }), /should not specify a principal/],
      [policy({ Sid: 'my-sid' }), /must be alpha-numeric/],
      [policy({ Condition: { StringMatches: { 'aws:PrincipalArn': 'x' } } }), /Invalid Condition type : StringMatches/],
      [policy({ Condition: { StringEquals: { PrincipalArn: 'x' } } }), /prefaced by a vendor/],
      [policy({ Condition: { StringEquals: 'x' } }), /Syntax errors/],
      [
        policy({}, { Statement: ['A', 'A'].map((Sid) => ({ Sid, Effect: 'Deny', Action: '*', Resource: '*' })) }),
        /must be unique/,
      ],
    ];
    await createRole();
    for (const [PolicyDocument, message] of wrong) {
      await refused(createPolicy({ PolicyDocument }), 'MalformedPolicyDocumentException', message);
      const own = new PutRolePolicyCommand({ RoleName: 'node', PolicyName: 'own', PolicyDocument });
      await refused(iam.send(own), 'MalformedPolicyDocumentException', message);
    }
    const conditions = { 'ForAllValues:StringLikeIfExists': { 'aws:TagKeys': ['a*'] }, Null: { 'aws:TagKeys': false } };
    await createPolicy({ PolicyDocument: policy({ Condition: conditions }) });
  });

  it('counts the characters of a document without white space', async () => {
    await createRole();
    const sized = (size: number): string => {
      const empty = policy({ Resource: 'arn:aws:s3:::' });
      return policy({ Resource: `arn:aws:s3:::${'x'.repeat(size - empty.length)}` });
    };
    await createPolicy({ PolicyDocument: JSON.stringify(JSON.parse(sized(6144)), null, 8) });
    await refused(
      createPolicy({ PolicyName: 'more', PolicyDocument: sized(6145) }),
      'LimitExceededException',
      /PolicySize: 6144/,
    );
    const put = (PolicyName: string, PolicyDocument: string) =>
      iam.send(new PutRolePolicyCommand({ RoleName: 'node', PolicyName, PolicyDocument }));
    await put('one', sized(10_000));
    await refused(put('two', sized(241)), 'LimitExceededException', /10240 bytes exceeded for role node/);
    await put('two', sized(240));
    await put('one', sized(10_000));
    const UserName = 'alice';
    await iam.send(new CreateUserCommand({ UserName }));
    await refused(
      iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'x', PolicyDocument: sized(2049) })),
      'LimitExceededException',
      /2048 bytes exceeded for user alice/,
    );
  });

  it('tags policies; the case of a key does not count', async () => {
    const PolicyArn = await createPolicy({ Tags: [{ Key: 'Team', Value: 'a' }] });
    const tags = async () => (await iam.send(new ListPolicyTagsCommand({ PolicyArn }))).Tags;
    const tag = (Key: string, Value: string) => iam.send(new TagPolicyCommand({ PolicyArn, Tags: [{ Key, Value }] }));
    await tag('team', 'b');
    await tag('owner', '');
    assert.deepEqual(await tags(), [
      { Key: 'owner', Value: '' },
      { Key: 'team', Value: 'b' },
    ]);
    await refused(tag('aws:team', 'b'), 'InvalidInputException');
    await iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys: ['TEAM', 'none'] }));
    assert.deepEqual(await tags(), [{ Key: 'owner', Value: '' }]);
    const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    await refused(iam.send(new TagPolicyCommand({ PolicyArn, Tags: many })), 'LimitExceededException');
    await iam.send(new TagPolicyCommand({ PolicyArn, Tags: many.slice(1) }));
    assert.deepEqual((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.Tags?.length, 50);
  });

  it('has AWS’s own policies, of the caller’s partition, which nobody can change', async () => {
    const { Policy: core } = await iam.send(new GetPolicyCommand({ PolicyArn: CORE }));
    assert.equal(core?.PolicyId, 'ANPAIXSHM2BNB2D3AXXRU');
    assert.deepEqual([core.DefaultVersionId, core.Path, core.AttachmentCount], ['v2', '/', 0]);
    const china = clientsOf(sandbox, { region: 'cn-north-1' }).iam;
    const { Policies: listed } = await china.send(new ListPoliciesCommand({ Scope: 'AWS' }));
    assert.deepEqual(
      listed?.map(({ Arn }) => Arn?.replace('arn:aws-cn:iam::aws:policy/', '')),
      [
        'AdministratorAccess',
        'service-role/AmazonEC2RoleforSSM',
        'AmazonSSMFullAccess',
        'AmazonSSMManagedEC2InstanceDefaultPolicy',
        'AmazonSSMManagedInstanceCore',
        'AmazonSSMReadOnlyAccess',
        'CloudWatchAgentServerPolicy',
        'PowerUserAccess',
        'ReadOnlyAccess',
      ],
    );
    const agent = 'arn:aws-cn:iam::aws:policy/CloudWatchAgentServerPolicy';
    const { PolicyVersion: version } = await china.send(
      new GetPolicyVersionCommand({ PolicyArn: agent, VersionId: 'v3' }),
    );
    assert.match(decodeURIComponent(version?.Document ?? ''), /"arn:aws-cn:ssm:\*:\*:parameter\/AmazonCloudWatch-\*"/);
    await refused(china.send(new GetPolicyCommand({ PolicyArn: CORE })), 'InvalidInputException');
    for (const change of [
      iam.send(new DeletePolicyCommand({ PolicyArn: CORE })),
      iam.send(new CreatePolicyVersionCommand({ PolicyArn: CORE, PolicyDocument: policy() })),
      iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn: CORE, VersionId: 'v2' })),
      iam.send(new TagPolicyCommand({ PolicyArn: CORE, Tags: [] })),
    ]) {
      await refused(change, 'AccessDenied', /not authorized to perform: iam:\w+ on resource: policy arn:aws:iam::aws:/);
    }
  });

  it('gives node policies the actions that AWS gives them', async () => {
    const actions = async (name: string, VersionId: string): Promise<string[]> => {
      const PolicyArn = `arn:aws:iam::aws:policy/${name}`;
      const { PolicyVersion: version } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
      const { Statement: statements } = JSON.parse(decodeURIComponent(version?.Document ?? ''));
      return statements.flatMap(({ Action }: { Action: string[] }) => Action);
    };
    const core = await actions('AmazonSSMManagedInstanceCore', 'v2');
    assert.equal(core.length, 25);
    assert.deepEqual(
      core.filter((action) => /^(?:logs|s3|kms):/.test(action)),
      [],
    );
    const dhmc = await actions('AmazonSSMManagedEC2InstanceDefaultPolicy', 'v2');
    assert.deepEqual(
      core.filter((action) => !dhmc.includes(action)),
      ['ssm:GetParameter', 'ssm:GetParameters'],
    );
    const old = await actions('service-role/AmazonEC2RoleforSSM', 'v8');
    for (const action of ['logs:PutLogEvents', 's3:PutObject', 's3:GetEncryptionConfiguration']) {
      assert.ok(old.includes(action));
    }
  });

  it('lists policies by scope, path and use', async () => {
    const PolicyArn = await createPolicy({ Path: '/app/' });
    await createPolicy({ PolicyName: 'unused' });
    await createRole();
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'node', PolicyArn }));
    await iam.send(
      new CreateRoleCommand({ RoleName: 'b', AssumeRolePolicyDocument: TRUST, PermissionsBoundary: CORE }),
    );
    const names = async (input: object) =>
      ((await iam.send(new ListPoliciesCommand(input))).Policies ?? []).map(({ PolicyName }) => PolicyName);
    assert.deepEqual(await names({ Scope: 'Local' }), ['logging', 'unused']);
    assert.deepEqual(await names({ Scope: 'Local', PathPrefix: '/app/' }), ['logging']);
    assert.equal((await names({})).length, 11);
    assert.deepEqual(await names({ OnlyAttached: true, Scope: 'Local' }), ['logging']);
    assert.deepEqual(await names({ PolicyUsageFilter: 'PermissionsBoundary' }), ['AmazonSSMManagedInstanceCore']);
    const entities = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn }));
    assert.deepEqual(
      entities.PolicyRoles?.map(({ RoleName }) => RoleName),
      ['node'],
    );
    const bounded = new ListEntitiesForPolicyCommand({ PolicyArn: CORE, PolicyUsageFilter: 'PermissionsPolicy' });
    assert.deepEqual((await iam.send(bounded)).PolicyRoles, []);
    const admins = new ListEntitiesForPolicyCommand({
      PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      EntityFilter: 'User',
    });
    assert.deepEqual(
      (await iam.send(admins)).PolicyUsers?.map(({ UserName }) => UserName),
      ['sandbox'],
    );
  });

  it('holds one role in an instance profile, and finds the profiles of a role', async () => {
    await seedRoles({ node: role({ path: '/app/' }), other: role() });
    const InstanceProfileName = 'nodes';
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName, Path: '/app/' }));
    await refused(
      iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'Nodes' })),
      'EntityAlreadyExistsException',
      /Instance Profile Nodes already exists/,
    );
    const add = (RoleName: string) => iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
    await refused(add('none'), 'NoSuchEntityException');
    await add('node');
    await refused(add('other'), 'LimitExceededException', /InstanceSessionsPerInstanceProfile: 1/);
    const { InstanceProfile: found } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName }));
    assert.equal(found?.Arn, `arn:aws:iam::${ACCOUNT}:instance-profile/app/nodes`);
    assert.match(found.InstanceProfileId ?? '', /^AIPA/);
    assert.deepEqual(
      found.Roles?.map(({ Arn }) => Arn),
      [`arn:aws:iam::${ACCOUNT}:role/app/node`],
    );
    const of = async (RoleName: string) =>
      (await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName }))).InstanceProfiles?.length;
    assert.deepEqual([await of('node'), await of('other')], [1, 0]);
    const all = async (PathPrefix: string) =>
      (await iam.send(new ListInstanceProfilesCommand({ PathPrefix }))).InstanceProfiles?.length;
    assert.deepEqual([await all('/app/'), await all('/web/')], [1, 0]);
    await refused(
      iam.send(new GetInstanceProfileCommand({ InstanceProfileName: 'x' })),
      'NoSuchEntityException',
      /Instance Profile x cannot be found/,
    );
  });

  it('takes the caller for an administrator until somebody makes the user', async () => {
    const { User: caller } = await iam.send(new GetUserCommand({}));
    const identity = await sts.send(new GetCallerIdentityCommand({}));
    assert.deepEqual([caller?.UserName, caller?.Arn, caller?.UserId], ['sandbox', identity.Arn, identity.UserId]);
    const attached = async () =>
      (await iam.send(new ListAttachedUserPoliciesCommand({ UserName: 'sandbox' }))).AttachedPolicies?.map(
        ({ PolicyName }) => PolicyName,
      );
    assert.deepEqual(await attached(), ['AdministratorAccess']);
    assert.deepEqual((await sandbox.snapshot()).iam, {});
    await iam.send(new AttachUserPolicyCommand({ UserName: 'sandbox', PolicyArn: CORE }));
    assert.deepEqual(await attached(), ['AdministratorAccess', 'AmazonSSMManagedInstanceCore']);
    await refused(iam.send(new CreateUserCommand({ UserName: 'Sandbox' })), 'EntityAlreadyExistsException');
    const fresh = clientsOf(createSandbox()).iam;
    await fresh.send(new CreateUserCommand({ UserName: 'sandbox' }));
    const { AttachedPolicies: none } = await fresh.send(new ListAttachedUserPoliciesCommand({ UserName: 'sandbox' }));
    assert.deepEqual(none, []);
  });

  it('keeps users and their policies', async () => {
    const UserName = 'alice';
    const { User: made } = await iam.send(new CreateUserCommand({ UserName, Path: '/ops/' }));
    assert.equal(made?.Arn, `arn:aws:iam::${ACCOUNT}:user/ops/alice`);
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument: policy() }));
    assert.deepEqual((await iam.send(new ListUserPoliciesCommand({ UserName }))).PolicyNames, ['own']);
    const own = await iam.send(new GetUserPolicyCommand({ UserName, PolicyName: 'own' }));
    assert.equal(decodeURIComponent(own.PolicyDocument ?? ''), policy());
    await refused(
      iam.send(new GetUserPolicyCommand({ UserName, PolicyName: 'none' })),
      'NoSuchEntityException',
      /user policy with name none/,
    );
    assert.deepEqual((await iam.send(new ListGroupsForUserCommand({ UserName }))).Groups, []);
    await refused(iam.send(new GetUserCommand({ UserName: 'bob' })), 'NoSuchEntityException');
  });

  it('knows a role that was assumed, as an administrator’s unless somebody has made it', async () => {
    const RoleArn = 'arn:aws:iam::111111111111:role/OrganizationAccountAccessRole';
    const { Credentials: made } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
    const credentials = {
      accessKeyId: made?.AccessKeyId ?? '',
      secretAccessKey: made?.SecretAccessKey ?? '',
      sessionToken: made?.SessionToken ?? '',
    };
    const member = clientsOf(sandbox, { credentials }).iam;
    const RoleName = 'OrganizationAccountAccessRole';
    const { Role: found } = await member.send(new GetRoleCommand({ RoleName }));
    assert.equal(found?.Arn, RoleArn);
    const { AttachedPolicies: attached } = await member.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    assert.deepEqual(attached?.[0]?.PolicyName, 'AdministratorAccess');
    await refused(member.send(new GetUserCommand({})), 'ValidationError', /Must specify userName/);
    await refused(iam.send(new GetRoleCommand({ RoleName })), 'NoSuchEntityException');
    await sandbox.edit((state) => {
      state.iam['111111111111'] = { ...emptyIam(), roles: { [RoleName]: role({ attached: [CORE] }) } };
    });
    const { AttachedPolicies: real } = await member.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    assert.deepEqual(real?.[0]?.PolicyName, 'AmazonSSMManagedInstanceCore');
    const again = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'other' }));
    assert.equal(again.AssumedRoleUser?.AssumedRoleId, 'AROA00000000000000001:other');
  });

  it('shows the whole account page by page, and of AWS’s policies those in use', async () => {
    const PolicyArn = await createPolicy();
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: policy(), SetAsDefault: true }));
    await sandbox.edit((state) => {
      const account = state.iam[ACCOUNT];
      if (!account) return;
      account.roles['node'] = role({ attached: [CORE, PolicyArn], inline: { own: policy() }, boundary: PolicyArn });
      account.instanceProfiles['nodes'] = {
        id: 'AIPA1',
        path: '/',
        created: new Date().toISOString(),
        roles: ['node'],
      };
    });
    const all = await iam.send(new GetAccountAuthorizationDetailsCommand({}));
    assert.equal(all.IsTruncated, false);
    const [found] = all.RoleDetailList ?? [];
    assert.deepEqual(
      found?.InstanceProfileList?.map(({ InstanceProfileName }) => InstanceProfileName),
      ['nodes'],
    );
    assert.deepEqual(
      found?.AttachedManagedPolicies?.map(({ PolicyArn: name }) => name),
      [CORE, PolicyArn],
    );
    assert.equal(decodeURIComponent(found?.RolePolicyList?.[0]?.PolicyDocument ?? ''), policy());
    assert.equal(found?.PermissionsBoundary?.PermissionsBoundaryArn, PolicyArn);
    assert.deepEqual(
      all.UserDetailList?.map(({ UserName }) => UserName),
      ['sandbox'],
    );
    const shown = all.Policies?.map((one) => [one.PolicyName, one.AttachmentCount, one.PermissionsBoundaryUsageCount]);
    assert.deepEqual(shown, [
      ['logging', 1, 1],
      ['AdministratorAccess', 1, 0],
      ['AmazonSSMManagedInstanceCore', 1, 0],
    ]);
    const versions = all.Policies?.[0]?.PolicyVersionList;
    assert.deepEqual(
      versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]),
      [
        ['v2', true],
        ['v1', false],
      ],
    );
    assert.equal(decodeURIComponent(versions?.[1]?.Document ?? ''), policy());
    const local = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ['LocalManagedPolicy', 'Role'] }));
    assert.deepEqual([local.UserDetailList, local.RoleDetailList?.length, local.Policies?.length], [[], 1, 1]);
    const seen: (string | undefined)[] = [];
    for await (const page of paginateGetAccountAuthorizationDetails({ client: iam, pageSize: 1 }, {})) {
      seen.push(...(page.UserDetailList ?? []).map(({ UserName }) => UserName));
      seen.push(...(page.RoleDetailList ?? []).map(({ RoleName }) => RoleName));
      seen.push(...(page.Policies ?? []).map(({ PolicyName }) => PolicyName));
    }
    assert.deepEqual(seen, ['sandbox', 'node', 'logging', 'AdministratorAccess', 'AmazonSSMManagedInstanceCore']);
  });

  it('is one for all regions, and each account’s own', async () => {
    await createRole();
    const elsewhere = clientsOf(sandbox, { region: 'ap-southeast-2' }).iam;
    await elsewhere.send(new GetRoleCommand({ RoleName: 'node' }));
    assert.equal(sandbox.calls.at(-1)?.region, 'us-east-1');
    const other = clientsOf(sandbox, { credentials: { accessKeyId: '222222222222', secretAccessKey: 'x' } }).iam;
    await refused(other.send(new GetRoleCommand({ RoleName: 'node' })), 'NoSuchEntityException');
    assert.deepEqual((await sandbox.snapshot()).accounts, {});
  });

  it('changes nothing when it refuses', async () => {
    await createRole();
    const PolicyArn = await createPolicy();
    const before = await sandbox.snapshot();
    const RoleName = 'node';
    const PolicyDocument = '{}';
    await refused(
      iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument })),
      'MalformedPolicyDocumentException',
    );
    await refused(
      iam.send(new AttachUserPolicyCommand({ UserName: 'sandbox', PolicyArn: `${CORE}2` })),
      'NoSuchEntityException',
    );
    await refused(
      iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'x', PolicyDocument })),
      'MalformedPolicyDocumentException',
    );
    assert.deepEqual(await sandbox.snapshot(), before);
  });

  it('meets faults as every service does, and answers over HTTP', async () => {
    const faulty = createSandbox({
      faults: { deniedActions: ['iam:ListRoles'], throttling: 1, operations: ['iam:GetRole'] },
    });
    const { iam: denied } = clientsOf(faulty);
    await refused(
      denied.send(new ListRolesCommand({})),
      'AccessDenied',
      /iam:ListRoles on resource: arn:aws:iam::1234/,
    );
    await refused(denied.send(new GetRoleCommand({ RoleName: 'x' })), 'Throttling');
    const server = await serveSandbox(sandbox);
    try {
      const { iam: remote } = clientsOf(sandbox, { endpoint: server.url });
      assert.equal((await remote.send(new GetUserCommand({}))).User?.UserName, 'sandbox');
    } finally {
      await server.close();
    }
  });
});
