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
import { partitionOf } from '../../src/aws/regions.ts';
import type { RawInputs } from '../../src/inputs.ts';
import { iamStatement, logsStatement } from '../../src/policies/key-policy.ts';
import type { Policy, Statement } from '../../src/policies/policy.ts';
import { kmsKey } from '../../src/resources/kms-key.ts';
import { OWNER_TAG } from '../../src/resources/ownership.ts';
import { PENDING } from '../../src/resources/resource.ts';
import { ACCOUNT, awsError, inputsOf, mockAws, REGION, targetFault, testTarget } from '../aws.ts';

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
    aws.kms.on(ListAliasesCommand).resolves({ Aliases: aliased.map((TargetKeyId) => ({ TargetKeyId })) });
  };

  const find = async (raw: RawInputs = { kms: true }) => {
    const inputs = inputsOf(raw);
    const want = kmsKey.want(inputs, PLACE, {}) ?? assert.fail('it is not wanted');
    const have = await kmsKey.read(testTarget(), inputs);
    return { inputs, want, have };
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
  };
  const { alias: _alias, ...abandoned } = found;

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
      keysAre(['aliased', 'theirs'], ['aliased', 'of-aws']);
      aws.kms.on(ListResourceTagsCommand, { KeyId: 'theirs' }).resolves({ Tags: [] });
      assert.equal((await find()).have, undefined);
      assert.deepEqual(aws.inputs('kms.ListResourceTags'), [{ KeyId: 'theirs' }]);
    });

    it('a key that a killed run left without an alias', async () => {
      noAlias();
      keysAre(['left']);
      aws.kms.on(ListResourceTagsCommand, { KeyId: 'left' }).resolves({ Tags: [OURS] });
      keyExists('left', metadata('left'));
      assert.deepEqual((await find()).have, { ...abandoned, id: 'left', arn: arnOf('left') });
    });

    it('the tags of a key only where its policy does not let IAM decide', async () => {
      keyExists(ALIAS, metadata(), { policy: text(LOGS) });
      aws.kms.on(ListResourceTagsCommand).resolves({ Tags: [OURS] });
      assert.equal((await find()).have?.ours, true);
    });

    it('no rotation of a key that is pending deletion, or that cannot rotate', async () => {
      keyExists(ALIAS, metadata(ID, { KeyState: 'PendingDeletion' }));
      assert.equal((await find()).have?.rotationDays, undefined);
      keyExists(ALIAS, metadata(ID, { Origin: 'EXTERNAL' }));
      assert.equal((await find()).have?.canRotate, false);
      assert.equal(aws.inputs('kms.GetKeyRotationStatus').length, 0);
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
      assert.deepEqual(diff({ ...locked, ours: true }), [`policy: null -> IAM of account ${ACCOUNT} decides`]);
      assert.deepEqual(diff({ ...locked, ours: false }), []);
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
    assert.equal(kmsKey.title(inputsOf()), `KMS key ${ALIAS}`);
  });

  describe('makes', () => {
    const apply = async (have: Found | undefined, raw: RawInputs = { kms: true }) => {
      const want = kmsKey.want(inputsOf(raw), PLACE, {}) ?? assert.fail();
      return kmsKey.apply(testTarget(), want, have);
    };

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
      assert.deepEqual(kmsKey.outputs?.(made), { keyArn: arnOf(ID) });
      assert.deepEqual(kmsKey.diff(kmsKey.want(inputsOf({ kms: true }), PLACE, {}) ?? assert.fail(), made), []);
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

    it('a policy whole again, and keeps what others put into it', async () => {
      aws.kms.on(PutKeyPolicyCommand).resolves({});
      const theirs: Statement = { ...IAM, Sid: 'Theirs', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/audit` } };
      const older: Statement = { ...LOGS, Action: 'kms:Encrypt' };
      await apply({ ...found, policy: { Version: '2012-10-17', Id: 'p', Statement: [theirs, older] }, ours: true });
      const wanted = { Version: '2012-10-17', Id: 'p', Statement: [theirs, IAM, LOGS] };
      assert.deepEqual(aws.writes(), [
        ['kms.PutKeyPolicy', { KeyId: ID, PolicyName: 'default', Policy: JSON.stringify(wanted) }],
      ]);
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

    it('no key go away while it is not seen who won', async () => {
      aws.kms.on(CreateAliasCommand).rejects(awsError('AlreadyExistsException'));
      noAlias();
      await assert.rejects(apply(abandoned), { name: 'NotFoundException' });
      assert.deepEqual(aws.inputs('kms.ScheduleKeyDeletion'), []);
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
    const removal = (have: Found, kept = {}, raw: RawInputs = {}) => kmsKey.removal(have, {}, inputsOf(raw), kept);

    it('names the day on which it is gone for good', () => {
      const soon = [7, 7 + 1 / 24].map((days) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10));
      const decided = removal(found, {}, { 'pending-window': '7' }) ?? assert.fail();
      assert.ok(decided.action === 'delete' && soon.some((day) => decided.loss.includes(day)), JSON.stringify(decided));
      assert.match(decided.loss, /1111-own .*everything that only it can decrypt/);
    });

    describe('is needed by', () => {
      const users = (policy: Policy, state = 'Enabled') =>
        kmsKey.users?.(testTarget(), { ...found, policy, state }, inputsOf({ kms: true }));
      const opened = (...statements: Statement[]): Policy => ({ Statement: [IAM, LOGS, ...statements] });
      const forAll: Statement = { ...LOGS, Sid: 'All', Condition: {} };

      beforeEach(() => {
        aws.logs.on(DescribeLogGroupsCommand).resolves({
          logGroups: [
            { logGroupName: 'app', kmsKeyId: arnOf(ID) },
            { logGroupName: 'plain' },
            { logGroupName: 'moved', kmsKeyId: arnOf('x') },
            { logGroupName: 'sessions', kmsKeyId: arnOf(ID) },
          ],
        });
      });

      it('nothing else where its policy admits our log group only, which takes no call', async () => {
        assert.deepEqual(await users(opened()), []);
        assert.deepEqual(aws.names(), []);
      });

      it('the log groups that it encrypts, where it was opened for another one or for all', async () => {
        assert.deepEqual(await users(opened(logsStatement(PLACE, 'app'))), ['log group app']);
        assert.deepEqual(await users(opened(forAll)), ['log group app']);
      });

      it('nothing any more where it is pending deletion', async () => {
        assert.deepEqual(await users(opened(forAll), 'PendingDeletion'), []);
      });
    });

    for (const [form, name] of [
      ['ARN', arnOf(ID)],
      ['id', ID],
      ['alias', ALIAS],
      ['ARN of its alias', `arn:aws:kms:${REGION}:${ACCOUNT}:${ALIAS}`],
    ] as const) {
      it(`stays while something that is kept uses it by its ${form}`, () => {
        assert.equal(removal(found, { keys: [name] })?.action, 'keep');
      });
    }

    it('does not stay for the sake of another key', () => {
      assert.equal(
        removal(found, { keys: [arnOf('other'), 'alias/other'], logGroups: ['sessions'] })?.action,
        'delete',
      );
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
      assert.equal(kmsKey.spared?.(inputsOf({ 'keep-key': true })), '--keep-key');
      assert.equal(kmsKey.spared?.(inputsOf()), undefined);
    });

    it('schedules its deletion before its alias goes, then looks for keys that were left behind', async () => {
      aws.kms.on(ScheduleKeyDeletionCommand).resolves({}).on(DeleteAliasCommand).resolves({});
      keysAre([ID, 'left', 'theirs']);
      aws.kms.on(ListResourceTagsCommand).resolves({ Tags: [] });
      for (const KeyId of [ID, 'left']) aws.kms.on(ListResourceTagsCommand, { KeyId }).resolves({ Tags: [OURS] });
      aws.kms
        .on(DescribeKeyCommand, { KeyId: ID })
        .resolves({ KeyMetadata: metadata(ID, { KeyState: 'PendingDeletion' }) });
      aws.kms.on(DescribeKeyCommand, { KeyId: 'left' }).resolves({ KeyMetadata: metadata('left') });
      await kmsKey.remove(testTarget(), found, {}, inputsOf({ 'pending-window': '10' }));
      assert.deepEqual(aws.writes(), [
        ['kms.ScheduleKeyDeletion', { KeyId: ID, PendingWindowInDays: 10 }],
        ['kms.DeleteAlias', { AliasName: ALIAS }],
        ['kms.ScheduleKeyDeletion', { KeyId: 'left', PendingWindowInDays: 10 }],
      ]);
    });

    it('removes only the alias of a key that is pending deletion', async () => {
      aws.kms.on(DeleteAliasCommand).resolves({});
      keysAre([]);
      await kmsKey.remove(testTarget(), { ...found, state: 'PendingDeletion' }, {}, inputsOf());
      assert.deepEqual(aws.writes(), [['kms.DeleteAlias', { AliasName: ALIAS }]]);
    });
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

  it('tells later resources its ARN, or that it is not known yet', () => {
    assert.deepEqual(kmsKey.outputs?.(found), { keyArn: arnOf(ID) });
    const want = kmsKey.want(inputsOf({ kms: true }), PLACE, {}) ?? assert.fail();
    assert.deepEqual(kmsKey.expected?.(want), { keyArn: PENDING });
    const given = kmsKey.want(inputsOf({ 'kms-key': arnOf('given') }), PLACE, {}) ?? assert.fail();
    assert.deepEqual(kmsKey.expected?.(given), { keyArn: arnOf('given') });
  });
});
