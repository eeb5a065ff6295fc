import type { Ruling } from '../facts/simulation.ts';
import type { Permission } from '../policies/documents/session-needs.ts';
import type { Need } from '../policies/needs/need.ts';
import type { Statement } from '../policies/reading/policy.ts';
import type { BucketCause } from './bucket-permission.ts';
import type { Cause } from './key-permission.ts';
import type { NodeRole } from './node-roles.ts';
import type { RegionAudit } from './region.ts';

/** A need of a role that is not met in some regions. */
export interface Gap extends Pick<NodeRole, 'role' | 'source' | 'usedIn' | 'unreadIn' | 'leftBy'> {
  readonly need: Need;
  readonly cause: Cause;
  readonly regions: readonly RegionAudit[];
  readonly actions: readonly string[];
  /** What it may not do by region: not every region need lack everything, nor every node. */
  readonly byRegion: ReadonlyMap<RegionAudit, readonly Lacked[]>;
  /** Of what is conditional: the condition keys on which it depends. */
  readonly keys?: readonly string[];
  /** Of what the policy of the bucket decides: the statements that do. */
  readonly statements?: readonly Statement[];
  /** Some permissions of the role depend on condition keys that only a real request has. */
  readonly guarded?: boolean;
  /** Nodes of the role are online; one that holds a channel would show that there is no such gap. */
  readonly unlessConnected?: boolean;
  /** Nothing is known to run under the role, and nothing could register by it: it may be meant for something else. */
  readonly apart?: boolean;
}

/** An action, and what the role may not do it on: `*`, or the ARN of a single node of several. */
export type Lacked = Pick<Permission, 'action' | 'resource'>;

/** A permission in one region, and IAM's answer. */
export interface Decided extends Ruling {
  readonly facts: RegionAudit;
  readonly permission: Permission;
}

/** Adds to the gaps of a role that it may not do this, for this cause. */
export function addGap(
  gaps: Gap[],
  { role, source, usedIn, unreadIn }: NodeRole,
  { facts, permission, keys }: Decided,
  { cause, statements }: BucketCause,
): void {
  const { need, action, resource } = permission;
  const index = gaps.findIndex((gap) => gap.need === need && gap.cause === cause);
  const known = gaps[index];
  if (!known) {
    gaps.push({
      role,
      source,
      usedIn,
      unreadIn,
      need,
      cause,
      regions: [facts],
      actions: [action],
      byRegion: new Map([[facts, [{ action, resource }]]]),
      ...(cause === 'conditional' && { keys }),
      ...(statements && { statements }),
    });
    return;
  }
  gaps[index] = {
    ...known,
    regions: [...new Set([...known.regions, facts])],
    actions: [...new Set([...known.actions, action])],
    byRegion: new Map([...known.byRegion, [facts, [...(known.byRegion.get(facts) ?? []), { action, resource }]]]),
    ...(known.keys && { keys: [...new Set([...known.keys, ...keys])] }),
    ...(known.statements && { statements: [...new Set([...known.statements, ...(statements ?? [])])] }),
  };
}
