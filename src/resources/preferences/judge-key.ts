import { sameKey } from '../../names/key.ts';
import type { Target } from '../../targets/target.ts';
import { kindOf, USABLE_KIND } from '../kms-key/rotation.ts';
import { describeKey } from '../kms-key/state.ts';
import { PENDING } from '../resource.ts';
import { refusing } from './refusal.ts';
import type { SessionDocument } from './session-document.ts';
import { sessionKeyOf } from './session-key.ts';

/** The names of the key that setup looks after: setup makes it usable, or has failed already. */
export type PlannedKey = readonly string[];

/** The states in which a key encrypts nothing: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
const UNUSABLE: Readonly<Record<string, string>> = {
  Disabled: 'is disabled',
  PendingDeletion: 'is about to be deleted',
  PendingReplicaDeletion: 'is about to be deleted',
  PendingImport: 'has no key material',
};

/**
 * Checks that a document names no key that cannot encrypt sessions: client and node need a data key of it at the start.
 * Rejects with a TargetError if it does; a key that may not be read is not held against it.
 */
export async function checkSessionKey(
  target: Target,
  document: SessionDocument,
  planned: PlannedKey = [],
): Promise<void> {
  const name = sessionKeyOf(document);
  if (name === undefined || name === PENDING) return;
  if (planned.some((other) => sameKey(name, other, target) === 'yes')) return;
  const { arn, fault } = await faultOf(target, name);
  if (fault === undefined || (arn !== undefined && planned.includes(arn))) return;
  throw refusing(
    `they are to be encrypted with key ${name}, and it ${fault}`,
    'make that key usable, or add --encrypt-sessions with --kms, or with --kms-key and the ARN of another key',
  );
}

interface KeyJudgement {
  readonly arn?: string;
  /** The reason why it cannot be used, in words. */
  readonly fault?: string;
}

async function faultOf(target: Target, name: string): Promise<KeyJudgement> {
  try {
    const key = await describeKey(await target.kms(), name);
    if (!key) return { fault: 'does not exist' };
    const kind = kindOf(key);
    const isWrong = kind !== USABLE_KIND;
    const fault = isWrong
      ? `is of kind ${kind}, and no symmetric encryption key`
      : key.KeyManager === 'AWS'
        ? 'is managed by AWS, for a service of its own'
        : UNUSABLE[key.KeyState ?? ''];
    return { ...(key.Arn && { arn: key.Arn }), ...(fault !== undefined && { fault }) };
  } catch {
    return {};
  }
}
