import { TargetError } from '../../errors.ts';
import { parseInputs, type RawInputs } from '../../inputs/inputs.ts';
import type { Target } from '../../targets/target.ts';
import { judge } from './judge.ts';
import type { FoundPreferences } from './read-preferences.ts';
import type { SessionDocument } from './session-document.ts';
import { resultingDocument, wantedInputs } from './wanted-inputs.ts';

/** Gives the reason why setup with these flags would refuse to write the preferences; undefined where it would not, or where that may not be read. */
export async function foreseenRefusal(
  target: Target,
  { inEffect }: FoundPreferences,
  flags: RawInputs,
): Promise<TargetError | undefined> {
  const inputs = parseInputs(flags);
  const { key, keyAlias, logGroup } = inputs;
  const planned = key && {
    logGroup: { name: logGroup.name, encrypted: true },
    key: [key.kind === 'given' ? key.arn : keyAlias],
  };
  return refusalBy(() => judge(target, resultingDocument(wantedInputs(inputs, {}), inEffect.document), planned));
}

/** Gives the reason why every session would be refused with a document, or AWS would not take it; undefined where nothing shows one. */
export const refusalWith = (target: Target, document: SessionDocument): Promise<TargetError | undefined> =>
  refusalBy(() => judge(target, document));

const refusalBy = (asked: () => Promise<void>): Promise<TargetError | undefined> =>
  asked().then(
    () => undefined,
    (error: unknown) => (error instanceof TargetError ? error : undefined),
  );
