import assert from 'node:assert/strict';
import { CreateKeyCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { sandboxHandler } from '../../../src/sandbox/door/handler.ts';
import { createSandbox, type SandboxCall } from '../../../src/sandbox/door/sandbox.ts';
import { clientsOf } from '../clients.ts';

describe('sandbox: request handler', () => {
  it('aborts a call that waits, and does not begin one that was aborted before', async () => {
    const sandbox = createSandbox({ faults: { latency: 500 } });
    const { kms } = clientsOf(sandbox, { maxAttempts: 3 });
    const controller = new AbortController();
    const call = kms.send(new CreateKeyCommand({}), { abortSignal: controller.signal });
    setImmediate(() => controller.abort());
    await assert.rejects(call, { name: 'AbortError' });
    await assert.rejects(kms.send(new CreateKeyCommand({}), { abortSignal: controller.signal }), {
      name: 'AbortError',
    });
    assert.equal(sandbox.calls.length, 0);
  }).timeout(5000);

  it('refuses a body that is a stream', async () => {
    const handler = sandboxHandler(createSandbox());
    const request = { method: 'POST', hostname: 'x', path: '/', headers: {}, body: new ReadableStream() };
    await assert.rejects(handler.handle(request), TypeError);
  });

  it('records what was called, with its input and its refusal', async () => {
    const sandbox = createSandbox();
    const { kms } = clientsOf(sandbox, { region: 'us-east-1' });
    await kms.send(new ListKeysCommand({ Limit: 5 }));
    await assert.rejects(kms.send(new ListKeysCommand({ Marker: 'x' })));
    const common = { service: 'kms', operation: 'ListKeys', account: '123456789012', region: 'us-east-1' };
    const expected: SandboxCall[] = [
      { ...common, input: { Limit: 5 }, status: 200 },
      { ...common, input: { Marker: 'x' }, status: 400, error: 'InvalidMarkerException' },
    ];
    assert.deepEqual(sandbox.calls, expected);
  });

  it('forgets everything when it is reset', async () => {
    const sandbox = createSandbox();
    await clientsOf(sandbox).kms.send(new CreateKeyCommand({}));
    await sandbox.reset();
    assert.deepEqual(await sandbox.snapshot(), await createSandbox().snapshot());
  });
});
