import type { KeyMetadata } from '@aws-sdk/client-kms';

/** The only kind of key that CloudWatch Logs and Session Manager take. */
export const USABLE_KIND = 'SYMMETRIC_DEFAULT ENCRYPT_DECRYPT';

/** Names the kind of a key by its spec and usage: `RSA_2048 SIGN_VERIFY`. */
export const kindOf = ({ KeySpec, KeyUsage }: Pick<KeyMetadata, 'KeySpec' | 'KeyUsage'> = {}): string =>
  `${KeySpec ?? 'SYMMETRIC_DEFAULT'} ${KeyUsage ?? 'ENCRYPT_DECRYPT'}`;

/** Gives the reason why AWS never rotates a key, or its primary key, on request; undefined where it does. */
function neverRotates(metadata: KeyMetadata | undefined): string | undefined {
  const { Origin = 'AWS_KMS', KeyManager } = metadata ?? {};
  if (kindOf(metadata) !== USABLE_KIND) return 'only symmetric encryption keys rotate';
  if (KeyManager === 'AWS') return 'AWS manages it, and rotates it every year';
  if (Origin === 'EXTERNAL') return 'its key material is imported, and does not rotate by itself';
  return Origin === 'AWS_KMS' ? undefined : 'it is in a custom key store, where keys do not rotate by themselves';
}

/**
 * Gives the reason why AWS refuses EnableKeyRotation for a key, in words; undefined where it does not.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
 */
export function rotationBarrier(metadata: KeyMetadata | undefined): string | undefined {
  const { MultiRegionKeyType, PrimaryKey } = metadata?.MultiRegionConfiguration ?? {};
  const never = neverRotates(metadata);
  if (never !== undefined || MultiRegionKeyType !== 'REPLICA') return never;
  return `it is a replica, and rotates with its primary key ${PrimaryKey?.Arn ?? 'in another region'}`;
}

/** Tells whether GetKeyRotationStatus answers for a key: a replica has the rotation of its primary key. */
export const readsRotation = (metadata: KeyMetadata): boolean => neverRotates(metadata) === undefined;
