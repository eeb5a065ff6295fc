import { AwsError } from '../../protocols/aws-error.ts';
import { list, required, structure, text } from '../../protocols/shape.ts';
import type { LogGroup } from '../../state/logs.ts';
import { addTags, countWith, removeTags, reservedTag } from '../../state/tags.ts';
import { type Context, reads, writes } from '../operation.ts';
import { groupNamed, groupNameOf, invalid, logTags, tagName } from './groups.ts';

const resourceArn = required(text({ min: 1, max: 1011, pattern: String.raw`[\w+=/:,.@\-]*` }));

export const logTagOperations = {
  ListTagsForResource: reads(structure({ resourceArn }), (context, input) => ({
    tags: groupOf(context, input.resourceArn).tags,
  })),
  TagResource: writes(structure({ resourceArn, tags: required(logTags) }), (context, input) => {
    const { tags } = groupOf(context, input.resourceArn);
    if (reservedTag(Object.keys(input.tags)) !== undefined) throw invalid("Tag keys cannot begin with 'aws:'.");
    if (countWith(tags, input.tags) > 50) {
      throw new AwsError('TooManyTagsException', 'The resource can have no more than 50 tags.');
    }
    addTags(tags, input.tags);
  }),
  UntagResource: writes(structure({ resourceArn, tagKeys: required(list(tagName, { max: 50 })) }), (context, input) =>
    removeTags(groupOf(context, input.resourceArn).tags, input.tagKeys),
  ),
};

function groupOf(context: Context, arn: string): LogGroup {
  if (!arn.startsWith('arn:')) throw invalid(`Invalid resource ARN: ${arn}`);
  return groupNamed(context, groupNameOf(context, arn));
}
