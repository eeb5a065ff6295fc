/**
 * Tells whether what stands for the name of a bucket is the alias of an access point. Requests under it need permissions on the access
 * point, and little of the bucket behind it can be read by it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html
 */
export const isAccessPoint = (name: string): boolean => /(?:-s3alias|--ol-s3)$/.test(name);
