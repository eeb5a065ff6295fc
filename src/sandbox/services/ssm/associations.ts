import { randomUUID } from 'node:crypto';
import { AwsError } from '../../protocols/aws-error.ts';
import { integer, list, oneOf, required, structure, text } from '../../protocols/shape.ts';
import type { Association } from '../../state/ssm.ts';
import { type Context, reads, writes } from '../operation.ts';
import { pageOf, sorted } from '../pages.ts';
import { isoTime } from '../times.ts';
import { associationId, associationMembers, associationVersion, instanceId } from './association-shapes.ts';
import { associationDescription, associationParameters, associationSummary, checkAssociation } from './association.ts';
import { associationOverview } from './overview.ts';
import { documentName, ssmTags } from './shapes.ts';
import { ssmTagsOf } from './tags.ts';

const FILTERS: Readonly<Record<string, (association: Association, context: Context) => unknown>> = {
  InstanceId: ({ parameters }) => parameters['InstanceId'],
  Name: ({ parameters }) => parameters.Name,
  AssociationId: ({ id }) => id,
  AssociationName: ({ parameters }) => parameters['AssociationName'],
  AssociationStatusName: (association, context) => associationOverview(context, association).Status,
};

const filter = structure({
  key: required(
    oneOf(
      ...(['InstanceId', 'Name', 'AssociationId', 'AssociationStatusName', 'LastExecutedBefore'] as const),
      ...(['LastExecutedAfter', 'AssociationName', 'ResourceGroupName', 'CloudConnectorId'] as const),
    ),
  ),
  value: required(text({ min: 1 })),
});

export const associationOperations = {
  CreateAssociation: writes(
    structure({ ...associationMembers, Name: required(documentName), InstanceId: instanceId, Tags: ssmTags }),
    (context, { Tags: tags, ...input }) => {
      if (input.InstanceId === undefined && !input.Targets?.length && !input.TargetMaps && !input.TargetLocations) {
        throw new AwsError('InvalidTarget', 'Specify InstanceId or Targets.');
      }
      checkAssociation(context, input.Name, input);
      if (input.InstanceId !== undefined && byInstance(context, input.Name, input.InstanceId)) {
        throw new AwsError('AssociationAlreadyExists', 'The specified association already exists.');
      }
      if (Object.keys(context.here.associations).length >= 2000) {
        throw new AwsError('AssociationLimitExceeded', 'You can have at most 2,000 active associations.');
      }
      const time = isoTime(context.now);
      const association: Association = {
        id: randomUUID(),
        version: 1,
        created: time,
        updated: time,
        tags: ssmTagsOf(tags ?? []),
        status: { Status: 'Pending', DetailedStatus: 'Creating' },
        history: [],
        parameters: associationParameters(input.Name, input),
      };
      context.here.associations[association.id] = association;
      return { AssociationDescription: associationDescription(context, association) };
    },
  ),
  // "The system removes all optional parameters from the request and overwrites the association with null values for those
  // parameters." Only the document's name stays: an association must have one.
  UpdateAssociation: writes(
    structure({
      ...associationMembers,
      AssociationId: required(associationId),
      Name: documentName,
      AssociationVersion: associationVersion,
    }),
    (context, { AssociationId: id, AssociationVersion: version, ...input }) => {
      const association = byId(context, id);
      if (version !== undefined && version !== '$LATEST' && version !== String(association.version)) {
        throw new AwsError(
          'InvalidAssociationVersion',
          'The version you specified is not valid. Use ListAssociationVersions.',
        );
      }
      const name = input.Name ?? association.parameters.Name;
      checkAssociation(context, name, input);
      if (association.version >= 1000) {
        throw new AwsError(
          'AssociationVersionLimitExceeded',
          'You have reached the maximum number versions allowed for an association.',
        );
      }
      const kept = association.parameters['InstanceId'];
      association.history.push(association.parameters);
      association.parameters = {
        ...associationParameters(name, input),
        ...(kept !== undefined && { InstanceId: kept }),
      };
      association.version += 1;
      association.updated = isoTime(context.now);
      association.status = { Status: 'Pending', DetailedStatus: 'Creating' };
      return { AssociationDescription: associationDescription(context, association) };
    },
  ),
  DescribeAssociation: reads(
    structure({
      Name: documentName,
      InstanceId: instanceId,
      AssociationId: associationId,
      AssociationVersion: associationVersion,
    }),
    (context, input) => {
      const association = find(context, input);
      const wanted = input.AssociationVersion ?? '$LATEST';
      const version = wanted === '$LATEST' ? association.version : Number(wanted);
      if (version > association.version) {
        throw new AwsError(
          'InvalidAssociationVersion',
          'The version you specified is not valid. Use ListAssociationVersions.',
        );
      }
      return { AssociationDescription: associationDescription(context, association, version) };
    },
  ),
  ListAssociations: reads(
    structure({
      AssociationFilterList: list(filter, { min: 1 }),
      MaxResults: integer({ min: 1, max: 50 }),
      NextToken: text(),
    }),
    (context, input) => {
      const filters = input.AssociationFilterList ?? [];
      const found = sorted(context.here.associations).filter(([, association]) =>
        filters.every(({ key, value }) => FILTERS[key]?.(association, context) === value),
      );
      const { items, next } = pageOf(found, ([id]) => id, {
        limit: input.MaxResults ?? 50,
        token: input.NextToken,
        invalid: () => new AwsError('InvalidNextToken', "The specified token isn't valid."),
      });
      return {
        Associations: items.map(([, association]) => associationSummary(context, association)),
        NextToken: next,
      };
    },
  ),
  DeleteAssociation: writes(
    structure({ Name: documentName, InstanceId: instanceId, AssociationId: associationId }),
    (context, input) => {
      delete context.here.associations[find(context, input).id];
    },
  ),
};

function find(
  context: Context,
  input: {
    readonly AssociationId?: string | undefined;
    readonly Name?: string | undefined;
    readonly InstanceId?: string | undefined;
  },
): Association {
  if (input.AssociationId !== undefined) return byId(context, input.AssociationId);
  if (input.Name === undefined || input.InstanceId === undefined) {
    throw new AwsError('ValidationException', 'Specify AssociationId, or Name and InstanceId.');
  }
  return byInstance(context, input.Name, input.InstanceId) ?? missing();
}

function byId({ here }: Context, id: string): Association {
  return (Object.hasOwn(here.associations, id) ? here.associations[id] : undefined) ?? missing();
}

function byInstance({ here }: Context, name: string, instance: string): Association | undefined {
  return Object.values(here.associations).find(
    ({ parameters }) => parameters.Name === name && parameters['InstanceId'] === instance,
  );
}

function missing(): never {
  throw new AwsError('AssociationDoesNotExist', 'The specified association does not exist.');
}
