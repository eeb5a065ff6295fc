import { type Access, readAccess } from '../audit/access.ts';
import type { AccountAudit } from '../audit/account.ts';
import type { WayKind } from '../audit/closing.ts';
import type { RegionAudit } from '../audit/region.ts';
import { mayHoldMore } from '../audit/session-request.ts';
import { type Way, waysOf } from '../audit/ways.ts';
import { isDenied, isNotOffered } from '../aws/errors.ts';
import type { Principal } from '../facts/caller.ts';
import { opensNodes, startsOtherDocuments } from '../policies/reading/identity-policy.ts';
import { DOCUMENT } from '../resources/preferences/versions.ts';
import { callerFinding, foldedFinding, wayFinding } from './bypass/findings.ts';
import type { AccountCheck, Observation } from './check.ts';
import { eachPerson } from './user/people.ts';

const KINDS: readonly WayKind[] = ['ssh', 'document', 'commands', 'instance-connect', 'preferences', 'erase'];

/**
 * Finds the ways around the log of sessions that somebody has: whoever is asked about, or the caller, of whom it is no fault. Where
 * nothing is logged there is nothing to get round.
 */
export const bypass: AccountCheck = {
  scope: 'account',
  ids: [...KINDS.map((kind) => `bypass.${kind}`), 'bypass.administrator'],

  async run(facts) {
    const logged = await loggedRegions(facts);
    const [region] = logged;
    if (!region) return undefined;
    if (region.question.principals === undefined) return ofCaller(facts, region);
    const people = (await facts.people()).filter((who) => who.kind === 'principal');
    if (people.length === 0) return undefined;
    return eachPerson(people, async (who) =>
      who.kind === 'principal' ? observations(region, await facts.access(who), who, true) : [],
    );
  },
};

/** Finds the regions whose preferences log sessions; those that may not be read are left out. */
async function loggedRegions(facts: AccountAudit): Promise<readonly RegionAudit[]> {
  const regions = await facts.regions();
  const settings = await Promise.all(regions.map((region) => region.settings().catch(() => undefined)));
  return regions.filter((_, index) => settings[index]?.logGroup !== undefined || settings[index]?.bucket !== undefined);
}

// One call more at the most, and none where the policies of the caller cannot lead round the log. What may not be read of the
// caller is told by other checks.
async function ofCaller(facts: AccountAudit, region: RegionAudit): Promise<readonly Observation[] | undefined> {
  try {
    const who = await facts.caller();
    if (who.kind !== 'principal') return undefined;
    const policies = await who.policies();
    const may =
      opensNodes(policies, ['ssm:StartSession']) ||
      startsOtherDocuments(policies, DOCUMENT) ||
      (await mayHoldMore(who));
    if (!may) return undefined;
    return observations(region, await readAccess(await facts.iam(), who, [region], { few: true }), who, false);
  } catch (error) {
    if (isDenied(error) || isNotOffered(error)) return undefined;
    throw error;
  }
}

function observations(facts: RegionAudit, access: Access, who: Principal, isAsked: boolean): readonly Observation[] {
  const ways = waysOf(access, who);
  const certain = ways.filter(({ open }) => open !== 'perhaps');
  if (access.administrator) return certain.length === 0 ? [] : [foldedFinding(facts, who, certain, isAsked)];
  if (isAsked) return ways.map((way: Way) => wayFinding(who, way, isAsked));
  const found = callerFinding(facts, who, certain);
  return found ? [found] : [];
}
