import { reads, writes } from '../operation.ts';
import { list, required, structure } from '../shape.ts';
import { iamPage, tagsShown } from './iam-answers.ts';
import { managedByArn, ownPolicy } from './iam-managed.ts';
import { arn, paging, tagKey, tagList } from './iam-shapes.ts';
import { dropTags, putTags } from './iam-tags.ts';

export const policyTagOperations = {
  ListPolicyTags: reads(structure({ PolicyArn: required(arn), ...paging }), (context, input) => {
    const { tags } = managedByArn(context, input.PolicyArn);
    const { items, more } = iamPage(tagsShown(tags), ({ Key }) => Key, input);
    return { Tags: items, ...more };
  }),
  TagPolicy: writes(structure({ PolicyArn: required(arn), Tags: required(tagList) }), (context, input) => {
    putTags(ownPolicy(context, 'TagPolicy', input.PolicyArn).tags, input.Tags);
  }),
  UntagPolicy: writes(
    structure({ PolicyArn: required(arn), TagKeys: required(list(tagKey, { max: 50 })) }),
    (context, input) => {
      dropTags(ownPolicy(context, 'UntagPolicy', input.PolicyArn).tags, input.TagKeys);
    },
  ),
};
