import type { RegionAudit } from '../audit/region.ts';
import type { RawInputs } from '../inputs/inputs.ts';
import { ownKey, takingOver } from './kms/remedies.ts';
import { type AwsCommand, awsCommand, type Commands, type SetupCommand, setupCommand } from './remedy.ts';

/**
 * Makes the command that writes other preferences, with what has to be there before: setup writes none that would refuse every session, for
 * want of a bucket, of its encryption, or of the key of the log group. `lead`: words before it.
 */
export async function overwriting(
  facts: RegionAudit,
  logGroup: string | undefined,
  flags: RawInputs,
  lead?: string,
): Promise<SetupCommand | Commands> {
  const [keys, before] = await Promise.all([keyFlags(facts, flags), bucketCommands(facts, flags)]);
  const command = setupCommand(facts, logGroup, { ...keys, ...flags, overwrite: true });
  if (before.length === 0 && lead === undefined) return command;
  return { kind: 'commands', ...(lead !== undefined && { lead }), commands: [...before, command] };
}

/** Gives the flags by which setup gives the log group the key that the preferences require of it, where it has none; `flags`: those of the command. */
export async function keyFlags(facts: RegionAudit, flags: RawInputs = {}): Promise<RawInputs> {
  const settings = await facts.settings().catch(() => undefined);
  const name = flags['log-group'] ?? settings?.logGroup;
  if (!settings?.logEncryptionRequired || name === undefined || flags.kms || flags['kms-key']) return {};
  const group = await facts.logGroupNamed(name).catch(() => 'unknown' as const);
  if (group === 'unknown' || group?.keyArn !== undefined) return {};
  return { ...(await ownKey(facts, name)), ...(group && (await takingOver(facts, name))), grant: true };
}

async function bucketCommands(facts: RegionAudit, flags: RawInputs): Promise<readonly AwsCommand[]> {
  const settings = await facts.settings().catch(() => undefined);
  if (settings?.bucket === undefined || flags['s3-bucket'] !== undefined) return [];
  const bucket = await facts.bucketNamed(settings.bucket).catch(() => 'unknown' as const);
  if (bucket === undefined) return [makeBucket(facts, settings.bucket)];
  return bucket !== 'unknown' && bucket.encryption === undefined && settings.bucketEncryptionRequired
    ? [encryptBucket(facts, bucket)]
    : [];
}

/** Makes the command for a new bucket in the region of a target. */
export const makeBucket = (facts: Pick<RegionAudit, 'target'>, name: string): AwsCommand =>
  awsCommand(facts, ['s3', 'mb', `s3://${name}`]);

/** Makes the command that lets S3 encrypt with keys of its own; what is in the bucket stays as it is. */
export const encryptBucket = (
  { target }: Pick<RegionAudit, 'target'>,
  { name, region }: { readonly name: string; readonly region: string },
): AwsCommand =>
  awsCommand({ target: { ...target, region } }, ['s3api', 'put-bucket-encryption'], {
    bucket: name,
    'server-side-encryption-configuration': JSON.stringify({
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    }),
  });
