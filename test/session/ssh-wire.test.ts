import assert from 'node:assert/strict';
import { sshNumber, sshString, sshStrings } from '../../src/session/ssh-wire.ts';

describe('the strings of SSH', () => {
  it('begin with their length', () => {
    assert.equal(sshString('ssh').toString('hex'), '00000003737368');
    assert.equal(sshString('').toString('hex'), '00000000');
    assert.equal(sshNumber(0x01020304).toString('hex'), '01020304');
  });

  it('are read as many as there should be, whatever follows', () => {
    const message = Buffer.from('0000000161000000026263ffff', 'hex');
    assert.deepEqual(sshStrings(message, 2)?.map(String), ['a', 'bc']);
  });

  for (const [what, hex] of [
    ['nothing', ''],
    ['half a length', '000001'],
    ['a string that breaks off', '0000000561'],
    ['a length beyond everything', 'ffffffff61'],
    ['one of two', '0000000161'],
  ] as const) {
    it(`are not read from ${what}`, () => assert.equal(sshStrings(Buffer.from(hex, 'hex'), 2), undefined));
  }
});
