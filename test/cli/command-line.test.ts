import assert from 'node:assert/strict';
import { commandLine } from '../../src/cli/command-line.ts';

describe('a command line', () => {
  for (const [line, prepared] of [
    ['ssh web-1 ls --help', 'ssh web-1 -- -- ls --help'],
    ['ssh --sandbox -l ann web-1 git -h', 'ssh --sandbox -l ann web-1 -- -- git -h'],
    [
      'ssh --regions us-east-1 web-1 --sandbox df -h -- --json',
      'ssh --regions us-east-1 web-1 --sandbox -- -- df -h -- --json',
    ],
    ['ssh web-1 -- -t top --version', 'ssh web-1 -- -t top --version'],
  ] as const) {
    it(`leaves to the node what is the node's: ${line}`, async () => {
      assert.equal((await commandLine(line.split(' '))).join(' '), prepared);
    });
  }

  for (const line of [
    '',
    '--help',
    'ssh',
    'ssh --help',
    'ssh web-1 --help',
    'ssh web-1 --',
    'scp -h',
    'doctor x --help',
  ]) {
    it(`is what was typed, where it is all ours: ${line}`, async () => {
      assert.equal((await commandLine(line.split(' '))).join(' '), line);
    });
  }
});
