import assert from 'node:assert/strict';
import { logFile, recording, streamedEvents, uploadedEvents } from '../../../src/sandbox/agent/recording.ts';

const ABOUT = {
  region: 'eu-west-1',
  node: 'i-1',
  owner: 'arn:aws:iam::1:user/ann',
  sessionId: 'ann-1',
  runAsUser: 'ssm-user',
};
const NOON = Date.parse('2026-11-01T12:00:00.123Z');

describe('a recording', () => {
  it('gives whole lines, each once, and the rest at the end', () => {
    const kept = recording();
    kept.add(Buffer.from('one\ntw'));
    assert.equal(kept.news(false), 'one\n');
    assert.equal(kept.news(false), '');
    const euro = Buffer.from('o €');
    kept.add(euro.subarray(0, 3));
    assert.equal(kept.news(false), '');
    kept.add(euro.subarray(3));
    assert.equal(kept.news(true), 'two €');
    assert.equal(kept.whole(), 'one\ntwo €');
  });

  it('ends after four megabytes', () => {
    const kept = recording();
    for (let count = 0; count < 5; count += 1) kept.add(Buffer.alloc(1024 * 1024, 'x'));
    assert.equal(kept.whole().length, 4 * 1024 * 1024);
  });
});

describe('events of a session', () => {
  it('that is streamed are JSON, of lines without what is for the terminal', () => {
    const text = 'a\tb\r\n\u001B[31mred\u001B[0m\r\n\u001B]0;title\u0007$ \n';
    assert.deepEqual(
      streamedEvents(text, ABOUT, NOON).map((event) => JSON.parse(event)),
      [
        {
          eventVersion: '1.0',
          eventTime: '2026-11-01T12:00:00Z',
          awsRegion: 'eu-west-1',
          target: { id: 'i-1' },
          userIdentity: { arn: 'arn:aws:iam::1:user/ann' },
          runAsUser: 'ssm-user',
          sessionId: 'ann-1',
          sessionData: ['a b', 'red', '$ '],
        },
      ],
    );
    assert.deepEqual(streamedEvents('', ABOUT, NOON), []);
  });

  it('that is uploaded are its text', () => {
    assert.deepEqual(uploadedEvents('one\r\n\u001B[31mtwo\r\n'), ['one\n\u001B[31mtwo']);
    assert.equal(
      logFile('text\r\n', NOON, NOON + 61_000),
      'Script started on 2026-11-01 12:00:00+00:00\ntext\r\n\nScript done on 2026-11-01 12:01:01+00:00\n',
    );
  });

  it('have 200,000 bytes at the most, and end with a line', () => {
    const line = `${'x'.repeat(999)}\n`;
    const events = uploadedEvents(line.repeat(450));
    assert.deepEqual(
      events.map((event) => event.length + 1),
      [200_000, 200_000, 50_000],
    );
  });
});
