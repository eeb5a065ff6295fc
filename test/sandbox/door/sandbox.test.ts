import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssociateKmsKeyCommand, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { AttachRolePolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand, TagResourceCommand } from '@aws-sdk/client-kms';
import { CreateDocumentCommand, UpdateServiceSettingCommand } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { createSandbox } from '../../../src/sandbox/door/sandbox.ts';
import { emptyState } from '../../../src/sandbox/state/state.ts';
import { clientsOf, logsKeyPolicy, refused } from '../clients.ts';

describe('sandbox: a large state', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps what a call of any service changes, in whatever account', async () => {
    const file = join(folder, 'sandbox.json');
    const state = emptyState();
    for (let index = 0; index < 300; index += 1) state.optInRegions[String(index)] = ['x'.repeat(1000)];
    const sandbox = createSandbox({ file, faults: { freshKeyRefusals: 2 } });
    await sandbox.begin(state);
    const kept = async (call: Promise<unknown>, journal = true): Promise<void> => {
      await call;
      assert.deepEqual(await createSandbox({ file }).snapshot(), await sandbox.snapshot());
      assert.equal(existsSync(`${file}.journal`), journal);
    };

    const { iam, kms, logs, ssm, sts } = clientsOf(sandbox);
    await kept(sts.send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::111111111111:role/x', RoleSessionName: 'xy' })));
    const [[accessKeyId, session] = assert.fail()] = Object.entries((await sandbox.snapshot()).sessions);
    const credentials = { accessKeyId, secretAccessKey: session.secret, sessionToken: session.token };
    const other = clientsOf(sandbox, { credentials });

    const Policy = JSON.stringify({
      Statement: [
        ...JSON.parse(logsKeyPolicy('eu-central-1', '111111111111')).Statement,
        { Effect: 'Allow', Principal: { Service: 'logs.eu-central-1.amazonaws.com' }, Action: 'kms:*', Resource: '*' },
      ],
    });
    const { KeyMetadata: key = assert.fail() } = await other.kms.send(new CreateKeyCommand({ Policy }));
    await kept(other.kms.send(new CreateAliasCommand({ AliasName: 'alias/a', TargetKeyId: key.KeyId })));
    await kept(other.kms.send(new TagResourceCommand({ KeyId: key.KeyId, Tags: [{ TagKey: 'team', TagValue: 'x' }] })));
    await kept(kms.send(new CreateKeyCommand({})));
    await kept(logs.send(new CreateLogGroupCommand({ logGroupName: 'sessions' })));
    // A refusal that counts, on the key of another account.
    const associate = new AssociateKmsKeyCommand({ logGroupName: 'sessions', kmsKeyId: key.Arn });
    await kept(refused(logs.send(associate), 'AccessDeniedException'), false);
    assert.equal(
      (await sandbox.snapshot()).accounts['111111111111']?.['eu-central-1']?.keys[key.KeyId ?? '']?.refusalsLeft,
      1,
    );
    await kept(ssm.send(new CreateDocumentCommand({ Name: 'a-b', Content: '{"schemaVersion":"2.2"}' })));
    const SettingId = '/ssm/managed-instance/activation-tier';
    await kept(ssm.send(new UpdateServiceSettingCommand({ SettingId, SettingValue: 'advanced' })));
    await kept(iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust() })));
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await kept(iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn })));
  });
});

function trust(): string {
  const statement = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
