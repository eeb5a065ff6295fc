import { TargetError } from '../../errors.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import { checkKind } from '../../resources/preferences/judge.ts';
import type { Found } from '../found.ts';

/** Checks that Terraform can import what there is, and gives it back. Throws a TargetError for what cannot be used at all. */
export function importable(found: Found, { keyAlias }: Pick<Inputs, 'keyAlias'>): Found {
  const { key, document, place } = found;
  if (key?.state === 'PendingDeletion') {
    throw new TargetError(
      'KeyPendingDeletion',
      `the key of ${keyAlias} in ${place.region} is pending deletion, and cannot be imported`,
      'session-manager setup recovers it; or choose another alias with --kms-alias',
    );
  }
  if (document) checkKind(document.preferences);
  return found;
}
