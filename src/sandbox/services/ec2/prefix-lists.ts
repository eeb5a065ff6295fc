import { type Context } from '../operation.ts';
import { describes, type Kind } from './describe.ts';

interface PrefixList {
  readonly name: string;
  readonly cidrs: readonly string[];
}

/** The services with gateway endpoints; every region has these made-up ids and addresses for them. */
const SERVICES: Readonly<Record<string, readonly [service: string, ...cidrs: readonly string[]]>> = {
  'pl-02cd2c6b': ['dynamodb', '52.94.24.0/23', '52.119.240.0/21'],
  'pl-6da54004': ['s3', '3.5.136.0/22', '52.219.170.0/23'],
};

const PREFIX_LISTS: Kind<PrefixList> = {
  prefix: 'pl',
  noun: 'prefix list ID',
  notFound: 'InvalidPrefixListID.NotFound',
  malformed: 'InvalidPrefixListId.Malformed',
  most: 1000,
  all: ({ region }: Context) =>
    Object.fromEntries(
      Object.entries(SERVICES).map(([id, [service, ...cidrs]]) => [
        id,
        { name: `com.amazonaws.${region}.${service}`, cidrs },
      ]),
    ),
  filters: { 'prefix-list-id': (_, id) => id, 'prefix-list-name': ({ name }) => name },
  show: (_, id, { name, cidrs }) => ({ prefixListId: id, prefixListName: name, cidrSet: cidrs }),
};

export const prefixListOperations = {
  DescribePrefixLists: describes(PREFIX_LISTS, 'PrefixListId', 'prefixListSet'),
};
