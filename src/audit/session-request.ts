import type { Principal } from '../facts/caller.ts';
import { isOfAws } from '../facts/roles.ts';
import type { IAM } from '../aws/clients/iam.ts';
import { simulate } from '../facts/simulation.ts';
import { weigh } from './missing-keys.ts';
import type { Asked, Ruling } from '../facts/simulation.ts';

/** Asks IAM whether somebody is allowed to do these things; answers come in the order of the questions. */
export type Ask = (asked: readonly Asked[]) => Promise<readonly Ruling[]>;

/** Makes the way to ask about one principal. */
export const askOf =
  (client: IAM, who: Principal): Ask =>
  async (asked) => {
    const rulings = await simulate(client, who.arn, asked);
    return Promise.all(asked.map((one, index) => weigh(who, one, rulings[index] ?? UNANSWERED)));
  };

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
