import type { Order } from '../engine/order.ts';
import type { Entry, FlagValue } from './plan-file.ts';

/** The flags for how accounts are entered: a plan keeps them, and they may be given anew when it is carried out. */
const WAYS = ['profiles', 'role-name', 'role-session-name', 'role-duration', 'role-chain', 'session-policy'];

/** The flags for what is worked on: a plan keeps what they came to. */
export const CHOICES: readonly string[] = [
  'regions',
  'exclude-regions',
  'region-unchecked',
  'accounts',
  'exclude-accounts',
  'org-units',
  'exclude-org-units',
  'account-tags',
  'account-names',
  'org-profile',
  'org-role',
  'config',
];

/** Finds a flag among those for how accounts are entered that is none of these. */
export const strangeWay = ({ flags }: Entry): string | undefined =>
  Object.keys(flags).find((name) => !WAYS.includes(name) || typeof flags[name] === 'boolean');

/** Takes from an order how accounts are entered, without what is secret. */
export function entryOf({ flags = {}, scope }: Order): Entry {
  const given: Readonly<Record<string, unknown>> = flags;
  const ways = WAYS.filter((name) => given[name] !== undefined);
  return {
    flags: Object.fromEntries(ways.map((name) => [name, given[name] as FlagValue])),
    byId: scope.accounts !== undefined,
    ...(scope.externalId !== undefined && { externalId: true as const }),
  };
}
