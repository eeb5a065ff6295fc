import type { KeyMetadata } from '@aws-sdk/client-kms';
import type { KMS } from '../../aws/clients/kms.ts';
import { isDenied } from '../../aws/errors.ts';
import { parsePolicy, type Policy } from '../../policies/reading/policy.ts';
import type { Target } from '../../targets/target.ts';
import type { Place } from '../../aws/place.ts';
import type { KeyOwner } from './owner.ts';
import type { Tags } from '../resource.ts';
import { kindOf, readsRotation, rotationBarrier } from './rotation.ts';

/** A key as it was read. */
export interface FoundKey {
  readonly id: string;
  readonly arn: string;
  readonly place: Place;
  readonly state: string;
  /** `SYMMETRIC_DEFAULT ENCRYPT_DECRYPT` is the only kind that CloudWatch Logs and Session Manager take. */
  readonly kind: string;
  /** `alias/…`, or the ARN by which it was given. */
  readonly alias?: string;
  /** True if the user gave it: then it is used, and never changed. */
  readonly given: boolean;
  /** Absent where reading it is denied. */
  readonly policy?: Policy;
  /** Absent where nothing would have to be changed: then its tags are not read. */
  readonly owner?: KeyOwner;
  /** Absent where they were not read. */
  readonly tags?: Tags;
  readonly description?: string;
  readonly canRotate: boolean;
  /** The reason why AWS refuses EnableKeyRotation for it, in words; absent if `canRotate`. */
  readonly rotationBarrier?: string;
  /** True if it was created so recently that CloudWatch Logs may not know it yet. */
  readonly young: boolean;
  /** ARNs of further keys that interrupted runs left without an alias. */
  readonly surplus?: readonly string[];
  /** Days; absent: rotation is off. */
  readonly rotationDays?: number;
}

export const DEFAULT_ROTATION_DAYS = 365;

/** Reads a key by its id, ARN or alias; undefined if there is none. */
export async function describeKey(kms: KMS, id: string): Promise<KeyMetadata | undefined> {
  try {
    return (await kms.describeKey({ KeyId: id })).KeyMetadata;
  } catch (error) {
    if ((error as Error).name === 'NotFoundException') return undefined;
    throw error;
  }
}

/** Reads what has to be known of a key besides the answer of DescribeKey; `delete` does not need its rotation. */
export async function completeKey(
  target: Target,
  metadata: KeyMetadata,
  how: { readonly given: boolean; readonly alias: string | undefined; readonly withRotation: boolean },
): Promise<FoundKey> {
  const kms = await target.kms();
  const { given, alias, withRotation } = how;
  const found = identity(metadata);
  const rotates = withRotation && readsRotation(metadata) && !given && found.state !== 'PendingDeletion';
  const [policy, rotationDays] = await Promise.all([
    keyPolicyOf(kms, found.arn, given),
    rotates ? rotation(kms, found.id) : {},
  ]);
  return {
    ...found,
    ...rotationDays,
    ...(policy && { policy }),
    given,
    place: target,
    ...(alias !== undefined && { alias }),
  };
}

const FIVE_MINUTES = 300_000;

type Identity = Pick<
  FoundKey,
  'id' | 'arn' | 'state' | 'kind' | 'description' | 'canRotate' | 'rotationBarrier' | 'young'
>;

/** Takes from an answer of DescribeKey or CreateKey what identifies a key. */
export function identity(metadata: KeyMetadata | undefined): Identity {
  const { KeyId: id = '', Arn: arn = '', KeyState: state = '', Description: description } = metadata ?? {};
  const barrier = rotationBarrier(metadata);
  const young = Date.now() - (metadata?.CreationDate?.getTime() ?? 0) < FIVE_MINUTES;
  return {
    id,
    arn,
    state,
    kind: kindOf(metadata),
    ...(description && { description }),
    canRotate: barrier === undefined,
    ...(barrier !== undefined && { rotationBarrier: barrier }),
    young,
  };
}

/** Reads the policy of a key; undefined where it is hidden, if `mayBeHidden`. */
export async function keyPolicyOf(kms: KMS, id: string, mayBeHidden: boolean): Promise<Policy | undefined> {
  try {
    return parsePolicy((await kms.getKeyPolicy({ KeyId: id, PolicyName: 'default' })).Policy ?? '');
  } catch (error) {
    if (mayBeHidden && (isDenied(error) || (error as Error).name === 'NotFoundException')) return undefined;
    throw error;
  }
}

export async function rotation(kms: KMS, id: string): Promise<Pick<FoundKey, 'rotationDays'>> {
  const { KeyRotationEnabled, RotationPeriodInDays } = await kms.getKeyRotationStatus({ KeyId: id });
  return KeyRotationEnabled ? { rotationDays: RotationPeriodInDays ?? DEFAULT_ROTATION_DAYS } : {};
}
