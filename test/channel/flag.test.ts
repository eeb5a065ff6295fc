import assert from 'node:assert/strict';
import { FLAG, flagPayload, readFlag } from '../../src/channel/flag.ts';

describe('a flag', () => {
  it('is a number of four bytes, big endian', () => {
    assert.equal(flagPayload(FLAG.disconnectPort).toString('hex'), '00000001');
    assert.equal(flagPayload(FLAG.terminate).toString('hex'), '00000002');
    assert.equal(flagPayload(FLAG.portError).toString('hex'), '00000003');
  });

  it('is read from four bytes, and from nothing else', () => {
    assert.equal(readFlag(Buffer.from('00000003', 'hex')), FLAG.portError);
    assert.equal(readFlag(Buffer.from('0003', 'hex')), undefined);
  });
});
