import type { KMS } from '../aws/clients/kms.ts';
import { unlessDenied } from '../aws/errors.ts';
import { namesKey } from '../names/key.ts';
import { once, onceEach } from '../once.ts';
import type { Policy } from '../policies/reading/policy.ts';
import { USABLE_KIND } from '../resources/kms-key/rotation.ts';
import { describeKey, identity, keyPolicyOf, rotation } from '../resources/kms-key/state.ts';
import { keyTags } from '../resources/kms-key/tags.ts';
import { OWNER_TAG } from '../resources/ownership.ts';
import type { Target } from '../targets/target.ts';

/** The key behind a name that something else uses for it. */
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
  /** Set if AWS made it for a service of its own, by which alone it can be used. */
  readonly managedByAws?: true;
  /** `alias/…` */
  readonly aliases: readonly string[];
  /** Set if there may be more of them, which cannot be listed. */
  readonly aliasesHidden?: true;
  /** Absent where reading it is denied. */
  readonly policy?: Policy;
  /** Reads whether it rotates; undefined where reading that is denied. Absent where this account cannot make it rotate. */
  readonly rotates?: () => Promise<boolean | undefined>;
  /** Reads the grants that it has for a role or user, by its ARN. Absent for a key of another account. */
  readonly grantsTo?: (grantee: string) => Promise<readonly KeyGrant[]>;
  /** Reads whether it has our tag; false where reading that is denied. Absent for a key of another account. */
  readonly ours?: () => Promise<boolean>;
}

/** What a grant of a key allows: https://docs.aws.amazon.com/kms/latest/developerguide/grants.html */
export interface KeyGrant {
  /** `Decrypt`, `GenerateDataKey`… */
  readonly operations: readonly string[];
  /** True if it is for requests with a certain encryption context only. */
  readonly constrained: boolean;
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
    // Two key ARNs name two keys; an alias can belong to any.
    const before = reads.filter((other) => !(isKeyArn(name) && isKeyArn(other.name)));
    const read = (async () => {
      for (const other of before) {
        const key = await other.read.catch(() => undefined);
        if (key?.kind === 'found' && namesKey(name, key, target)) return { ...key, name };
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
  // With the ARN of the key itself, there is no need to wait for its description.
  const [metadata, known] = await Promise.all([describeKey(kms, name), isKeyArn(name) ? about(name) : undefined]);
  if (!metadata) return { kind: 'missing', name };
  const { id, arn, state, kind, canRotate } = identity(metadata);
  const [aliases, policy] = known ?? (await about(arn));
  const rotates = (): Promise<boolean | undefined> =>
    unlessDenied(
      rotation(kms, arn).then(({ rotationDays }) => rotationDays !== undefined),
      HIDDEN,
    );
  const ours = async (): Promise<boolean> => {
    const madeFor = (await unlessDenied(keyTags(kms, arn)))?.[OWNER_TAG];
    return madeFor !== undefined && aliases.aliases.includes(madeFor);
  };
  const isOwn = arn.split(':')[4] === target.account;
  const isOfAws = metadata.KeyManager === 'AWS';
  return {
    kind: 'found',
    name,
    id,
    arn,
    state,
    ...(kind !== USABLE_KIND && { wrongKind: kind }),
    ...(isOfAws && { managedByAws: true }),
    ...aliases,
    ...(policy && { policy }),
    // AWS takes EnableKeyRotation and ListResourceTags from the account of the key only.
    ...(isOwn && canRotate && state === 'Enabled' && { rotates: once(rotates) }),
    ...(isOwn && { ours: once(ours), grantsTo: onceEach((grantee) => listGrants(kms, arn, grantee)) }),
  };
}

const isKeyArn = (name: string): boolean => /^arn:[^:]+:kms:[^:]+:\d+:key\//.test(name);

// Other people's policies can name the key by any of its aliases.
async function aliasesOf(kms: KMS, arn: string, name: string): Promise<Aliases> {
  const alias = name.startsWith('alias/') ? name : /:(alias\/.+)$/.exec(name)?.[1];
  const own = alias === undefined ? [] : [alias];
  const listed = await unlessDenied(listAliases(kms, arn), HIDDEN);
  return { aliases: [...new Set([...own, ...(listed ?? [])])], ...(!listed && { aliasesHidden: true }) };
}

/** The error of KMS for the aliases of another account's key, which it does not list. */
const HIDDEN = 'NotFoundException';

async function listAliases(client: KMS, arn: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const page of client.paginateListAliases({ KeyId: arn }, { pageSize: 100 })) {
    for (const { AliasName, TargetKeyId } of page.Aliases ?? []) {
      if (AliasName && (TargetKeyId === undefined || arn.endsWith(`/${TargetKeyId}`))) names.push(AliasName);
    }
  }
  return names;
}

async function listGrants(client: KMS, KeyId: string, GranteePrincipal: string): Promise<readonly KeyGrant[]> {
  const found: KeyGrant[] = [];
  for await (const page of client.paginateListGrants({ KeyId, GranteePrincipal }, { pageSize: 100 })) {
    for (const { Operations: operations = [], Constraints } of page.Grants ?? []) {
      const limits = [Constraints?.EncryptionContextEquals, Constraints?.EncryptionContextSubset];
      found.push({ operations, constrained: limits.some((limit) => Object.keys(limit ?? {}).length > 0) });
    }
  }
  return found;
}
