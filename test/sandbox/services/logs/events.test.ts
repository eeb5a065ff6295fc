import assert from 'node:assert/strict';
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { createSandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { clientsOf } from '../../clients.ts';

const STREAM = { logGroupName: 'sessions', logStreamName: 'ann-1' };

describe('sandbox: log events', () => {
  it('come in answers of a megabyte at the most, and none is lost between them', async () => {
    const { logs } = clientsOf(createSandbox());
    await logs.send(new CreateLogGroupCommand({ logGroupName: STREAM.logGroupName }));
    await logs.send(new CreateLogStreamCommand(STREAM));
    const logEvents = 'abcdefgh'
      .split('')
      .map((letter, index) => ({ timestamp: index, message: letter.repeat(200_000) }));
    await logs.send(new PutLogEventsCommand({ ...STREAM, logEvents }));
    const sizes: number[] = [];
    let text = '';
    for (let token: string | undefined; ;) {
      const page = await logs.send(new GetLogEventsCommand({ ...STREAM, startFromHead: true, nextToken: token }));
      if (page.nextForwardToken === token) break;
      token = page.nextForwardToken;
      sizes.push(page.events?.length ?? 0);
      text += page.events?.map(({ message }) => message?.charAt(0)).join('') ?? '';
    }
    assert.equal(text, 'abcdefgh');
    assert.deepEqual(sizes, [5, 3]);
  });
});
