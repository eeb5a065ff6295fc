/**
 * Gives the folders that a prefix in a bucket stands for. The agent joins the parts of an object's key with single slashes,
 * and S3 gets none in front (`BuildS3Path` in agent/fileutil of aws/amazon-ssm-agent).
 */
export const foldersOf = (prefix: string): readonly string[] => prefix.split('/').filter((folder) => folder !== '');

/** Tells whether session logs go to the same place under two prefixes. */
export const samePrefix = (one: string, other: string): boolean =>
  foldersOf(one).join('/') === foldersOf(other).join('/');
