import type { RegionAccess } from '../../audit/access.ts';
import { anyDocuments } from '../../audit/access-questions.ts';
import type { Logging } from '../../audit/session-documents.ts';
import { answerOf } from '../../audit/ways.ts';
import type { Principal } from '../../facts/caller.ts';
import type { Person } from '../../facts/people.ts';
import type { AccountCheck, Observation } from '../check.ts';
import { page } from '../page.ts';
import { hint } from '../remedy.ts';
import { eachPerson } from './people.ts';

const REF = page('getting-started-restrict-access-examples');

/** Tells of everybody who is asked about where they may start sessions, by which documents, and what becomes of the log. */
export const principalAccess: AccountCheck = {
  scope: 'account',
  ids: ['user.access'],

  async run(facts) {
    const [region] = await facts.regions();
    if (region?.question.principals === undefined) return undefined;
    const people = await facts.people();
    if (people.length === 0) return undefined;
    return eachPerson(people, async (who) => {
      if (who.kind !== 'principal') return [notThere(who, facts.account)];
      const { administrator, regions } = await facts.access(who);
      const summary = accessText(regions, who);
      const remedy = hint(
        'nothing is wrong with that by itself; for a policy that allows certain sessions only: session-manager policy user --help',
      );
      return [
        {
          check: 'user.access',
          verdict: 'info',
          subject: who.name,
          summary: administrator ? `is an administrator, and ${summary}` : summary,
          remedy,
          ref: REF,
        },
      ];
    });
  },
};

function notThere(who: Exclude<Person, Principal>, account: string): Observation {
  const near = who.kind === 'missing' ? who.near : [];
  return {
    check: 'user.access',
    verdict: 'fail',
    subject: who.name,
    summary: `account ${account} has nobody of that name`,
    remedy: hint(near.length > 0 ? `did you mean ${near.join(', ')}?` : 'give the ARN as IAM shows it, path included'),
    ref: REF,
  };
}

/** Says where somebody may start sessions, and how. */
export function accessText(regions: readonly RegionAccess[], who: Principal): string {
  const open = regions.filter((region) => startable(region).ids > 0 || startable(region).madeUp);
  if (open.length === 0) {
    const total = regions.flatMap(({ groups }) => groups.flatMap(({ ids }) => ids)).length;
    const names = regions.map(({ facts }) => facts.target.region).join(', ');
    return `may not start sessions on ${total === 0 ? 'nodes' : `any of the ${count(total)}`} in ${names}`;
  }
  return `may start sessions ${open.map((region) => regionText(region, who)).join('; ')}`;
}

/** Counts the nodes on which sessions may be started, surely or perhaps. */
function startable({ groups }: RegionAccess): {
  readonly ids: number;
  readonly all: number;
  readonly madeUp: boolean;
  readonly tags: readonly string[];
  readonly keys: readonly string[];
} {
  const may = groups.filter((group) => answerOf(group.ruling('ssm:StartSession')) !== 'no');
  const tags = may.map((group) =>
    Object.entries(group.tags)
      .map(([key, value]) => `${key}=${value}`)
      .join(' and '),
  );
  return {
    ids: may.flatMap(({ ids }) => ids).length,
    all: groups.flatMap(({ ids }) => ids).length,
    madeUp: may.some(({ ids }) => ids.length === 0),
    tags: may.length < groups.length ? tags.filter((text) => text !== '') : [],
    keys: [...new Set(may.flatMap((group) => group.ruling('ssm:StartSession').keys))],
  };
}

function regionText(region: RegionAccess, who: Principal): string {
  const { facts } = region;
  const { ids, all, tags, keys } = startable(region);
  const nodes =
    all === 0
      ? ', where there are no nodes now'
      : ids === all
        ? ` on all ${count(all)}`
        : ` on ${ids} of ${count(all)}`;
  const tagged = tags.length > 0 ? ` (with tag ${tags.join(', or ')})` : '';
  const depends = keys.length > 0 ? `, where ${keys.join(', ')} of the request allows it` : '';
  return `in ${facts.target.region}${nodes}${tagged}${depends}, ${documentsText(region)}`;
}

const count = (nodes: number): string => `${nodes} ${nodes === 1 ? 'node' : 'nodes'}`;

function documentsText(region: RegionAccess): string {
  const may = (arn: string): boolean => answerOf(region.ruling('ssm:StartSession', arn)) !== 'no';
  const byFate = new Map<string, readonly string[]>();
  for (const { name, logging } of region.documents.filter(({ arn }) => may(arn))) {
    byFate.set(fate(logging), [...(byFate.get(fate(logging)) ?? []), name]);
  }
  const { own, foreign } = anyDocuments(region.facts);
  const named = [...byFate].map(([what, names]) => `by ${names.join(', ')} (${what})`);
  const any = may(own) || may(foreign) ? ['by any other Session document'] : [];
  return named.length === 0 && any.length === 0 ? 'but by no Session document' : [...named, ...any].join(', ');
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
