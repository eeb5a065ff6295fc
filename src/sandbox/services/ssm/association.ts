import { AwsError } from '../../protocols/aws-error.ts';
import { isObject } from '../../state/json.ts';
import type { Association, AssociationParameters } from '../../state/ssm.ts';
import type { Context } from '../operation.ts';
import { seconds } from '../times.ts';
import { documentNamed, versionOf } from './document.ts';
import { associationOverview } from './overview.ts';
import { checkSchedule } from './schedule.ts';
import { parseContent } from './session-content.ts';

/** The part of the input of Create- and UpdateAssociation that is checked beyond its shape. */
export interface AssociationInput {
  readonly DocumentVersion?: string | undefined;
  readonly Parameters?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly Targets?:
    | readonly { readonly Key?: string | undefined; readonly Values?: readonly string[] | undefined }[]
    | undefined;
  readonly ScheduleExpression?: string | undefined;
  readonly ApplyOnlyAtCronInterval?: boolean | undefined;
  readonly ScheduleOffset?: number | undefined;
}

/** Refuses an association with this document that AWS would refuse. */
export function checkAssociation(context: Context, name: string, input: AssociationInput): void {
  const { document } = documentNamed(context, name);
  if (!['Command', 'Automation', 'Policy', 'Package'].includes(document.type)) {
    throw new AwsError('InvalidDocument', `Document ${name} of type ${document.type} cannot be associated.`);
  }
  const version = versionOf(document, input.DocumentVersion);
  for (const { Key: key = '' } of input.Targets ?? []) {
    if (
      !/^(InstanceIds|tag-key|tag:.+|resource-groups:(Name|ResourceTypeFilters)|ParameterValues|AWS::[\w:]+)$/.test(key)
    ) {
      throw new AwsError('InvalidTarget', `The target key ${key} is not valid.`);
    }
  }
  const { ScheduleExpression: schedule } = input;
  if (schedule !== undefined) checkSchedule(schedule);
  if (!schedule?.startsWith('cron') && (input.ApplyOnlyAtCronInterval || input.ScheduleOffset !== undefined)) {
    throw new AwsError(
      'ValidationException',
      'ApplyOnlyAtCronInterval and ScheduleOffset are supported for cron schedule expressions only.',
    );
  }
  if (input.ScheduleOffset !== undefined && !input.ApplyOnlyAtCronInterval) {
    throw new AwsError('ValidationException', 'To use ScheduleOffset, specify ApplyOnlyAtCronInterval.');
  }
  const known = parseContent(version.format, version.content)?.['parameters'];
  const unknown = Object.keys(input.Parameters ?? {}).find(
    (parameter) => !isObject(known) || !Object.hasOwn(known, parameter),
  );
  if (unknown !== undefined) {
    throw new AwsError('InvalidParameters', `Parameter ${unknown} is not defined in document ${name}.`);
  }
}

/** Gives what an association keeps of an input: every parameter given, and AWS's defaults. */
export function associationParameters(name: string, input: AssociationInput): AssociationParameters {
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  return { DocumentVersion: '$DEFAULT', ApplyOnlyAtCronInterval: false, ...Object.fromEntries(given), Name: name };
}

/** Shows an association as Create-, Update- and DescribeAssociation show it. */
export function associationDescription(
  context: Context,
  association: Association,
  version = association.version,
): object {
  const earlier = version === association.version ? undefined : association.history[version - 1];
  return {
    ...(earlier ?? association.parameters),
    AssociationId: association.id,
    AssociationVersion: String(version),
    Date: seconds(association.created),
    LastUpdateAssociationDate: seconds(association.updated),
    Overview: associationOverview(context, association),
  };
}

/** Shows an association as ListAssociations does. */
export function associationSummary(context: Context, association: Association): object {
  const { id, version, parameters } = association;
  return {
    Name: parameters.Name,
    InstanceId: parameters['InstanceId'],
    AssociationId: id,
    AssociationVersion: String(version),
    DocumentVersion: parameters['DocumentVersion'],
    Targets: parameters['Targets'],
    Overview: associationOverview(context, association),
    ScheduleExpression: parameters['ScheduleExpression'],
    AssociationName: parameters['AssociationName'],
    ScheduleOffset: parameters['ScheduleOffset'],
    Duration: parameters['Duration'],
    TargetMaps: parameters['TargetMaps'],
  };
}
