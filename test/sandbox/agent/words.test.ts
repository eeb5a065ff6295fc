import { deepEqual } from 'node:assert/strict';
import { wordsOf } from '../../../src/sandbox/agent/words.ts';

describe('the words of a command, as agents split it', () => {
  for (const [command, words] of [
    ['', []],
    ['  ls   -l\t/tmp ', ['ls', '-l', '/tmp']],
    [`sh -c 'echo "a  b"'`, ['sh', '-c', 'echo "a  b"']],
    [`echo "it's" a"b c"d`, ['echo', "it's", 'ab cd']],
    [String.raw`echo a\ b '\n' "\""`, ['echo', 'a b', String.raw`\n`, '"']],
    [String.raw`sh -c 'it'\''s'`, ['sh', '-c', "it's"]],
    [`echo '' ""`, ['echo', '', '']],
    ['echo $HOME | cat; ls *', ['echo', '$HOME', '|', 'cat;', 'ls', '*']],
  ] as const) {
    it(`are those of ${JSON.stringify(command)}`, () => deepEqual(wordsOf(command), words));
  }
});
