import assert from 'node:assert/strict';
import { readTree, type Tree } from '../../src/config/tree.ts';
import { UserError } from '../../src/errors.ts';

const plain = (tree: Tree): unknown => {
  if (tree.kind === 'list') return tree.items.map(plain);
  if (tree.kind === 'map') return Object.fromEntries(tree.entries.map(({ key, value }) => [key, plain(value)]));
  return tree.kind === 'text' ? tree.text : { [tree.kind]: tree.text };
};
const read = (text: string, isJson = false): unknown => plain(readTree(text, 'f', isJson));
const complaint = (text: string, isJson = false): string => {
  try {
    readTree(text, 'f', isJson);
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error.message;
  }
  return assert.fail(`nothing is wrong with ${text.slice(0, 40)}`);
};

describe('a file of YAML or JSON', () => {
  it('says what is written, so that numbers keep their zeros and words of other versions of YAML stay words', () => {
    assert.deepEqual(read('a: 012345678901\nb: 0x10\nc: 1e3\nd: yes\ne: 2026-01-01'), {
      a: { number: '012345678901' },
      b: { number: '0x10' },
      c: { number: '1e3' },
      d: 'yes',
      e: '2026-01-01',
    });
    assert.deepEqual(read('%YAML 1.1\n---\na: 010\nb: off\n'), { a: { number: '010' }, b: { boolean: 'off' } });
  });

  it('knows texts from what only looks like one', () => {
    assert.deepEqual(read('a: "012"\nb: !!str 012\nc: |\n  two\n  lines\nd: true\ne: ~\nf:\n'), {
      a: '012',
      b: '012',
      c: 'two\nlines\n',
      d: { boolean: 'true' },
      e: { null: '~' },
      f: { null: '' },
    });
    assert.deepEqual(read(''), { null: '' });
  });

  it('says what an alias stands for, where the alias is', () => {
    const tree = readTree('a: &x [one]\nb: *x\n', 'f', false);
    assert.deepEqual(plain(tree), { a: ['one'], b: ['one'] });
    assert.deepEqual(tree.kind === 'map' && tree.entries[1]?.value.at, { line: 2, column: 4 });
  });

  for (const [text, expected] of [
    ['a: 1\nb: 2\na: 3\n', 'f:3:1: "a" is given twice'],
    ['a: [1\n', /^f:2:1: not YAML: /],
    ['\ta: 1', /^f:1:1: not YAML: Tabs/],
    ['a: !vault x', /^f:1:4: not YAML: Unresolved tag/],
    ['a: 1\n---\nb: 1\n', 'f:2:1: a second document begins here, and one is read'],
    ['a: *x', 'f:1:4: nothing before it is called &x; a text that begins with * takes quotes'],
    ['a: *', 'f:1:4: this is no anchor and no alias; a text that begins with & or * takes quotes'],
    ['a: & b', 'f:1:4: this is no anchor and no alias; a text that begins with & or * takes quotes'],
    ['? [a]\n: 1', 'f:1:3: a key must be a text'],
    ['a: &a [*a]', /^f:1:\d+: this is deeper than anything/],
    ['['.repeat(100_000), /^f:1:\d+: this is deeper than anything/],
  ] as const) {
    it(`says where it is wrong: ${JSON.stringify(text.slice(0, 30))}`, () => {
      if (typeof expected === 'string') assert.equal(complaint(text), expected);
      else assert.match(complaint(text), expected);
    });
  }

  it('ends with a line where aliases would grow beyond measure', () => {
    const bomb = Array.from({ length: 7 }, (_, level) => {
      const before = level === 0 ? 'x' : `*l${level - 1}`;
      return `l${level}: &l${level} [${Array.from({ length: 30 }, () => before).join(', ')}]`;
    });
    assert.match(complaint(bomb.join('\n')), /^f:\d+:\d+: there is more than a configuration can hold/);
  });

  it('takes JSON for JSON, with every form of text and blank that it has', () => {
    assert.deepEqual(read('{\r\n\t"a\\u0062": "\\ud83d\\ude00\\/\\n", "b": [1, -2.5e3, true, null]}', true), {
      ab: '😀/\n',
      b: [{ number: '1' }, { number: '-2.5e3' }, { boolean: 'true' }, { null: 'null' }],
    });
  });

  for (const [text, at] of [
    ['{"a": [1,]}', '1:10'],
    ['{"a": 1}\n{"b": 1}', '2:1'],
    ["{'a': 1}", '1:2'],
    ['{"a": 1', '1:8'],
    ['# comment\n{}', '1:1'],
    ['{"id": 012345678901}', '1:8'],
    ['', '1:1'],
  ] as const) {
    it(`does not take YAML for JSON: ${JSON.stringify(text)}`, () =>
      assert.equal(complaint(text, true), `f:${at}: this is not JSON`));
  }

  it('sees a key that JSON has twice', () =>
    assert.equal(complaint('{"a": 1,\n "a": 2}', true), 'f:2:2: "a" is given twice'));
});
