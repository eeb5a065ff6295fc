import { AwsError } from '../../protocols/aws-error.ts';
import { bool, integer, list, map, oneOf, required, structure, text } from '../../protocols/shape.ts';
import type { LogGroup } from '../../state/logs.ts';
import { reservedTag } from '../../state/tags.ts';
import { type Context, reads, writes } from '../operation.ts';
import { pageOf, sorted } from '../pages.ts';
import { isoTime } from '../times.ts';
import { checkLogKey } from './keys.ts';

const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const name = text({ min: 1, max: 512, pattern: String.raw`[\.\-_/#A-Za-z0-9]+` });
const keyArn = text({ max: 256 });
const target = text({ min: 1, max: 2048, pattern: String.raw`[\w+=/:,.@\-\*]*` });
export const identifier = text({ min: 1, max: 2048, pattern: String.raw`[\w#+=/:,.@\-]*` });
const groupClass = oneOf('STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY');
export const tagName = text({ min: 1, max: 128, pattern: String.raw`([\p{L}\p{Z}\p{N}_.:/=+\-@]+)` });
export const logTags = map(tagName, text({ max: 256, pattern: String.raw`([\p{L}\p{Z}\p{N}_.:/=+\-@]*)` }), {
  min: 1,
  max: 50,
});

export const logGroupOperations = {
  CreateLogGroup: writes(
    structure({
      logGroupName: required(name),
      kmsKeyId: keyArn,
      tags: logTags,
      logGroupClass: groupClass,
      deletionProtectionEnabled: bool(),
    }),
    (context, input) => {
      const { logGroupName, kmsKeyId } = input;
      if (logGroupName.startsWith('aws/')) throw invalid("Log groups starting with 'aws/' are reserved for AWS.");
      if (reservedTag(Object.keys(input.tags ?? {})) !== undefined) throw invalid("Tag keys cannot begin with 'aws:'.");
      if (Object.hasOwn(context.here.logGroups, logGroupName)) {
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
      }
      if (kmsKeyId !== undefined) checkLogKey(context, kmsKeyId, groupArn(context, logGroupName));
      context.here.logGroups[logGroupName] = {
        created: isoTime(context.now),
        class: input.logGroupClass ?? 'STANDARD',
        storedBytes: 0,
        deletionProtection: input.deletionProtectionEnabled ?? false,
        tags: { ...input.tags },
        ...(kmsKeyId !== undefined && { kmsKeyId }),
      };
    },
  ),
  DescribeLogGroups: reads(
    structure({
      accountIdentifiers: list(text({ min: 12, max: 12, pattern: String.raw`\d{12}` }), { max: 20 }),
      logGroupNamePrefix: name,
      logGroupNamePattern: text({ max: 512, pattern: String.raw`[\.\-_/#A-Za-z0-9]*` }),
      nextToken: text({ min: 1 }),
      limit: integer({ min: 1, max: 50 }),
      includeLinkedAccounts: bool(),
      logGroupClass: groupClass,
      logGroupIdentifiers: list(identifier, { min: 1, max: 50 }),
    }),
    (context, input) => {
      const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern, logGroupIdentifiers: identifiers } = input;
      if (prefix !== undefined && pattern !== undefined) {
        throw invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
      }
      const names = identifiers?.map((id) => groupNameOf(context, id));
      const found = sorted(context.here.logGroups).filter(
        ([candidate, group]) =>
          (prefix === undefined || candidate.startsWith(prefix)) &&
          (pattern === undefined || candidate.toLowerCase().includes(pattern.toLowerCase())) &&
          (names === undefined || names.includes(candidate)) &&
          (input.logGroupClass === undefined || group.class === input.logGroupClass),
      );
      const options = {
        limit: input.limit ?? 50,
        token: input.nextToken,
        invalid: () => invalid('The specified nextToken is invalid.'),
      };
      const { items, next } = pageOf(found, ([found_]) => found_, options);
      return { logGroups: items.map(([key, group]) => shown(context, key, group)), nextToken: next };
    },
  ),
  DeleteLogGroup: writes(structure({ logGroupName: required(name) }), (context, input) => {
    if (groupNamed(context, input.logGroupName).deletionProtection) {
      throw new AwsError(
        'ValidationException',
        'Cannot delete log group with deletion protection enabled. Disable deletion protection first.',
      );
    }
    delete context.here.logGroups[input.logGroupName];
  }),
  PutRetentionPolicy: writes(
    structure({ logGroupName: required(name), retentionInDays: required(integer()) }),
    (context, input) => {
      if (!RETENTIONS.includes(input.retentionInDays)) {
        throw invalid(`Invalid retentionInDays value. Valid values are: [${RETENTIONS.join(', ')}]`);
      }
      withRetention(context, input.logGroupName).retentionInDays = input.retentionInDays;
    },
  ),
  DeleteRetentionPolicy: writes(structure({ logGroupName: required(name) }), (context, input) => {
    delete withRetention(context, input.logGroupName).retentionInDays;
  }),
  AssociateKmsKey: writes(
    structure({ logGroupName: name, kmsKeyId: required(keyArn), resourceIdentifier: target }),
    (context, input) => {
      const groupName = oneGroup(context, input);
      const group = groupNamed(context, groupName);
      checkLogKey(context, input.kmsKeyId, groupArn(context, groupName));
      group.kmsKeyId = input.kmsKeyId;
    },
  ),
  DisassociateKmsKey: writes(structure({ logGroupName: name, resourceIdentifier: target }), (context, input) => {
    delete groupNamed(context, oneGroup(context, input)).kmsKeyId;
  }),
  PutLogGroupDeletionProtection: writes(
    structure({ logGroupIdentifier: required(identifier), deletionProtectionEnabled: required(bool()) }),
    (context, input) => {
      const group = groupNamed(context, groupNameOf(context, input.logGroupIdentifier));
      group.deletionProtection = input.deletionProtectionEnabled;
    },
  ),
};

/** Finds a log group by its exact name. */
export function groupNamed(context: Context, groupName: string): LogGroup {
  const group = Object.hasOwn(context.here.logGroups, groupName) ? context.here.logGroups[groupName] : undefined;
  if (!group) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  return group;
}

// https://github.com/hashicorp/terraform-provider-aws/issues/42657
function withRetention(context: Context, groupName: string): LogGroup {
  const group = groupNamed(context, groupName);
  if (group.class !== 'DELIVERY') return group;
  throw new AwsError('ValidationException', 'This operation is not supported for Delivery log class');
}

/** The days for which log groups of the class DELIVERY keep events, as DescribeLogGroups gives them. */
const DELIVERY_RETENTION = 2;

export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

/** Reads the name in an identifier that is a log group's name, or its ARN without `:*`. */
export function groupNameOf(context: Context, identifier_: string): string {
  if (!identifier_.startsWith('arn:')) return identifier_;
  const prefix = groupArn(context, '');
  if (!identifier_.startsWith(prefix)) {
    throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  }
  return identifier_.slice(prefix.length);
}

export function groupArn(context: Context, groupName: string): string {
  return `arn:${context.partition.id}:logs:${context.region}:${context.account}:log-group:${groupName}`;
}

function oneGroup(
  context: Context,
  input: { readonly logGroupName?: string | undefined; readonly resourceIdentifier?: string | undefined },
): string {
  const { logGroupName, resourceIdentifier } = input;
  if ((logGroupName === undefined) === (resourceIdentifier === undefined)) {
    throw invalid('Specify either the logGroupName or the resourceIdentifier parameter, but not both.');
  }
  return logGroupName ?? groupNameOf(context, resourceIdentifier ?? '');
}

function shown(context: Context, groupName: string, group: LogGroup): object {
  const arn = groupArn(context, groupName);
  return {
    logGroupName: groupName,
    creationTime: Date.parse(group.created),
    retentionInDays: group.class === 'DELIVERY' ? DELIVERY_RETENTION : group.retentionInDays,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    storedBytes: group.storedBytes,
    kmsKeyId: group.kmsKeyId,
    logGroupClass: group.class,
    logGroupArn: arn,
    deletionProtectionEnabled: group.deletionProtection,
  };
}
