import {
  type SSM as Whole,
  AddTagsToResourceCommand,
  CreateAssociationCommand,
  CreateDocumentCommand,
  DeleteAssociationCommand,
  DeleteDocumentCommand,
  DescribeAssociationCommand,
  DescribeDocumentCommand,
  DescribeDocumentPermissionCommand,
  GetCalendarStateCommand,
  GetConnectionStatusCommand,
  GetDocumentCommand,
  GetServiceSettingCommand,
  ListTagsForResourceCommand,
  RemoveTagsFromResourceCommand,
  TerminateSessionCommand,
  ResumeSessionCommand,
  StartSessionCommand,
  UpdateAssociationCommand,
  UpdateDocumentCommand,
  UpdateDocumentDefaultVersionCommand,
  SSMClient,
  paginateDescribeInstanceInformation,
  paginateDescribeSessions,
  paginateListAssociations,
  paginateListDocuments,
  paginateListDocumentVersions,
} from '@aws-sdk/client-ssm';
import { type ClassOf, type Cut, cut } from './cut.ts';

const commands = {
  AddTagsToResourceCommand,
  CreateAssociationCommand,
  CreateDocumentCommand,
  DeleteAssociationCommand,
  DeleteDocumentCommand,
  DescribeAssociationCommand,
  DescribeDocumentCommand,
  DescribeDocumentPermissionCommand,
  GetCalendarStateCommand,
  GetConnectionStatusCommand,
  GetDocumentCommand,
  GetServiceSettingCommand,
  ListTagsForResourceCommand,
  RemoveTagsFromResourceCommand,
  TerminateSessionCommand,
  ResumeSessionCommand,
  StartSessionCommand,
  UpdateAssociationCommand,
  UpdateDocumentCommand,
  UpdateDocumentDefaultVersionCommand,
};

const paginators = {
  paginateDescribeInstanceInformation,
  paginateDescribeSessions,
  paginateListAssociations,
  paginateListDocuments,
  paginateListDocumentVersions,
};

export type SSM = Cut<Whole, typeof commands & typeof paginators>;
export const SSM = cut(SSMClient, commands, paginators) as ClassOf<SSM>;
