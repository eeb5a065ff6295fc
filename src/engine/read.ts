import { isClosedByOrganization, isRegionNotEnabled } from '../aws/errors.ts';
import type { Resource } from '../resources/resource.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { Target } from '../targets/target.ts';
import type { Work } from './work.ts';

/** Thrown where a target is left out although nothing went wrong: its region is closed to the account. */
export class ClosedRegionError extends Error {
  constructor(cause: unknown) {
    super((cause as Error).message, { cause });
    this.name = 'ClosedRegionError';
  }
}

/** The place and the manner in which resources are read. */
interface Manner {
  readonly read: (resource: Resource, target: Target, inputs: Inputs) => Promise<unknown>;
  /** Gives a value for a read that failed; undefined: the failure counts. */
  readonly instead: (resource: Resource, error: unknown) => unknown;
}

/**
 * Reads resources side by side, in their order. Throws a ClosedRegionError where the reads say that the region is
 * closed, otherwise the first error that has no such value.
 */
export async function readAll(
  asked: readonly Resource[],
  { target, inputs }: Pick<Work, 'target' | 'inputs'>,
  { read: readOne, instead }: Manner,
): Promise<readonly unknown[]> {
  const reads = await Promise.allSettled(asked.map((resource) => readOne(resource, target, inputs)));
  const failures = reads.flatMap((read, index) =>
    read.status === 'rejected' ? [{ resource: asked[index], error: read.reason as unknown }] : [],
  );
  const errors = failures.map(({ error }) => error);
  const isRegional = (resource: Resource | undefined): boolean =>
    resource?.scope === 'region' && !resource.answersWhenClosed;
  const regional = failures.filter(({ resource }) => isRegional(resource)).length;
  const everything = errors.length === reads.length;
  if (regional > 0 && everything && errors.every(isRegionNotEnabled)) throw new ClosedRegionError(errors[0]);
  const closed = errors.every(isClosedByOrganization) && regional === asked.filter(isRegional).length;
  if (regional > 0 && closed) throw new ClosedRegionError(errors[0]);
  return reads.map((read, index) => {
    if (read.status === 'fulfilled') return read.value;
    const resource = asked[index];
    const value = resource && instead(resource, read.reason);
    if (value === undefined) throw read.reason;
    return value;
  });
}
