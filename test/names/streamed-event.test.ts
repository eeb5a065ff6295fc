import assert from 'node:assert/strict';
import { textOfEvent } from '../../src/names/streamed-event.ts';

const streamed = (sessionData: unknown, more: object = { eventVersion: '1.0', sessionId: 'jane-1' }): string =>
  JSON.stringify({ ...more, sessionData });

describe('the text of an event', () => {
  for (const [message, text] of [
    [streamed(['one', 'two']), 'one\ntwo\n'],
    [streamed([]), '\n'],
    [streamed(['$ ']), '$ \n'],
    [streamed(['\u001B[31mred']), '\u001B[31mred\n'],
    ['$ uptime\n up 3 days', '$ uptime\n up 3 days\n'],
    ['ends\n', 'ends\n'],
    // What a session wrote may be JSON, too.
    ['{"sessionData":["x"]}', '{"sessionData":["x"]}\n'],
    [streamed('x'), `${streamed('x')}\n`],
    ['{broken', '{broken\n'],
    ['{"a":1}', '{"a":1}\n'],
    ['', '\n'],
  ] as const) {
    it(`${JSON.stringify(message)} is ${JSON.stringify(text)}`, () => assert.equal(textOfEvent(message), text));
  }
});
