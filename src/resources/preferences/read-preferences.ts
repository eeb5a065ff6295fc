import { TargetError } from '../../errors.ts';
import type { Target } from '../../targets/target.ts';
import { patiently } from '../patience.ts';
import type { AliasedKey } from './session-key.ts';
import { busyWith, DOCUMENT, type DocumentVersion, readVersion, type Restoration } from './versions.ts';

/** The preferences document as it was read. */
export interface FoundPreferences {
  readonly inEffect: DocumentVersion;
  /** The latest version, if it is another one. */
  readonly latest?: DocumentVersion;
  /** Its type, if that is not Session: then it has no content that means anything here. */
  readonly type?: string;
  /** The format in which the version in effect is stored; absent: JSON. */
  readonly format?: string;
  /** The kind of resources that it is limited to. */
  readonly targetType?: string;
  /** The key that the version in effect names by an alias; absent where that decides nothing. */
  readonly aliasedKey?: AliasedKey;
  /** What `delete` puts back; read only for that, where the document was taken over. */
  readonly restoration?: Restoration;
}

const QUARTER_MINUTE = { pause: 250, longest: 15_000 };

/**
 * Reads the document; undefined if there is none. Waits while SSM is still making, changing or deleting it; rejects with a
 * TargetError if that takes longer than a quarter of a minute.
 */
export async function readPreferences(target: Target): Promise<FoundPreferences | undefined> {
  const found = await readPatiently(target);
  refuseBusy(found);
  return found;
}

/** Does the same, but gives the document as it is where SSM stays busy with it: to be looked at, and not to be changed. */
export async function readPatiently(target: Target): Promise<FoundPreferences | undefined> {
  let found: FoundPreferences | undefined;
  try {
    return await patiently(target, QUARTER_MINUTE, isBusy, async () => {
      found = await readAtOnce(target);
      refuseBusy(found);
      return found;
    });
  } catch (error) {
    if (!isBusy(error)) throw error;
    return found;
  }
}

async function readAtOnce(target: Target): Promise<FoundPreferences | undefined> {
  const ssm = await target.ssm();
  try {
    const [byName, { Document: described }] = await Promise.all([
      readVersion(ssm, '$DEFAULT').catch(undefinedIfInvalid),
      ssm.describeDocument({ Name: DOCUMENT }),
    ]);
    // Other endpoints than AWS know versions only by their numbers.
    const inEffect = byName ?? (await readVersion(ssm, described?.DefaultVersion ?? '$DEFAULT'));
    const number = described?.LatestVersion ?? inEffect.number;
    const latest = number === inEffect.number ? undefined : await readVersion(ssm, number);
    const { DocumentType: type, DocumentFormat: format, TargetType: targetType } = described ?? {};
    const isOther = type !== undefined && type !== 'Session';
    return {
      inEffect: isOther ? { ...inEffect, document: undefined } : inEffect,
      ...(latest && { latest }),
      ...(isOther && { type }),
      ...(format !== undefined && format !== 'JSON' && { format }),
      ...(targetType !== undefined && targetType !== '' && { targetType }),
    };
  } catch (error) {
    return undefinedIfInvalid(error);
  }
}

function undefinedIfInvalid(error: unknown): undefined {
  if ((error as Error).name !== 'InvalidDocument') throw error;
  return undefined;
}

function refuseBusy(found: FoundPreferences | undefined): void {
  for (const version of [found?.inEffect, found?.latest]) {
    const busy = version && busyWith(version);
    if (busy === undefined) continue;
    throw new TargetError(
      'DocumentBusy',
      `SSM is still ${busy} version ${version?.number} of ${DOCUMENT}`,
      'run it again in a minute; if it stays so, ask AWS Support',
    );
  }
}

const isBusy = (error: unknown): boolean => error instanceof TargetError && error.code === 'DocumentBusy';
