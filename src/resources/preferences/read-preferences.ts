import { TargetError } from '../../errors.ts';
import type { Target } from '../../targets/target.ts';
import { patiently } from '../patience.ts';
import type { AliasedKey } from './session-key.ts';
import { DOCUMENT, type DocumentVersion, readVersion, type Restoration } from './versions.ts';

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
export const readPreferences = (target: Target): Promise<FoundPreferences | undefined> =>
  patiently(target, QUARTER_MINUTE, isBusy, () => readAtOnce(target));

async function readAtOnce(target: Target): Promise<FoundPreferences | undefined> {
  const ssm = await target.ssm();
  try {
    const [inEffect, { Document: described }] = await Promise.all([
      readVersion(ssm, '$DEFAULT'),
      ssm.describeDocument({ Name: DOCUMENT }),
    ]);
    const number = described?.LatestVersion ?? inEffect.number;
    const latest = number === inEffect.number ? undefined : await readVersion(ssm, number);
    for (const version of [inEffect, ...(latest ? [latest] : [])]) refuseBusy(version);
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
    if ((error as Error).name === 'InvalidDocument') return undefined;
    throw error;
  }
}

const BUSY: readonly (string | undefined)[] = ['Creating', 'Updating', 'Deleting'];

function refuseBusy({ number, status = '' }: DocumentVersion): void {
  if (!BUSY.includes(status)) return;
  throw new TargetError(
    'DocumentBusy',
    `SSM is still ${status.toLowerCase()} version ${number} of ${DOCUMENT}`,
    'run it again in a minute; if it stays so, ask AWS Support',
  );
}

const isBusy = (error: unknown): boolean => error instanceof TargetError && error.code === 'DocumentBusy';
