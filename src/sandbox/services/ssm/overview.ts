import type { Association, ManagedNode } from '../../state/ssm.ts';
import type { Context } from '../operation.ts';

type Status = ManagedNode['associations'][string]['status'];

/** The number of times that each status occurs, and the overall status. */
export interface Tally {
  readonly status: Status;
  readonly counts: Readonly<Partial<Record<Status, number>>>;
}

/** Counts statuses: one failure fails the whole, otherwise one that is pending keeps it pending. Undefined: there are none. */
export function tally(statuses: readonly Status[]): Tally | undefined {
  if (statuses.length === 0) return undefined;
  const counts: Partial<Record<Status, number>> = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return { status: counts.Failed ? 'Failed' : counts.Pending ? 'Pending' : 'Success', counts };
}

/** Gives an association's overview: from the nodes that ran it or, if none did, the status that it was given last. */
export function associationOverview(
  { here }: Context,
  { id, status }: Association,
): { readonly Status: string; readonly DetailedStatus: string; readonly AssociationStatusAggregatedCount?: object } {
  const found = tally(Object.values(here.nodes).flatMap((node) => node.associations[id]?.status ?? []));
  if (!found) return status;
  return { Status: found.status, DetailedStatus: found.status, AssociationStatusAggregatedCount: found.counts };
}
