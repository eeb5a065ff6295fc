import assert from 'node:assert/strict';
import { parseSince } from '../../src/inputs/since.ts';
import { badInput } from '../aws.ts';

const NOW = Date.parse('2026-08-15T12:00:00Z');

describe('the beginning of a time', () => {
  for (const [text, time] of [
    ['7d', '2026-08-08T12:00:00.000Z'],
    ['12h', '2026-08-15T00:00:00.000Z'],
    ['30m', '2026-08-15T11:30:00.000Z'],
    ['2w', '2026-08-01T12:00:00.000Z'],
    ['2026-08-01', '2026-08-01T00:00:00.000Z'],
    ['2026-08-01T09:30Z', '2026-08-01T09:30:00.000Z'],
    ['2026-08-01T09:30:15Z', '2026-08-01T09:30:15.000Z'],
  ] as const) {
    it(`is read from ${text}`, () => assert.equal(parseSince('--since', text, NOW).toISOString(), time));
  }

  for (const text of [
    '',
    '7',
    'd',
    '0d',
    '-1d',
    '1y',
    '1.5h',
    'yesterday',
    '2026-13-01',
    '2026-08-01T09:30',
    '01.08.2026',
    '7 d',
  ]) {
    it(`is refused as ${JSON.stringify(text)}`, () =>
      void badInput(() => parseSince('--since', text, NOW), '--since', 'such as 7d'));
  }

  it('is not yet to come', () => void badInput(() => parseSince('--since', '2026-08-16', NOW), 'yet to come'));
});
