import assert from 'node:assert/strict';
import { argumentsOf, lineOf } from '../../../src/facts/ssh/line.ts';

describe('facts ssh line', () => {
  for (const [text, keyword, value] of [
    ['Host i-* mi-*', 'host', 'i-* mi-*'],
    ['\tHOST\ti-*  \r', 'host', 'i-*'],
    ['Host=i-*', 'host', 'i-*'],
    ['ProxyCommand = sh -c "a = b"', 'proxycommand', 'sh -c "a = b"'],
    ['"Host" i-*', 'host', 'i-*'],
    ['Match', 'match', ''],
  ] as const) {
    it(`takes ${JSON.stringify(text)} apart`, () => assert.deepEqual(lineOf(text), { keyword, value }));
  }

  for (const text of ['', ' \t\r', '# Host i-*', '   #Host i-*', '=']) {
    it(`finds nothing in ${JSON.stringify(text)}`, () => assert.equal(lineOf(text), undefined));
  }

  it('keeps a mark at the beginning of a file, which ssh does not know', () => {
    assert.equal(lineOf('\ufeffHost i-*')?.keyword, '\ufeffhost');
  });

  for (const [value, ...words] of [
    ['i-* mi-*', 'i-*', 'mi-*'],
    ['"i-*" \'mi-*\' # all', 'i-*', 'mi-*'],
    ['"my config" other\\ one', 'my config', 'other one'],
    ['host i-* exec "test \\"a\\" = b"', 'host', 'i-*', 'exec', 'test "a" = b'],
    ['host="i-*,mi-*"', 'host=i-*,mi-*'],
    ['#only'],
  ] as const) {
    it(`lists the arguments of ${value}`, () => assert.deepEqual(argumentsOf(value), words));
  }
});
