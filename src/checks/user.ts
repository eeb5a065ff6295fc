import { type Ask, askOf } from '../audit/session-request.ts';
import { answerOf } from '../audit/ways.ts';
import type { AccountAudit } from '../audit/account.ts';
import type { RegionAudit } from '../audit/region.ts';
import type { Principal } from '../facts/caller.ts';
import type { Ruling } from '../facts/simulation.ts';
import type { AccountCheck, Observation } from './check.ts';
import { namesRegions } from '../policies/reading/identity-policy.ts';
import { byRegions } from './user/by-regions.ts';
import { eachPerson } from './user/people.ts';
import { sessionPermissions } from './user/permissions.ts';
import { sshKeys } from './user/ssh-key.ts';
import { easiest, mayStart, noSessions, unsureOfSessions } from './user/start.ts';
import { widePolicies } from './user/wide-policies.ts';

/** Checks whether the caller, or whoever is asked about, can start sessions: what IAM says of each call that a session takes. */
export const caller: AccountCheck = {
  scope: 'account',
  ids: [
    'user.start-session',
    'user.document-resource',
    'user.open-data-channel',
    'user.generate-data-key',
    'user.document-access-check',
    'user.terminate-any',
    'user.own-sessions',
    'user.ssh-key',
  ],

  async run(facts) {
    const [people, regions] = await Promise.all([facts.people(), facts.regions()]);
    const [region] = regions;
    const principals = people.filter((who) => who.kind === 'principal');
    if (!region || principals.length === 0) return undefined;
    const client = await facts.iam();
    return eachPerson(principals, async (who) => {
      if (who.kind !== 'principal') return [];
      const ask = askOf(client, who);
      const isAsked = region.question.principals !== undefined;
      const apart = !isAsked && regions.length > 1 && (await goesByRegions(who));
      const judged = await Promise.all(
        (apart ? regions : [region]).map(async (each) => ({
          region: each.target.region,
          found: await faultsOf(facts, regions, each, who, ask),
        })),
      );
      return byRegions(judged);
    });
  },
};

// Where policies do not name regions, what is true of one is true of all. What somebody who is asked about may do where, user.access tells.
const goesByRegions = async (who: Principal): Promise<boolean> => {
  const [own, boundary] = await Promise.all([who.policies(), who.boundary()]).catch(() => []);
  return namesRegions([...(own ?? []), ...(boundary ? [boundary] : [])]);
};

async function faultsOf(
  facts: AccountAudit,
  regions: readonly RegionAudit[],
  first: RegionAudit,
  who: Principal,
  ask: Ask,
): Promise<readonly Observation[]> {
  const isAsked = first.question.principals !== undefined;
  const { region, start } = isAsked ? await whereAllowed(facts, first, who) : { region: first, start: undefined };
  const [ruling, permissions] = await Promise.all([
    start ?? mayStart(region, who, ask),
    start && isRefused(start) ? [] : sessionPermissions(region, who, ask, regions),
  ]);
  const { decision, keys } = ruling;
  const unsure = keys.length > 0 ? [unsureOfSessions(who, keys)] : [];
  if (unsure.length > 0 || decision === 'allowed' || decision === 'unknown') {
    return [...unsure, ...permissions, ...(await widePolicies(who)), ...(await sshKeys(facts, who))];
  }
  const refused = await noSessions(region, who, decision, regions);
  // What somebody who was asked about may do is told by user.access.
  return isAsked && refused.verdict === 'info' ? [] : [refused];
}

const isRefused = (ruling: Ruling): boolean => answerOf(ruling) === 'no';

/** Finds the region in which somebody may start sessions, with IAM's answer; the first, with the refusal, where they may nowhere. */
async function whereAllowed(
  facts: AccountAudit,
  first: RegionAudit,
  who: Principal,
): Promise<{ readonly region: RegionAudit; readonly start: Ruling }> {
  const { regions } = await facts.access(who);
  const all = regions.flatMap((region) =>
    region.groups.map((group) => ({ region: region.facts, start: group.ruling('ssm:StartSession') })),
  );
  const sure = all.find(({ start }) => answerOf(start) === 'yes');
  if (sure) return sure;
  const start = easiest(all.map((one) => one.start));
  return { region: all.find((one) => one.start === start)?.region ?? first, start };
}
