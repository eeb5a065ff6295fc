import assert from 'node:assert/strict';
import { type RecordingFormat, recordingPrinter } from '../../src/render/recording.ts';

const SESSION = {
  id: 'jane@example.com-0a1',
  node: 'i-1',
  owner: 'arn:aws:iam::111122223333:user/jane',
  status: 'Terminated',
  began: new Date('2026-08-01T09:00:00.700Z'),
};
type Piece = readonly [text: string, time?: number];

function printed(format: RecordingFormat, raw: boolean, ...pieces: readonly Piece[]): string {
  const printer = recordingPrinter(SESSION, format, raw);
  return printer.head + pieces.map(([text, time]) => printer.print({ text, time })).join('') + printer.end();
}

describe('a recording as text', () => {
  it('keeps lines and tabs, over pieces, and shows what a terminal obeys', () => {
    assert.equal(printed('text', false, ['a\tb\r\nc', 1], ['d\n'], ['end']), 'a\tb\ncd\nend\n');
    assert.equal(
      printed('text', false, ['\u001B]0;title\u0007\u001B[31mred\b\rx\u009B2J\n']),
      '\\x1b]0;title\\x07\\x1b[31mred\\x08\\rx\\x9b2J\n',
    );
    assert.equal(printed('text', false, ['::error::no\n##[error]no\n']), '\\x3a:error::no\n\\x23#[error]no\n');
  });

  it('is as it was where that is asked for', () =>
    assert.equal(printed('text', true, ['\u001B[31mred\r\n'], ['end']), '\u001B[31mred\r\nend'));

  it('is not cut, however long a line is', () =>
    assert.equal(printed('text', false, [`${'x'.repeat(300_000)}\n`]).length, 300_001));

  it('of nothing is nothing', () => assert.equal(printed('text', false), ''));
});

describe('a recording as JSON', () => {
  it('has a line for each event, in which nothing is obeyed', () => {
    const lines = printed('json', false, ['a\nb\u001B[2J\u009B\u202E', Date.parse('2026-08-01T09:00:00Z')], ['c'])
      .trimEnd()
      .split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line) as unknown),
      [
        { time: '2026-08-01T09:00:00.000Z', text: 'a\nb\u001B[2J\u009B\u202E' },
        { time: null, text: 'c' },
      ],
    );
    // oxlint-disable-next-line no-control-regex -- these are what it is about
    assert.doesNotMatch(lines.join(''), /[\u0000-\u001F\u007F-\u009F\u202E]/);
  });
});

/** What https://docs.asciinema.org/manual/asciicast/v2/ asks of a file. */
function checkCast(text: string): readonly (readonly [number, string, string])[] {
  const [head = '', ...rest] = text.trimEnd().split('\n');
  const header = JSON.parse(head) as Readonly<Record<string, unknown>>;
  assert.equal(header['version'], 2);
  for (const size of ['width', 'height']) assert.ok(Number.isInteger(header[size]) && Number(header[size]) > 0);
  if ('timestamp' in header) assert.ok(Number.isInteger(header['timestamp']));
  const events = rest.map((line) => JSON.parse(line) as readonly [number, string, string]);
  let last = 0;
  for (const event of events) {
    assert.equal(event.length, 3);
    const [time, code, data] = event;
    assert.ok(typeof time === 'number' && time >= last, `${time} after ${last}`);
    assert.equal(code, 'o');
    assert.equal(typeof data, 'string');
    last = time;
  }
  return events;
}

describe('a recording for asciinema', () => {
  it('has a header, and an event for each, at the time at which it was written', () => {
    const text = printed('cast', false, ['$ ls\n', 5000], ['a\r\nb\n', 6500], ['\u001B[31mred\n', 6400]);
    assert.deepEqual(checkCast(text), [
      [0, 'o', '$ ls\r\n'],
      [1.5, 'o', 'a\r\nb\r\n'],
      [1.5, 'o', '\u001B[31mred\r\n'],
    ]);
    assert.deepEqual(JSON.parse(text.split('\n')[0] ?? ''), {
      version: 2,
      width: 80,
      height: 24,
      timestamp: Date.parse('2026-08-01T09:00:00Z') / 1000,
      title: 'jane@example.com-0a1 on i-1 by arn:aws:iam::111122223333:user/jane',
    });
  });

  it('has everything at once where there are no times, and of nothing its header', () => {
    assert.deepEqual(checkCast(printed('cast', false, ['a\n'], [''], ['b\n'])), [
      [0, 'o', 'a\r\n'],
      [0, 'o', 'b\r\n'],
    ]);
    assert.deepEqual(checkCast(printed('cast', false)), []);
  });
});
