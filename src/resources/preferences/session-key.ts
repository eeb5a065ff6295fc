import { unlessDenied } from '../../aws/errors.ts';
import { sameKey } from '../../names/key.ts';
import type { Target } from '../../targets/target.ts';
import { describeKey } from '../kms-key/state.ts';
import { readInput } from './input-reading.ts';
import type { SessionDocument } from './session-document.ts';

/** The key behind the alias by which a document names it; without an ARN if there is none. */
export interface AliasedKey {
  readonly arn?: string;
}

/** Gives the name by which a document names the key of the sessions; undefined if it names none, or only a session does. */
export function sessionKeyOf(document: SessionDocument | undefined): string | undefined {
  const key = document && readInput(document, 'kmsKeyId').value;
  return typeof key === 'string' && key !== '' ? key : undefined;
}

/**
 * Reads which key a document means by an alias, where only that tells whether it is the key of this name (absent: any);
 * undefined where it need not be read, or may not.
 */
export async function readAliasedKey(
  target: Target,
  document: SessionDocument | undefined,
  key?: string,
): Promise<AliasedKey | undefined> {
  const name = sessionKeyOf(document);
  if (name === undefined || !/(^|:)alias\//.test(name)) return undefined;
  if (key !== undefined && sameKey(name, key, target) !== 'unknown') return undefined;
  return unlessDenied(describeKey(await target.kms(), name).then((found) => (found?.Arn ? { arn: found.Arn } : {})));
}
