import { type Account as Whole, AccountClient, paginateListRegions } from '@aws-sdk/client-account';
import { type ClassOf, type Cut, cut } from './cut.ts';

const paginators = { paginateListRegions };

export type Account = Cut<Whole, typeof paginators>;
export const Account = cut(AccountClient, {}, paginators) as ClassOf<Account>;
