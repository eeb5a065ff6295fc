import {
  type Organizations as Whole,
  DescribeOrganizationCommand,
  OrganizationsClient,
  paginateListAccounts,
} from '@aws-sdk/client-organizations';
import { type ClassOf, type Cut, cut } from './cut.ts';

const commands = { DescribeOrganizationCommand };
const paginators = { paginateListAccounts };

export type Organizations = Cut<Whole, typeof commands & typeof paginators>;
export const Organizations = cut(OrganizationsClient, commands, paginators) as ClassOf<Organizations>;
