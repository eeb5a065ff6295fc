import type { RegionAudit } from '../../audit/region.ts';
import { type Bucket, customersKey } from '../../facts/bucket.ts';
import type { Key } from '../../facts/key.ts';
import type { RegionCheck } from '../check.ts';
import { keyCommand } from '../kms/remedies.ts';
import { encryptBucket } from '../overwriting.ts';
import { page } from '../page.ts';
import { awsCommand, type Command, hint, type Remedy } from '../remedy.ts';

/** A reason why S3 cannot use a key, and what to do about it. */
interface Fault {
  readonly why: string;
  readonly remedy: Remedy;
}

/** Checks that S3 can use the key by which it encrypts what nodes put into the bucket. */
export const bucketKey: RegionCheck = {
  scope: 'region',
  ids: ['s3.key-not-usable'],

  async run(facts) {
    const bucket = (await facts.settings())?.bucket === undefined ? undefined : await facts.bucket();
    const arn = bucket && customersKey(bucket, facts.target);
    if (!bucket) return undefined;
    // S3's own keys are always there.
    if (arn === undefined) return [];
    const common = {
      check: 's3.key-not-usable',
      subject: `bucket/${bucket.name}`,
      ref: page('UsingKMSEncryption', 'AmazonS3/latest/userguide'),
    } as const;
    if (arn.split(':')[3] === bucket.region && bucket.region !== facts.target.region) {
      return [
        {
          ...common,
          verdict: 'unknown',
          summary: `its key is in ${bucket.region}, and keys of another region are not read: session logs are lost if it is not enabled`,
          remedy: awsCommand({ target: { ...facts.target, region: bucket.region } }, ['kms', 'describe-key'], {
            'key-id': arn,
          }),
        },
      ];
    }
    const fault = await faultOf(facts, bucket, arn);
    if (!fault) return [];
    const summary = `it encrypts with a key that ${fault.why}: S3 refuses session logs, and they are lost`;
    return [{ ...common, verdict: 'fail', summary, remedy: fault.remedy, needs: { key: [arn] } }];
  },
};

async function faultOf(facts: RegionAudit, bucket: Bucket, arn: string): Promise<Fault | undefined> {
  const key = await facts.key(arn);
  if (key.kind === 'elsewhere') {
    return { why: `is in ${key.region}, and not in the region of the bucket`, remedy: encryptBucket(facts, bucket) };
  }
  if (key.kind === 'missing') return { why: 'does not exist', remedy: encryptBucket(facts, bucket) };
  if (key.wrongKind !== undefined) {
    return { why: `is of kind ${key.wrongKind}, and not symmetric`, remedy: encryptBucket(facts, bucket) };
  }
  return faultOfState(facts, key);
}

function faultOfState(facts: RegionAudit, key: Key): Fault | undefined {
  const enable = keyCommand(facts, 'enable-key', key);
  const all = (...commands: readonly Command[]): Remedy => ({ kind: 'commands', commands });
  switch (key.state) {
    case 'Enabled':
    case '':
      return undefined;
    case 'Disabled':
      return { why: 'is disabled', remedy: enable };
    case 'PendingDeletion':
    case 'PendingReplicaDeletion':
      return {
        why: 'is about to be deleted',
        remedy: all(keyCommand(facts, 'cancel-key-deletion', key), enable),
      };
    case 'PendingImport':
      return { why: 'has no key material', remedy: hint(`import the key material of ${key.arn} again`) };
    default:
      return { why: `is in state ${key.state}`, remedy: keyCommand(facts, 'describe-key', key) };
  }
}
