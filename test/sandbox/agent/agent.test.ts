import assert from 'node:assert/strict';
import { systemClock } from '../../../src/channel/clock.ts';
import { dataStream } from '../../../src/channel/data-stream.ts';
import { jsonPayload } from '../../../src/channel/json-payload.ts';
import { PAYLOAD } from '../../../src/channel/message.ts';
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
});
