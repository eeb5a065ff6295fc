import { AwsError } from '../../protocols/aws-error.ts';
import type { RestXmlAnswer } from '../../protocols/rest-xml.ts';
import type { LifecycleRule } from '../../state/s3.ts';

/** Shows rules as GetBucketLifecycleConfiguration does. https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html */
export function lifecycleAnswer(rules: readonly LifecycleRule[] = []): RestXmlAnswer {
  if (rules.length === 0) {
    throw new AwsError('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', 404);
  }
  return { document: ['LifecycleConfiguration', {}, rules.map((rule) => ({ Rule: shown(rule) }))] };
}

const shown = ({ id, enabled, days, date, ...filter }: LifecycleRule) => ({
  ID: id,
  Status: enabled ? 'Enabled' : 'Disabled',
  Filter: filterOf(filter),
  ...(days === undefined && date === undefined
    ? { NoncurrentVersionExpiration: { NoncurrentDays: 1 } }
    : { Expiration: { Days: days, Date: date } }),
});

type Filter = Pick<LifecycleRule, 'largerThan' | 'prefix' | 'smallerThan' | 'tag'>;

// What has more than one part is in an element of its own.
function filterOf({ prefix, tag, largerThan, smallerThan }: Filter): object {
  const parts = {
    Prefix: prefix,
    Tag: tag && { Key: tag.key, Value: tag.value },
    ObjectSizeGreaterThan: largerThan,
    ObjectSizeLessThan: smallerThan,
  };
  const count = Object.values(parts).filter((part) => part !== undefined).length;
  return count > 1 ? { And: parts } : count === 0 ? { Prefix: '' } : parts;
}
