import { type Organizations as Whole, OrganizationsClient, paginateListAccounts } from '@aws-sdk/client-organizations';
import { type ClassOf, type Cut, cut } from './cut.ts';

const paginators = { paginateListAccounts };

export type Organizations = Cut<Whole, typeof paginators>;
export const Organizations = cut(OrganizationsClient, {}, paginators) as ClassOf<Organizations>;
