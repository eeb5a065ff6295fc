import { type Access, readAccess } from '../audit/access.ts';
import type { AccountAudit } from '../audit/account.ts';
import type { WayKind } from '../audit/closing.ts';
import type { RegionAudit } from '../audit/region.ts';
import { mayHoldMore } from '../audit/session-request.ts';
import { type Read, unreadIn } from '../audit/unread.ts';
import { type Way, waysOf } from '../audit/ways.ts';
import { isDenied, isNotOffered } from '../aws/errors.ts';
import type { Principal } from '../facts/caller.ts';
import { opensNodes, startsOtherDocuments } from '../policies/reading/identity-policy.ts';
import { DOCUMENT } from '../resources/preferences/versions.ts';
import { callerFinding, foldedFinding, wayFinding } from './bypass/findings.ts';
import type { AccountCheck, Observation } from './check.ts';
import { unknownIn } from './unknown.ts';
import { eachPerson } from './user/people.ts';

const KINDS: readonly WayKind[] = [
  'ssh',
  'document',
  'commands',
  'instance-connect',
  'remote-desktop',
  'preferences',
  'erase',
];

/**
 * Finds the ways around the log of sessions that somebody has: whoever is asked about, or the caller, of whom it is no fault. Where
 * nothing is logged there is nothing to get round, and what cannot be read is not known.
 */
export const bypass: AccountCheck = {
  scope: 'account',
  ids: [...KINDS.map((kind) => `bypass.${kind}`), 'bypass.administrator'],

  async run(facts) {
    const regions = await facts.regions();
    const [first] = regions;
    if (!first) return undefined;
    const { principals } = first.question;
    const isAsked = principals !== undefined;
    const people = isAsked ? (await facts.people()).filter((who) => who.kind === 'principal') : [];
    if (isAsked && people.length === 0) return principals === 'all' ? [] : undefined;
    const { logged, unread } = await loggedRegions(regions);
    const [region] = logged;
    if (!region) return unread;
    if (!isAsked) {
      const found = await ofCaller(facts, region);
      return found || unread.length > 0 ? [...(found ?? []), ...unread] : undefined;
    }
    const found = await eachPerson(people, async (who) =>
      who.kind === 'principal' ? observations(region, await facts.access(who), who, true) : [],
    );
    return [...found, ...unread, ...(await Promise.all(logged.map(unknownWays))).flat()];
  },
};

/** Finds the regions whose preferences log sessions, and says that nothing is known of those whose preferences cannot be read. */
async function loggedRegions(
  regions: readonly RegionAudit[],
): Promise<{ readonly logged: readonly RegionAudit[]; readonly unread: readonly Observation[] }> {
  const found = await Promise.all(
    regions.map(async (region) => {
      const error = (await unreadIn(region, [])).get('settings');
      if (error !== undefined) return { logged: [], unread: unknownIn(region, bypass.ids, error) };
      const settings = await region.settings();
      const isLogged = settings?.logGroup !== undefined || settings?.bucket !== undefined;
      return { logged: isLogged ? [region] : [], unread: [] };
    }),
  );
  return { logged: found.flatMap(({ logged }) => logged), unread: found.flatMap(({ unread }) => unread) };
}

/** The ways that lead by what may be missing: documents that are not listed, and nodes. */
const WAYS_BY: Readonly<Record<Read, readonly WayKind[]>> = {
  settings: KINDS,
  documents: ['ssh', 'document'],
  nodes: ['ssh', 'document', 'commands'],
  instances: ['ssh', 'document', 'commands', 'instance-connect'],
};

/** Says of which ways it is not known whether they are all, since documents or nodes of a region cannot be read. */
async function unknownWays(region: RegionAudit): Promise<readonly Observation[]> {
  return [...(await unreadIn(region))].flatMap(([what, error]) =>
    unknownIn(
      region,
      WAYS_BY[what].map((kind) => `bypass.${kind}`),
      error,
    ),
  );
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
    if (!may) return [];
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
