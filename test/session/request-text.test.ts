import assert from 'node:assert/strict';
import { requestText } from '../../src/session/request-text.ts';

describe('a session that would be asked for', () => {
  for (const [name, request, expected] of [
    ['i-0123456789abcdef0', {}, 'StartSession with i-0123456789abcdef0 by the preferences'],
    [undefined, {}, 'StartSession with the node that is chosen by the preferences'],
    [
      'web-1',
      { document: 'AWS-StartSSHSession', parameters: { portNumber: ['22'] } },
      'StartSession with the node whose tag Name is web-1 by AWS-StartSSHSession (portNumber: 22)',
    ],
    [
      'tag:Team=a b',
      { document: 'D', parameters: { a: ['1', '2'], b: ['3'] }, reason: 'an "audit"' },
      'StartSession with the node whose tag Team is a b by D (a: 1, 2; b: 3) for the reason "an \\"audit\\""',
    ],
    ['10.0.0.5', { reason: 'x' }, 'StartSession with the node at 10.0.0.5 by the preferences for the reason "x"'],
  ] as const) {
    it(`is told: ${expected}`, () => assert.equal(requestText(name, request), expected));
  }
});
