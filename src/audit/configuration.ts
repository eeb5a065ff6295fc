import type { SessionConfiguration } from '../policies/needs/configuration.ts';
import type { RegionFacts } from '../facts/region.ts';
import type { FoundLogGroup } from '../resources/log-group.ts';
import type { SessionSettings } from '../facts/session-settings.ts';
import { customersKey } from '../facts/bucket.ts';
import { fullKeyName } from '../names/key.ts';

/**
 * Tells what sessions in one region require of a node, under these settings. What cannot be read of the log group, the key
 * or the bucket is derived from their names.
 */
export async function configurationOf(
  facts: RegionFacts,
  settings: SessionSettings | undefined,
): Promise<SessionConfiguration> {
  const { logGroup, key, prefix, bucketEncryptionRequired: encryptionRequired } = settings ?? {};
  // Where in the bucket sessions are logged is then unknown, and so what a role needs for that.
  const bucket = settings?.undecided.includes('s3KeyPrefix') ? undefined : settings?.bucket;
  const [group, named, keyArn] = await Promise.all([
    logGroup === undefined ? undefined : facts.logGroupNamed(logGroup).catch(() => undefined),
    key === undefined ? undefined : keyOf(facts, key),
    bucket === undefined ? undefined : bucketKeyArn(facts, bucket),
  ]);
  const planned = await plannedEncryption(facts, logGroup, group);
  const [groupKey, itsKey] = await Promise.all([
    planned || group?.keyArn === named?.arn ? undefined : keyBehind(facts, group?.keyArn),
    keyBehind(facts, keyArn),
  ]);
  return {
    place: facts.target,
    ...(logGroup !== undefined && { logGroup }),
    ...(planned ??
      (group && {
        logGroupEncrypted: group.keyArn !== undefined,
        ...(group.keyArn !== undefined && { logGroupKeyArn: group.keyArn }),
        ...(groupKey && { logGroupKey: groupKey }),
      })),
    ...(named && { key: named }),
    ...(bucket !== undefined && {
      bucket: {
        name: bucket,
        ...(prefix !== undefined && { prefix }),
        encryptionRequired: encryptionRequired ?? false,
        ...(keyArn !== undefined && { keyArn }),
        ...(itsKey && { key: itsKey }),
      },
    }),
  };
}

/** Gives the key that setup will give to the log group; undefined if it gives none. */
async function plannedEncryption(
  { question: { planned, inputs }, key, ownsLogGroup }: RegionFacts,
  logGroup: string | undefined,
  group: FoundLogGroup | undefined,
): Promise<Pick<SessionConfiguration, 'logGroupEncrypted' | 'logGroupKeyArn' | 'logGroupKey'> | undefined> {
  if (!planned || !inputs.key || logGroup !== inputs.logGroup.name) return undefined;
  const { key: asked } = inputs;
  const found = asked.kind === 'given' ? undefined : await key(inputs.keyAlias).catch(() => undefined);
  const keyArn = asked.kind === 'given' ? asked.arn : found?.kind === 'found' ? found.arn : undefined;
  const differs = group !== undefined && (keyArn === undefined || group.keyArn !== keyArn);
  // One that others made keeps the key that it has, or none.
  if (differs && !inputs.overwrite && !(await ownsLogGroup(group.name).catch(() => false))) return undefined;
  // One that is still to be made has its name already.
  const toCome = found?.kind === 'missing' && { logGroupKey: { aliases: [inputs.keyAlias] } };
  return { logGroupEncrypted: true, ...(keyArn === undefined ? toCome : { logGroupKeyArn: keyArn }) };
}

/** The key with its aliases, by which policies can name it; undefined where reading it is denied. */
async function keyBehind(facts: RegionFacts, arn: string | undefined): Promise<SessionConfiguration['key']> {
  const found = arn === undefined ? undefined : await facts.key(arn).catch(() => undefined);
  return found?.kind === 'found' ? { arn: found.arn, aliases: found.aliases } : undefined;
}

async function keyOf(facts: RegionFacts, name: string): Promise<NonNullable<SessionConfiguration['key']>> {
  const found = await facts.key(name).catch(() => undefined);
  if (found?.kind === 'found') return { arn: found.arn, aliases: found.aliases };
  const alias = /(?:^|:)(alias\/.+)$/.exec(name)?.[1];
  if (alias !== undefined) return { aliases: [alias] };
  return { arn: fullKeyName(name, facts.target), aliases: [] };
}

async function bucketKeyArn(facts: RegionFacts, name: string): Promise<string | undefined> {
  const bucket = await facts.bucketNamed(name).catch(() => undefined);
  return bucket && customersKey(bucket, facts.target);
}
