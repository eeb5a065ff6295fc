import { allows, parsePolicy } from '../../iam/policy.ts';
import { AwsError } from '../../protocols/aws-error.ts';
import { required, text } from '../../protocols/shape.ts';
import type { Key } from '../../state/kms.ts';
import type { Context } from '../operation.ts';
import { seconds } from '../times.ts';

const UUID = /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

export const keyId = required(text({ min: 1, max: 2048 }));

/** Writes the ARN of an alias or key of this account and region: `alias/x` or `key/x`. */
export function kmsArn(context: Context, resource: string): string {
  return `arn:${context.partition.id}:kms:${context.region}:${context.account}:${resource}`;
}

/** Finds a key by its id or ARN; an alias is refused as AWS does where it takes none. */
export function keyById(context: Context, id: string): Key {
  let bare = id;
  if (id.startsWith('arn:')) {
    const resource = ownResource(context, id);
    if (!resource.startsWith('key/')) throw new AwsError('InvalidArnException', `Invalid arn ${id}`);
    bare = resource.slice('key/'.length);
  } else if (!UUID.test(id)) throw new AwsError('NotFoundException', `Invalid keyId '${id}'`);
  sweep(context);
  const key = Object.hasOwn(context.here.keys, bare) ? context.here.keys[bare] : undefined;
  if (!key) throw new AwsError('NotFoundException', `Key '${kmsArn(context, `key/${bare}`)}' does not exist`);
  return key;
}

/** Finds a key by its id, its ARN, its alias's name or its alias's ARN; in another account where its policy admits the caller. */
export function keyByIdOrAlias(context: Context, id: string, action: string): Key {
  const shared = sharedKey(context, id, action);
  if (shared) return shared;
  const resource = id.startsWith('arn:') ? ownResource(context, id) : id;
  if (!resource.startsWith('alias/')) return keyById(context, id);
  sweep(context);
  const alias = Object.hasOwn(context.here.aliases, resource) ? context.here.aliases[resource] : undefined;
  const key = alias && context.here.keys[alias.target];
  if (!key) throw new AwsError('NotFoundException', `Alias ${kmsArn(context, resource)} is not found.`);
  return key;
}

/** Refuses a key that is pending deletion. */
export function notPendingDeletion(key: Key): void {
  const states = {
    PendingDeletion: 'is pending deletion',
    PendingReplicaDeletion: 'is pending replica deletion',
    PendingImport: 'is pending import',
    Unavailable: 'is unavailable',
  };
  if (key.state in states) {
    throw new AwsError('KMSInvalidStateException', `${key.arn} ${states[key.state as keyof typeof states]}.`);
  }
}

/** Refuses a key that is disabled or pending deletion. */
export function onlyEnabled(key: Key): void {
  notPendingDeletion(key);
  if (key.state === 'Disabled') throw new AwsError('DisabledException', `${key.arn} is disabled.`);
}

/** Deletes the keys whose waiting period is over, with their aliases. */
export function sweep({ here, now }: Context): void {
  for (const key of Object.values(here.keys)) {
    if (key.deletion === undefined || Date.parse(key.deletion) > now) continue;
    delete here.keys[key.id];
    for (const [name, alias] of Object.entries(here.aliases)) if (alias.target === key.id) delete here.aliases[name];
  }
}

/** Shows a key as CreateKey and DescribeKey do. */
export function keyMetadata(context: Context, key: Key): object {
  const symmetric = key.spec === 'SYMMETRIC_DEFAULT';
  return {
    AWSAccountId: key.arn.split(':')[4],
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: seconds(key.created),
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: key.state,
    DeletionDate: key.deletion === undefined ? undefined : seconds(key.deletion),
    Origin: key.origin,
    KeyManager: isOfAws(context, key) ? 'AWS' : 'CUSTOMER',
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    EncryptionAlgorithms: symmetric ? ['SYMMETRIC_DEFAULT'] : undefined,
    MultiRegion: key.multiRegion,
    MultiRegionConfiguration: key.multiRegion ? multiRegion(context, key) : undefined,
  };
}

/** The names of AWS are reserved for keys that it manages. */
const isOfAws = ({ here }: Context, { id }: Key): boolean =>
  Object.entries(here.aliases).some(([name, { target }]) => name.startsWith('alias/aws/') && target === id);

// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
function sharedKey(
  { state, account, region, partition, caller }: Context,
  arn: string,
  action: string,
): Key | undefined {
  const owner = arn.split(':')[4] ?? '';
  const there = owner === account ? undefined : state.accounts[owner]?.[region];
  const key = Object.values(there?.keys ?? {}).find((other) => other.arn === arn);
  const names = [`arn:${partition.id}:iam::${account}:root`, account, caller.arn];
  const principals = names.map((name) => ['AWS', name] as const);
  const request = { principals, action, context: { 'kms:calleraccount': account } };
  return key && allows(parsePolicy(key.policy) ?? [], request) ? key : undefined;
}

function multiRegion(context: Context, { arn, replicaOf: primary = arn }: Key): object {
  return {
    MultiRegionKeyType: primary === arn ? 'PRIMARY' : 'REPLICA',
    PrimaryKey: { Arn: primary, Region: primary.split(':')[3] },
    ReplicaKeys: primary === arn ? [] : [{ Arn: arn, Region: context.region }],
  };
}

/** Gives the part of an ARN after the account, if it names a thing of this account and region. */
function ownResource(context: Context, arn: string): string {
  const [, partition, service, region, account, ...resource] = arn.split(':');
  if (service !== 'kms' || resource.length === 0) throw new AwsError('InvalidArnException', `Invalid arn ${arn}`);
  if (region !== context.region) throw new AwsError('NotFoundException', `Invalid arn ${region}`);
  if (account !== context.account || partition !== context.partition.id) {
    throw new AwsError(
      'AccessDeniedException',
      `User: ${context.caller.arn} is not authorized to access this resource`,
    );
  }
  return resource.join(':');
}
