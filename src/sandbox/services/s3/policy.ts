import { isObject } from '../../state/json.ts';

/**
 * Tells whether a bucket policy lets everybody in: a statement allows something to anybody without a condition. AWS also reads
 * conditions, and counts some as public: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function isPublic(policy: string): boolean {
  let document: unknown;
  try {
    document = JSON.parse(policy);
  } catch {
    return false;
  }
  const statements = isObject(document) ? [document['Statement']].flat() : [];
  return statements.some(
    (statement) =>
      isObject(statement) &&
      statement['Effect'] === 'Allow' &&
      isAnybody(statement['Principal']) &&
      Object.keys(isObject(statement['Condition']) ? statement['Condition'] : {}).length === 0,
  );
}

function isAnybody(principal: unknown): boolean {
  return principal === '*' || (isObject(principal) && [principal['AWS']].flat().includes('*'));
}
