import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { AWS_KEY } from '../../src/bootstrap/signing-key.ts';

describe('bootstrap signing key', () => {
  it('is the key whose fingerprint AWS publishes', () => {
    assert.equal(AWS_KEY.fingerprint, '7959637124CE093AD501D47A2C4D4AFF6F6757EE');
    const [, body = ''] = AWS_KEY.text.split('\n\n');
    // The first packet, of 82 bytes behind a header of two: https://www.rfc-editor.org/rfc/rfc4880#section-12.2
    const packet = Buffer.from(body.replace(/=2DQm[^]*/, ''), 'base64').subarray(2, 84);
    const hash = createHash('sha1')
      .update(Buffer.from([0x99, 0, 82]))
      .update(packet);
    assert.equal(hash.digest('hex').toUpperCase(), AWS_KEY.fingerprint);
  });
});
