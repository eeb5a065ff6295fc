import { TargetError } from '../errors.ts';
import { type Member, namedAfter } from '../targets/organization/member.ts';
import { shardName, shardOf } from '../targets/organization/shard.ts';
import {
  countTargets,
  type Listed,
  type Listing,
  type ListingSummary,
  unreachableListing,
  wasInterrupted,
} from './listing.ts';
import { locate, type Order } from './order.ts';

/** What the organization was asked about an account. */
export type Known = Pick<Member, 'tags' | 'orgUnits'>;

/** The regions of accounts that a run is about. */
export interface TargetListing extends Listing<Known> {
  readonly summary: ListingSummary & { readonly accounts: number };
}

/** Lists the targets of an order. Accounts are entered only where nothing else tells their regions. */
export async function listTargets(order: Order): Promise<TargetListing> {
  const found = await locate(order, 'regions');
  const targets = found.map((entry): Listed<Known> => {
    if ('problem' in entry) return unreachableListing(entry);
    const { account, member, region, profile } = entry;
    const { tags, orgUnits } = member ?? {};
    return {
      account,
      ...namedAfter(member),
      ...(tags && { tags }),
      ...(orgUnits && { orgUnits }),
      region,
      ...(profile !== undefined && { profile }),
      status: 'listed',
    };
  });
  return {
    command: 'targets',
    ...wasInterrupted(targets, order.interrupt ?? new AbortController().signal),
    targets,
    summary: { ...countTargets(targets), accounts: new Set(targets.map(({ account }) => account)).size },
  };
}

/** The parts of the accounts of a run, in the form of a matrix of GitHub Actions: each entry is a job. */
export interface ShardMatrix {
  readonly include: readonly ShardEntry[];
}

export interface ShardEntry {
  /** `3/8`, as `--shard` takes it. */
  readonly shard: string;
  /** How many accounts are in it. */
  readonly accounts: number;
}

/** Divides the accounts of an order into shards, empty ones included. Rejects with a TargetError where it is not known which accounts there are. */
export async function listShards(order: Order, n: number): Promise<ShardMatrix> {
  const found = await locate(order, 'accounts');
  const accounts = new Set<string>();
  for (const entry of found) {
    if (!('problem' in entry)) accounts.add(entry.account);
    else if (entry.status !== 'skipped')
      throw new TargetError(entry.problem.code, entry.problem.message, entry.problem.advice);
  }
  const counts = new Map<number, number>();
  for (const account of accounts) counts.set(shardOf(account, n), (counts.get(shardOf(account, n)) ?? 0) + 1);
  return {
    include: Array.from({ length: n }, (_, index) => ({
      shard: shardName({ k: index + 1, n }),
      accounts: counts.get(index + 1) ?? 0,
    })),
  };
}
