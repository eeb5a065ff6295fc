import type { KeyLookup } from '../../facts/key.ts';
import type { RegionAudit } from '../../audit/region.ts';
import { sameKey } from '../../names/key.ts';

/** A key, and what uses it. */
export interface UsedKey {
  readonly key: KeyLookup;
  readonly forSessions: boolean;
  /** Name of the log group that it encrypts, or is to encrypt. */
  readonly logGroup?: string;
  /** True if only the flags of this run name it. */
  readonly onlyAsked: boolean;
  /** The log group that the preferences name, whatever its key. */
  readonly preferred: string | undefined;
}

/** Finds the keys that the preferences, the log group and the flags of this run name; each once. */
export async function usedKeys(facts: RegionAudit): Promise<readonly UsedKey[]> {
  const settings = await facts.settings();
  const group = await facts.logGroup();
  const { key: asked, keyAlias } = facts.question.inputs;
  const names = [
    ...(settings?.key === undefined ? [] : [{ name: settings.key, forSessions: true, onlyAsked: false }]),
    ...(group?.keyArn === undefined
      ? []
      : [{ name: group.keyArn, forSessions: false, logGroup: group.name, onlyAsked: false }]),
    ...(asked ? [{ name: asked.kind === 'given' ? asked.arn : keyAlias, forSessions: false, onlyAsked: true }] : []),
  ];
  const uses: UsedKey[] = [];
  for (const { name, ...use } of names) {
    const key = await facts.key(name);
    const index = uses.findIndex(({ key: other }) => isSame(key, other, facts));
    const same = uses[index];
    if (!same) uses.push({ key, preferred: settings?.logGroup, ...use });
    else {
      const { logGroup = same.logGroup } = use as Partial<UsedKey>;
      uses[index] = { ...same, ...(logGroup !== undefined && { logGroup }) };
    }
  }
  return uses;
}

const isSame = (one: KeyLookup, other: KeyLookup, { target }: RegionAudit): boolean =>
  one.kind === 'found' && other.kind === 'found'
    ? one.arn === other.arn
    : sameKey(one.name, other.name, target) === 'yes';

/** Says what a key is used for: `sessions are encrypted with`. */
export function purpose({ forSessions, logGroup, onlyAsked }: UsedKey): string {
  if (onlyAsked) return 'it was asked for';
  if (!forSessions) return 'the log group is encrypted with';
  return `sessions ${logGroup === undefined ? '' : 'and the log group '}are encrypted with`;
}
