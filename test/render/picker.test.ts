import assert from 'node:assert/strict';
import {
  afterKey,
  type Choice,
  fitting,
  keysIn,
  NOTHING_TYPED,
  pageOf,
  type Picking,
  pickerLines,
} from '../../src/render/picker.ts';
import { PLAIN } from './reports.ts';

const CHOICES: readonly Choice[] = [
  { cells: ['web-1', 'i-01', 'Linux', '1/us-east-1', 'online'] },
  { cells: ['web-2', 'i-02', 'Linux', '1/eu-west-1', 'online'] },
  { cells: ['db', 'i-03', 'Windows', '1/eu-west-1', 'lost'], faint: true },
];

/** Types keys into a list, and tells what comes of it. */
function after(keys: string, choices = CHOICES): Picking | 'choose' | 'leave' {
  let now: Picking = NOTHING_TYPED;
  for (const key of keysIn(keys)) {
    const next = afterKey(now, key, { count: fitting(choices, now).length, page: 2 });
    if (typeof next === 'string') return next;
    now = next;
  }
  return now;
}

const UP = '\u001B[A';
const DOWN = '\u001B[B';

describe('a list to choose from', () => {
  for (const [keys, expected] of [
    ['web', { typed: 'web', marked: 0 }],
    ['wex\u007Fb', { typed: 'web', marked: 0 }],
    ['eu west\u0017', { typed: 'eu ', marked: 0 }],
    ['eu west\u0015', NOTHING_TYPED],
    [`${DOWN}${DOWN}${DOWN}${DOWN}`, { typed: '', marked: 2 }],
    [`${DOWN}${DOWN}${UP}\u001BOB\u001BOA`, { typed: '', marked: 1 }],
    [UP, { typed: '', marked: 0 }],
    ['\u001B[6~', { typed: '', marked: 2 }],
    ['\u001B[F\u001B[5~', { typed: '', marked: 0 }],
    ['web\u001B[F', { typed: 'web', marked: 1 }],
    [`${DOWN}e`, { typed: 'e', marked: 0 }],
    ['\u001B[1;5C\u0001', NOTHING_TYPED],
    ['gr\u00FC\u{1F600}', { typed: 'gr\u00FC\u{1F600}', marked: 0 }],
    ['\r', 'choose'],
    ['nothing fits\r', { typed: 'nothing fits', marked: 0 }],
    ['\u0003', 'leave'],
    ['\u0004', 'leave'],
    ['\u001B', 'leave'],
  ] as const) {
    it(`follows ${JSON.stringify(keys)}`, () => assert.deepEqual(after(keys), expected));
  }

  it('holds every word that is typed, in any case and any column', () => {
    const names = (typed: string) => fitting(CHOICES, { typed, marked: 0 }).map(({ cells }) => cells[0]);
    assert.deepEqual(names(''), ['web-1', 'web-2', 'db']);
    assert.deepEqual(names('WEB west'), ['web-2']);
    assert.deepEqual(names('lost'), ['db']);
    assert.deepEqual(names('i-0'), ['web-1', 'web-2', 'db']);
  });

  it('shows what was typed, the choices in columns, and the marked one', () => {
    const lines = pickerLines(CHOICES, { typed: 'i-0', marked: 1 }, { width: 80, rows: 24, paint: PLAIN });
    assert.deepEqual(lines, [
      'node: i-0',
      '  web-1  i-01  Linux    1/us-east-1  online',
      '> web-2  i-02  Linux    1/eu-west-1  online',
      '  db     i-03  Windows  1/eu-west-1  lost',
      '3; type to search, arrows, Enter; Esc leaves',
    ]);
  });

  it('measures what is wide', () => {
    const wide = [{ cells: ['支払い', 'i-1'] }, { cells: ['web', 'i-2'] }];
    const lines = pickerLines(wide, { typed: '', marked: 0 }, { width: 80, rows: 24, paint: PLAIN });
    assert.deepEqual(lines.slice(1, 3), ['> 支払い  i-1', '  web     i-2']);
    const narrow = pickerLines(wide, { typed: '', marked: 0 }, { width: 9, rows: 24, paint: PLAIN });
    assert.equal(narrow[1], '> 支払…');
  });

  it('is never longer or wider than the terminal, and always shows the marked one', () => {
    const many = Array.from({ length: 500 }, (_, index): Choice => ({ cells: [`node-${index}`, 'x'.repeat(100)] }));
    for (const [width, rows] of [
      [80, 24],
      [10, 4],
      [1, 1],
    ] as const) {
      for (const marked of [0, 7, 499]) {
        const lines = pickerLines(many, { typed: '', marked }, { width, rows, paint: PLAIN });
        assert.ok(lines.every((line) => line.length < Math.max(2, width)));
        assert.equal(lines.length, pageOf(rows) + 2);
        assert.equal(lines.filter((line) => line.startsWith('>')).length, 1);
      }
    }
  });
});
