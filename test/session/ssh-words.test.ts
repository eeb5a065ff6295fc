import assert from 'node:assert/strict';
import { readSshWords } from '../../src/session/ssh-words.ts';

describe('words for ssh', () => {
  for (const [words, options, command] of [
    ['', '', ''],
    ['uname -a', '', 'uname -a'],
    ['-t top -b', '-t', 'top -b'],
    ['-N -L 8080:localhost:80', '-N -L 8080:localhost:80', ''],
    ['-NL 8080:localhost:80 -v', '-NL 8080:localhost:80 -v', ''],
    ['-L8080:localhost:80 date', '-L8080:localhost:80', 'date'],
    ['-tt -o LogLevel=QUIET ls -i', '-tt -o LogLevel=QUIET', 'ls -i'],
    ['-A -- -odd command', '-A', '-odd command'],
    ['-4 - x', '-4', '- x'],
    ['-o', '-o', ''],
  ] as const) {
    it(`are options, then a command: ${words}`, () => {
      const read = readSshWords(words.split(' ').filter(Boolean));
      assert.deepEqual([read.options.join(' '), read.command.join(' '), read.bringsKey], [options, command, false]);
    });
  }

  for (const words of [
    '-i key.pem',
    '-vikey.pem',
    '-A -I lib.so date',
    '-o IdentityFile=k',
    '-oidentityfile=k',
    '-o IdentityAgent=/x',
  ]) {
    it(`bring a key: ${words}`, () => assert.equal(readSshWords(words.split(' ')).bringsKey, true));
  }
});
