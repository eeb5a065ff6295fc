import assert from 'node:assert/strict';
import { commandsIn } from '../../../src/checks/client/shell-words.ts';

describe('check client: the words of a shell', () => {
  for (const [line, ...commands] of [
    ['aws ssm start-session', ['aws', 'ssm', 'start-session']],
    [`sh -c "aws --target %h 'a b'"`, ['sh', '-c', `aws --target %h 'a b'`]],
    [`sh -c 'echo "x"'`, ['sh', '-c', 'echo "x"']],
    ['a "b\\"c" d\\ e', ['a', 'b"c', 'd e']],
    ['a;b && c || d | e &', ['a'], ['b'], ['c'], ['d'], ['e']],
    ['if a; then b; else c; fi', ['a'], ['b'], ['c'], ['fi']],
    ['a $(b c; d "e") f', ['a', '$(b c; d "e")', 'f']],
    ['a "$(b "c")" `d e`', ['a', '$(b "c")', '`d e`']],
    ['a ${B} # c', ['a', '${B}']],
    ['C:\\Windows\\powershell.exe x', ['C:\\Windows\\powershell.exe', 'x']],
    ['# aws'],
    [''],
  ] as readonly (readonly [string, ...(readonly string[])[]])[]) {
    it(`finds them in ${JSON.stringify(line)}`, () => assert.deepEqual(commandsIn(line), commands));
  }

  it('reads what does not end', () => {
    assert.deepEqual(commandsIn('sh -c "aws'), [['sh', '-c', '"aws']]);
  });
});
