import { TargetError } from '../../errors.ts';
import { isAccessPoint } from '../../names/bucket.ts';
import type { Target } from '../../targets/target.ts';
import { DELIVERY, deliversOnly } from '../log-group-class.ts';
import { describeLogGroup } from '../log-group.ts';
import { type Outputs, PENDING } from '../resource.ts';
import { nameProblems, schemaProblems } from './document-problems.ts';
import { nameOf, readInput } from './input-reading.ts';
import { checkSessionKey, type PlannedKey } from './judge-key.ts';
import { refusing } from './refusal.ts';
import type { SessionDocument } from './session-document.ts';
import type { FoundPreferences } from './read-preferences.ts';
import { DOCUMENT, MAX_SIZE, text } from './versions.ts';

/** Checks that there is a document of ours to be made of the one that is there. Throws a TargetError if not. */
export function checkKind({ type, format, inEffect: { document } }: FoundPreferences): void {
  if (type !== undefined) {
    throw new TargetError(
      'WrongDocumentType',
      `${DOCUMENT} is a ${type} document, and SSM does not change the type of a document`,
      `delete it first, if nobody needs it: aws ssm delete-document --name ${DOCUMENT}`,
    );
  }
  if (document || format === undefined) return;
  throw new TargetError(
    'UnreadableDocument',
    `${DOCUMENT} is stored as ${format}, and what SSM makes of it as JSON cannot be read`,
    'write it as JSON: aws ssm update-document with --document-format JSON',
  );
}

/** What setup itself looks after: that is judged as setup leaves it. */
export interface Planned {
  readonly logGroup?: Outputs['logGroup'];
  readonly key?: PlannedKey;
}

/**
 * Checks a document that setup is about to write. Rejects with a TargetError if AWS would not take it, or if sessions would be
 * refused because of it (`validate` in agent/session/shell/shell.go of aws/amazon-ssm-agent). What may not be read is not
 * held against it, nor what only a session has.
 */
export async function judge(target: Target, document: SessionDocument, planned: Planned = {}): Promise<void> {
  checkSize(target, document);
  checkMinutes(document);
  checkNames(document);
  await Promise.all([
    checkLogGroup(target, document, planned.logGroup),
    checkBucket(target, document),
    checkSessionKey(target, document, planned.key),
  ]);
}

// The ARN of a key that is still to be created has this length.
function checkSize({ partition, region, account }: Target, document: SessionDocument): void {
  const arn = `arn:${partition.name}:kms:${region}:${account}:key/${'0'.repeat(36)}`;
  const size = Buffer.byteLength(text(document).replace(PENDING, arn));
  if (size <= MAX_SIZE) return;
  throw new TargetError(
    'DocumentTooLarge',
    `the preferences document would have ${size} bytes, and AWS takes ${MAX_SIZE}`,
    'shorten its description, its parameters or its shell profiles',
  );
}

// AWS does not look into a text with parameters.
function checkMinutes(document: SessionDocument): void {
  const refused = schemaProblems(document).filter((problem) => problem.minutes && problem.default === undefined);
  if (refused.length === 0) return;
  throw new TargetError(
    'DocumentRefused',
    `AWS takes no such preferences: ${refused.map(({ field, have, want }) => `${field} is ${have}, but must be ${want}`).join('; ')}`,
    `say what it is to be with ${refused.map(({ minutes }) => `--${minutes?.flag}`).join(' and ')}`,
  );
}

/** What requires the encryption of what a field names. */
const REQUIRED_BY: Readonly<Record<string, string>> = {
  cloudWatchLogGroupName: 'cloudWatchEncryptionEnabled',
  s3BucketName: 's3EncryptionEnabled',
};

// What is named by its ARN is not found, and so cannot be seen to be encrypted.
function checkNames(document: SessionDocument): void {
  const problem = nameProblems(document).find(
    ({ field }) => readInput(document, REQUIRED_BY[field] ?? field).value === true,
  );
  if (!problem) return;
  const { field, want, flag, name } = problem;
  throw refusing(
    `they require encryption, and ${field} is ${String(readInput(document, field).value)}, but must be ${want}`,
    `add --${flag} ${name ?? 'with its name'}`,
  );
}

async function checkLogGroup(target: Target, document: SessionDocument, planned: Outputs['logGroup']): Promise<void> {
  const name = nameOf(document, 'cloudWatchLogGroupName');
  if (name === undefined) return;
  const isRequired = readInput(document, 'cloudWatchEncryptionEnabled').value === true;
  const group = name === planned?.name ? planned : await logGroupNamed(target, name);
  if (group === UNKNOWN) return;
  if (group?.class === DELIVERY) throw deliversOnly(name);
  if (!isRequired || group?.encrypted) return;
  const held = group !== undefined && 'held' in group;
  throw refusing(
    `they require that log group ${name} is encrypted, and it ${group ? 'has no KMS key' : 'does not exist'}`,
    held
      ? 'session-manager did not make that log group: encrypt it with --overwrite, or choose another one with --log-group'
      : `add --log-group ${name} with --kms, or with --kms-key and the ARN of a key`,
  );
}

const UNKNOWN = 'unknown';

async function logGroupNamed(
  target: Target,
  name: string,
): Promise<Omit<NonNullable<Outputs['logGroup']>, 'name'> | typeof UNKNOWN | undefined> {
  try {
    const group = await describeLogGroup(target, name);
    return group && { encrypted: group.keyArn !== undefined, ...(group.class !== undefined && { class: group.class }) };
  } catch {
    return UNKNOWN;
  }
}

/** The kinds of default encryption of a bucket that the agent accepts: https://github.com/aws/amazon-ssm-agent/blob/mainline/agent/s3util/s3util.go */
export const ACCEPTED = ['AES256', 'aws:kms'];

async function checkBucket(target: Target, document: SessionDocument): Promise<void> {
  const name = nameOf(document, 's3BucketName');
  if (name === undefined || readInput(document, 's3EncryptionEnabled').value !== true) return;
  const encryption = await encryptionOf(target, name);
  if (encryption !== undefined && [...ACCEPTED, UNKNOWN].includes(encryption)) return;
  if (encryption === MISSING) {
    throw refusing(
      `they require that bucket ${name} is encrypted, and it does not exist`,
      'create the bucket first, or name another one with --s3-bucket; without the requirement, logs would be lost',
    );
  }
  throw refusing(
    `they require that bucket ${name} is encrypted, and ${encryption === undefined ? 'it is not' : `the agent does not accept ${encryption}`}`,
    `give the bucket a default encryption of AES256 or aws:kms, or add --s3-bucket ${name} --no-s3-encryption`,
  );
}

const MISSING = 'missing';

/** Its default encryption, MISSING, or UNKNOWN; undefined: it has none. */
async function encryptionOf(target: Target, name: string): Promise<string | undefined> {
  if (isAccessPoint(name)) return UNKNOWN;
  try {
    const s3 = await target.s3();
    // A bucket of another region is asked there.
    s3.config.followRegionRedirects = true;
    const { ServerSideEncryptionConfiguration } = await s3.getBucketEncryption({ Bucket: name });
    return ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
  } catch (error) {
    const { name: code } = error as Error;
    if (code === 'ServerSideEncryptionConfigurationNotFoundError') return undefined;
    return ['NoSuchBucket', 'InvalidBucketName'].includes(code) ? MISSING : UNKNOWN;
  }
}
