import assert from 'node:assert/strict';
import { parsePorts, portRequest } from '../../src/session/ports.ts';

describe('ports', () => {
  for (const [text, expected] of [
    ['8080:80', { local: 8080, remote: 80 }],
    ['80', { local: 80, remote: 80 }],
    ['0:80', { local: 0, remote: 80 }],
    ['5432:db.internal:5432', { local: 5432, host: 'db.internal', remote: 5432 }],
    ['5432:[fd00::1]:5432', { local: 5432, host: 'fd00::1', remote: 5432 }],
  ] as const) {
    it(`are read from ${text}`, () => assert.deepEqual(parsePorts(text), expected));
  }

  for (const text of [
    '',
    ':',
    '80:',
    ':80',
    '8080:0',
    '70000:80',
    '80:70000',
    'db:5432',
    '1:2:3:4',
    '80 80',
    '-1:80',
    '8080:a b:80',
  ]) {
    it(`are refused in ${JSON.stringify(text)}`, () => {
      assert.throws(() => parsePorts(text), { name: 'UserError', message: /local:remote/ });
    });
  }

  it('are asked for by the document for the node, or for a host behind it', () => {
    assert.deepEqual(portRequest({ local: 8080, remote: 80 }), {
      document: 'AWS-StartPortForwardingSession',
      parameters: { portNumber: ['80'], localPortNumber: ['8080'] },
    });
    assert.deepEqual(portRequest({ local: 1, host: 'db', remote: 5432 }), {
      document: 'AWS-StartPortForwardingSessionToRemoteHost',
      parameters: { portNumber: ['5432'], localPortNumber: ['1'], host: ['db'] },
    });
  });
});
