import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { challengeAnswer, cipherOf } from '../../../src/channel/cipher.ts';
import { systemClock } from '../../../src/channel/clock.ts';
import { dataStream } from '../../../src/channel/data-stream.ts';
import { jsonOf, jsonPayload } from '../../../src/channel/json-payload.ts';
import { decodeMessage, PAYLOAD } from '../../../src/channel/message.ts';
import { startAgent } from '../../../src/sandbox/agent/agent.ts';

describe('the agent of a session', () => {
  it('loses nothing of what is sent while it still prepares', async () => {
    let prepared: (refusal: string) => void = () => undefined;
    const preparing = new Promise<string>((resolve) => {
      prepared = resolve;
    });
    let text = '';
    const ended = new Promise<string>((resolve) => {
      const agent = startAgent({
        task: { type: 'InteractiveCommands', command: 'stty size; read line; echo "<$line>"' },
        clock: systemClock,
        version: '3.3.3050.0',
        prepare: () => preparing,
        onEnd: resolve,
      });
      const client = dataStream({
        end: 'client',
        clock: systemClock,
        deliver: (_type, payload) => (text += Buffer.from(payload).toString()),
        onClosed: () => undefined,
      });
      const none = { pause: () => undefined, resume: () => undefined, close: () => undefined };
      client.attach({ ...none, send: (frame) => setImmediate(() => agent.stream.take(frame)) });
      agent.stream.attach({ ...none, send: (frame) => setImmediate(() => client.take(frame)) });
      client.send(PAYLOAD.size, jsonPayload({ cols: 91, rows: 31 }));
      client.send(PAYLOAD.output, Buffer.from('early\r'));
      void client.drained().then(() => prepared(''));
    });
    assert.equal(await ended, '');
    assert.match(text, /<early>/);
  });

  for (const encrypted of [false, true]) {
    it(`acknowledges the last word of a handshake before it ends it, ${encrypted ? 'with' : 'without'} encryption`, async () => {
      const key = randomBytes(64);
      const cipher = cipherOf(key, 'client');
      const sent: string[] = [];
      const agent = startAgent({
        task: { type: 'NonInteractiveCommands', command: 'true', separateOutput: true },
        clock: systemClock,
        version: '3.3.3050.0',
        prepare: () => new Promise(() => undefined),
        onEnd: () => undefined,
        ...(encrypted && {
          encryption: { keyId: 'arn:aws:kms:us-east-1:123456789012:key/1', decrypt: async () => key },
        }),
      });
      let last = '';
      const done = new Promise<void>((resolve) => {
        const client = dataStream({
          end: 'client',
          clock: systemClock,
          deliver(type, payload) {
            if (type === PAYLOAD.handshakeRequest) {
              const { RequestedClientActions } = jsonOf(payload) as {
                RequestedClientActions: { ActionType: string }[];
              };
              const ProcessedClientActions = RequestedClientActions.map(({ ActionType }) => ({
                ActionType,
                ActionStatus: 1,
                ...(ActionType === 'KMSEncryption' && { ActionResult: { KMSCipherTextKey: '' } }),
              }));
              client.send(
                PAYLOAD.handshakeResponse,
                jsonPayload({ ClientVersion: '1.2.835.0', ProcessedClientActions, Errors: [] }),
              );
              last = '0';
            }
            if (type === PAYLOAD.challengeRequest) {
              client.send(PAYLOAD.challengeResponse, challengeAnswer(Buffer.from(payload), cipher));
              last = '1';
            }
            if (type === PAYLOAD.handshakeComplete) resolve();
          },
          onClosed: () => undefined,
        });
        const none = { pause: () => undefined, resume: () => undefined, close: () => undefined };
        client.attach({ ...none, send: (frame) => setImmediate(() => agent.stream.take(frame)) });
        agent.stream.attach({
          ...none,
          send(frame) {
            const { type, payload, payloadType } = decodeMessage(frame);
            if (type === 'acknowledge')
              sent.push(`acknowledges ${String(jsonOf(payload)['AcknowledgedMessageSequenceNumber'])}`);
            else sent.push(`sends ${payloadType}`);
            setImmediate(() => client.take(frame));
          },
        });
      });
      await done;
      agent.stop();
      assert.deepEqual(sent.slice(sent.indexOf(`acknowledges ${last}`)).slice(0, 2), [
        `acknowledges ${last}`,
        `sends ${PAYLOAD.handshakeComplete}`,
      ]);
    });
  }
});
