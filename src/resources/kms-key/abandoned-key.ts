import type { KeyMetadata } from '@aws-sdk/client-kms';
import type { KMS } from '../../aws/clients/kms.ts';
import pLimit from 'p-limit';
import { isDenied } from '../../aws/errors.ts';
import { keyTags } from './tags.ts';
import { OWNER_TAG } from '../ownership.ts';

/** The keys that are not found by their alias. */
export interface Unaliased {
  /** Id of the key that the alias points to after all. */
  readonly aliased?: string;
  readonly abandoned: readonly KeyMetadata[];
}

/**
 * Finds keys that killed runs created without giving them an alias: tagged as ours, not pending deletion, the oldest first.
 * KMS itself is asked, because the tagging API lags behind it, and a second key costs money forever. Keys that
 * already have an alias are left out, so few are read one by one.
 */
export async function findAbandonedKeys(kms: KMS, alias: string): Promise<Unaliased> {
  const [keys, targets] = await Promise.all([allKeys(kms), aliasTargets(kms)]);
  const aliased = new Set(targets.values());
  const limit = pLimit(8);
  const candidates = keys.filter((id) => !aliased.has(id));
  const found = await Promise.all(candidates.map((id) => limit(() => ifAbandoned(kms, id, alias))));
  const abandoned = found
    .filter((key) => key !== undefined)
    .toSorted((one, other) => (rank(one) < rank(other) ? -1 : 1));
  const target = targets.get(alias);
  return { ...(target !== undefined && { aliased: target }), abandoned };
}

const rank = ({ CreationDate, KeyId }: KeyMetadata): string => `${CreationDate?.toISOString() ?? ''} ${KeyId ?? ''}`;

async function ifAbandoned(kms: KMS, id: string, alias: string): Promise<KeyMetadata | undefined> {
  try {
    const tags = await keyTags(kms, id);
    if (tags[OWNER_TAG] !== alias) return undefined;
    const { KeyMetadata: key } = await kms.describeKey({ KeyId: id });
    return key?.KeyState === 'PendingDeletion' ? undefined : key;
  } catch (error) {
    // A key whose policy hides it from us is not one that we made; one that is gone is not abandoned.
    if (isDenied(error) || (error as Error).name === 'NotFoundException') return undefined;
    throw error;
  }
}

async function allKeys(kms: KMS): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const page of kms.paginateListKeys({}, { pageSize: 1000 })) {
    for (const { KeyId } of page.Keys ?? []) if (KeyId !== undefined) ids.push(KeyId);
  }
  return ids;
}

/** Lists key ids by alias. */
async function aliasTargets(kms: KMS): Promise<ReadonlyMap<string, string>> {
  const targets = new Map<string, string>();
  for await (const page of kms.paginateListAliases({}, { pageSize: 100 })) {
    for (const { AliasName, TargetKeyId } of page.Aliases ?? []) {
      if (AliasName !== undefined && TargetKeyId !== undefined) targets.set(AliasName, TargetKeyId);
    }
  }
  return targets;
}
