import type { NodeGroup, RegionAccess } from '../../audit/access.ts';
import { anyDocuments } from '../../audit/access-questions.ts';
import type { Logging } from '../../audit/session-documents.ts';
import type { AccountAudit } from '../../audit/account.ts';
import { type Unread, unreadIn } from '../../audit/unread.ts';
import { answerOf } from '../../audit/ways.ts';
import type { Principal } from '../../facts/caller.ts';
import type { Answer } from '../../policies/reading/statement-match.ts';
import type { Person } from '../../facts/people.ts';
import type { AccountCheck, Observation } from '../check.ts';
import { page } from '../page.ts';
import { whereAllowed } from '../permission-remedies.ts';
import { hint } from '../remedy.ts';
import { unknownIn } from '../unknown.ts';
import { eachPerson } from './people.ts';

const REF = page('getting-started-restrict-access-examples');

/** The check that fails for people who do not exist. */
export const MISSING_PEOPLE = 'user.access';

/** Tells of everybody who is asked about where they may start sessions, by which documents, and what becomes of the log. */
export const principalAccess: AccountCheck = {
  scope: 'account',
  ids: [MISSING_PEOPLE],

  async run(facts) {
    const open = await facts.regions();
    if (open[0]?.question.principals === undefined) return undefined;
    const people = await facts.people();
    if (people.length === 0) return undefined;
    if (people.every(({ kind }) => kind !== 'principal'))
      return people.flatMap((who) => (who.kind === 'principal' ? [] : [notThere(who, facts.account)]));
    const unread = await Promise.all(
      open.map(async (region) => [region.target.region, await unreadIn(region)] as const),
    );
    const unknown = unread.flatMap(([region, failures]) =>
      [...failures.values()].flatMap((error) => unknownIn({ target: { region } }, [MISSING_PEOPLE], error)),
    );
    const isBlind = unread.every(([, failures]) => failures.has('settings'));
    const found = await eachPerson(people, async (who) => {
      if (who.kind !== 'principal') return [notThere(who, facts.account)];
      if (isBlind) return [];
      const { administrator, regions } = await facts.access(who);
      const summary = accessText(regions, new Map(unread));
      const remedy = hasSessions(regions) ? FINE : OTHERWISE;
      return [
        {
          check: MISSING_PEOPLE,
          verdict: 'info',
          subject: who.name,
          summary: administrator ? `is an administrator, and ${summary}` : summary,
          remedy,
          ref: REF,
        },
      ];
    });
    return [...found, ...unknown];
  },
};

/** Fails for those who were asked about by name and do not exist, which no selection of checks leaves out. */
export async function missingPeople(facts: AccountAudit): Promise<readonly Observation[]> {
  const [region] = await facts.regions();
  if (!Array.isArray(region?.question.principals)) return [];
  return (await facts.people()).flatMap((who) => (who.kind === 'principal' ? [] : [notThere(who, facts.account)]));
}

function notThere(who: Exclude<Person, Principal>, account: string): Observation {
  const near = who.kind === 'missing' ? who.near : [];
  return {
    check: MISSING_PEOPLE,
    verdict: 'fail',
    subject: who.name,
    summary: `account ${account} has nobody of that name`,
    remedy: hint(near.length > 0 ? `did you mean ${near.join(', ')}?` : 'give the ARN as IAM shows it, path included'),
    ref: REF,
  };
}

const FINE = hint('nothing, if they are meant to');
const OTHERWISE = hint('if they are meant to have other sessions: session-manager policy user --help');

/** Tells whether somebody may surely start sessions on some node, by some document. */
const hasSessions = (regions: readonly RegionAccess[]): boolean =>
  regions.some(
    (region) =>
      startable(region).sure.length > 0 &&
      region.documents.some(({ arn }) => answerOf(region.ruling('ssm:StartSession', arn)) === 'yes'),
  );

/** Says where somebody may start sessions, and how; `unread`: what of a region, by its name, could not be read. */
export function accessText(
  regions: readonly RegionAccess[],
  unread: ReadonlyMap<string, Unread> = new Map<string, Unread>(),
): string {
  const gapsOf = ({ facts }: RegionAccess): Unread => unread.get(facts.target.region) ?? new Map();
  const open = regions.filter((region) => Object.values(startable(region)).some(({ length }) => length > 0));
  if (open.length === 0) {
    const total = regions.flatMap(({ groups }) => idsOf(groups)).length;
    const names = regions.map(({ facts }) => facts.target.region).join(', ');
    return `may not start sessions on ${
      total === 0
        ? 'nodes'
        : someOf(
            total,
            regions.some((region) => lacksNodes(gapsOf(region))),
          )
    } in ${names}`;
  }
  return `may start sessions ${open.map((region) => regionText(region, gapsOf(region))).join('; ')}`;
}

/** Tells the nodes on which sessions may be started, surely or perhaps. */
function startable({ groups }: RegionAccess): {
  readonly sure: readonly NodeGroup[];
  readonly perhaps: readonly NodeGroup[];
} {
  const those = (wanted: Answer) => groups.filter((group) => answerOf(group.ruling('ssm:StartSession')) === wanted);
  return { sure: those('yes'), perhaps: those('unknown') };
}

const lacksNodes = (unread: Unread): boolean => unread.has('nodes') || unread.has('instances');

const READABLE = ' that could be read';

const someOf = (total: number, isPartial: boolean): string =>
  total === 1 && !isPartial ? 'the only node' : `any of the ${count(total)}${isPartial ? READABLE : ''}`;

function regionText(region: RegionAccess, unread: Unread): string {
  return `in ${region.facts.target.region}${nodesText(region, lacksNodes(unread))}, ${documentsText(region, unread)}`;
}

function nodesText(region: RegionAccess, isPartial: boolean): string {
  const known = isPartial ? READABLE : '';
  const { sure, perhaps } = startable(region);
  const [all, certain, other] = [region.groups, sure, perhaps].map(idsOf).map(({ length }) => length) as [
    number,
    number,
    number,
  ];
  const keys = [...new Set(perhaps.flatMap((group) => group.ruling('ssm:StartSession').keys))];
  const where = keys.length > 0 ? `, where ${whereAllowed(keys)} allows it` : '';
  if (all === 0)
    return `, where ${isPartial ? 'no nodes could be read' : 'there are no nodes now'}${sure.length === 0 ? where.replace(', where', ', if') : ''}`;
  const tags = certain < all ? sure.map(tagsOf).filter((text) => text !== '') : [];
  const tagged = tags.length > 0 ? ` (with tag ${tags.join(', or ')})` : '';
  const every = all > 1 ? `all ${count(all)}${known}` : isPartial ? `the ${count(all)}${known}` : 'its only node';
  const on = certain === all ? ` on ${every}` : ` on ${certain} of ${count(all)}${known}${tagged}`;
  if (other === 0) return on;
  return certain === 0
    ? ` perhaps on ${all === 1 && !isPartial ? 'its only node' : `${other} of ${count(all)}${known}`}${where}`
    : `${on}, perhaps on ${other} more${where}`;
}

const idsOf = (groups: readonly NodeGroup[]): readonly string[] => groups.flatMap(({ ids }) => ids);

const tagsOf = ({ tags }: NodeGroup): string =>
  Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(' and ');

const count = (nodes: number): string => `${nodes} ${nodes === 1 ? 'node' : 'nodes'}`;

function documentsText(region: RegionAccess, unread: Unread): string {
  const may = (arn: string): boolean => answerOf(region.ruling('ssm:StartSession', arn)) !== 'no';
  const byFate = new Map<string, readonly string[]>();
  for (const { name, logging } of region.documents.filter(({ arn }) => may(arn))) {
    byFate.set(fate(logging), [...(byFate.get(fate(logging)) ?? []), name]);
  }
  const { own, foreign } = anyDocuments(region.facts);
  const named = [...byFate].map(([what, names]) => `by ${names.join(', ')} (${what})`);
  const any = may(own) || may(foreign) ? ['by any other Session document'] : [];
  const hidden = unread.has('documents') && any.length === 0 ? ['perhaps by others, which could not be read'] : [];
  return named.length === 0 && any.length === 0
    ? `but by no Session document${hidden.length > 0 ? READABLE : ''}`
    : [...named, ...any, ...hidden].join(', ');
}

function fate(logging: Logging): string {
  switch (logging.kind) {
    case 'logged':
      return `logged to ${logging.to.join(' and ')}`;
    case 'off':
      return 'not logged';
    case 'never':
      return 'never logged';
    default:
      return 'perhaps not logged';
  }
}
