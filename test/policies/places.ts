// Places that tests of policies are about.
import { partitionOf } from '../../src/aws/regions.ts';
import type { SessionConfiguration } from '../../src/policies/needs/configuration.ts';
import type { UserPlace } from '../../src/policies/needs/user-needs.ts';

export const ACCOUNT = '111122223333';

/** One region of an account. */
export const placeIn = (region: string, account = ACCOUNT): SessionConfiguration['place'] => ({
  account,
  region,
  partition: partitionOf(region),
});

/** Regions of an account; `*`: any. */
export const placesIn = (regions: readonly string[], account = ACCOUNT): UserPlace => ({
  account,
  regions,
  partition: partitionOf(regions[0] === '*' ? 'us-east-1' : (regions[0] ?? 'us-east-1')),
});
