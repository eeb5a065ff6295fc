import type { GetBucketLifecycleConfigurationCommandOutput } from '@aws-sdk/client-s3';
import { isNotOffered } from '../aws/errors.ts';
import type { Target } from '../targets/target.ts';

/** A rule by which S3 deletes the current objects of a bucket, or hides them where it keeps versions. */
export interface ObjectExpiry {
  /** Of objects whose keys begin with it; empty: of all. */
  readonly prefix: string;
  /** Days after an object was put there. */
  readonly days?: number;
  /** Every day from then on; milliseconds since the epoch. */
  readonly date?: number;
}

type Rule = NonNullable<GetBucketLifecycleConfigurationCommandOutput['Rules']>[number];

/**
 * Reads by which rules a bucket, which was read before, loses objects without tags: agents give none. Sizes are left out: how large an
 * object was cannot be known when it is gone. Rejects where reading it is denied.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export async function readObjectExpiry(target: Target, bucket: string): Promise<readonly ObjectExpiry[]> {
  const s3 = await target.s3();
  s3.config.followRegionRedirects = true;
  try {
    const { Rules = [] } = await s3.getBucketLifecycleConfiguration({ Bucket: bucket });
    return Rules.flatMap(expiryOf);
  } catch (error) {
    if ((error as Error).name === 'NoSuchLifecycleConfiguration' || isNotOffered(error)) return [];
    throw error;
  }
}

function expiryOf({ Status, Expiration, Filter, Prefix }: Rule): readonly ObjectExpiry[] {
  const { Days: days, Date: date } = Expiration ?? {};
  const hasTags = Filter?.Tag !== undefined || (Filter?.And?.Tags?.length ?? 0) > 0;
  if (Status !== 'Enabled' || hasTags || (days === undefined && date === undefined)) return [];
  // Rules of the first version have no filter.
  const prefix = Filter?.Prefix ?? Filter?.And?.Prefix ?? Prefix ?? '';
  return [{ prefix, ...(days !== undefined && { days }), ...(date !== undefined && { date: date.getTime() }) }];
}
