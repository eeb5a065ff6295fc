import { createHash } from 'node:crypto';

/** A part of the accounts: the `k`th of `n`, counted from 1. */
export interface Shard {
  readonly k: number;
  readonly n: number;
}

/** Gives the shard of an account, from 1 to `n`. It depends on the account's id alone, so an account that joins or leaves moves no other. */
export const shardOf = (account: string, n: number): number =>
  (createHash('sha256').update(account).digest().readUInt32BE() % n) + 1;

/** Tells whether an account belongs to a shard; without one, every account does. */
export const isInShard = (account: string, shard: Shard | undefined): boolean =>
  shard === undefined || shardOf(account, shard.n) === shard.k;

/** `3/8` */
export const shardName = ({ k, n }: Shard): string => `${k}/${n}`;
