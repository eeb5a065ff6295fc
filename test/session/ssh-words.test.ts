import assert from 'node:assert/strict';
import { divideWords, readSshWords } from '../../src/session/ssh-words.ts';

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

  const takesValue = (flag: string): boolean => ['-l', '-r', '--regions'].includes(flag);
  for (const [line, ours, theirs] of [
    ['', '', ''],
    ['web-1', 'web-1', ''],
    ['--sandbox web-1 --debug', '--sandbox web-1 --debug', ''],
    ['web-1 --sandbox -- -N -L 1:x:2', 'web-1 --sandbox', '-N -L 1:x:2'],
    ['-- uname', '', 'uname'],
    // What rsync and git call.
    [
      '-l ann web-1 rsync --server -logDtpre.iLsfxCIvu . /tmp',
      '-l ann web-1',
      '-- rsync --server -logDtpre.iLsfxCIvu . /tmp',
    ],
    ['--regions us-east-1 web-1 -r eu-west-1 ls -- -r', '--regions us-east-1 web-1 -r eu-west-1', '-- ls -- -r'],
    ['--regions=us-east-1 web-1 ls', '--regions=us-east-1 web-1', '-- ls'],
    ['web-1 - x', 'web-1', '-- - x'],
  ] as const) {
    it(`are divided at the command, or at --: ${line}`, () => {
      const divided = divideWords(line.split(' ').filter(Boolean), takesValue);
      assert.deepEqual(
        divided.map((words) => words.join(' ')),
        [ours, theirs],
      );
    });
  }
});
