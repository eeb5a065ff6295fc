import { type SessionSettings, sessionSettings } from '../facts/session-settings.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { SessionDocument } from '../resources/preferences/session-document.ts';
import { resultingDocument, wantedInputs } from '../resources/preferences/wanted-inputs.ts';

/** Gives the settings that setup would leave behind: it changes an existing document only when told to. */
export function plannedSettings(
  found: { readonly inEffect: { readonly document: SessionDocument | undefined } } | undefined,
  inputs: Inputs,
): SessionSettings | undefined {
  const there = found?.inEffect.document;
  if (there && !inputs.overwrite) return sessionSettings(there);
  const keyArn = inputs.key?.kind === 'given' ? inputs.key.arn : inputs.keyAlias;
  return sessionSettings(resultingDocument(wantedInputs(inputs, { keyArn }), there));
}
