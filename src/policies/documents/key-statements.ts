import type { Place } from '../../aws/place.ts';
import type { NamedKey } from '../../names/key.ts';
import { allow, oneOrMore } from './allow.ts';
import type { Statement } from '../reading/policy.ts';

/** The place where a key is used; `*` stands for any account. */
export interface KeyUse {
  readonly place: Pick<Place, 'partition'> & { readonly account: string };
  readonly key: NamedKey;
}

/** Makes the condition on the service through which a request for a key comes, in any region; no AWS page says whether China has a suffix of its own. */
export const viaService = (
  service: string,
  uses: readonly Pick<KeyUse, 'place'>[],
): NonNullable<Statement['Condition']> => ({
  StringLike: {
    'kms:ViaService': oneOrMore(
      uses.flatMap(({ place }) => [`${service}.*.amazonaws.com`, `${service}.*.${place.partition.dnsSuffix}`]),
    ),
  },
});

/**
 * Makes statements that allow actions on keys. A key is named by its alias, which is the same in every region, or by its ARN
 * where it has no alias or belongs to another account: for naming one region's key for all regions, see
 * https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/809.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-resource-aliases
 */
export function keyStatements(
  sid: string,
  actions: readonly string[],
  uses: readonly KeyUse[],
  condition: Statement['Condition'] = {},
): readonly Statement[] {
  const aliases = new Map<string, string[]>();
  const arns: string[] = [];
  for (const { place, key } of uses) {
    if (key.aliases.length > 0 && !isForeign(key, place.account)) {
      const keys = `arn:${place.partition.name}:kms:*:${place.account}:key/*`;
      aliases.set(keys, [...(aliases.get(keys) ?? []), ...key.aliases]);
    } else if (key.arn !== undefined) {
      arns.push(key.arn);
    }
  }
  const byAlias = [...aliases.keys()].toSorted().map((keys, index) => {
    const names = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': oneOrMore(aliases.get(keys) ?? []) } };
    return allow(`${sid}${index === 0 ? '' : index + 1}`, actions, [keys], { ...names, ...condition });
  });
  const given = Object.keys(condition).length > 0 ? condition : undefined;
  return [...byAlias, ...(arns.length > 0 ? [allow(`${sid}ByArn`, actions, arns, given)] : [])];
}

const isForeign = ({ arn }: NamedKey, account: string): boolean =>
  arn !== undefined && account !== '*' && arn.split(':')[4] !== account;
