import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { csvText } from '../../src/render/csv.ts';

const cellOf = (text: string): string =>
  csvText(['head'], [[text]])
    .split('\r\n')[1]
    ?.replace(/\r$/, '') ?? '';

describe('comma-separated values', () => {
  it('have a line of heads, and one for each row', () =>
    assert.equal(
      csvText(
        ['a', 'b'],
        [
          ['1', '2'],
          ['', '3'],
        ],
      ),
      'a,b\r\n1,2\r\n,3\r',
    ));

  it('end all of their lines alike, once they are printed', () => {
    const printed = `${csvText(['a'], [['1'], ['2']])}\n`;
    assert.deepEqual(parse(printed), [['a'], ['1'], ['2']]);
  });

  for (const [text, cell] of [
    ['plain i-0123', 'plain i-0123'],
    ['a,b', '"a,b"'],
    ['say "no"', '"say ""no"""'],
    [' blank', '" blank"'],
    ['two\nlines', String.raw`two\nlines`],
    ['\u001B[31mred', String.raw`\x1b[31mred`],
    ['a ##[error]', String.raw`a \x23#[error]`],
    // What a spreadsheet would carry out.
    ['=HYPERLINK("https://evil")', '"\'=HYPERLINK(""https://evil"")"'],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1', "' =1"],
    ['＝1', "'＝1"],
    ['a; =cmd()', "a;' =cmd()"],
    ['a;-1;b', "a;'-1;b"],
    ['jane@example.com-0a1', 'jane@example.com-0a1'],
  ] as const) {
    it(`write ${JSON.stringify(text)} as ${cell}`, () => assert.equal(cellOf(text), cell));
  }
});
