import { RestXmlError } from '../../protocols/rest-xml.ts';
import { partitionOf } from '../../state/partitions.ts';
import type { Bucket } from '../../state/s3.ts';
import type { Context } from '../operation.ts';

/**
 * Finds a bucket by its name, which is unique in its partition. Refuses the wrong region, unless `anywhere`, before it checks who asks,
 * as AWS does: the SDK follows the header when it is told to (`followRegionRedirects`). Only the account of a bucket can read it.
 */
export function bucketNamed(context: Context, name: string, owner: string | undefined, anywhere = false): Bucket {
  const { state, region, partition, account } = context;
  const bucket = Object.hasOwn(state.buckets, name) ? state.buckets[name] : undefined;
  if (!bucket || partitionOf(bucket.region) !== partition) {
    throw new RestXmlError('NoSuchBucket', 'The specified bucket does not exist', 404, {
      members: { BucketName: name },
    });
  }
  const headers = { 'x-amz-bucket-region': bucket.region };
  if (bucket.region !== region && !anywhere) {
    throw new RestXmlError(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
      301,
      { members: { Endpoint: `${name}.s3.${bucket.region}.${partition.suffix}`, Bucket: name }, headers },
    );
  }
  if (bucket.account !== account || (owner !== undefined && owner !== bucket.account)) {
    throw new RestXmlError('AccessDenied', 'Access Denied', 403, { headers });
  }
  return bucket;
}
