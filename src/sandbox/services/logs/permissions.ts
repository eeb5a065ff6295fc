import { isObject } from '../../state/json.ts';
import type { Tags } from '../../state/tags.ts';
import type { Context, Permission, Permissions, RawInput } from '../operation.ts';
import { anything, textIn, textsIn } from '../permission.ts';
import { groupArn } from './groups.ts';

// CloudWatch Logs asks IAM about a group under an ARN that ends in an unnamed stream, except where tags are concerned:
// https://github.com/vectordotdev/vector/issues/714,
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
const onGroup: Permissions = (context, input) => {
  const named = ['logGroupName', 'logGroupIdentifier', 'resourceIdentifier'].map((name) => textIn(input, name));
  const group = groupPermission(context, named.find((name) => name !== '') ?? '');
  return [{ ...group, resource: `${group.resource}:log-stream:` }];
};

const onStream: Permissions = (context, input) =>
  onGroup(context, input).map((group) => ({ ...group, resource: group.resource + textIn(input, 'logStreamName') }));

const onTagged = (context: Context, input: RawInput): Permission =>
  groupPermission(context, textIn(input, 'resourceArn'));

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html */
export const logPermissions: Readonly<Record<string, Permissions>> = {
  AssociateKmsKey: onGroup,
  // With tags it needs logs:TagResource, too: CreateLogGroup in the service model.
  CreateLogGroup(context, input) {
    const group = groupPermission(context, textIn(input, 'logGroupName'));
    const requestTags = tagsIn(input);
    const tagging = { ...group, action: 'logs:TagResource', requestTags };
    const creating = { ...group, resource: `${group.resource}:log-stream:`, requestTags };
    return Object.keys(requestTags).length > 0 ? [creating, tagging] : [creating];
  },
  CreateLogStream: onGroup,
  DeleteLogGroup: onGroup,
  DeleteRetentionPolicy: onGroup,
  DescribeLogGroups: anything,
  DescribeLogStreams: onGroup,
  DisassociateKmsKey: onGroup,
  FilterLogEvents: onGroup,
  GetLogEvents: onStream,
  ListTagsForResource: (context, input) => [onTagged(context, input)],
  PutLogEvents: onStream,
  PutLogGroupDeletionProtection: onGroup,
  PutRetentionPolicy: onGroup,
  TagResource: (context, input) => [{ ...onTagged(context, input), requestTags: tagsIn(input) }],
  UntagResource: (context, input) => [{ ...onTagged(context, input), tagKeys: textsIn(input, 'tagKeys') }],
};

function groupPermission(context: Context, id: string): Permission {
  const name = id.startsWith('arn:') ? id.split(':').slice(6).join(':') : id;
  const group = Object.hasOwn(context.here.logGroups, name) ? context.here.logGroups[name] : undefined;
  return { resource: groupArn(context, name), ...(group && { tags: group.tags }) };
}

function tagsIn({ tags }: RawInput): Tags {
  const entries = isObject(tags) ? Object.entries(tags) : [];
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
