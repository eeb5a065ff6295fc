import { isHybrid } from '../facts/nodes.ts';
import type { RegionFacts } from '../facts/region.ts';
import {
  AGENT_DOCUMENT,
  ASSOCIATION,
  type FoundAssociation,
  hasOurName,
} from '../resources/agent-update/association.ts';
import { DEFAULT_SCHEDULE, recurs } from '../resources/agent-update/schedule.ts';
import { isEveryNode, sameTargets, targetsText } from '../resources/agent-update/targets.ts';
import type { Observation, RegionCheck } from './check.ts';
import { page } from './page.ts';
import { type Coverage, coverage } from './association/coverage.ts';
import { firstSetup } from './association/first-setup.ts';
import { hostManaged } from './host-managed.ts';
import { type AwsCommand, awsCommand, type Command, hint, type Remedy, setupCommand } from './remedy.ts';

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
      return [...(await duplicates(facts, rest, covered)), ...(await coveringNothing(facts, idle, rest))];
    },
  },
];

// An association that runs only once keeps nothing up to date.
export const scheduledAssociations = async (facts: RegionFacts): Promise<readonly FoundAssociation[]> =>
  (await facts.associations()).filter(({ schedule }) => recurs(schedule));

// One of ours that comes no more gets another schedule only where that is asked for.
async function missing(facts: RegionFacts): Promise<Observation> {
  const settings = await facts.settings().catch(() => undefined);
  const logGroup = settings?.logGroup;
  const named = (await facts.associations()).filter(hasOurName);
  const owned = await Promise.all(named.map(({ id }) => facts.ownsAssociation(id).catch(() => true)));
  const ours = named.find((_, index) => owned[index]);
  return {
    check: 'association.missing',
    ...(await whomItLeaves(facts)),
    subject: `association/${ASSOCIATION}`,
    remedy: ours
      ? setupCommand(facts, logGroup, {
          'agent-update-schedule': DEFAULT_SCHEDULE,
          ...((await reachesNone(facts, ours)) && EVERY_NODE),
        })
      : await firstSetup(facts, settings),
    ref: ASSOCIATIONS,
  };
}

/** Weighs a missing association: it leaves nobody out where no node is there, or Default Host Management updates all of them. */
async function whomItLeaves(facts: RegionFacts): Promise<Pick<Observation, 'verdict' | 'summary' | 'unread'>> {
  const summary = `no association of ${AGENT_DOCUMENT} keeps the agents up to date`;
  const [nodes, instances] = await Promise.all([
    facts.nodes().catch(() => undefined),
    facts.instances().catch(() => undefined),
  ]);
  const others = (nodes ?? []).filter((node) => isHybrid(node) || node.ping === 'Online');
  const ids = new Set([...(instances ?? []), ...others].map(({ id }) => id));
  if (ids.size === 0) {
    return nodes && instances
      ? { verdict: 'info', summary: `${summary}, and there is no node yet that needs it` }
      : {
          verdict: 'unknown',
          summary: `${summary}; whether there are nodes may not be read`,
          unread: [
            ...(nodes ? [] : ['ssm:DescribeInstanceInformation']),
            ...(instances ? [] : ['ec2:DescribeInstances']),
          ],
        };
  }
  const managed = await hostManaged(facts).catch(() => new Set<string>());
  return [...ids].every((id) => managed.has(id))
    ? { verdict: 'info', summary: `${summary}, but Default Host Management does for all nodes here` }
    : { verdict: 'warn', summary };
}

/** The flag that has our association reach all nodes. */
export const EVERY_NODE = { 'agent-update-targets': 'all' };

const reachesNone = (facts: RegionFacts, association: FoundAssociation): Promise<boolean> =>
  coverage(facts, [association]).then(
    async (covered) => (await idleOnes(facts, [association], covered)).length > 0,
    () => false,
  );

const deletion = (facts: RegionFacts, { id }: FoundAssociation): AwsCommand =>
  awsCommand(facts, ['ssm', 'delete-association'], { 'association-id': id });

export const associationSubject = ({ name, id }: FoundAssociation): string => `association/${name ?? id}`;

// Each node is updated by each association that reaches it, at different times and perhaps to different versions.
async function duplicates(
  facts: RegionFacts,
  associations: readonly FoundAssociation[],
  covered: Coverage,
): Promise<readonly Observation[]> {
  const found = associations.map(async (less): Promise<readonly Observation[]> => {
    const above = associations.filter((other) => outranks(other, less, covered) && overlap(other, less, covered));
    const more = above.find((other) => reachesAllOf(other, less, covered)) ?? above[0];
    if (!more) return [];
    return [
      {
        check: 'association.duplicate',
        verdict: 'warn',
        subject: associationSubject(less),
        summary: `it updates agents that association ${more.name ?? more.id} (${targetsText(more.targets)}, ${more.schedule}) updates too`,
        remedy: reachesAllOf(more, less, covered)
          ? await deletionWithWords(facts, less, 'since the other one reaches all of its nodes')
          : hint(
              `change the targets of one of the two in State Manager so that no node belongs to both; do not delete it (${less.id}), since some of its nodes are updated by nothing else`,
            ),
        ref: ASSOCIATIONS,
      },
    ];
  });
  return (await Promise.all(found)).flat();
}

/** Tells whether what an association updates is updated by another one, too. */
function reachesAllOf(more: FoundAssociation, less: FoundAssociation, covered: Coverage): boolean {
  const [ids, others] = [covered.get(less), covered.get(more)];
  const isWithin = ids !== undefined && others !== undefined && [...ids].every((id) => others.has(id));
  return isWithin || isForAll(more) || sameTargets(less.targets, more.targets);
}

/** Tells whether an association is ours; where tags cannot be read, its name has to do. */
export const isOurs = async (facts: RegionFacts, association: FoundAssociation): Promise<boolean> =>
  hasOurName(association) && facts.ownsAssociation(association.id).catch(() => true);

/** Advises to delete an association; one that others made only if they agree. */
const deletionWithWords = async (
  facts: RegionFacts,
  association: FoundAssociation,
  why: string,
  more: readonly Command[] = [],
): Promise<Remedy> => {
  const commands = [deletion(facts, association), ...more];
  const lead = (await isOurs(facts, association)) ? undefined : `if those who made it agree, ${why}`;
  return lead === undefined && more.length === 0
    ? deletion(facts, association)
    : { kind: 'commands', ...(lead !== undefined && { lead }), commands };
};

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
  others: readonly FoundAssociation[],
): Promise<readonly Observation[]> {
  const settings = await facts.settings().catch(() => undefined);
  const reachAll = setupCommand(facts, settings?.logGroup, EVERY_NODE);
  const owned = await Promise.all(idle.map((association) => isOurs(facts, association)));
  // One for all beside others that reach some nodes would update these twice; so would two.
  const kept = others.length > 0 ? undefined : idle.find((_, index) => owned[index]);
  const instead = others.length > 0 || kept ? [] : [reachAll];
  return Promise.all(
    idle.map(async (association): Promise<Observation> => ({
      check: 'association.covers-nothing',
      verdict: 'warn',
      subject: associationSubject(association),
      summary: `it covers no node (${targetsText(association.targets)}): no agent is updated by it`,
      remedy:
        association === kept
          ? reachAll
          : await deletionWithWords(facts, association, 'and it is not meant for nodes to come', instead),
      ref: ASSOCIATIONS,
    })),
  );
}
