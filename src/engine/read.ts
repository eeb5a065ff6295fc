import { isClosedByOrganization, isRegionNotEnabled } from '../aws/errors.ts';
import type { Inputs } from '../inputs.ts';
import type { Resource } from '../resources/resource.ts';
import type { Target } from '../targets.ts';

/** Why a target is not worked on although nothing went wrong: its region is closed to the account. */
export class ClosedRegionError extends Error {
  constructor(cause: unknown) {
    super((cause as Error).message, { cause });
    this.name = 'ClosedRegionError';
  }
}

/** Reads resources side by side, in their order. Throws a ClosedRegionError where every read says that. */
export async function readAll(asked: readonly Resource[], target: Target, inputs: Inputs): Promise<readonly unknown[]> {
  const reads = await Promise.allSettled(asked.map((resource) => resource.read(target, inputs)));
  const failures = reads.flatMap((read) => (read.status === 'rejected' ? [read.reason as unknown] : []));
  if (failures.length === 0) return reads.map((read) => (read as PromiseFulfilledResult<unknown>).value);
  const closed = failures.every(isRegionNotEnabled) || failures.every(isClosedByOrganization);
  throw closed && failures.length === reads.length ? new ClosedRegionError(failures[0]) : failures[0];
}
