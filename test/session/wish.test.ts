import { deepEqual, throws } from 'node:assert/strict';
import { wishOf } from '../../src/session/wish.ts';

describe('what start is for', () => {
  for (const [what, inputs, expected] of [
    ['a shell by the preferences of the region', {}, { request: {}, isCommand: false }],
    [
      'a shell by a document, for a reason',
      { document: 'Mine', reason: 'audit' },
      { request: { document: 'Mine', reason: 'audit' }, isCommand: false },
    ],
    [
      'a command, whose exit code counts',
      { command: 'df -h' },
      {
        request: {
          document: 'AWS-StartNonInteractiveCommand',
          parameters: { command: ["sh -c 'df -h'"], separateOutputStream: ['true'] },
        },
        isCommand: true,
      },
    ],
    [
      'a command in a terminal, as it was written',
      { 'interactive-command': "less '/var/log/a b'", reason: 'audit' },
      {
        request: {
          document: 'AWS-StartInteractiveCommand',
          parameters: { command: ["less '/var/log/a b'"] },
          reason: 'audit',
        },
        isCommand: false,
      },
    ],
  ] as const) {
    it(`is ${what}`, () => deepEqual(wishOf(inputs), expected));
  }

  for (const [inputs, message] of [
    [{ command: 'a', 'interactive-command': 'b' }, '--command and --interactive-command: give only one of them'],
    [{ command: 'a', document: 'b' }, '--command and --document: give only one of them'],
    [{ 'interactive-command': 'a', document: 'b' }, '--interactive-command and --document: give only one of them'],
  ] as const) {
    it(`is not both: ${message}`, () => throws(() => wishOf(inputs), { name: 'UserError', message }));
  }
});
