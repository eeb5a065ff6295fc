import {
  type Organizations as Whole,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { type ClassOf, type Cut, cut } from './cut.ts';

const commands = {
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
};

export type Organizations = Cut<Whole, typeof commands>;
export const Organizations = cut(OrganizationsClient, commands) as ClassOf<Organizations>;
