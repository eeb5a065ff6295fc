import assert from 'node:assert/strict';
import type { KeyMetadata } from '@aws-sdk/client-kms';
import { kindOf, readsRotation, rotationBarrier, USABLE_KIND } from '../../../src/resources/kms-key/rotation.ts';

const PRIMARY = 'arn:aws:kms:us-east-1:111122223333:key/mrk-1';
const multiRegion = (MultiRegionKeyType: 'PRIMARY' | 'REPLICA'): Partial<KeyMetadata> => ({
  MultiRegion: true,
  MultiRegionConfiguration: { MultiRegionKeyType, PrimaryKey: { Arn: PRIMARY, Region: 'us-east-1' } },
});
const about = (metadata: Partial<KeyMetadata>): readonly [barrier: string | undefined, reads: boolean] => {
  const key = { KeyId: '1', ...metadata };
  return [rotationBarrier(key), readsRotation(key)];
};

describe('rotation of a key', () => {
  it('is asked for where AWS made the material of a symmetric key, the primary one of several', () => {
    for (const key of [{}, { Origin: 'AWS_KMS', KeyManager: 'CUSTOMER' }, multiRegion('PRIMARY')] as const) {
      assert.deepEqual(about(key), [undefined, true]);
    }
  });

  it('of a replica is that of its primary key, which is named', () => {
    assert.deepEqual(about(multiRegion('REPLICA')), [
      `it is a replica, and rotates with its primary key ${PRIMARY}`,
      true,
    ]);
  });

  for (const [what, key, words] of [
    ['imported material', { Origin: 'EXTERNAL' }, /imported/],
    ['imported material, as a replica', { Origin: 'EXTERNAL', ...multiRegion('REPLICA') }, /imported/],
    ['a CloudHSM cluster', { Origin: 'AWS_CLOUDHSM' }, /custom key store/],
    ['an external key store', { Origin: 'EXTERNAL_KEY_STORE' }, /custom key store/],
    ['an RSA key', { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' }, /symmetric/],
    ['an HMAC key', { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }, /symmetric/],
    ['a key that AWS manages', { KeyManager: 'AWS' }, /AWS manages it/],
  ] as const) {
    it(`is neither asked for nor read: ${what}`, () => {
      const [barrier, reads] = about(key);
      assert.match(barrier ?? '', words);
      assert.equal(reads, false);
    });
  }

  it('goes by the kind of the key, which is symmetric where nothing else is said', () => {
    assert.equal(kindOf(), USABLE_KIND);
    assert.equal(kindOf({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }), 'RSA_2048 SIGN_VERIFY');
  });
});
