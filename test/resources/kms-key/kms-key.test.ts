import assert from 'node:assert/strict';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  type KeyMetadata,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
} from '@aws-sdk/client-kms';
import { partitionOf } from '../../../src/aws/regions.ts';
import type { RawInputs } from '../../../src/inputs/inputs.ts';
import { iamStatement, logsStatement } from '../../../src/policies/documents/key-policy.ts';
import type { Policy, Statement } from '../../../src/policies/reading/policy.ts';
import { kmsKey } from '../../../src/resources/kms-key/kms-key.ts';
import { OWNER_TAG } from '../../../src/resources/ownership.ts';
import { PENDING } from '../../../src/resources/resource.ts';
import { ACCOUNT, awsError, inputsOf, mockAws, REGION, targetFault, testTarget } from '../../aws.ts';

const PLACE = { account: ACCOUNT, region: REGION, partition: partitionOf(REGION) };
const ID = '1111-own';
const ALIAS = 'alias/session';
const arnOf = (id: string): string => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`;
const LOGS = logsStatement(PLACE, 'sessions');
const IAM = iamStatement(PLACE);
const OURS = { TagKey: OWNER_TAG, TagValue: ALIAS };

const metadata = (id = ID, extra: Partial<KeyMetadata> = {}): KeyMetadata => ({
  KeyId: id,
  Arn: arnOf(id),
  KeyState: 'Enabled',
  KeySpec: 'SYMMETRIC_DEFAULT',
  KeyUsage: 'ENCRYPT_DECRYPT',
  Origin: 'AWS_KMS',
  KeyManager: 'CUSTOMER',
  ...extra,
});

const PRIMARY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/${ID}`;
const REPLICA: Partial<KeyMetadata> = {
  MultiRegion: true,
  MultiRegionConfiguration: { MultiRegionKeyType: 'REPLICA', PrimaryKey: { Arn: PRIMARY, Region: 'us-east-1' } },
};
const OTHERS = { by: 'others', traits: 'its tags: team=payments' } as const;

const text = (...statements: readonly Statement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements } satisfies Policy);

describe('resource kms-key', () => {
  const aws = mockAws();

  /** A key in the account: found by this name, with this policy and rotation. */
  const keyExists = (
    name: string,
    key: KeyMetadata,
    { policy = text(IAM, LOGS), rotation = 365 }: { policy?: string; rotation?: number } = {},
  ): void => {
    const KeyId = key.KeyId ?? '';
    aws.kms.on(DescribeKeyCommand, { KeyId: name }).resolves({ KeyMetadata: key });
    aws.kms.on(GetKeyPolicyCommand, { KeyId: key.Arn }).resolves({ Policy: policy });
    aws.kms
      .on(GetKeyRotationStatusCommand, { KeyId })
      .resolves(
        rotation === 0 ? { KeyRotationEnabled: false } : { KeyRotationEnabled: true, RotationPeriodInDays: rotation },
      );
  };
  const noAlias = (): void => {
    aws.kms.on(DescribeKeyCommand, { KeyId: ALIAS }).rejects(awsError('NotFoundException'));
  };
  const keysAre = (keys: readonly string[], aliased: readonly string[] = []): void => {
    aws.kms.on(ListKeysCommand).resolves({ Keys: keys.map((KeyId) => ({ KeyId })) });
    const Aliases = aliased.map((TargetKeyId) => ({ AliasName: `alias/of-${TargetKeyId}`, TargetKeyId }));
    aws.kms.on(ListAliasesCommand).resolves({ Aliases: [{ AliasName: 'alias/aws/ssm' }, ...Aliases] });
  };

  /** The place of what was read is the target itself; here only which one counts. */
  const find = async (raw: RawInputs = { kms: true }) => {
    const inputs = inputsOf(raw);
    const want = kmsKey.want(inputs, PLACE, {}) ?? assert.fail('it is not wanted');
    const read = await kmsKey.read(testTarget(), inputs);
    const { account, region, partition } = read?.place ?? {};
    if (read) assert.deepEqual({ account, region, partition }, PLACE);
    return { inputs, want, have: read && { ...read, place: PLACE } };
  };
  type Found = NonNullable<Awaited<ReturnType<typeof find>>['have']>;
  const found: Found = {
    id: ID,
    arn: arnOf(ID),
    state: 'Enabled',
    kind: 'SYMMETRIC_DEFAULT ENCRYPT_DECRYPT',
    alias: ALIAS,
    policy: { Version: '2012-10-17', Statement: [IAM, LOGS] },
    canRotate: true,
    rotationDays: 365,
    given: false,
    young: false,
    place: PLACE,
  };
  const { alias: _alias, ...unaliased } = found;
  const abandoned: Found = { ...unaliased, owner: { by: 'us' } };

  const apply = async (have: Found | undefined, raw: RawInputs = { kms: true }, target = testTarget()) => {
    const want = kmsKey.want(inputsOf(raw), PLACE, {}) ?? assert.fail();
    return kmsKey.apply(target, want, have);
  };
  /** The log groups of the region, with the keys that they are encrypted with. */
  const logGroupsAre = (keys: Readonly<Record<string, string>>): void => {
    const logGroups = Object.entries(keys).map(([logGroupName, kmsKeyId]) => ({ logGroupName, kmsKeyId }));
    aws.logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [{ logGroupName: 'plain' }, ...logGroups] });
  };

  describe('wants', () => {
    it('nothing where no key is asked for', () => assert.equal(kmsKey.want(inputsOf(), PLACE, {}), undefined));

    it('a key of ours behind the alias, with the tags of the user and ours', () => {
      const inputs = inputsOf({ kms: true, 'kms-alias': 'logs', 'rotation-days': '90', tag: ['team=ops'] });
      assert.deepEqual(kmsKey.want(inputs, PLACE, {}), {
        name: 'alias/logs',
        given: false,
        place: PLACE,
        logGroup: 'sessions',
        rotationDays: 90,
        takeOver: false,
        tags: { team: 'ops', [OWNER_TAG]: 'alias/logs' },
      });
    });
  });

  describe('reads', () => {
    it('a key by its alias, its policy and its rotation, and nothing else', async () => {
      keyExists(ALIAS, metadata());
      assert.deepEqual((await find()).have, found);
      assert.deepEqual(aws.names(), ['kms.DescribeKey', 'kms.GetKeyPolicy', 'kms.GetKeyRotationStatus']);
    });

    it('that there is none, by looking at keys without an alias only', async () => {
      noAlias();
      keysAre(['aliased', 'theirs'], ['aliased']);
      aws.kms.on(ListResourceTagsCommand, { KeyId: 'theirs' }).resolves({ Tags: [] });
      assert.equal((await find()).have, undefined);
      assert.deepEqual(aws.inputs('kms.ListResourceTags'), [{ KeyId: 'theirs' }]);
    });

    it('a key that a killed run left without an alias', async () => {
      noAlias();
      keysAre(['left']);
      aws.kms.on(ListResourceTagsCommand, { KeyId: 'left' }).resolves({ Tags: [OURS] });
      keyExists('left', metadata('left'));
      assert.deepEqual((await find()).have, { ...abandoned, id: 'left', arn: arnOf('left'), surplus: [] });
    });

    it('the oldest of several that killed runs left, and the ARNs of the others', async () => {
      noAlias();
      keysAre(['second', 'first', 'third']);
      aws.kms.on(ListResourceTagsCommand).resolves({ Tags: [OURS] });
      for (const [id, day] of [
        ['first', '2026-01-01'],
        ['second', '2026-01-02'],
        ['third', '2026-01-03'],
      ] as const) {
        keyExists(id, metadata(id, { CreationDate: new Date(day) }));
      }
      const surplus = [arnOf('second'), arnOf('third')];
      assert.deepEqual((await find()).have, { ...abandoned, id: 'first', arn: arnOf('first'), surplus });
    });

    it('a key by the list of all aliases where the answer that its alias is missing was stale', async () => {
      noAlias();
      aws.kms.on(ListKeysCommand).resolves({ Keys: [{ KeyId: ID }, { KeyId: 'theirs' }] });
      aws.kms.on(ListAliasesCommand).resolves({ Aliases: [{ AliasName: ALIAS, TargetKeyId: ID }] });
      aws.kms.on(ListResourceTagsCommand, { KeyId: 'theirs' }).resolves({ Tags: [] });
      keyExists(ID, metadata());
      assert.deepEqual((await find()).have, found);
    });

    it('whether a key was made within the last five minutes', async () => {
      for (const [minutes, young] of [
        [4, true],
        [6, false],
      ] as const) {
        keyExists(ALIAS, metadata(ID, { CreationDate: new Date(Date.now() - minutes * 60_000) }));
        assert.equal((await find()).have?.young, young);
      }
    });

    for (const [what, key, how] of [
      ['disabled', { KeyState: 'Disabled' }, {}],
      ['pending deletion', { KeyState: 'PendingDeletion' }, {}],
      ['closed to CloudWatch Logs', {}, { policy: text(IAM) }],
      ['closed to the IAM of its account', {}, { policy: text(LOGS) }],
      ['not rotated', {}, { rotation: 0 }],
    ] as const) {
      it(`the tags of a key only where it is to be changed if it is ours: it is ${what}`, async () => {
        keyExists(ALIAS, metadata(ID, key), how);
        aws.kms.on(ListResourceTagsCommand, { KeyId: ID }).resolves({ Tags: [OURS] });
        assert.deepEqual((await find()).have?.owner, { by: 'us' });
        assert.equal(aws.inputs('kms.ListResourceTags').length, 1);
      });
    }

    it('that we only took a key over', async () => {
      keyExists(ALIAS, metadata(ID, { KeyState: 'Disabled' }));
      aws.kms.on(ListResourceTagsCommand).resolves({ Tags: [{ TagKey: OWNER_TAG, TagValue: 'taken-over' }] });
      const traits = 'setup --overwrite changed it before';
      assert.deepEqual((await find()).have?.owner, { by: 'taken-over', traits });
    });

    it('whose a key of others is, as far as tags and description tell', async () => {
      keyExists(ALIAS, metadata(ID, { KeyState: 'Disabled', Description: `payments ${'x'.repeat(80)}` }));
      const tags = ['a', 'b', 'c', 'd'].map((name) => ({ TagKey: name, TagValue: name.toUpperCase() }));
      aws.kms.on(ListResourceTagsCommand).resolvesOnce({ Tags: tags }).resolves({ Tags: [] });
      const description = `its description: payments ${'x'.repeat(51)}…`;
      assert.deepEqual((await find()).have?.owner, {
        by: 'others',
        traits: `its tags: a=A, b=B, c=C, …; ${description}`,
      });
      assert.deepEqual((await find()).have?.owner, { by: 'others', traits: `it has no tags; ${description}` });
    });

    it('a key whose tags are hidden as that of others, and takes no such key over', async () => {
      keyExists(ALIAS, metadata(ID, { KeyState: 'Disabled' }));
      aws.kms.on(ListResourceTagsCommand).rejects(awsError('AccessDeniedException'));
      assert.deepEqual((await find()).have?.owner, { by: 'others', traits: 'its tags cannot be read' });
      await assert.rejects(find({ kms: true, overwrite: true }), { name: 'AccessDeniedException' });
    });

    it('no rotation of a key that is pending deletion, or that cannot rotate', async () => {
      aws.kms.on(ListResourceTagsCommand).resolves({ Tags: [OURS] });
      keyExists(ALIAS, metadata(ID, { KeyState: 'PendingDeletion' }));
      assert.equal((await find()).have?.rotationDays, undefined);
      for (const Origin of ['EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'] as const) {
        keyExists(ALIAS, metadata(ID, { Origin }));
        const { have } = await find();
        assert.equal(have?.canRotate, false);
        assert.match(have?.rotationBarrier ?? '', Origin === 'EXTERNAL' ? /imported/ : /custom key store/);
      }
      assert.equal(aws.inputs('kms.GetKeyRotationStatus').length, 0);
    });

    it('the rotation of a replica, which its primary key alone can change', async () => {
      keyExists(ALIAS, metadata(ID, REPLICA));
      const { have } = await find();
      assert.deepEqual([have?.canRotate, have?.rotationDays], [false, 365]);
      assert.match(have?.rotationBarrier ?? '', /replica.* primary key arn:aws:kms:us-east-1:/);
    });

    it('does not hide that it may not read', async () => {
      aws.kms.on(DescribeKeyCommand).rejects(awsError('AccessDeniedException'));
      await assert.rejects(find(), { name: 'AccessDeniedException' });
      aws.kms.on(DescribeKeyCommand).resolves({ KeyMetadata: metadata() });
      aws.kms.on(GetKeyPolicyCommand).rejects(awsError('AccessDeniedException'));
      aws.kms.on(GetKeyRotationStatusCommand).resolves({});
      await assert.rejects(find(), { name: 'AccessDeniedException' });
    });
  });

  describe('compares', () => {
    const diff = (have: Found | undefined, raw: RawInputs = { kms: true }) => {
      const want = kmsKey.want(inputsOf(raw), PLACE, {}) ?? assert.fail();
      return kmsKey.diff(want, have).map(({ field, have: there, want: wanted }) => `${field}: ${there} -> ${wanted}`);
    };

    it('nothing where all is well', () => assert.deepEqual(diff(found), []));

    it('every field where nothing is there', () => {
      const all = [`alias: null -> ${ALIAS}`, 'keyState: null -> Enabled', 'rotationPeriodInDays: null -> 365'];
      assert.deepEqual(diff(undefined), all);
    });

    it('rotation only with what was asked for', () => {
      assert.deepEqual(diff({ ...found, rotationDays: 180 }), []);
      assert.deepEqual(diff({ ...found, rotationDays: 180 }, { kms: true, 'rotation-days': '90' }), [
        'rotationPeriodInDays: 180 -> 90',
      ]);
      const { rotationDays: _days, ...unrotated } = found;
      assert.deepEqual(diff(unrotated), ['rotationPeriodInDays: null -> 365']);
      assert.deepEqual(diff({ ...unrotated, canRotate: false }), []);
      for (const owner of [OTHERS, { by: 'taken-over', traits: '' }] as const) {
        assert.deepEqual(diff({ ...unrotated, owner }), []);
        assert.deepEqual(diff({ ...unrotated, owner }, { kms: true, 'rotation-days': '90' }), [
          'rotationPeriodInDays: null -> 90',
        ]);
      }
    });

    it('the state of the key, and that it has no alias', () => {
      assert.deepEqual(diff({ ...found, state: 'Disabled' }), ['keyState: Disabled -> Enabled']);
      assert.deepEqual(diff(abandoned), [`alias: null -> ${ALIAS}`]);
    });

    it('a policy by what it allows, not by how it says so', () => {
      const policy = (...statements: Statement[]): Found => ({ ...found, policy: { Statement: statements } });
      const missing = `policy: null -> logs.${REGION}.amazonaws.com may use it for log group sessions`;
      assert.deepEqual(diff(policy(IAM, { ...LOGS, Sid: 'Other', Action: 'kms:*' })), []);
      assert.deepEqual(diff(policy(IAM)), [missing]);
      assert.deepEqual(diff(policy(IAM, { ...LOGS, Principal: { Service: 'logs.us-east-1.amazonaws.com' } })), [
        missing,
      ]);
      assert.deepEqual(diff(policy(IAM, LOGS), { kms: true, 'log-group': 'other' }), [
        missing.replace('sessions', 'other'),
      ]);
    });

    it('a statement of ours that somebody changed, even if it allows enough', () => {
      const wider: Statement = { ...LOGS, Action: 'kms:*' };
      assert.equal(diff({ ...found, policy: { Statement: [IAM, wider] } }).length, 1);
    });

    it('who decides about a key only where the key is ours', () => {
      const locked = { ...found, policy: { Statement: [LOGS] } };
      assert.deepEqual(diff({ ...locked, owner: { by: 'us' } }), [`policy: null -> IAM of account ${ACCOUNT} decides`]);
      for (const owner of [OTHERS, { by: 'taken-over', traits: '' }] as const)
        assert.deepEqual(diff({ ...locked, owner }), []);
    });

    for (const [what, have] of [
      ['of another kind', { ...found, kind: 'RSA_2048 SIGN_VERIFY' }],
      ['in a state that it cannot leave', { ...found, state: 'PendingImport' }],
    ] as const) {
      it(`nothing with a key ${what}: that cannot be used`, async () => {
        const { advice } = await targetFault(() => diff(have), 'KeyNotUsable');
        assert.match(advice ?? '', /--kms-alias/);
      });
    }
  });

  describe('that others made', () => {
    const OVERWRITE = { kms: true, overwrite: true };
    const judge = (have: Partial<Found>, raw: RawInputs = { kms: true }) => {
      const want = kmsKey.want(inputsOf(raw), PLACE, {}) ?? assert.fail();
      const key = { ...found, owner: OTHERS, ...have };
      return {
        fields: () => kmsKey.diff(want, key).map(({ field }) => field),
        kept: () => kmsKey.keep?.(want, key, inputsOf(raw)),
      };
    };
    const fault = (have: Partial<Found>, raw?: RawInputs) => targetFault(() => judge(have, raw).fields(), 'KeyNotOurs');

    for (const [what, have, words] of [
      ['disabled', { state: 'Disabled' }, /^key alias\/session is Disabled, and/],
      ['pending deletion', { state: 'PendingDeletion' }, /^key alias\/session is PendingDeletion, and/],
      [
        'closed to CloudWatch Logs',
        { policy: { Statement: [IAM] } },
        /^the policy of key alias\/session does not let logs\./,
      ],
    ] as const) {
      it(`is left alone where it is ${what}: the target fails, and it is said whose it is and what can be done`, async () => {
        const { message, advice } = await fault(have);
        assert.match(message, words);
        assert.match(message, /, and session-manager did not make it \(its tags: team=payments\)$/);
        assert.match(
          advice ?? '',
          /^choose another alias with --kms-alias, or let setup change this key with --overwrite/,
        );
      });

      it(`is taken over where it is ${what} and --overwrite is given`, () => {
        const { fields, kept } = judge(have, OVERWRITE);
        assert.deepEqual(fields(), ['state' in have ? 'keyState' : 'policy']);
        assert.equal(kept(), undefined);
      });
    }

    it('is used as it is where it serves, whatever its rotation, also where that cannot be said for certain', () => {
      const unsure: Statement = {
        ...LOGS,
        Sid: 'Theirs',
        Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
      };
      const { rotationDays: _days, ...unrotated } = found;
      for (const raw of [{ kms: true }, OVERWRITE]) {
        assert.deepEqual(judge({ policy: { Statement: [unsure] } }, raw).fields(), []);
        const want = kmsKey.want(inputsOf(raw), PLACE, {}) ?? assert.fail();
        assert.deepEqual(kmsKey.diff(want, { ...unrotated, owner: OTHERS }), []);
      }
    });

    it('keeps its rotation where another one is asked for, unless --overwrite is given', () => {
      const { fields, kept } = judge({}, { kms: true, 'rotation-days': '90' });
      assert.deepEqual(fields(), ['rotationPeriodInDays']);
      assert.match(kept() ?? '', /did not make it.*--overwrite changes it/);
      assert.equal(judge({}, { ...OVERWRITE, 'rotation-days': '90' }).kept(), undefined);
    });

    it('gets a tag before it is changed, and after it can take one; its rotation stays', async () => {
      aws.kms
        .on(CancelKeyDeletionCommand)
        .resolves({})
        .on(TagResourceCommand)
        .resolves({})
        .on(EnableKeyCommand)
        .resolves({});
      aws.kms.on(GetKeyRotationStatusCommand).resolves({ KeyRotationEnabled: false });
      aws.kms.on(ListResourceTagsCommand).resolves({ Tags: [] });
      const { rotationDays: _days, ...pending } = found;
      await apply({ ...pending, state: 'PendingDeletion', owner: OTHERS }, OVERWRITE);
      assert.deepEqual(aws.writes(), [
        ['kms.CancelKeyDeletion', { KeyId: ID }],
        ['kms.TagResource', { KeyId: ID, Tags: [{ TagKey: OWNER_TAG, TagValue: 'taken-over' }] }],
        ['kms.EnableKey', { KeyId: ID }],
      ]);
    });

    it('is kept by delete after it was taken over, unless it is forced', () => {
      const about = (raw: RawInputs) => ({ inputs: inputsOf(raw), kept: {}, place: PLACE });
      const tags = { [OWNER_TAG]: 'taken-over' };
      const kept = { logGroups: ['sessions'] };
      for (const [state, stays] of [
        ['Enabled', kept],
        ['PendingDeletion', {}],
      ] as const) {
        const decided = kmsKey.removal.decide({ ...found, state }, tags, { ...about({}), kept: stays });
        assert.ok(decided?.action === 'keep' && /it was there before.*--force/.test(decided.reason));
        assert.equal(kmsKey.removal.decide({ ...found, state }, tags, about({ force: true }))?.action, 'delete');
      }
    });
  });

  describe('whose rotation AWS does not change', () => {
    const fixed = { ...found, canRotate: false, rotationBarrier: 'it is a replica, and rotates with its primary key' };
    const fields = (have: Found, raw: RawInputs) => {
      const want = kmsKey.want(inputsOf(raw), PLACE, {}) ?? assert.fail();
      return kmsKey.diff(want, have);
    };

    it('is used without a word of it, and where it rotates as it is asked for', () => {
      assert.deepEqual(fields({ ...fixed, rotationDays: 90 }, { kms: true }), []);
      assert.deepEqual(fields({ ...fixed, rotationDays: 90 }, { kms: true, 'rotation-days': '90' }), []);
    });

    it('is refused where another rotation is asked for, with the reason', async () => {
      for (const have of [fixed, { ...fixed, owner: OTHERS }]) {
        const asked = () => fields(have, { kms: true, 'rotation-days': '90' });
        const { message, advice } = await targetFault(asked, 'KeyNotRotatable');
        assert.match(message, /every 90 days from here: it is a replica/);
        assert.match(advice ?? '', /leave out --rotation-days/);
      }
    });

    it('is made usable again without asking for its rotation', async () => {
      aws.kms.on(EnableKeyCommand).resolves({});
      await apply({ ...fixed, state: 'Disabled' });
      assert.deepEqual(aws.names(), ['kms.EnableKey']);
    });
  });

  describe('whose policy names somebody who was deleted', () => {
    const role = 'AROACKCEVSQ6C2EXAMPLE';
    const user = 'AIDACKCEVSQ6C2EXAMPLE';
    const naming = (...statements: readonly Statement[]): Found => ({
      ...found,
      policy: { Statement: [IAM, ...statements] },
    });
    const stale = (principal: Pick<Statement, 'Principal' | 'NotPrincipal'>): Statement => {
      const { Principal: _, ...rest } = IAM;
      return { ...rest, Sid: 'Stale', ...principal };
    };
    const diff = (have: Found) => {
      const want = kmsKey.want(inputsOf({ kms: true }), PLACE, {}) ?? assert.fail();
      return kmsKey.diff(want, have);
    };

    for (const [what, statement, named] of [
      ['a role', stale({ Principal: { AWS: role } }), role],
      [
        'a role and a user among others',
        stale({ Principal: { AWS: [PLACE.account, role, user] } }),
        `${role}, ${user}`,
      ],
      ['a user whom a Deny spares', { ...stale({ NotPrincipal: { AWS: [user] } }), Effect: 'Deny' as const }, user],
    ] as const) {
      it(`cannot be repaired: ${what}, by name, and before anything is written`, async () => {
        const { message, advice } = await targetFault(() => diff(naming(statement)), 'DeletedPrincipals');
        assert.ok(message.endsWith(`: ${named}`), message);
        assert.match(advice ?? '', /^remove (it|them) from the key policy/);
      });
    }

    it('is used where its policy needs no change', () => {
      assert.deepEqual(diff(naming(LOGS, stale({ Principal: { AWS: role } }))), []);
    });

    it('has its principals named where AWS knows better which of them there are', async () => {
      const gone = `arn:aws:iam::${ACCOUNT}:role/gone`;
      aws.kms
        .on(PutKeyPolicyCommand)
        .rejects(
          awsError(
            'MalformedPolicyDocumentException',
            'Policy contains a statement with one or more invalid principals.',
          ),
        );
      const writing = apply(naming(stale({ Principal: { AWS: gone } })));
      const { message } = await targetFault(writing, 'InvalidPrincipals');
      assert.ok(message.includes(gone), message);
    });
  });

  it('says what it does', () => {
    const want = kmsKey.want(inputsOf({ kms: true }), PLACE, {}) ?? assert.fail();
    assert.equal(kmsKey.sentence('create', want, undefined), `Creating KMS key: ${ALIAS}`);
    assert.equal(kmsKey.sentence('none', want, found), `KMS key ${ALIAS} already exists`);
    assert.equal(kmsKey.sentence('update', want, found), `Updating KMS key ${ALIAS}`);
    assert.match(
      kmsKey.sentence('update', want, { ...found, state: 'PendingDeletion' }),
      /^Recovering KMS key .*pending deletion/,
    );
    assert.match(kmsKey.sentence('update', want, abandoned), new RegExp(`^Adopting KMS key ${ID} as ${ALIAS}`));
    assert.match(
      kmsKey.sentence('update', want, { ...found, owner: OTHERS }),
      /^Taking over KMS key .*did not make it$/,
    );
    assert.equal(kmsKey.title(inputsOf()), `KMS key ${ALIAS}`);
  });

  describe('makes', () => {
    it('a key with policy and tags in one call, then its alias, then its rotation', async () => {
      aws.kms.on(CreateKeyCommand).resolves({ KeyMetadata: metadata() });
      aws.kms.on(CreateAliasCommand).resolves({});
      aws.kms.on(EnableKeyRotationCommand).resolves({});
      const made = await apply(undefined, { kms: true, 'rotation-days': '90', tag: ['team=ops'] });
      assert.deepEqual(aws.writes(), [
        [
          'kms.CreateKey',
          {
            Policy: text(IAM, LOGS),
            Description: 'Session Manager: log group sessions',
            Tags: [{ TagKey: 'team', TagValue: 'ops' }, OURS],
          },
        ],
        ['kms.CreateAlias', { AliasName: ALIAS, TargetKeyId: ID }],
        ['kms.EnableKeyRotation', { KeyId: ID, RotationPeriodInDays: 90 }],
      ]);
      const want = kmsKey.want(inputsOf({ kms: true }), PLACE, {}) ?? assert.fail();
      assert.deepEqual(kmsKey.outputs?.(want, made, true), { keyArn: arnOf(ID), keyIsFresh: true });
      assert.deepEqual(kmsKey.diff(want, made), []);
    });

    it('an alias for a key that was left without one, and nothing new', async () => {
      aws.kms.on(CreateAliasCommand).resolves({});
      await apply(abandoned);
      assert.deepEqual(aws.writes(), [['kms.CreateAlias', { AliasName: ALIAS, TargetKeyId: ID }]]);
    });

    it('a key usable again that was pending deletion: cancel, enable, and read its rotation anew', async () => {
      aws.kms.on(CancelKeyDeletionCommand).resolves({}).on(EnableKeyCommand).resolves({});
      aws.kms.on(GetKeyRotationStatusCommand).resolves({ KeyRotationEnabled: true, RotationPeriodInDays: 180 });
      const { rotationDays: _days, ...pending } = found;
      const made = await apply({ ...pending, state: 'PendingDeletion' });
      assert.deepEqual(aws.names(), ['kms.CancelKeyDeletion', 'kms.EnableKey', 'kms.GetKeyRotationStatus']);
      assert.deepEqual([made.state, made.rotationDays], ['Enabled', 180]);
    });

    it('rotation of a recovered key where it was off', async () => {
      aws.kms.on(CancelKeyDeletionCommand).resolves({}).on(EnableKeyCommand).resolves({});
      aws.kms.on(GetKeyRotationStatusCommand).resolves({ KeyRotationEnabled: false });
      aws.kms.on(EnableKeyRotationCommand).resolves({});
      const { rotationDays: _days, ...pending } = found;
      await apply({ ...pending, state: 'PendingDeletion' });
      assert.deepEqual(aws.writes().at(-1), ['kms.EnableKeyRotation', { KeyId: ID, RotationPeriodInDays: 365 }]);
    });

    it('a disabled key usable again, without cancelling a deletion that is none', async () => {
      aws.kms.on(EnableKeyCommand).resolves({});
      aws.kms.on(GetKeyRotationStatusCommand).resolves({ KeyRotationEnabled: true, RotationPeriodInDays: 365 });
      await apply({ ...found, state: 'Disabled' });
      assert.deepEqual(aws.writes(), [['kms.EnableKey', { KeyId: ID }]]);
    });

    it('a policy whole again, keeps what others put into it, and reads it back', async () => {
      const theirs: Statement = { ...IAM, Sid: 'Theirs', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/audit` } };
      const older: Statement = { ...LOGS, Action: 'kms:Encrypt' };
      const Policy = JSON.stringify({ Version: '2012-10-17', Id: 'p', Statement: [theirs, IAM, LOGS] });
      aws.kms.on(PutKeyPolicyCommand).resolves({}).on(GetKeyPolicyCommand).resolves({ Policy });
      const policy: Policy = { Version: '2012-10-17', Id: 'p', Statement: [theirs, older] };
      const made = await apply({ ...found, policy, owner: { by: 'us' } });
      assert.deepEqual(
        aws.calls().map(({ name, input }) => [name, input]),
        [
          ['kms.PutKeyPolicy', { KeyId: ID, PolicyName: 'default', Policy }],
          ['kms.GetKeyPolicy', { KeyId: ID, PolicyName: 'default' }],
        ],
      );
      assert.deepEqual(made.policy, JSON.parse(Policy));
    });

    it('a policy again that another run has put its own over, for another log group', async () => {
      const other = logsStatement(PLACE, 'other');
      aws.kms.on(PutKeyPolicyCommand).resolves({});
      aws.kms
        .on(GetKeyPolicyCommand)
        .resolvesOnce({ Policy: text(IAM, other) })
        .resolves({ Policy: text(IAM, other, LOGS) });
      const made = await apply({ ...found, policy: { Version: '2012-10-17', Statement: [IAM] } });
      assert.deepEqual(
        (aws.inputs('kms.PutKeyPolicy') as readonly { readonly Policy: string }[]).map(({ Policy }) => Policy),
        [text(IAM, LOGS), text(IAM, other, LOGS)],
      );
      assert.deepEqual(made.policy?.Statement, [IAM, other, LOGS]);
    });

    it('a policy three times at most', async () => {
      aws.kms
        .on(PutKeyPolicyCommand)
        .resolves({})
        .on(GetKeyPolicyCommand)
        .resolves({ Policy: text(IAM) });
      await apply({ ...found, policy: { Version: '2012-10-17', Statement: [IAM] } });
      assert.equal(aws.inputs('kms.PutKeyPolicy').length, 3);
    });

    it('nothing of a key that is given', async () => {
      await apply({ ...found, alias: arnOf(ID) }, { 'kms-key': arnOf(ID) });
      assert.deepEqual(aws.writes(), []);
    });

    it('way for the run that won the alias: its own key is given up, the other one is not', async () => {
      aws.kms.on(CreateKeyCommand).resolves({ KeyMetadata: metadata() });
      aws.kms.on(CreateAliasCommand).rejects(awsError('AlreadyExistsException'));
      aws.kms.on(DescribeKeyCommand, { KeyId: ALIAS }).resolves({ KeyMetadata: metadata('winner') });
      aws.kms.on(ScheduleKeyDeletionCommand).resolves({});
      await assert.rejects(apply(undefined), { name: 'AlreadyExistsException' });
      assert.deepEqual(aws.inputs('kms.ScheduleKeyDeletion'), [{ KeyId: ID, PendingWindowInDays: 7 }]);
    });

    it('no second claim to an alias that its lost first try already got', async () => {
      aws.kms.on(CreateAliasCommand).rejects(awsError('AlreadyExistsException'));
      aws.kms.on(DescribeKeyCommand, { KeyId: ALIAS }).resolves({ KeyMetadata: metadata() });
      assert.equal((await apply(abandoned)).alias, ALIAS);
      assert.deepEqual(aws.inputs('kms.ScheduleKeyDeletion'), []);
    });

    it('no key go away while it is not seen who won, which is waited for a minute', async () => {
      aws.kms.on(CreateAliasCommand).rejects(awsError('AlreadyExistsException'));
      noAlias();
      const target = testTarget();
      await assert.rejects(apply(abandoned, { kms: true }, target), { name: 'NotFoundException' });
      assert.deepEqual(aws.inputs('kms.ScheduleKeyDeletion'), []);
      assert.deepEqual(target.pauses.slice(0, 6), [200, 400, 800, 1600, 3200, 5000]);
      const waited = target.pauses.reduce((sum, pause) => sum + pause, 0);
      assert.ok(waited >= 60_000 && waited < 65_000, `${waited} ms`);
    });

    for (const [what, groups, gone] of [
      ['way for the winner with a key that it found and that no log group uses', {}, [arnOf(ID)]],
      ['no key go away that it found and that a log group still uses', { old: arnOf(ID) }, []],
    ] as const) {
      it(what, async () => {
        aws.kms.on(CreateAliasCommand).rejects(awsError('AlreadyExistsException'));
        aws.kms.on(DescribeKeyCommand, { KeyId: ALIAS }).resolves({ KeyMetadata: metadata('winner') });
        aws.kms.on(ScheduleKeyDeletionCommand).resolves({});
        logGroupsAre(groups);
        await assert.rejects(apply(abandoned), { name: 'AlreadyExistsException' });
        assert.deepEqual(
          aws.inputs('kms.ScheduleKeyDeletion'),
          gone.map((KeyId) => ({ KeyId, PendingWindowInDays: 7 })),
        );
      });
    }

    it('an end of the other keys that killed runs left, but for those that a log group uses', async () => {
      aws.kms.on(CreateAliasCommand).resolves({}).on(ScheduleKeyDeletionCommand).resolves({});
      logGroupsAre({ app: arnOf('used') });
      await apply({ ...abandoned, surplus: [arnOf('used'), arnOf('unused')] });
      assert.deepEqual(aws.writes(), [
        ['kms.ScheduleKeyDeletion', { KeyId: arnOf('unused'), PendingWindowInDays: 7 }],
        ['kms.CreateAlias', { AliasName: ALIAS, TargetKeyId: ID }],
      ]);
    });

    it('no haste: a refusal of a key that was there before is passed on', async () => {
      aws.kms.on(EnableKeyRotationCommand).rejects(awsError('KMSInvalidStateException'));
      const target = testTarget();
      const { rotationDays: _days, ...unrotated } = found;
      await assert.rejects(apply(unrotated, { kms: true }, target), { name: 'KMSInvalidStateException' });
      assert.deepEqual(target.pauses, []);
    });
  });

  describe('that KMS does not see yet', () => {
    it('is asked for again, and never made a second time', async () => {
      noAlias();
      aws.kms.on(CreateKeyCommand).resolves({ KeyMetadata: metadata() });
      aws.kms.on(CreateAliasCommand).rejectsOnce(awsError('NotFoundException')).resolves({});
      aws.kms.on(EnableKeyRotationCommand).rejectsOnce(awsError('NotFoundException')).resolves({});
      await apply(undefined);
      const writes = aws.writes().map(([name]) => name);
      assert.deepEqual(writes, [
        'kms.CreateKey',
        'kms.CreateAlias',
        'kms.CreateAlias',
        'kms.EnableKeyRotation',
        'kms.EnableKeyRotation',
      ]);
    });

    it('is asked for again where its new tag does not count yet in the policy of the caller, for a minute', async () => {
      noAlias();
      aws.kms.on(CreateKeyCommand).resolves({ KeyMetadata: metadata() });
      aws.kms.on(CreateAliasCommand).rejectsOnce(awsError('AccessDeniedException')).resolves({});
      aws.kms.on(EnableKeyRotationCommand).rejectsOnce(awsError('AccessDeniedException')).resolves({});
      await apply(undefined);
      aws.kms.on(CreateAliasCommand).rejects(awsError('AccessDeniedException'));
      const target = testTarget();
      await assert.rejects(apply(undefined, { kms: true }, target), { name: 'AccessDeniedException' });
      const waited = target.pauses.reduce((sum, pause) => sum + pause, 0);
      assert.ok(waited >= 60_000 && waited < 65_000, `${waited} ms`);
    });

    it('is not asked for again where it was there before', async () => {
      noAlias();
      aws.kms.on(CreateAliasCommand).rejects(awsError('AccessDeniedException'));
      const target = testTarget();
      await assert.rejects(apply(abandoned, { kms: true }, target), { name: 'AccessDeniedException' });
      assert.deepEqual(target.pauses, []);
    });

    it('is waited for when it was pending deletion a moment ago', async () => {
      const pending = { ...found, state: 'PendingDeletion' };
      aws.kms.on(CancelKeyDeletionCommand).resolves({});
      aws.kms.on(EnableKeyCommand).rejectsOnce(awsError('KMSInvalidStateException')).resolves({});
      aws.kms.on(GetKeyRotationStatusCommand).resolves({ KeyRotationEnabled: true, RotationPeriodInDays: 365 });
      await apply(pending);
      assert.deepEqual(
        aws.writes().map(([name]) => name),
        ['kms.CancelKeyDeletion', 'kms.EnableKey', 'kms.EnableKey'],
      );
    });
  });

  describe('that is given', () => {
    const GIVEN = arnOf('given');
    const RAW = { 'kms-key': GIVEN };
    const judge = async () => {
      const { want, have } = await find(RAW);
      return kmsKey.diff(want, have);
    };

    it('is read by its ARN, without its rotation, and used as it is', async () => {
      keyExists(GIVEN, metadata('given'), { policy: text(LOGS), rotation: 0 });
      assert.deepEqual(await judge(), []);
      assert.deepEqual(aws.names(), ['kms.DescribeKey', 'kms.GetKeyPolicy']);
      const { want, have } = await find(RAW);
      assert.equal(kmsKey.sentence('none', want, have), `Using KMS key: ${GIVEN}`);
    });

    it('must exist', async () => {
      aws.kms.on(DescribeKeyCommand).rejects(awsError('NotFoundException'));
      const { message, advice } = await targetFault(judge(), 'KeyNotFound');
      assert.ok(message.includes(GIVEN));
      assert.match(advice ?? '', /--kms-key/);
    });

    for (const [what, extra, words] of [
      ['disabled', { KeyState: 'Disabled' }, /is Disabled/],
      ['pending deletion', { KeyState: 'PendingDeletion' }, /is PendingDeletion/],
      ['asymmetric', { KeySpec: 'RSA_4096' }, /RSA_4096 ENCRYPT_DECRYPT.*symmetric/],
      ['for signatures', { KeyUsage: 'GENERATE_VERIFY_MAC', KeySpec: 'HMAC_256' }, /symmetric/],
    ] as const) {
      it(`is refused when it is ${what}`, async () => {
        keyExists(GIVEN, metadata('given', extra));
        const { message, advice } = await targetFault(judge(), 'KeyNotUsable');
        assert.match(message, words);
        assert.match(advice ?? '', /another key with --kms-key/);
      });
    }

    it('is refused when its policy refuses CloudWatch Logs, with the statement that is missing', async () => {
      keyExists(GIVEN, metadata('given'), { policy: text(IAM) });
      const { message, advice } = await targetFault(judge(), 'KeyNotUsable');
      assert.ok(message.includes(`logs.${REGION}.amazonaws.com`), message);
      assert.ok(message.includes('log group sessions'), message);
      assert.deepEqual(JSON.parse((advice ?? '').replace('add this statement to the key policy: ', '')), LOGS);
    });

    for (const name of ['AccessDeniedException', 'NotFoundException']) {
      it(`is accepted when its policy may not be read (${name})`, async () => {
        keyExists(GIVEN, metadata('given'));
        aws.kms.on(GetKeyPolicyCommand).rejects(awsError(name));
        assert.deepEqual(await judge(), []);
      });
    }

    it('is accepted when its policy cannot be judged', async () => {
      const unsure = { ...LOGS, Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } };
      keyExists(GIVEN, metadata('given'), { policy: text(unsure) });
      assert.deepEqual(await judge(), []);
    });

    it('is accepted with a policy that names DescribeKey', async () => {
      const actions = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];
      keyExists(GIVEN, metadata('given'), { policy: text(IAM, { ...LOGS, Action: actions }) });
      assert.deepEqual(await judge(), []);
    });
  });

  describe('on delete', () => {
    const DAY = 86_400_000;
    const removal = (have: Found, kept = {}, raw: RawInputs = {}) =>
      kmsKey.removal.decide(have, {}, { inputs: inputsOf(raw), kept, place: testTarget() });

    it('names the day on which it is gone for good', () => {
      const soon = [7, 7 + 1 / 24].map((days) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10));
      const decided = removal(found, {}, { 'pending-window': '7' }) ?? assert.fail();
      assert.ok(decided.action === 'delete' && soon.some((day) => decided.loss.includes(day)), JSON.stringify(decided));
      assert.match(decided.loss, /1111-own .*everything that only it can decrypt/);
    });

    describe('is needed by', () => {
      const obstacle = (policy: Policy, state = 'Enabled') =>
        kmsKey.removal.keepForOthers?.(testTarget(), { ...found, policy, state }, {}, inputsOf());
      const opened = (...statements: Statement[]): Policy => ({ Statement: [IAM, LOGS, ...statements] });
      const forAll: Statement = { ...LOGS, Sid: 'All', Condition: {} };

      beforeEach(() => logGroupsAre({ app: arnOf(ID), moved: arnOf('x'), sessions: arnOf(ID), web: arnOf(ID) }));

      it('nothing else where its policy admits our log group only, which takes no call', async () => {
        assert.equal(await obstacle(opened()), undefined);
        assert.deepEqual(aws.names(), []);
      });

      it('the other log groups that it encrypts, where it was opened for one of them or for all', async () => {
        const reason = 'it is still needed by log group app, web';
        assert.equal(await obstacle(opened(logsStatement(PLACE, 'app'))), reason);
        assert.equal(await obstacle(opened(forAll)), reason);
      });

      it('nothing else where it was opened for all, and encrypts our log group only', async () => {
        logGroupsAre({ sessions: arnOf(ID), moved: arnOf('x') });
        assert.equal(await obstacle(opened(forAll)), undefined);
      });

      it('nothing any more where it is pending deletion', async () => {
        assert.equal(await obstacle(opened(forAll), 'PendingDeletion'), undefined);
        assert.deepEqual(aws.names(), []);
      });
    });

    for (const [form, name] of [
      ['its ARN', arnOf(ID)],
      ['its id', ID],
      ['its alias', ALIAS],
      ['the ARN of its alias', `arn:aws:kms:${REGION}:${ACCOUNT}:${ALIAS}`],
      ['another alias, which may be its own and could not be read', 'alias/other'],
    ] as const) {
      it(`stays while something that is kept uses it by ${form}`, () => {
        const reason = 'what is kept here still needs it';
        assert.deepEqual(removal(found, { keys: [name] }), { action: 'keep', reason });
      });
    }

    it('stays while a log group stays that it may have encrypted events of, whatever its key is now', () => {
      const kept = { keys: [arnOf('other')], logGroups: ['sessions'] };
      const reason = 'log group sessions, which is kept, may hold events encrypted with it';
      assert.deepEqual(removal(found, kept), { action: 'keep', reason });
      const forAll: Statement = { ...LOGS, Sid: 'All', Condition: {} };
      const opened = { ...found, policy: { Statement: [IAM, forAll] } };
      assert.equal(removal(opened, { logGroups: ['any'] })?.action, 'keep');
      const { policy: _policy, ...hidden } = found;
      assert.equal(removal(hidden, { logGroups: ['any'] })?.action, 'keep');
    });

    it('does not stay for the sake of another key, or of a log group that it never served', () => {
      const elsewhere = [`arn:aws:kms:${REGION}:444455556666:key/${ID}`, `arn:aws:kms:${REGION}:444455556666:${ALIAS}`];
      const others = [arnOf('other'), 'other', ...elsewhere, `arn:aws:kms:sa-east-1:${ACCOUNT}:${ALIAS}`];
      assert.equal(removal(found, { keys: others, logGroups: ['app'] })?.action, 'delete');
    });

    it('is not needed for anything else, so delete goes on where it may not be read', () => {
      assert.equal(kmsKey.removal.standsAlone, true);
    });

    it('has only its alias left to lose where it is pending deletion', () => {
      const decided = removal({ ...found, state: 'PendingDeletion' });
      assert.ok(decided?.action === 'delete');
      assert.match(
        decided.summary ?? '',
        /^Deleting alias alias\/session of KMS key 1111-own, which is pending deletion$/,
      );
    });

    it('is named by its id where it has no alias', () => {
      const decided = removal(abandoned);
      assert.ok(decided?.action === 'delete');
      assert.equal(decided.summary, `Deleting KMS key ${ID}, which has no alias`);
    });

    it('is left alone with --keep-key', () => {
      assert.equal(kmsKey.removal.keepByFlag?.(inputsOf({ 'keep-key': true })), '--keep-key');
      assert.equal(kmsKey.removal.keepByFlag?.(inputsOf()), undefined);
    });

    it('schedules its deletion before its alias goes, and touches no other key', async () => {
      aws.kms.on(ScheduleKeyDeletionCommand).resolves({}).on(DeleteAliasCommand).resolves({});
      await kmsKey.removal.remove(testTarget(), found, {}, inputsOf({ 'pending-window': '10' }));
      assert.deepEqual(
        aws.calls().map(({ name, input }) => [name, input]),
        [
          ['kms.ScheduleKeyDeletion', { KeyId: ID, PendingWindowInDays: 10 }],
          ['kms.DeleteAlias', { AliasName: ALIAS }],
        ],
      );
    });

    it('schedules the deletion of a key without alias, and no more', async () => {
      aws.kms.on(ScheduleKeyDeletionCommand).resolves({});
      await kmsKey.removal.remove(testTarget(), abandoned, {}, inputsOf());
      assert.deepEqual(aws.writes(), [['kms.ScheduleKeyDeletion', { KeyId: ID, PendingWindowInDays: 30 }]]);
    });

    it('removes only the alias of a key that is pending deletion', async () => {
      aws.kms.on(DeleteAliasCommand).resolves({});
      await kmsKey.removal.remove(testTarget(), { ...found, state: 'PendingDeletion' }, {}, inputsOf());
      assert.deepEqual(aws.writes(), [['kms.DeleteAlias', { AliasName: ALIAS }]]);
    });
  });

  it('has no tags that count where it is given, and takes no call to say so', async () => {
    assert.deepEqual(await kmsKey.tags(testTarget(), { ...found, given: true }), {});
    assert.deepEqual(aws.names(), []);
  });

  it('reads and writes its tags', async () => {
    aws.kms
      .on(ListResourceTagsCommand, { KeyId: ID })
      .resolves({ Tags: [OURS] })
      .on(TagResourceCommand)
      .resolves({});
    assert.deepEqual(await kmsKey.tags(testTarget(), found), { [OWNER_TAG]: ALIAS });
    await kmsKey.tag(testTarget(), found, { team: 'ops' });
    assert.deepEqual(aws.writes(), [['kms.TagResource', { KeyId: ID, Tags: [{ TagKey: 'team', TagValue: 'ops' }] }]]);
  });

  it('tells later resources its ARN and whether it is fresh, by its age or by this run, or that it is not known yet', () => {
    const want = kmsKey.want(inputsOf({ kms: true }), PLACE, {}) ?? assert.fail();
    const told = (young: boolean, changed: boolean) => kmsKey.outputs?.(want, { ...found, young }, changed);
    assert.deepEqual(told(false, false), { keyArn: arnOf(ID), keyIsFresh: false });
    assert.deepEqual(told(true, false), { keyArn: arnOf(ID), keyIsFresh: true });
    assert.deepEqual(told(false, true), { keyArn: arnOf(ID), keyIsFresh: true });
    assert.deepEqual(kmsKey.outputs?.(want, undefined, false), { keyArn: PENDING });
    const given = kmsKey.want(inputsOf({ 'kms-key': arnOf('given') }), PLACE, {}) ?? assert.fail();
    assert.deepEqual(kmsKey.outputs?.(given, undefined, false), { keyArn: arnOf('given') });
  });
});
