import type { RegionFacts } from '../facts/region.ts';
import {
  AGENT_DOCUMENT,
  ASSOCIATION,
  type FoundAssociation,
  hasOurName,
} from '../resources/agent-update/association.ts';
import { DEFAULT_SCHEDULE, recurs } from '../resources/agent-update/schedule.ts';
import {
  isByIds,
  isByTags,
  isEveryNode,
  matches,
  sameTargets,
  targetsText,
} from '../resources/agent-update/targets.ts';
import type { Observation, RegionCheck } from './check.ts';
import { page } from './page.ts';
import { type AwsCommand, awsCommand, setupCommand, wholeSetup } from './remedy.ts';

const ASSOCIATIONS = page('ssm-agent-automatic-updates');

/** Checks that one association keeps agents up to date, that it works, and that it covers nodes. */
export const agentUpdate: readonly RegionCheck[] = [
  {
    scope: 'region',
    ids: ['association.missing', 'association.failed'],
    async run(facts) {
      if (!facts.question.inputs.agentUpdate) return undefined;
      const associations = await scheduledAssociations(facts);
      if (associations.length === 0) return [await missing(facts)];
      return associations.filter(({ failed }) => failed).map((association) => failure(facts, association));
    },
  },
  {
    scope: 'region',
    ids: ['association.duplicate', 'association.covers-nothing'],
    async run(facts) {
      const associations = facts.question.inputs.agentUpdate ? await scheduledAssociations(facts) : [];
      if (associations.length === 0) return undefined;
      const covered = await coverage(facts, associations);
      const idle = await idleOnes(facts, associations, covered);
      const rest = associations.filter((association) => !idle.includes(association));
      return [...duplicates(facts, rest, covered), ...(await coveringNothing(facts, idle, associations))];
    },
  },
];

// An association that runs only once keeps nothing up to date.
export const scheduledAssociations = async (facts: RegionFacts): Promise<readonly FoundAssociation[]> =>
  (await facts.associations()).filter(({ schedule }) => recurs(schedule));

// One of ours that comes no more gets another schedule only where that is asked for.
async function missing(facts: RegionFacts): Promise<Observation> {
  const logGroup = (await facts.settings().catch(() => undefined))?.logGroup;
  const named = (await facts.associations()).filter(hasOurName);
  const owned = await Promise.all(named.map(({ id }) => facts.ownsAssociation(id).catch(() => true)));
  return {
    check: 'association.missing',
    verdict: 'warn',
    subject: `association/${ASSOCIATION}`,
    summary: `no association of ${AGENT_DOCUMENT} keeps the agents up to date`,
    remedy: owned.includes(true)
      ? setupCommand(facts, logGroup, { 'agent-update-schedule': DEFAULT_SCHEDULE })
      : wholeSetup(facts, logGroup),
    ref: ASSOCIATIONS,
  };
}

const deletion = (facts: RegionFacts, { id }: FoundAssociation): AwsCommand =>
  awsCommand(facts, ['ssm', 'delete-association'], { 'association-id': id });

export const associationSubject = ({ name, id }: FoundAssociation): string => `association/${name ?? id}`;

/** The ids of the nodes that each association reaches; undefined where only AWS knows. */
type Coverage = ReadonlyMap<FoundAssociation, ReadonlySet<string> | undefined>;

async function coverage(facts: RegionFacts, associations: readonly FoundAssociation[]): Promise<Coverage> {
  const [nodes, instances] = await Promise.all([facts.nodes(), facts.instances()]);
  const tags = new Map(instances.map((instance) => [instance.id, instance.tags]));
  for (const { id } of nodes) if (!tags.has(id)) tags.set(id, {});
  const ids = [...tags.keys()];
  const hasHybrid = nodes.some(({ id }) => id.startsWith('mi-'));
  return new Map(
    associations.map((association) => {
      const { targets } = association;
      const isKnown = targets.every(({ key }) => isByIds(key) || (isByTags(key) && !hasHybrid));
      const reaches = (id: string): boolean => targets.every((target) => matches(target, id, tags.get(id) ?? {}));
      return [association, isKnown && targets.length > 0 ? new Set(ids.filter(reaches)) : undefined];
    }),
  );
}

// Each node is updated by each association that reaches it, at different times and perhaps to different versions.
function duplicates(
  facts: RegionFacts,
  associations: readonly FoundAssociation[],
  covered: Coverage,
): readonly Observation[] {
  return associations.flatMap((less): readonly Observation[] => {
    const more = associations.find((other) => outranks(other, less, covered) && overlap(other, less, covered));
    if (!more) return [];
    return [
      {
        check: 'association.duplicate',
        verdict: 'warn',
        subject: associationSubject(less),
        summary: `it updates agents that association ${more.name ?? more.id} (${targetsText(more.targets)}, ${more.schedule}) updates too`,
        remedy: deletion(facts, less),
        ref: ASSOCIATIONS,
      },
    ];
  });
}

/** Tells whether the first of two associations stays: it reaches more nodes or, if as many, is ours or, if both are, the one that setup keeps. */
function outranks(one: FoundAssociation, other: FoundAssociation, covered: Coverage): boolean {
  const [size, less] = [sizeOf(covered, one), sizeOf(covered, other)];
  if (size !== less) return size > less;
  return hasOurName(one) === hasOurName(other) ? one.id < other.id : hasOurName(one);
}

const isForAll = ({ targets }: FoundAssociation): boolean => targets.length > 0 && targets.every(isEveryNode);

const sizeOf = (covered: Coverage, association: FoundAssociation): number =>
  isForAll(association) ? Infinity : (covered.get(association)?.size ?? 0);

function overlap(one: FoundAssociation, other: FoundAssociation, covered: Coverage): boolean {
  if (sameTargets(one.targets, other.targets)) return true;
  if ([one, other].some(isForAll)) return true;
  const [ids, others] = [covered.get(one), covered.get(other)];
  return ids !== undefined && others !== undefined && [...ids].some((id) => others.has(id));
}

const failure = (facts: RegionFacts, association: FoundAssociation): Observation => ({
  check: 'association.failed',
  verdict: 'warn',
  subject: associationSubject(association),
  summary: 'its last run failed on some node: agents there may be out of date',
  remedy: awsCommand(facts, ['ssm', 'describe-association-executions'], { 'association-id': association.id }),
  ref: ASSOCIATIONS,
});

async function idleOnes(
  facts: RegionFacts,
  associations: readonly FoundAssociation[],
  covered: Coverage,
): Promise<readonly FoundAssociation[]> {
  const [nodes, instances] = await Promise.all([facts.nodes(), facts.instances()]);
  if (nodes.length === 0 && instances.length === 0) return [];
  return associations.filter((association) => covered.get(association)?.size === 0);
}

async function coveringNothing(
  facts: RegionFacts,
  idle: readonly FoundAssociation[],
  all: readonly FoundAssociation[],
): Promise<readonly Observation[]> {
  const settings = await facts.settings().catch(() => undefined);
  // Where tags cannot be read, the name has to do: setup leaves an association of others as it is, and says so.
  const isOurs = async (association: FoundAssociation): Promise<boolean> =>
    hasOurName(association) && facts.ownsAssociation(association.id).catch(() => true);
  return Promise.all(
    idle.map(async (association): Promise<Observation> => ({
      check: 'association.covers-nothing',
      verdict: 'warn',
      subject: associationSubject(association),
      summary: `it covers no node (${targetsText(association.targets)}): no agent is updated by it`,
      remedy:
        !all.some(isForAll) && (await isOurs(association))
          ? setupCommand(facts, settings?.logGroup, { 'agent-update-targets': 'all' })
          : deletion(facts, association),
      ref: ASSOCIATIONS,
    })),
  );
}
