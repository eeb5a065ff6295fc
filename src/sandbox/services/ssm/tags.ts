import { AwsError } from '../../protocols/aws-error.ts';
import { list, oneOf, required, structure, text } from '../../protocols/shape.ts';
import { addTags, countWith, removeTags, reservedTag, type Tags } from '../../state/tags.ts';
import { type Context, reads, writes } from '../operation.ts';
import { sorted } from '../pages.ts';
import { ssmTagKey, ssmTags } from './shapes.ts';

const resource = {
  ResourceType: required(
    oneOf(
      ...(['Document', 'ManagedInstance', 'MaintenanceWindow', 'Parameter', 'PatchBaseline', 'OpsItem'] as const),
      ...(['OpsMetadata', 'Automation', 'Association', 'CloudConnector'] as const),
    ),
  ),
  ResourceId: required(text()),
};

/** Reads tags as a record; refuses names reserved for AWS and more than 50 with the existing ones. */
export function ssmTagsOf(
  tags: readonly { readonly Key: string; readonly Value: string }[],
  present: Tags = {},
): Record<string, string> {
  const record = Object.fromEntries(tags.map((tag) => [tag.Key, tag.Value]));
  if (reservedTag(Object.keys(record)) !== undefined) {
    throw new AwsError('ValidationException', "Tag keys cannot begin with 'aws:'.");
  }
  if (countWith(present, record) > 50) {
    throw new AwsError('TooManyTagsError', 'The Targets parameter includes too many tags.');
  }
  return record;
}

export const ssmTagOperations = {
  AddTagsToResource: writes(structure({ ...resource, Tags: required(ssmTags) }), (context, input) => {
    const tags = resourceTags(context, input.ResourceType, input.ResourceId);
    addTags(tags, ssmTagsOf(input.Tags, tags));
  }),
  RemoveTagsFromResource: writes(structure({ ...resource, TagKeys: required(list(ssmTagKey)) }), (context, input) => {
    removeTags(resourceTags(context, input.ResourceType, input.ResourceId), input.TagKeys);
  }),
  ListTagsForResource: reads(structure(resource), (context, input) => ({
    TagList: sorted(resourceTags(context, input.ResourceType, input.ResourceId)).map(([Key, Value]) => ({
      Key,
      Value,
    })),
  })),
};

/** Finds the tags of a resource. Only documents, associations and hybrid nodes have any here; the tags of an instance are in EC2. */
function resourceTags({ here }: Context, type: string, id: string): Tags {
  const owned: Readonly<Record<string, { readonly tags: Tags }>> =
    type === 'Document'
      ? here.documents
      : type === 'Association'
        ? here.associations
        : type === 'ManagedInstance' && id.startsWith('mi-')
          ? here.nodes
          : {};
  const found = Object.hasOwn(owned, id) ? owned[id] : undefined;
  if (!found) {
    throw new AwsError(
      'InvalidResourceId',
      "The resource ID isn't valid. Verify that you entered the correct ID and try again.",
    );
  }
  return found.tags;
}
