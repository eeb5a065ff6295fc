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
