import type { KMS } from '../aws/clients/kms.ts';
import { unlessDenied } from '../aws/errors.ts';
import { once, onceEach } from '../once.ts';
import type { Policy } from '../policies/reading/policy.ts';
import { describeKey, identity, keyPolicyOf, rotation, USABLE_KIND } from '../resources/kms-key/state.ts';
import type { Target } from '../targets/target.ts';

/** What there is behind the name by which something else calls a key. */
export type KeyLookup = MissingKey | ForeignKey | Key;

interface MissingKey {
  readonly kind: 'missing';
  readonly name: string;
}

/** The name is the ARN of another region, where no session and no log group of this one can use a key. */
interface ForeignKey {
  readonly kind: 'elsewhere';
  readonly name: string;
  readonly region: string;
}

export interface Key {
  readonly kind: 'found';
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly state: string;
  /** `RSA_2048 ENCRYPT_DECRYPT`; absent: symmetric, as it has to be. */
  readonly wrongKind?: string;
  /** `alias/…` */
  readonly aliases: readonly string[];
  /** There may be more of them, which may not be listed. */
  readonly aliasesHidden?: true;
  /** Absent where it may not be read. */
  readonly policy?: Policy;
  /** Reads whether it rotates; undefined where that may not be read. Absent where it cannot rotate. */
  readonly rotates?: () => Promise<boolean | undefined>;
}

type Aliases = Pick<Key, 'aliases' | 'aliasesHidden'>;

/** Makes a reader of keys, by their ids, ARNs, aliases or alias ARNs: each key is read once, whatever its names. */
export function keyReader(target: Target): (name: string) => Promise<KeyLookup> {
  const reads: { readonly name: string; readonly read: Promise<KeyLookup> }[] = [];
  return onceEach((name) => {
    const [, , , region] = name.split(':');
    if (name.startsWith('arn:') && region !== target.region) {
      return Promise.resolve({ kind: 'elsewhere', name, region: region ?? '' });
    }
    // Two ARNs of keys name two keys; an alias may be of any.
    const before = reads.filter((other) => !(isKeyArn(name) && isKeyArn(other.name)));
    const read = (async () => {
      for (const other of before) {
        const key = await other.read.catch(() => undefined);
        if (key?.kind === 'found' && isNameOf(name, key)) return { ...key, name };
      }
      return readKey(target, name);
    })();
    reads.push({ name, read });
    return read;
  });
}

async function readKey(target: Target, name: string): Promise<KeyLookup> {
  const kms = await target.kms();
  const about = (key: string): Promise<readonly [Aliases, Policy | undefined]> =>
    Promise.all([aliasesOf(kms, key, name), keyPolicyOf(kms, key, true)]);
  // Who has the ARN of the key itself need not wait for its description.
  const [metadata, known] = await Promise.all([describeKey(kms, name), isKeyArn(name) ? about(name) : undefined]);
  if (!metadata) return { kind: 'missing', name };
  const { id, arn, state, kind, canRotate } = identity(metadata);
  const [aliases, policy] = known ?? (await about(arn));
  const rotates = (): Promise<boolean | undefined> =>
    unlessDenied(
      rotation(kms, arn).then(({ rotationDays }) => rotationDays !== undefined),
      HIDDEN,
    );
  return {
    kind: 'found',
    name,
    id,
    arn,
    state,
    ...(kind !== USABLE_KIND && { wrongKind: kind }),
    ...aliases,
    ...(policy && { policy }),
    ...(canRotate && state === 'Enabled' && { rotates: once(rotates) }),
  };
}

const isKeyArn = (name: string): boolean => /^arn:[^:]+:kms:[^:]+:\d+:key\//.test(name);

/** Tells whether two names, of which one was read, are of the same key. */
export function isNameOf(name: string, { id, arn, name: known, aliases }: Key): boolean {
  const place = arn.slice(0, arn.lastIndexOf(':'));
  return [id, arn, known].includes(name) || aliases.some((alias) => name === alias || name === `${place}:${alias}`);
}

// The policies of others may name the key by any of its aliases.
async function aliasesOf(kms: KMS, arn: string, name: string): Promise<Aliases> {
  const alias = name.startsWith('alias/') ? name : /:(alias\/.+)$/.exec(name)?.[1];
  const own = alias === undefined ? [] : [alias];
  const listed = await unlessDenied(listAliases(kms, arn), HIDDEN);
  return { aliases: [...new Set([...own, ...(listed ?? [])])], ...(!listed && { aliasesHidden: true }) };
}

/** What KMS says of a key of another account, whose aliases are nobody else's business. */
const HIDDEN = 'NotFoundException';

async function listAliases(client: KMS, arn: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const page of client.paginateListAliases({ KeyId: arn }, { pageSize: 100 })) {
    for (const { AliasName, TargetKeyId } of page.Aliases ?? []) {
      if (AliasName && (TargetKeyId === undefined || arn.endsWith(TargetKeyId))) names.push(AliasName);
    }
  }
  return names;
}
