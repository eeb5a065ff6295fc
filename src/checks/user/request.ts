import type { Principal } from '../../facts/caller.ts';
import { isOfAws } from '../../facts/roles.ts';
import type { Asked, Ruling } from '../../facts/simulation.ts';

/** Asks IAM whether the caller is allowed to do these things; answers come in the order of the questions. */
export type Ask = (asked: readonly Asked[]) => Promise<readonly Ruling[]>;

/** Lists the condition keys that every request for a session has. */
export const requestContext = (region: string): Readonly<Record<string, readonly string[]>> => ({
  'aws:RequestedRegion': [region],
  'ssm:SessionDocumentAccessCheck': ['true'],
});

/** Stands for what IAM did not answer. */
export const UNANSWERED: Ruling = { decision: 'unknown', keys: [] };

/** Tells whether a policy of AWS, whose text is not read, may allow sessions. */
export const mayHoldMore = async (who: Principal): Promise<boolean> =>
  (await who.attached()).some((arn) => isOfAws(arn) && !arn.endsWith('/ReadOnlyAccess'));
