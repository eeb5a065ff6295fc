import assert from 'node:assert/strict';
import { GetUserCommand } from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
} from '@aws-sdk/client-kms';
import { CreateLogGroupCommand, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateAssociationCommand, ResumeSessionCommand } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { createSandbox, type Sandbox } from '../../../src/sandbox/door/sandbox.ts';
import { SANDBOX_USER, sandboxUserId } from '../../../src/sandbox/iam/sandbox-user.ts';
import { SERVICES } from '../../../src/sandbox/services/index.ts';
import { emptyIam } from '../../../src/sandbox/state/iam.ts';
import { clientsOf } from '../clients.ts';

const ACCOUNT = '123456789012';
const KEY = '00000001-2222-3333-4444-555555555555';

interface Allowed {
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: object;
  readonly Effect?: 'Deny';
}

const identity = (statements: readonly Allowed[]) => ({
  id: sandboxUserId(ACCOUNT),
  path: '/',
  created: '2025-01-01T00:00:00.000Z',
  attached: [],
  tags: {},
  inline: {
    own: JSON.stringify({
      Version: '2012-10-17',
      Statement: statements.map((statement) => ({ Effect: 'Allow', Resource: '*', ...statement })),
    }),
  },
});

/** A sandbox whose user is allowed this, with a key that has a tag and an alias. */
async function allowing(...statements: readonly Allowed[]): Promise<Sandbox> {
  const sandbox = createSandbox({ faults: { enforcePolicies: true } });
  const admin = createSandbox();
  const { KeyMetadata: made } = await clientsOf(admin).kms.send(
    new CreateKeyCommand({ Tags: [{ TagKey: 'team', TagValue: 'web' }] }),
  );
  const { accounts } = await admin.snapshot();
  const region = Object.keys(accounts[ACCOUNT] ?? {})[0] ?? '';
  const key = accounts[ACCOUNT]?.[region]?.keys[made?.KeyId ?? ''] ?? assert.fail('no key');
  const arn = key.arn.replace(key.id, KEY);
  await sandbox.edit((state) => {
    state.accounts = accounts;
    const here = accounts[ACCOUNT]?.[region] ?? assert.fail('no region');
    here.keys = { [KEY]: { ...key, id: KEY, arn } };
    here.aliases = { 'alias/web': { target: KEY, created: key.created, updated: key.created } };
    state.iam[ACCOUNT] = { ...emptyIam(), users: { [SANDBOX_USER]: identity(statements) } };
  });
  return sandbox;
}

const denied = (call: Promise<unknown>, message: RegExp): Promise<void> =>
  assert.rejects(call, (error: Error) => error.name.startsWith('AccessDenied') && message.test(error.message));

describe('sandbox: policies that are enforced', () => {
  it('know the resources of every operation, and of no other', () => {
    for (const { name, operations, permissions } of SERVICES.values()) {
      assert.deepEqual(Object.keys(permissions).toSorted(), Object.keys(operations).toSorted(), name);
    }
  });

  it('refuse what nothing allows, as AWS words it, except GetCallerIdentity', async () => {
    const { iam, sts } = clientsOf(await allowing({ Action: 's3:*' }));
    await denied(
      iam.send(new GetUserCommand({})),
      /user\/sandbox is not authorized to perform: iam:GetUser on resource: arn:aws:iam::123456789012:user\/sandbox because no identity-based policy allows the iam:GetUser action/,
    );
    assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Account, ACCOUNT);
  });

  it('refuse what a Deny is about', async () => {
    const { kms } = clientsOf(await allowing({ Action: 'kms:*' }, { Action: 'kms:DescribeKey', Effect: 'Deny' }));
    await denied(kms.send(new DescribeKeyCommand({ KeyId: KEY })), /with an explicit deny in an identity-based policy/);
  });

  it('ask for both the alias and its key', async () => {
    const call = new CreateAliasCommand({ AliasName: 'alias/other', TargetKeyId: KEY });
    const alias = 'arn:aws:kms:*:*:alias/other';
    const key = 'arn:aws:kms:*:*:key/*';
    for (const Resource of [alias, key]) {
      const { kms } = clientsOf(await allowing({ Action: 'kms:CreateAlias', Resource }));
      await denied(kms.send(call), /kms:CreateAlias/);
    }
    const { kms } = clientsOf(await allowing({ Action: 'kms:CreateAlias', Resource: [alias, key] }));
    await kms.send(call);
  });

  it('see the tags and aliases of a key, by whatever name it is called', async () => {
    const tagged = { StringEquals: { 'aws:ResourceTag/team': 'web' } };
    const named = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/web' } };
    for (const Condition of [tagged, named]) {
      const { kms } = clientsOf(await allowing({ Action: ['kms:DescribeKey', 'kms:ScheduleKeyDeletion'], Condition }));
      for (const KeyId of [KEY, 'alias/web']) await kms.send(new DescribeKeyCommand({ KeyId }));
      await kms.send(new ScheduleKeyDeletionCommand({ KeyId: KEY }));
    }
    for (const Condition of [
      { StringEquals: { 'aws:ResourceTag/team': 'db' } },
      { Null: { 'aws:ResourceTag/owner': 'false' } },
      { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/db' } },
    ]) {
      const { kms } = clientsOf(await allowing({ Action: 'kms:*', Condition }));
      await denied(kms.send(new ScheduleKeyDeletionCommand({ KeyId: KEY })), /key\/0{7}1/);
    }
  });

  it('ask the policy of a key, too: it can refuse, leave it to IAM, or be enough', async () => {
    const root = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
    const user = { AWS: `arn:aws:iam::${ACCOUNT}:user/${SANDBOX_USER}` };
    const someone = { AWS: `arn:aws:iam::${ACCOUNT}:user/someone` };
    const allow = (Principal: object, Effect = 'Allow') => ({ Effect, Principal, Action: 'kms:*', Resource: '*' });
    for (const [statements, iamAllows, expected] of [
      [[allow(root)], true, undefined],
      [[allow(root)], false, /no identity-based policy/],
      [[allow(someone)], true, /no resource-based policy/],
      [[allow(user)], false, undefined],
      [[allow(root), allow(user, 'Deny')], true, /resource-based policy/],
    ] as const) {
      const sandbox = await allowing({ Action: iamAllows ? 'kms:*' : 's3:*' });
      await sandbox.edit(({ accounts }) => {
        for (const { keys } of Object.values(accounts[ACCOUNT] ?? {})) {
          for (const key of Object.values(keys)) {
            key.policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
          }
        }
      });
      const call = clientsOf(sandbox).kms.send(new DescribeKeyCommand({ KeyId: KEY }));
      await (expected ? denied(call, expected) : call);
    }
  });

  it('see the tags that a request sets, and ask for tagging where something is made with tags', async () => {
    const make = new CreateKeyCommand({ Tags: [{ TagKey: 'team', TagValue: 'web' }] });
    const Condition = { StringEquals: { 'aws:RequestTag/team': 'web' } };
    const half = clientsOf(await allowing({ Action: 'kms:CreateKey', Condition }));
    await denied(half.kms.send(make), /kms:TagResource on resource: arn:aws:kms:[^:]+:123456789012:key\/\*/);
    const { kms } = clientsOf(await allowing({ Action: ['kms:CreateKey', 'kms:TagResource'], Condition }));
    await kms.send(make);
    await denied(kms.send(new CreateKeyCommand({})), /kms:CreateKey on resource: \*/);
    const other = new TagResourceCommand({ KeyId: KEY, Tags: [{ TagKey: 'team', TagValue: 'db' }] });
    await denied(kms.send(other), /kms:TagResource/);
  });

  it('name a log group with an unnamed stream, and without one where it is tagged', async () => {
    const group = 'arn:aws:logs:*:*:log-group:sessions';
    const create = new CreateLogGroupCommand({ logGroupName: 'sessions', tags: { team: 'web' } });
    const streams = clientsOf(await allowing({ Action: 'logs:*', Resource: `${group}:*` }));
    await denied(streams.logs.send(create), /logs:TagResource/);
    const plain = clientsOf(await allowing({ Action: 'logs:*', Resource: group }));
    await denied(plain.logs.send(create), /logs:CreateLogGroup/);
    const { logs } = clientsOf(await allowing({ Action: 'logs:*', Resource: [group, `${group}:*`] }));
    await logs.send(create);
    await denied(logs.send(new DeleteLogGroupCommand({ logGroupName: 'sessions-2' })), /log-group:sessions-2:/);
  });

  it('ask for an association, its document and the nodes that it names', async () => {
    const call = new CreateAssociationCommand({
      Name: 'AWS-UpdateSSMAgent',
      Targets: [{ Key: 'InstanceIds', Values: ['*'] }],
    });
    const all = [
      'arn:aws:ssm:*:*:association/*',
      'arn:aws:ssm:*::document/AWS-UpdateSSMAgent',
      'arn:aws:ec2:*:*:instance/*',
      'arn:aws:ssm:*:*:managed-instance/*',
    ];
    for (const missing of all) {
      const Resource = all.filter((resource) => resource !== missing);
      const { ssm } = clientsOf(await allowing({ Action: 'ssm:*', Resource }));
      await denied(ssm.send(call), /ssm:CreateAssociation/);
    }
    await clientsOf(await allowing({ Action: 'ssm:*', Resource: all })).ssm.send(call);
  });

  it('are those of the role that was entered; a role that nobody made is an administrator', async () => {
    const sandbox = await allowing({ Action: 'sts:AssumeRole', Resource: `arn:aws:iam::${ACCOUNT}:role/ops/limited` });
    await sandbox.edit(({ iam }) => {
      const role = { ...identity([{ Action: 'iam:GetUser' }]), path: '/ops/', trust: '{}' };
      Object.assign(iam[ACCOUNT] ?? {}, { roles: { limited: role } });
    });
    const { sts } = clientsOf(sandbox);
    const enter = (name: string) =>
      sts.send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/${name}`, RoleSessionName: 'test' }));
    await denied(enter('admin'), /sts:AssumeRole on resource: arn:aws:iam::123456789012:role\/admin/);
    const { Credentials: made } = await enter('ops/limited');
    const credentials = {
      accessKeyId: made?.AccessKeyId ?? '',
      secretAccessKey: made?.SecretAccessKey ?? '',
      sessionToken: made?.SessionToken ?? '',
    };
    const limited = clientsOf(sandbox, { credentials });
    await limited.iam.send(new GetUserCommand({ UserName: SANDBOX_USER }));
    await denied(limited.kms.send(new DescribeKeyCommand({ KeyId: KEY })), /assumed-role\/limited\/test/);
  });

  it('lets a session be named by its id, and that of the caller by the user id', async () => {
    const named = (name: string) => `arn:aws:ssm:*:*:session/${name}-*`;
    const ACTIONS = ['ssm:ResumeSession', 'ssm:TerminateSession'];
    for (const [statements, own, other] of [
      [[{ Action: ACTIONS, Resource: named('${aws:userid}') }], true, false],
      [[{ Action: ACTIONS, Resource: named('sandbox') }], true, false],
      [[{ Action: ACTIONS, Resource: named('bob') }], false, true],
      [[{ Action: ACTIONS }, { Effect: 'Deny', Action: ACTIONS, Resource: named('${aws:userid}') }], false, true],
    ] as const) {
      const sandbox = await allowing(...statements);
      const { ssm, sts } = clientsOf(sandbox);
      const { Arn: owner = '' } = await sts.send(new GetCallerIdentityCommand({}));
      await sandbox.edit((state) => {
        const here = Object.values(state.accounts[ACCOUNT] ?? {})[0] ?? assert.fail('no region');
        const session = { target: 'i-1', started: new Date().toISOString(), document: 'x', parameters: {} };
        here.activeSessions = {
          'sandbox-0123456789abcdef0': { ...session, owner },
          'bob-0123456789abcdef0': { ...session, owner: `arn:aws:iam::${ACCOUNT}:user/bob` },
        };
      });
      const may = (SessionId: string): Promise<boolean> =>
        ssm.send(new ResumeSessionCommand({ SessionId })).then(
          () => true,
          (error: Error) => {
            assert.match(error.message, /not authorized/);
            return false;
          },
        );
      assert.deepEqual(
        [await may('sandbox-0123456789abcdef0'), await may('bob-0123456789abcdef0')],
        [own, other],
        JSON.stringify(statements),
      );
    }
  });
});
