import { list, required, structure } from '../../protocols/shape.ts';
import { reads, writes } from '../operation.ts';
import { iamPage, tagsShown } from './answers.ts';
import { managedByArn, ownPolicy } from './managed.ts';
import { arn, paging, tagKey, tagList } from './shapes.ts';
import { dropTags, putTags } from './tags.ts';

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
