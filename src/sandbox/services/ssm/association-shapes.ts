import { bool, integer, list, map, oneOf, required, structure, text } from '../../protocols/shape.ts';
import * as shapes from './shapes.ts';

const targets = structure({
  Key: text({
    min: 1,
    max: 163,
    pattern: String.raw`[\p{L}\p{Z}\p{N}_.:/=\-@]*|resource-groups:ResourceTypeFilters|resource-groups:Name`,
  }),
  Values: list(text(), { max: 50 }),
});
const maxConcurrency = text({ min: 1, max: 7, pattern: '([1-9][0-9]*|[1-9][0-9]%|[1-9]%|100%)' });
const maxErrors = text({ min: 1, max: 7, pattern: '([1-9][0-9]*|[0]|[1-9][0-9]%|[0-9]%|100%)' });
const alarms = structure({
  IgnorePollAlarmFailure: bool(),
  Alarms: required(
    list(structure({ Name: required(text({ min: 1, max: 255, pattern: String.raw`(?!\s*$).+` })) }), {
      min: 1,
      max: 1,
    }),
  ),
});
const location = structure({
  Accounts: list(text(), { min: 1, max: 50 }),
  Regions: list(text(), { min: 1, max: 50 }),
  TargetLocationMaxConcurrency: maxConcurrency,
  TargetLocationMaxErrors: maxErrors,
  ExecutionRoleName: text({ min: 1, max: 64, pattern: String.raw`[\w+=,.@\/\-]+` }),
  TargetLocationAlarmConfiguration: alarms,
  IncludeChildOrganizationUnits: bool(),
  ExcludeAccounts: list(text({ min: 6, max: 68, pattern: String.raw`(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32})|(\d{12})` }), {
    min: 1,
    max: 5000,
  }),
  Targets: list(targets, { max: 1 }),
  TargetsMaxConcurrency: maxConcurrency,
  TargetsMaxErrors: maxErrors,
});

export const instanceId = text({ pattern: String.raw`(i-(\w{8}|\w{17}))|(mi-\w{17})` });
export const associationId = text({
  pattern: '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}',
});
export const associationVersion = text({ pattern: String.raw`([$]LATEST)|([1-9][0-9]*)` });

/** The members of the input of Create- and UpdateAssociation that an association keeps. */
export const associationMembers = {
  DocumentVersion: shapes.documentVersion,
  Parameters: map(text(), list(text())),
  Targets: list(targets, { max: 5 }),
  ScheduleExpression: text({ min: 1, max: 256 }),
  OutputLocation: structure({
    S3Location: structure({
      OutputS3Region: text({ min: 3, max: 20 }),
      OutputS3BucketName: text({ min: 3, max: 63 }),
      OutputS3KeyPrefix: text({ max: 500 }),
    }),
  }),
  AssociationName: text({ pattern: String.raw`[a-zA-Z0-9_\-.]{3,128}` }),
  AutomationTargetParameterName: text({ min: 1, max: 50 }),
  MaxErrors: maxErrors,
  MaxConcurrency: maxConcurrency,
  ComplianceSeverity: oneOf('CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'UNSPECIFIED'),
  SyncCompliance: oneOf('AUTO', 'MANUAL'),
  ApplyOnlyAtCronInterval: bool(),
  CalendarNames: list(text()),
  TargetLocations: list(location, { min: 1, max: 100 }),
  ScheduleOffset: integer({ min: 1, max: 6 }),
  Duration: integer({ min: 1, max: 24 }),
  TargetMaps: list(map(text({ min: 1, max: 50 }), list(text({ min: 1, max: 50 }), { max: 25 }), { min: 1, max: 20 }), {
    max: 300,
  }),
  AlarmConfiguration: alarms,
  AssociationDispatchAssumeRole: text({ min: 1, max: 512, pattern: 'arn:aws(-[^:]+)?:iam::[0-9]{12}:role/.+' }),
};
