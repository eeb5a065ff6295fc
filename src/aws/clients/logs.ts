import {
  type CloudWatchLogs as Whole,
  AssociateKmsKeyCommand,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  PutLogGroupDeletionProtectionCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { type ClassOf, type Cut, cut } from './cut.ts';

const commands = {
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  AssociateKmsKeyCommand,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  ListTagsForResourceCommand,
  PutLogGroupDeletionProtectionCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
};

const paginators = { paginateDescribeLogGroups };

export type CloudWatchLogs = Cut<Whole, typeof commands & typeof paginators>;
export const CloudWatchLogs = cut(CloudWatchLogsClient, commands, paginators) as ClassOf<CloudWatchLogs>;
