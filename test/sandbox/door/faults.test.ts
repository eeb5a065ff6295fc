import assert from 'node:assert/strict';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import { ListRegionsCommand } from '@aws-sdk/client-account';
import { CreateLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateKeyCommand, DisableKeyCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { CreateDocumentCommand, DeleteDocumentCommand, DescribeDocumentCommand } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type Faults, parseFaults } from '../../../src/sandbox/door/faults.ts';
import { createSandbox, type Sandbox } from '../../../src/sandbox/door/sandbox.ts';
import { clientsOf, refused } from '../clients.ts';

async function keysIn(sandbox: Sandbox): Promise<number> {
  return Object.keys((await sandbox.snapshot()).accounts['123456789012']?.['eu-central-1']?.keys ?? {}).length;
}

async function outcomes(faults: Faults, calls: number): Promise<string[]> {
  const { kms } = clientsOf(createSandbox({ faults }));
  const names: string[] = [];
  for (let call = 0; call < calls; call += 1) {
    names.push(
      await kms.send(new ListKeysCommand({})).then(
        () => 'ok',
        (error: Error) => error.name,
      ),
    );
  }
  return names;
}

describe('sandbox: faults', () => {
  it('are read from text', () => {
    const text =
      'latency=50,lag=2000,throttling=0.2,lost-answers=0.05,stop=after:12,kill=before:3,denied-accounts=111111111111;222222222222,seed=7,expired,operations=kms:CreateKey;logs:*,answers=ssm:GetDocument:html;kms:*:empty';
    assert.deepEqual(parseFaults(text), {
      latency: 50,
      lag: 2000,
      throttling: 0.2,
      lostAnswers: 0.05,
      stop: { at: 'after', call: 12 },
      kill: { at: 'before', call: 3 },
      deniedAccounts: ['111111111111', '222222222222'],
      seed: 7,
      expired: true,
      operations: ['kms:CreateKey', 'logs:*'],
      answers: [
        { action: 'ssm:GetDocument', kind: 'html' },
        { action: 'kms:*', kind: 'empty' },
      ],
    });
    assert.deepEqual(parseFaults(''), {});
  });

  it('are refused in one line when they are unknown or have a bad value', () => {
    for (const text of [
      'nonsense=1',
      'answers=logs:DescribeLogGroups',
      'answers=DescribeLogGroups:empty',
      'answers=logs:DescribeLogGroups:nothing',
      'throttling=2',
      'throttling=',
      'latency=-1',
      'stop=12',
      'kill=after:0',
      'denied-accounts=',
      'expired=maybe',
      '__proto__=1',
    ]) {
      assert.throws(
        () => parseFaults(text),
        (error: Error) => /^(unknown fault|bad value) [^\n]+$/.test(error.message),
        text,
      );
    }
    assert.throws(() => parseFaults('throttling=2'), /bad value "2" for fault "throttling": use a share from 0 to 1/);
  });

  it('throttle a share of the calls, and the same ones for the same seed', async () => {
    const first = await outcomes({ throttling: 0.5, seed: 7 }, 60);
    assert.deepEqual(await outcomes({ throttling: 0.5, seed: 7 }, 60), first);
    assert.notDeepEqual(await outcomes({ throttling: 0.5, seed: 8 }, 60), first);
    const throttled = first.filter((name) => name === 'ThrottlingException').length;
    assert.ok(throttled > 15 && throttled < 45, String(throttled));
  });

  it('throttle under the name that each protocol has, without executing', async () => {
    const sandbox = createSandbox({ faults: { throttling: 1 } });
    const { kms, sts, logs } = clientsOf(sandbox);
    await refused(kms.send(new CreateKeyCommand({})), 'ThrottlingException', /^Rate exceeded$/);
    await refused(logs.send(new CreateLogGroupCommand({ logGroupName: 'x' })), 'ThrottlingException');
    await refused(sts.send(new GetCallerIdentityCommand({})), 'Throttling');
    assert.equal(await keysIn(sandbox), 0);
  });

  it('answer server errors, without executing', async () => {
    const sandbox = createSandbox({ faults: { errors: 1 } });
    const { kms, logs } = clientsOf(sandbox);
    await refused(kms.send(new CreateKeyCommand({})), 'KMSInternalException');
    await refused(logs.send(new DescribeLogGroupsCommand({})), 'ServiceUnavailableException');
    assert.deepEqual(
      sandbox.calls.map(({ operation, status }) => [operation, status]),
      [
        ['CreateKey', 500],
        ['DescribeLogGroups', 500],
      ],
    );
    assert.equal(await keysIn(sandbox), 0);
  });

  it('lose answers to calls that are executed, which the SDK retries', async () => {
    const sandbox = createSandbox({ faults: { lostAnswers: 1 } });
    const { kms } = clientsOf(sandbox, { maxAttempts: 2 });
    await assert.rejects(kms.send(new CreateKeyCommand({})), { name: 'TimeoutError', code: 'ECONNRESET' });
    assert.equal(await keysIn(sandbox), 2);
  });

  it('show for a while what was there before, where services lag', async () => {
    const { kms, logs, ssm } = clientsOf(createSandbox({ faults: { lag: 3_600_000 } }));
    const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({}));
    assert.deepEqual((await kms.send(new ListKeysCommand({}))).Keys, []);
    await refused(kms.send(new DisableKeyCommand({ KeyId: key?.KeyId })), 'NotFoundException');
    await logs.send(new CreateLogGroupCommand({ logGroupName: 'x' }));
    assert.equal((await logs.send(new DescribeLogGroupsCommand({}))).logGroups?.length, 1);
    const Content = JSON.stringify({ schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: {} });
    await ssm.send(new CreateDocumentCommand({ Name: 'preferences', DocumentType: 'Session', Content }));
    const status = async () => (await ssm.send(new DescribeDocumentCommand({ Name: 'preferences' }))).Document?.Status;
    assert.equal(await status(), 'Creating');
    await ssm.send(new DeleteDocumentCommand({ Name: 'preferences' }));
    assert.equal(await status(), 'Deleting');
  });

  it('hit only the operations named', async () => {
    const sandbox = createSandbox({ faults: { throttling: 1, operations: ['kms:Create*'] } });
    const { kms } = clientsOf(sandbox);
    await kms.send(new ListKeysCommand({}));
    await refused(kms.send(new CreateKeyCommand({})), 'ThrottlingException');
  });

  it('stop the client before a call, or after it, and for good', async () => {
    for (const [at, made] of [
      ['before', 1],
      ['after', 2],
    ] as const) {
      const sandbox = createSandbox({ faults: { stop: { at, call: 2 } } });
      const { kms } = clientsOf(sandbox, { maxAttempts: 3 });
      await kms.send(new CreateKeyCommand({}));
      await refused(kms.send(new CreateKeyCommand({})), 'SandboxStopped');
      await refused(kms.send(new CreateKeyCommand({})), 'SandboxStopped');
      assert.equal(await keysIn(sandbox), made);
      assert.equal(sandbox.calls.length, made);
      const next = createSandbox({ state: await sandbox.snapshot() });
      await clientsOf(next).kms.send(new CreateKeyCommand({}));
      assert.equal(await keysIn(next), made + 1);
      assert.equal(await keysIn(sandbox), made);
    }
  });

  it('deny accounts, regions and actions in AWS’s words', async () => {
    const faults = {
      deniedAccounts: ['111111111111'],
      disabledRegions: ['eu-west-1'],
      closedRegions: ['eu-west-2'],
      deniedActions: ['logs:*', 'KMS:createKey', 'sts:GetCallerIdentity', 'account:ListRegions'],
    };
    const sandbox = createSandbox({ faults });
    const { kms, logs, sts, account } = clientsOf(sandbox);
    await refused(
      sts.send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::111111111111:role/x', RoleSessionName: 'xy' })),
      'AccessDenied',
    );
    await sts.send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::222222222222:role/x', RoleSessionName: 'xy' }));
    await sts.send(new GetCallerIdentityCommand({}));
    await refused(
      logs.send(new DescribeLogGroupsCommand({})),
      'AccessDeniedException',
      /because no identity-based policy allows the logs:DescribeLogGroups action$/,
    );
    await refused(account.send(new ListRegionsCommand({})), 'AccessDeniedException');
    await refused(kms.send(new CreateKeyCommand({})), 'AccessDeniedException', /kms:CreateKey/);
    await kms.send(new ListKeysCommand({}));
    const disabled = clientsOf(sandbox, { region: 'eu-west-1' });
    await refused(
      disabled.kms.send(new ListKeysCommand({})),
      'UnrecognizedClientException',
      /^The security token included in the request is invalid\.$/,
    );
    await refused(disabled.sts.send(new GetCallerIdentityCommand({})), 'InvalidClientTokenId');
    const closed = clientsOf(sandbox, { region: 'eu-west-2' });
    await refused(
      closed.kms.send(new ListKeysCommand({})),
      'AccessDeniedException',
      /is not authorized to perform: kms:ListKeys on resource: .* with an explicit deny in a service control policy$/,
    );
    await closed.sts.send(new GetCallerIdentityCommand({}));
  });

  it('let credentials expire', async () => {
    const { kms, sts } = clientsOf(createSandbox({ faults: { expired: true } }));
    await refused(
      kms.send(new ListKeysCommand({})),
      'ExpiredTokenException',
      /^The security token included in the request is expired$/,
    );
    // The SDK names what STS calls ExpiredToken or ExpiredTokenException by the code on the wire.
    await refused(sts.send(new GetCallerIdentityCommand({})), 'ExpiredToken');
  });

  it('delay every answer', async () => {
    const { kms } = clientsOf(createSandbox({ faults: { latency: 30 } }));
    const { setTimeout: sleep } = timers;
    const waits: unknown[] = [];
    timers.setTimeout = ((milliseconds) => Promise.resolve(waits.push(milliseconds))) as typeof sleep;
    syncBuiltinESMExports();
    try {
      await Promise.all([kms.send(new ListKeysCommand({})), kms.send(new ListKeysCommand({}))]);
    } finally {
      timers.setTimeout = sleep;
      syncBuiltinESMExports();
    }
    assert.deepEqual(waits, [30, 30]);
  });
});
