import { weigh } from '../audit/missing-keys.ts';
import { simulate } from '../facts/simulation.ts';
import type { AccountCheck } from './check.ts';
import { sessionPermissions } from './user/permissions.ts';
import { type Ask, UNANSWERED } from './user/request.ts';
import { mayStart, noSessions, unsureOfSessions } from './user/start.ts';
import { widePolicies } from './user/wide-policies.ts';

/** Checks whether the caller can start sessions: what IAM says of each call that a session takes. */
export const caller: AccountCheck = {
  scope: 'account',
  ids: [
    'user.start-session',
    'user.document-resource',
    'user.open-data-channel',
    'user.generate-data-key',
    'user.document-access-check',
    'user.terminate-any',
  ],

  async run(facts) {
    const [who, regions] = await Promise.all([facts.caller(), facts.regions()]);
    const [region] = regions;
    if (!region || who.kind === 'other') return undefined;
    const client = await facts.iam();
    const ask: Ask = async (asked) => {
      const rulings = await simulate(client, who.arn, asked);
      return Promise.all(asked.map((one, index) => weigh(who, one, rulings[index] ?? UNANSWERED)));
    };
    const [start, permissions] = await Promise.all([mayStart(region, who, ask), sessionPermissions(region, who, ask)]);
    const { decision, keys } = start;
    const unsure = keys.length > 0 ? [unsureOfSessions(who, keys)] : [];
    if (unsure.length > 0 || decision === 'allowed' || decision === 'unknown') {
      return [...unsure, ...permissions, ...(await widePolicies(who))];
    }
    return [await noSessions(region, who, decision)];
  },
};
