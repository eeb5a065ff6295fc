import assert from 'node:assert/strict';
import { escapeReader } from '../../src/session/escape.ts';

const typed = (...pieces: readonly string[]): readonly string[] => {
  const read = escapeReader();
  const found = pieces.flatMap((piece) => read(Buffer.from(piece, 'latin1')));
  return found.map((entry) => ('bytes' in entry ? entry.bytes.toString('latin1') : `[${entry.escape}]`));
};

describe('what is typed', () => {
  for (const [what, pieces, expected] of [
    ['goes to the node', ['ls\r'], ['ls\r']],
    ['leaves with ~. at once', ['~.'], ['[leave]']],
    ['leaves with ~. at the beginning of a line', ['ls\r~.'], ['ls\r', '[leave]']],
    ['leaves with ~. that comes in pieces', ['ls\r', '~', '.'], ['ls\r', '[leave]']],
    ['leaves with ~. after Ctrl-C', ['sleep 9\u0003~.'], ['sleep 9\u0003', '[leave]']],
    ['asks for help with ~?', ['~?ls\r'], ['[help]', 'ls\r']],
    ['has its tilde in the middle of a line', ['cd ~.\r'], ['cd ~.\r']],
    ['has one tilde for two', ['~~/bin\r'], ['~/bin\r']],
    ['has its tilde before anything else', ['~/bin\r'], ['~/bin\r']],
    ['has bytes of every kind', ['\0\u0003\u001b[A\u00ff'], ['\0\u0003\u001b[A\u00ff']],
  ] as const) {
    it(what, () => assert.deepEqual(typed(...pieces), expected));
  }
});
