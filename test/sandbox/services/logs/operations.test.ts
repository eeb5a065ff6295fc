import assert from 'node:assert/strict';
import {
  AssociateKmsKeyCommand,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DisassociateKmsKeyCommand,
  ListTagsForResourceCommand,
  paginateDescribeLogGroups,
  PutLogGroupDeletionProtectionCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DisableKeyCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import type { Faults } from '../../../../src/sandbox/door/faults.ts';
import { createSandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { regionOf } from '../../../../src/sandbox/state/state.ts';
import { clientsOf, logsKeyPolicy, refused } from '../../clients.ts';

const ARN = 'arn:aws:logs:eu-central-1:123456789012:log-group:sessions';
const DENIED = new RegExp(`^The specified KMS key does not exist or is not allowed to be used with Arn '${ARN}'$`);

describe('sandbox: CloudWatch Logs', () => {
  let sandbox = createSandbox();
  let { kms, logs } = clientsOf(sandbox);
  function begin(faults: Faults = {}, region = 'eu-central-1'): void {
    sandbox = createSandbox({ faults });
    ({ kms, logs } = clientsOf(sandbox, { region }));
  }
  beforeEach(() => begin());

  async function key(input: CreateKeyCommandInput = { Policy: logsKeyPolicy() }): Promise<string> {
    return (await kms.send(new CreateKeyCommand(input))).KeyMetadata?.Arn ?? '';
  }
  const create = (logGroupName: string, kmsKeyId?: string) =>
    logs.send(new CreateLogGroupCommand({ logGroupName, ...(kmsKeyId !== undefined && { kmsKeyId }) }));
  const protect = (deletionProtectionEnabled: boolean) =>
    logs.send(new PutLogGroupDeletionProtectionCommand({ logGroupIdentifier: ARN, deletionProtectionEnabled }));
  const remove = () => logs.send(new DeleteLogGroupCommand({ logGroupName: 'sessions' }));
  const describeOnly = async (prefix = 'sessions') =>
    (await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix }))).logGroups ?? [];

  it('makes a log group with everything given and shows it', async () => {
    const kmsKeyId = await key();
    await logs.send(
      new CreateLogGroupCommand({
        logGroupName: 'sessions',
        kmsKeyId,
        tags: { owner: 'me' },
        deletionProtectionEnabled: true,
        logGroupClass: 'INFREQUENT_ACCESS',
      }),
    );
    const [group] = await describeOnly();
    assert.equal(group?.arn, `${ARN}:*`);
    assert.equal(group?.logGroupArn, ARN);
    assert.equal(group?.kmsKeyId, kmsKeyId);
    assert.equal(group?.logGroupClass, 'INFREQUENT_ACCESS');
    assert.equal(group?.deletionProtectionEnabled, true);
    assert.equal(group?.retentionInDays, undefined);
    assert.ok(Math.abs((group?.creationTime ?? 0) - Date.now()) < 3_600_000);
    await refused(create('sessions'), 'ResourceAlreadyExistsException', /^The specified log group already exists$/);
  });

  it('refuses names AWS does not take', async () => {
    for (const name of ['a b', 'ä', 'aws/x', 'x'.repeat(513)]) await refused(create(name), 'InvalidParameterException');
  });

  it('searches by prefix, page by page', async () => {
    for (const name of ['sessions-prod', 'sessions', 'other']) await create(name);
    assert.deepEqual(
      (await describeOnly()).map((group) => group.logGroupName),
      ['sessions', 'sessions-prod'],
    );
    const names: (string | undefined)[] = [];
    for await (const page of paginateDescribeLogGroups({ client: logs, pageSize: 1 }, {})) {
      names.push(...(page.logGroups ?? []).map((group) => group.logGroupName));
    }
    assert.deepEqual(names, ['other', 'sessions', 'sessions-prod']);
    await refused(logs.send(new DescribeLogGroupsCommand({ limit: 51 })), 'InvalidParameterException');
    await refused(logs.send(new DescribeLogGroupsCommand({ nextToken: 'x' })), 'InvalidParameterException');
  });

  it('shows stored bytes that a test put there', async () => {
    await create('sessions');
    await sandbox.edit((state) => {
      const group = regionOf(state, '123456789012', 'eu-central-1').logGroups['sessions'];
      if (group) group.storedBytes = 4096;
    });
    assert.equal((await describeOnly())[0]?.storedBytes, 4096);
  });

  it('makes log groups of the class DELIVERY, whose retention nobody sets', async () => {
    const logGroupName = 'sessions';
    await logs.send(new CreateLogGroupCommand({ logGroupName, logGroupClass: 'DELIVERY' }));
    const [group] = await describeOnly();
    assert.deepEqual([group?.logGroupClass, group?.retentionInDays], ['DELIVERY', 2]);
    const unsupported = /^This operation is not supported for Delivery log class$/;
    for (const call of [
      logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 30 })),
      logs.send(new DeleteRetentionPolicyCommand({ logGroupName })),
    ]) {
      await refused(call, 'ValidationException', unsupported);
    }
  });

  it("takes AWS's retention values and no other", async () => {
    await create('sessions');
    const put = (retentionInDays: number) =>
      logs.send(new PutRetentionPolicyCommand({ logGroupName: 'sessions', retentionInDays }));
    await put(365);
    assert.equal((await describeOnly())[0]?.retentionInDays, 365);
    await refused(put(2), 'InvalidParameterException');
    await logs.send(new DeleteRetentionPolicyCommand({ logGroupName: 'sessions' }));
    assert.equal((await describeOnly())[0]?.retentionInDays, undefined);
    await refused(logs.send(new DeleteRetentionPolicyCommand({ logGroupName: 'none' })), 'ResourceNotFoundException');
  });

  it('deletes a log group unless it is protected', async () => {
    await create('sessions');
    await protect(true);
    await refused(
      remove(),
      'ValidationException',
      /^Cannot delete log group with deletion protection enabled\. Disable deletion protection first\.$/,
    );
    await protect(false);
    await remove();
    await refused(remove(), 'ResourceNotFoundException', /^The specified log group does not exist\.$/);
  });

  it('tags by the ARN without :*', async () => {
    await logs.send(new CreateLogGroupCommand({ logGroupName: 'sessions', tags: { a: '1' } }));
    const tags = async () => (await logs.send(new ListTagsForResourceCommand({ resourceArn: ARN }))).tags;
    await logs.send(new TagResourceCommand({ resourceArn: ARN, tags: { a: '2', b: '' } }));
    assert.deepEqual(await tags(), { a: '2', b: '' });
    await logs.send(new UntagResourceCommand({ resourceArn: ARN, tagKeys: ['a'] }));
    assert.deepEqual(await tags(), { b: '' });
    await refused(logs.send(new ListTagsForResourceCommand({ resourceArn: `${ARN}:*` })), 'InvalidParameterException');
    await refused(logs.send(new ListTagsForResourceCommand({ resourceArn: `${ARN}-x` })), 'ResourceNotFoundException');
  });

  it('changes and removes the key of a log group', async () => {
    await create('sessions');
    const kmsKeyId = await key();
    await logs.send(new AssociateKmsKeyCommand({ logGroupName: 'sessions', kmsKeyId }));
    assert.equal((await describeOnly())[0]?.kmsKeyId, kmsKeyId);
    await logs.send(new DisassociateKmsKeyCommand({ resourceIdentifier: ARN }));
    assert.equal((await describeOnly())[0]?.kmsKeyId, undefined);
    await refused(
      logs.send(new AssociateKmsKeyCommand({ logGroupName: 'none', kmsKeyId })),
      'ResourceNotFoundException',
    );
    await refused(logs.send(new AssociateKmsKeyCommand({ kmsKeyId })), 'InvalidParameterException');
  });

  it('refuses keys it may not use: none, of another region, disabled, pending deletion, asymmetric', async () => {
    const good = await key();
    await refused(create('sessions', good.split('/')[1]), 'InvalidParameterException');
    await refused(create('sessions', 'alias/session'), 'InvalidParameterException');
    await refused(create('sessions', good.replace(/.{4}$/, 'ffff')), 'AccessDeniedException', DENIED);
    await refused(create('sessions', good.replace('eu-central-1', 'eu-west-1')), 'AccessDeniedException', DENIED);
    const asymmetric = await key({ Policy: logsKeyPolicy(), KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    await refused(create('sessions', asymmetric), 'AccessDeniedException', DENIED);
    await kms.send(new DisableKeyCommand({ KeyId: good }));
    await refused(create('sessions', good), 'AccessDeniedException', DENIED);
    const doomed = await key();
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: doomed }));
    await refused(create('sessions', doomed), 'AccessDeniedException', DENIED);
    assert.deepEqual(await describeOnly(), []);
  });

  it('evaluates the key policy: principal, actions, condition and deny', async () => {
    const root = { Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'kms:*', Resource: '*' };
    const service = 'logs.eu-central-1.amazonaws.com';
    const five = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'];
    const context = 'kms:EncryptionContext:aws:logs:arn';
    const admit = (extra: object) => ({
      Effect: 'Allow',
      Principal: { Service: service },
      Action: five,
      Resource: '*',
      ...extra,
    });
    const accepts = async (...statements: object[]): Promise<boolean> => {
      begin();
      const arn = await key({ Policy: JSON.stringify({ Version: '2012-10-17', Statement: [root, ...statements] }) });
      return create('sessions', arn).then(
        () => true,
        () => false,
      );
    };
    assert.equal(await accepts(), false);
    assert.equal(await accepts(admit({})), true);
    assert.equal(await accepts(admit({ Action: 'kms:*' })), true);
    assert.equal(await accepts(admit({ Action: ['KMS:encrypt', 'kms:decrypt*', ...five.slice(2)] })), true);
    assert.equal(await accepts(admit({ Action: five.slice(1) })), false);
    assert.equal(await accepts(admit({ Principal: '*' })), true);
    assert.equal(await accepts(admit({ Principal: { Service: [service, 'ec2.amazonaws.com'] } })), true);
    assert.equal(await accepts(admit({ Principal: { Service: 'logs.eu-west-1.amazonaws.com' } })), false);
    assert.equal(await accepts(admit({ Condition: { ArnEquals: { [context]: ARN } } })), true);
    assert.equal(await accepts(admit({ Condition: { ArnEquals: { [context]: `${ARN}-prod` } } })), false);
    assert.equal(
      await accepts(admit({ Condition: { ArnLike: { [context]: [`x`, ARN.replace('sessions', '*')] } } })),
      true,
    );
    assert.equal(
      await accepts(admit({ Condition: { StringEquals: { [context]: ARN.replace('sessions', '*') } } })),
      false,
    );
    assert.equal(await accepts(admit({ Condition: { StringLike: { [context]: 'arn:aws:logs:*' } } })), true);
    assert.equal(await accepts(admit({ Condition: { StringEquals: { 'kms:Other': 'x' } } })), false);
    assert.equal(await accepts(admit({}), { ...admit({ Action: 'kms:Decrypt' }), Effect: 'Deny' }), false);
    assert.equal(await accepts(admit({ Action: five.slice(0, 2) }), admit({ Action: five.slice(2) })), true);
  });

  it('knows the service principal of China', async () => {
    begin({}, 'cn-north-1');
    const arn = await key({ Policy: logsKeyPolicy('cn-north-1', '123456789012', 'aws-cn') });
    await create('sessions', arn);
    assert.equal((await describeOnly())[0]?.logGroupArn, 'arn:aws-cn:logs:cn-north-1:123456789012:log-group:sessions');
  });

  it('refuses a fresh key, and one with a fresh policy, as often as the fault says', async () => {
    begin({ freshKeyRefusals: 2 });
    const kmsKeyId = await key();
    for (let refusal = 0; refusal < 2; refusal += 1)
      await refused(create('sessions', kmsKeyId), 'AccessDeniedException', DENIED);
    await create('sessions', kmsKeyId);
    await kms.send(new PutKeyPolicyCommand({ KeyId: kmsKeyId, Policy: logsKeyPolicy() }));
    const associate = () => logs.send(new AssociateKmsKeyCommand({ logGroupName: 'sessions', kmsKeyId }));
    await refused(associate(), 'AccessDeniedException');
    await refused(associate(), 'AccessDeniedException');
    await associate();
  });
});
