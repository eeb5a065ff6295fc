import type { IAM } from '../aws/clients/iam.ts';
import type { Principal } from '../facts/caller.ts';
import type { Asked, Ruling } from '../facts/simulation.ts';
import { isOfAws } from '../facts/roles.ts';
import { grantsOf, isAdministrator } from '../policies/reading/identity-policy.ts';
import { covers, type Policy, values } from '../policies/reading/policy.ts';
import { isOn } from '../policies/reading/reach.ts';
import { type AccessRegion, nodeQuestions, regionQuestions } from './access-questions.ts';
import type { RegionAudit } from './region.ts';
import { placesOf, usableDocuments } from './session-documents.ts';
import { anyNode, type SessionNode, sessionNodes, tagContext } from './session-nodes.ts';
import { type Ask, askOf, requestContext, UNANSWERED } from './session-request.ts';

/** Nodes of a region that no policy of somebody tells apart. */
export interface NodeGroup {
  /** Empty: there is no node, and one was made up. */
  readonly ids: readonly string[];
  /** Those of their tags that a policy asks for. */
  readonly tags: SessionNode['tags'];
  readonly sample: SessionNode;
  ruling(action: string): Ruling;
}

/** What somebody may do in a region. */
export interface RegionAccess extends AccessRegion {
  readonly groups: readonly NodeGroup[];
  /** IAM's answer to one of the questions of `regionQuestions`. */
  ruling(action: string, resource: string): Ruling;
}

/** What somebody may do. */
export interface Access {
  /** True if a policy allows everything, whatever IAM says of its limits. */
  readonly administrator: boolean;
  /** True if a policy of theirs lets them hand a role to a service. */
  readonly passesRoles: boolean;
  readonly regions: readonly RegionAccess[];
}

/** The number of different groups of nodes to try in a region. */
const MOST_GROUPS = 20;

/**
 * Asks IAM what somebody may do in these regions: one call for all regions, and one more for each set of tags that tells nodes
 * apart; one for each region where policies go by regions. `few`: one node of each region, and so one call, will do.
 */
export async function readAccess(
  client: IAM,
  who: Principal,
  regions: readonly RegionAudit[],
  { few = false }: { readonly few?: boolean } = {},
): Promise<Access> {
  const [own, boundary, attached] = await Promise.all([who.policies(), who.boundary(), who.attached()]);
  const policies = [...own, ...(boundary ? [boundary] : [])];
  const places = await Promise.all(regions.map((facts) => placeOf(facts, policies, few)));
  // What the organization refuses matters only where something else allows it.
  const isNeverAllowed = (action: string, resource: string): boolean =>
    !attached.some(isOfAws) && grantsOf(own, action).every((statement) => isOn(statement, resource) === 'no');
  const ask = askOf(client, who);
  const together = await answersIn(ask, who, places);
  const depends =
    places.length > 1 &&
    (/aws:requestedregion/i.test(JSON.stringify(policies)) ||
      [...together.values()].some(({ decision }) => decision === 'unknown'));
  const answers = depends
    ? await Promise.all(places.map((place) => answersIn(ask, who, [place])))
    : places.map(() => together);
  return {
    administrator: isAdministrator(own) || attached.some((arn) => arn.endsWith(':aws:policy/AdministratorAccess')),
    passesRoles: grantsOf(own, 'iam:PassRole').length > 0,
    regions: places.map(({ groups, ...place }, index) => {
      const ruling = (action: string, resource: string): Ruling => {
        const found = answers[index]?.get(`${action} ${resource}`) ?? UNANSWERED;
        return found.decision === 'unknown' && isNeverAllowed(action, resource) ? NOT_ALLOWED : found;
      };
      return {
        ...place,
        ruling,
        groups: groups.map((group) => ({ ...group, ruling: (action) => ruling(action, group.sample.resource) })),
      };
    }),
  };
}

const NOT_ALLOWED: Ruling = { decision: 'denied', keys: [] };

type AskedPlace = AccessRegion & { readonly groups: readonly Omit<NodeGroup, 'ruling'>[] };

async function placeOf(facts: RegionAudit, policies: readonly Policy[], few: boolean): Promise<AskedPlace> {
  const [settings, group, documents, nodes] = await Promise.all([
    facts.settings(),
    // One that may not be read may be there.
    facts.logGroup().catch(() => ({ deletionProtection: false })),
    usableDocuments(facts),
    sessionNodes(facts),
  ]);
  return {
    facts,
    documents,
    logs: settings ? placesOf(settings) : [],
    ...(settings?.logGroup !== undefined &&
      group && { logGroup: { name: settings.logGroup, isProtected: group.deletionProtection } }),
    ...(settings?.bucket !== undefined && {
      bucket: { name: settings.bucket, ...(settings.prefix !== undefined && { prefix: settings.prefix }) },
    }),
    groups: groupsOf(nodes, anyNode(facts.target), policies).slice(0, few ? 1 : MOST_GROUPS),
  };
}

/** Groups nodes by what the policies can tell them apart: tags that they ask for, and patterns that name single nodes. */
function groupsOf(
  nodes: readonly SessionNode[],
  other: SessionNode,
  policies: readonly Policy[],
): readonly Omit<NodeGroup, 'ruling'>[] {
  const text = JSON.stringify(policies);
  const asked = new Set([...text.matchAll(/\b\w+:resourcetag\/([^"\\]+)"/gi)].map(([, key = '']) => key.toLowerCase()));
  const patterns = policies
    .flatMap(({ Statement }) => Statement)
    .flatMap(({ Resource, NotResource }) => values(NotResource ?? Resource))
    .filter((pattern) => /instance\/(?!\*$)/.test(pattern));
  const found = new Map<string, { ids: string[]; tags: SessionNode['tags']; sample: SessionNode }>();
  for (const node of nodes) {
    const tags = Object.fromEntries(Object.entries(node.tags).filter(([key]) => asked.has(key.toLowerCase())));
    const kind = node.resource.split('/')[0];
    const key = JSON.stringify([
      kind,
      Object.entries(tags).toSorted(([one], [two]) => (one < two ? -1 : 1)),
      patterns.map((pattern) => covers(pattern, node.resource)),
    ]);
    const known = found.get(key);
    if (known) known.ids.push(node.id);
    else found.set(key, { ids: [node.id], tags, sample: node });
  }
  const groups = [...found.values()].toSorted((one, two) => two.ids.length - one.ids.length);
  return groups.length > 0 ? groups : [{ ids: [], tags: {}, sample: other }];
}

/** Asks about several regions: everything that has no tags in one call, and nodes with it that no policy tells apart by tags. */
async function answersIn(
  ask: Ask,
  who: Principal,
  places: readonly AskedPlace[],
): Promise<ReadonlyMap<string, Ruling>> {
  const calls = new Map<string, Asked[]>();
  const add = (tags: SessionNode['tags'], asked: readonly Asked[]): void => {
    const key = JSON.stringify(tags);
    calls.set(key, [...(calls.get(key) ?? []), ...asked]);
  };
  for (const place of places) {
    const context = {
      ...requestContext(place.facts.target.region),
      ...(who.userId !== undefined && { 'aws:userid': [who.userId] }),
    };
    add(
      {},
      regionQuestions(place, who).map((one) => ({ ...one, context, tagsKnown: true })),
    );
    for (const { sample, tags } of place.groups) {
      const { tagsKnown } = sample;
      add(
        tags,
        nodeQuestions(sample).map((one) => ({ ...one, context: { ...context, ...tagContext(tags) }, tagsKnown })),
      );
    }
  }
  const all = [...calls.values()];
  const rulings = await Promise.all(all.map((asked) => ask(asked)));
  return new Map(
    all.flatMap((asked, call) =>
      asked.map(({ action, resource }, index) => [`${action} ${resource}`, rulings[call]?.[index] ?? UNANSWERED]),
    ),
  );
}
