import assert from 'node:assert/strict';
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  paginateListAliases,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-kms';
import { createSandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { regionOf } from '../../../../src/sandbox/state/state.ts';
import { clientsOf, logsKeyPolicy, refused } from '../../clients.ts';

function policy(principal: unknown, action = 'kms:*'): string {
  return JSON.stringify({ Statement: { Effect: 'Allow', Principal: principal, Action: action, Resource: '*' } });
}

describe('sandbox: KMS', () => {
  let sandbox = createSandbox();
  let { kms } = clientsOf(sandbox);
  beforeEach(() => {
    sandbox = createSandbox();
    ({ kms } = clientsOf(sandbox));
  });

  const describeKey = (KeyId: string) => kms.send(new DescribeKeyCommand({ KeyId }));
  const arnIn = async (region: string) =>
    (await clientsOf(sandbox, { region }).kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn;

  async function createKey(input: CreateKeyCommandInput = {}): Promise<{ id: string; arn: string }> {
    const { KeyMetadata: key } = await kms.send(new CreateKeyCommand(input));
    return { id: key?.KeyId ?? '', arn: key?.Arn ?? '' };
  }

  it('makes a symmetric key that is found by id, ARN, alias and alias ARN', async () => {
    const { id, arn } = await createKey({ Description: 'sessions' });
    assert.match(arn, /^arn:aws:kms:eu-central-1:123456789012:key\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/session', TargetKeyId: arn }));
    for (const KeyId of [id, arn, 'alias/session', 'arn:aws:kms:eu-central-1:123456789012:alias/session']) {
      const { KeyMetadata: key } = await kms.send(new DescribeKeyCommand({ KeyId }));
      assert.equal(key?.Arn, arn);
      assert.equal(key?.KeyState, 'Enabled');
      assert.equal(key?.KeySpec, 'SYMMETRIC_DEFAULT');
      assert.equal(key?.Description, 'sessions');
      assert.ok(Math.abs((key?.CreationDate?.getTime() ?? 0) - Date.now()) < 3_600_000);
    }
  });

  it('gives a multi-Region key an id of its own kind', async () => {
    assert.match((await createKey({ MultiRegion: true })).id, /^mrk-[0-9a-f]{32}$/);
  });

  it('refuses key ids, ARNs and aliases that are not there', async () => {
    const { id } = await createKey();
    await refused(describeKey('alias/none'), 'NotFoundException', /^Alias arn:.*:alias\/none is not found\.$/);
    await refused(describeKey('nonsense'), 'NotFoundException', /Invalid keyId/);
    await refused(describeKey('00000000-0000-0000-0000-000000000000'), 'NotFoundException', /does not exist/);
    await refused(
      describeKey(`arn:aws:kms:eu-west-1:123456789012:key/${id}`),
      'NotFoundException',
      /Invalid arn eu-west-1/,
    );
    await refused(describeKey('arn:aws:s3:::bucket'), 'InvalidArnException');
    await refused(
      clientsOf(sandbox, { region: 'us-east-1' }).kms.send(new DescribeKeyCommand({ KeyId: id })),
      'NotFoundException',
    );
  });

  it('refuses a key policy that is not one, names impossible principals, or locks its account out', async () => {
    const create = (Policy: string) => kms.send(new CreateKeyCommand({ Policy }));
    const malformed = 'MalformedPolicyDocumentException';
    await refused(create('{'), malformed);
    await refused(create('{"Statement":[]}'), malformed);
    await refused(create(policy({ AWS: 'arn:aws:iam::nonsense:root' })), malformed, /invalid principals/);
    await refused(create(policy({ AWS: 'arn:aws-cn:iam::123456789012:root' })), malformed, /invalid principals/);
    await refused(create(policy({ AWS: 'arn:aws:iam::111111111111:root' })), malformed, /not allow you to update/);
    await refused(create(policy({ AWS: 'arn:aws:iam::123456789012:root' }, 'kms:Decrypt')), malformed, /not allow you/);
    await create(policy({ AWS: 'arn:aws:iam::123456789012:root' }));
    await create(policy({ AWS: '123456789012' }, 'kms:Put*'));
    await create(policy({ AWS: 'arn:aws:iam::123456789012:user/sandbox' }));
    await kms.send(
      new CreateKeyCommand({ Policy: policy({ AWS: '111111111111' }), BypassPolicyLockoutSafetyCheck: true }),
    );
  });

  it('understands whom a Deny spares: with the account and the caller among them, nobody is locked out', async () => {
    const root = 'arn:aws:iam::123456789012:root';
    const user = 'arn:aws:iam::123456789012:user/sandbox';
    const sparing = (...AWS: readonly string[]): string =>
      JSON.stringify({
        Statement: [
          { Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:*', Resource: '*' },
          { Effect: 'Deny', NotPrincipal: { AWS }, Action: 'kms:PutKeyPolicy', Resource: '*' },
        ],
      });
    const malformed = 'MalformedPolicyDocumentException';
    await createKey({ Policy: sparing(root, user) });
    await refused(createKey({ Policy: sparing('111111111111') }), malformed, /not allow you to update/);
    await refused(createKey({ Policy: sparing(root, 'AIDACKCEVSQ6C2EXAMPLE') }), malformed, /invalid principals/);
  });

  it('gives back the policy as it was put, under a key id or ARN only', async () => {
    const { id, arn } = await createKey();
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/session', TargetKeyId: id }));
    const get = (KeyId: string) => kms.send(new GetKeyPolicyCommand({ KeyId }));
    assert.equal(JSON.parse((await get(id)).Policy ?? '').Statement[0].Principal.AWS, 'arn:aws:iam::123456789012:root');
    await kms.send(new PutKeyPolicyCommand({ KeyId: arn, Policy: logsKeyPolicy() }));
    assert.equal((await get(arn)).Policy, logsKeyPolicy());
    await refused(get('alias/session'), 'NotFoundException');
    await refused(get('arn:aws:kms:eu-central-1:123456789012:alias/session'), 'InvalidArnException');
    await refused(kms.send(new GetKeyPolicyCommand({ KeyId: id, PolicyName: 'other' })), 'NotFoundException');
    await refused(kms.send(new PutKeyPolicyCommand({ KeyId: id, Policy: '[]' })), 'MalformedPolicyDocumentException');
  });

  it('takes a policy of 32,768 bytes, and none that is larger', async () => {
    const padded = (bytes: number) => logsKeyPolicy().padEnd(bytes);
    const { id: KeyId } = await createKey({ Policy: padded(32_768) });
    await refused(createKey({ Policy: padded(32_769) }), 'LimitExceededException', /32768 bytes/);
    await refused(kms.send(new PutKeyPolicyCommand({ KeyId, Policy: padded(36_560) })), 'LimitExceededException');
  });

  it('turns rotation on and off, within 90 to 2560 days', async () => {
    const { id: KeyId } = await createKey();
    const status = () => kms.send(new GetKeyRotationStatusCommand({ KeyId }));
    assert.equal((await status()).KeyRotationEnabled, false);
    await kms.send(new EnableKeyRotationCommand({ KeyId }));
    assert.equal((await status()).RotationPeriodInDays, 365);
    await kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }));
    assert.equal((await status()).RotationPeriodInDays, 90);
    await refused(
      kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 89 })),
      'ValidationException',
      /^1 validation error detected: Value '89' at 'rotationPeriodInDays' failed to satisfy constraint: Member must have value greater than or equal to 90$/,
    );
    await refused(kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 2561 })), 'ValidationException');
    await kms.send(new DisableKeyRotationCommand({ KeyId }));
    assert.equal((await status()).KeyRotationEnabled, false);
    await refused(kms.send(new GetKeyRotationStatusCommand({ KeyId: 'alias/x' })), 'NotFoundException');
    const asymmetric = await createKey({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
    await refused(kms.send(new EnableKeyRotationCommand({ KeyId: asymmetric.id })), 'UnsupportedOperationException');
  });

  it('keeps a disabled key from what needs an enabled one', async () => {
    const { id: KeyId } = await createKey();
    await kms.send(new DisableKeyCommand({ KeyId }));
    assert.equal((await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState, 'Disabled');
    await refused(kms.send(new EnableKeyRotationCommand({ KeyId })), 'DisabledException', /is disabled\.$/);
    await refused(kms.send(new DisableKeyRotationCommand({ KeyId })), 'DisabledException');
    await kms.send(new EnableKeyCommand({ KeyId }));
    assert.equal((await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.Enabled, true);
  });

  it('schedules and cancels deletion, and forbids what AWS forbids in between', async () => {
    const { id: KeyId, arn } = await createKey();
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/session', TargetKeyId: KeyId }));
    await kms.send(new EnableKeyRotationCommand({ KeyId }));
    await refused(
      kms.send(new CancelKeyDeletionCommand({ KeyId })),
      'KMSInvalidStateException',
      /is not pending deletion\.$/,
    );
    for (const PendingWindowInDays of [6, 31]) {
      await refused(kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays })), 'ValidationException');
    }
    const scheduled = await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    assert.equal(scheduled.KeyState, 'PendingDeletion');
    assert.ok(Math.abs((scheduled.DeletionDate?.getTime() ?? 0) - Date.now() - 7 * 86_400_000) < 3_600_000);
    const invalidState = (call: Promise<unknown>) =>
      refused(call, 'KMSInvalidStateException', new RegExp(`^${arn} is pending deletion\\.$`));
    await invalidState(kms.send(new ScheduleKeyDeletionCommand({ KeyId })));
    await invalidState(kms.send(new EnableKeyCommand({ KeyId })));
    await invalidState(kms.send(new DisableKeyCommand({ KeyId })));
    await invalidState(kms.send(new EnableKeyRotationCommand({ KeyId })));
    await invalidState(kms.send(new CreateAliasCommand({ AliasName: 'alias/two', TargetKeyId: KeyId })));
    await invalidState(kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: 'a', TagValue: 'b' }] })));
    await invalidState(kms.send(new UntagResourceCommand({ KeyId, TagKeys: ['a'] })));
    assert.equal((await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled, false);
    const described = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/session' }));
    assert.equal(described.KeyMetadata?.DeletionDate?.getTime(), scheduled.DeletionDate?.getTime());
    await kms.send(new CancelKeyDeletionCommand({ KeyId }));
    assert.equal((await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState, 'Disabled');
    assert.equal((await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled, true);
  });

  it('deletes a key and its aliases when its time has come', async () => {
    const { id: KeyId } = await createKey();
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/session', TargetKeyId: KeyId }));
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    await sandbox.edit((state) => {
      const key = regionOf(state, '123456789012', 'eu-central-1').keys[KeyId];
      if (key) key.deletion = new Date(0).toISOString();
    });
    await refused(kms.send(new DescribeKeyCommand({ KeyId: 'alias/session' })), 'NotFoundException');
    await refused(kms.send(new DescribeKeyCommand({ KeyId })), 'NotFoundException');
  });

  it('keeps aliases unique in a region and refuses names that AWS does', async () => {
    const { id: TargetKeyId } = await createKey();
    const create = (AliasName: string, key = TargetKeyId) =>
      kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: key }));
    await create('alias/session');
    await refused(
      create('alias/session'),
      'AlreadyExistsException',
      /An alias with the name arn:.*:alias\/session already exists/,
    );
    await refused(create('alias/other', '00000000-0000-0000-0000-000000000000'), 'NotFoundException');
    await refused(create('alias/aws/mine'), 'NotAuthorizedException');
    await refused(create('alias/a:b'), 'InvalidAliasNameException');
    await refused(create('session'), 'ValidationException', /must start with the prefix "alias\/"/);
    await refused(create('alias/a b'), 'ValidationException', /regular expression pattern/);
    await kms.send(new DeleteAliasCommand({ AliasName: 'alias/session' }));
    await refused(kms.send(new DeleteAliasCommand({ AliasName: 'alias/session' })), 'NotFoundException');
  });

  it("lists aliases page by page, AWS's own among them", async () => {
    const { id } = await createKey();
    const { id: other } = await createKey();
    for (const name of ['c', 'a', 'b'])
      await kms.send(new CreateAliasCommand({ AliasName: `alias/${name}`, TargetKeyId: id }));
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/d', TargetKeyId: other }));
    const names: (string | undefined)[] = [];
    for await (const page of paginateListAliases({ client: kms, pageSize: 2 }, {})) {
      assert.ok((page.Aliases?.length ?? 0) <= 2);
      names.push(...(page.Aliases ?? []).map((alias) => alias.AliasName));
    }
    assert.deepEqual(
      names.filter((name) => !name?.startsWith('alias/aws/')),
      ['alias/a', 'alias/b', 'alias/c', 'alias/d'],
    );
    assert.ok(names.includes('alias/aws/ebs'));
    for (const KeyId of [other, `arn:aws:kms:eu-central-1:123456789012:key/${other}`]) {
      const { Aliases: own } = await kms.send(new ListAliasesCommand({ KeyId }));
      assert.deepEqual(
        own?.map((alias) => [alias.AliasName, alias.TargetKeyId]),
        [['alias/d', other]],
      );
    }
    await refused(kms.send(new ListAliasesCommand({ Limit: 101 })), 'ValidationException');
    await refused(kms.send(new ListAliasesCommand({ Marker: 'nonsense' })), 'InvalidMarkerException');
  });

  it('lists the grants of a key, those of one grantee, and page by page', async () => {
    const { id } = await createKey();
    const made = { operations: ['Decrypt'], created: '2026-01-01T00:00:00.000Z' };
    await sandbox.edit((state) => {
      const key = state.accounts['123456789012']?.['eu-central-1']?.keys[id] ?? assert.fail();
      key.grants = {
        a: { ...made, grantee: 'arn:aws:iam::123456789012:role/web', contextSubset: { team: 'payments' } },
        b: { ...made, grantee: 'arn:aws:iam::123456789012:role/api' },
      };
    });
    const ids = async (input: object) => {
      const { Grants, NextMarker } = await kms.send(new ListGrantsCommand({ KeyId: id, ...input }));
      return [Grants?.map(({ GrantId }) => GrantId), NextMarker !== undefined];
    };
    assert.deepEqual(await ids({}), [['a', 'b'], false]);
    assert.deepEqual(await ids({ Limit: 1 }), [['a'], true]);
    assert.deepEqual(await ids({ GranteePrincipal: 'arn:aws:iam::123456789012:role/api' }), [['b'], false]);
    const { Grants } = await kms.send(new ListGrantsCommand({ KeyId: id, GrantId: 'a' }));
    assert.deepEqual(
      Grants?.map(({ Operations, Constraints }) => [Operations, Constraints]),
      [[['Decrypt'], { EncryptionContextSubset: { team: 'payments' } }]],
    );
    await refused(kms.send(new ListGrantsCommand({ KeyId: id, Marker: 'nonsense' })), 'InvalidMarkerException');
  });

  it('lists keys page by page', async () => {
    const made = [await createKey(), await createKey(), await createKey()].map((key) => key.id).toSorted();
    const first = await kms.send(new ListKeysCommand({ Limit: 2 }));
    assert.equal(first.Truncated, true);
    const second = await kms.send(new ListKeysCommand({ Limit: 2, Marker: first.NextMarker }));
    assert.deepEqual(
      [...(first.Keys ?? []), ...(second.Keys ?? [])].map((key) => key.KeyId),
      made,
    );
    assert.equal(second.Truncated, false);
  });

  it('tags keys, within the limits', async () => {
    const { id: KeyId } = await createKey({ Tags: [{ TagKey: 'owner', TagValue: 'me' }] });
    await kms.send(
      new TagResourceCommand({
        KeyId,
        Tags: [
          { TagKey: 'owner', TagValue: 'you' },
          { TagKey: 'b', TagValue: '' },
        ],
      }),
    );
    const tags = () => kms.send(new ListResourceTagsCommand({ KeyId }));
    assert.deepEqual((await tags()).Tags, [
      { TagKey: 'b', TagValue: '' },
      { TagKey: 'owner', TagValue: 'you' },
    ]);
    await kms.send(new UntagResourceCommand({ KeyId, TagKeys: ['b', 'none'] }));
    assert.equal((await tags()).Tags?.length, 1);
    await refused(
      kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: 'aws:x', TagValue: '' }] })),
      'TagException',
    );
    await refused(
      createKey({
        Tags: [
          { TagKey: 'a', TagValue: '1' },
          { TagKey: 'a', TagValue: '2' },
        ],
      }),
      'TagException',
    );
    const many = Array.from({ length: 51 }, (_, index) => ({ TagKey: `k${index}`, TagValue: '' }));
    await refused(kms.send(new TagResourceCommand({ KeyId, Tags: many })), 'LimitExceededException');
  });

  it('writes the partition of the region into its ARNs', async () => {
    assert.match((await arnIn('cn-north-1')) ?? '', /^arn:aws-cn:kms:cn-north-1:123456789012:key\//);
    assert.match((await arnIn('us-gov-west-1')) ?? '', /^arn:aws-us-gov:kms:us-gov-west-1:/);
  });

  describe('a replica of a multi-Region key', () => {
    const id = `mrk-${'0'.repeat(32)}`;
    const arnOf = (region: string): string => `arn:aws:kms:${region}:123456789012:key/${id}`;
    const plant = async (rotationDays: number | null) => {
      const { id: other } = await createKey();
      await sandbox.edit((state) => {
        const model = regionOf(state, '123456789012', 'eu-central-1').keys[other] ?? assert.fail();
        const replica = { ...model, id, arn: arnOf('eu-central-1'), multiRegion: true, replicaOf: arnOf('us-east-1') };
        const primary = { ...model, id, arn: arnOf('us-east-1'), multiRegion: true, rotationDays };
        regionOf(state, '123456789012', 'eu-central-1').keys[id] = replica;
        regionOf(state, '123456789012', 'us-east-1').keys[id] = primary;
      });
    };

    it('names its primary key, and has its rotation', async () => {
      await plant(90);
      const { KeyMetadata: key } = await describeKey(id);
      assert.equal(key?.MultiRegionConfiguration?.MultiRegionKeyType, 'REPLICA');
      assert.deepEqual(key?.MultiRegionConfiguration?.PrimaryKey, { Arn: arnOf('us-east-1'), Region: 'us-east-1' });
      const status = await kms.send(new GetKeyRotationStatusCommand({ KeyId: id }));
      assert.deepEqual([status.KeyRotationEnabled, status.RotationPeriodInDays], [true, 90]);
      const there = await clientsOf(sandbox, { region: 'us-east-1' }).kms.send(new DescribeKeyCommand({ KeyId: id }));
      assert.equal(there.KeyMetadata?.MultiRegionConfiguration?.MultiRegionKeyType, 'PRIMARY');
    });

    it('takes no rotation of its own: its primary key does', async () => {
      await plant(null);
      const unsupported = 'UnsupportedOperationException';
      await refused(kms.send(new EnableKeyRotationCommand({ KeyId: id })), unsupported, /is a replica/);
      await refused(kms.send(new DisableKeyRotationCommand({ KeyId: id })), unsupported, /is a replica/);
      await clientsOf(sandbox, { region: 'us-east-1' }).kms.send(new EnableKeyRotationCommand({ KeyId: id }));
      const status = await kms.send(new GetKeyRotationStatusCommand({ KeyId: id }));
      assert.equal(status.RotationPeriodInDays, 365);
    });
  });

  it('takes no rotation of keys with imported material or in custom key stores', async () => {
    for (const origin of ['EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE']) {
      const { id: KeyId } = await createKey();
      await sandbox.edit((state) => {
        Object.assign(regionOf(state, '123456789012', 'eu-central-1').keys[KeyId] ?? {}, { origin });
      });
      await refused(kms.send(new EnableKeyRotationCommand({ KeyId })), 'UnsupportedOperationException');
    }
  });

  it('refuses a policy that names users or roles by the ids that AWS shows when they are deleted', async () => {
    for (const id of ['AIDACKCEVSQ6C2EXAMPLE', 'AROACKCEVSQ6C2EXAMPLE']) {
      const Policy = policy({ AWS: ['123456789012', id] });
      await refused(createKey({ Policy }), 'MalformedPolicyDocumentException', /invalid principals/);
    }
  });

  it('describes a key of another account where its policy admits the caller, and shows its policy to nobody else', async () => {
    const other = '999988887777';
    const id = '00000000-0000-0000-0000-000000000001';
    const arn = `arn:aws:kms:eu-central-1:${other}:key/${id}`;
    const { id: model } = await createKey();
    const plant = (text: string) =>
      sandbox.edit((state) => {
        const key = regionOf(state, '123456789012', 'eu-central-1').keys[model] ?? assert.fail();
        regionOf(state, other, 'eu-central-1').keys[id] = { ...key, id, arn, policy: text };
      });
    await plant(policy({ AWS: 'arn:aws:iam::123456789012:root' }, 'kms:DescribeKey'));
    const { KeyMetadata: key } = await describeKey(arn);
    assert.deepEqual([key?.Arn, key?.AWSAccountId], [arn, other]);
    await refused(kms.send(new GetKeyPolicyCommand({ KeyId: arn })), 'AccessDeniedException');
    await refused(kms.send(new EnableKeyRotationCommand({ KeyId: arn })), 'AccessDeniedException');
    await plant(policy({ AWS: other }));
    await refused(describeKey(arn), 'AccessDeniedException');
  });

  it('refuses to change what cannot be changed while a key is unavailable or waits for its replicas', async () => {
    const { id: KeyId } = await createKey();
    for (const [state, words] of [
      ['Unavailable', /is unavailable\.$/],
      ['PendingReplicaDeletion', /is pending replica deletion\.$/],
    ] as const) {
      await sandbox.edit((all) => {
        Object.assign(regionOf(all, '123456789012', 'eu-central-1').keys[KeyId] ?? {}, { state });
      });
      await refused(kms.send(new EnableKeyCommand({ KeyId })), 'KMSInvalidStateException', words);
    }
    await kms.send(new CancelKeyDeletionCommand({ KeyId }));
    assert.equal((await describeKey(KeyId)).KeyMetadata?.KeyState, 'Disabled');
  });
});
