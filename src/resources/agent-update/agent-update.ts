import type { SSM } from '../../aws/clients/ssm.ts';
import { unlessDenied } from '../../aws/errors.ts';
import { TargetError } from '../../errors.ts';
import type { AssociationTarget } from '../../inputs/association-targets.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import { isMadeByUs, isOurs, isTakenOver, OWNER_TAG, ownedTags, REPLACED_TAG, WRITTEN_TAG } from '../ownership.ts';
import type { Target } from '../../targets/target.ts';
import type { Difference, Resource, Tags } from '../resource.ts';
import { checkTagCount } from '../tag-count.ts';
import { addSsmTags, ssmTags, toSsmTags } from '../ssm-tags.ts';
import {
  AGENT_DOCUMENT,
  ASSOCIATION,
  awsTargets,
  type FoundAssociation,
  hasOurName,
  keepsUp,
  listAssociations,
} from './association.ts';
import { type AssociationDetails, readDetails } from './details.ts';
import { DEFAULT_SCHEDULE, isCronExpression, recurs } from './schedule.ts';
import { targetsText } from './targets.ts';
import { type AskedAssociation, change, changed, isOurVersion, putBack } from './update.ts';

/** The nodes that a new association gets where nothing else is asked for. */
export const DEFAULT_TARGETS: readonly AssociationTarget[] = [{ key: 'tag:StateManager', values: ['yes'] }];

interface WantedAssociation extends AskedAssociation {
  /** True: what AWS does not take with the schedule that is asked for may be dropped. */
  readonly mayDrop: boolean;
  readonly tags: Tags;
}

/** The tags that taking over writes, whatever their values. */
const TAKEOVER_TAGS: Tags = { [OWNER_TAG]: '', [REPLACED_TAG]: '', [WRITTEN_TAG]: '' };

const WHAT = `association ${ASSOCIATION} of ${AGENT_DOCUMENT}`;

/** The State Manager association that keeps the agent up to date. */
export const agentUpdate: Resource<WantedAssociation, FoundAssociation> = {
  id: 'agent-update',
  scope: 'region',

  title: () => WHAT,

  want: ({ agentUpdate: asked, overwrite, tags }) =>
    asked && { ...asked, mayDrop: overwrite, tags: ownedTags('agent-update', tags) },

  async read(target, { agentUpdate: asked }) {
    const ssm = await target.ssm();
    const all = await listAssociations(ssm);
    const found = await choose(ssm, all.filter(hasOurName), asked);
    const other = found ?? (asked && all.find((one) => !hasOurName(one) && keepsUp(one, nodesOf(asked))));
    const isTold = found && !(asked && losesCron(asked, found));
    if (!other || isTold) return other;
    const details = await unlessDenied(readDetails(ssm, other.id));
    return { ...other, ...(details && { details }) };
  },

  diff(want, have) {
    return [
      ...changes(want, have),
      ...dropped(want, have).map((setting) => ({ ...setting, want: null })),
      ...(have && have.doubles.length > 0 ? [{ field: 'associations', have: have.doubles.length + 1, want: 1 }] : []),
    ];
  },

  sentence(action, want, have) {
    const { schedule, targets } = outcome(want, have);
    const result = `${schedule || 'no schedule'}, ${targetsText(targets)}`;
    if (action === 'create') return `Creating ${WHAT}: ${result}`;
    if (action === 'update')
      return `Updating ${WHAT}: ${result}${have?.namesakes ? ` (${have.id}; ${also(have)})` : ''}`;
    const exists = `${have?.name ?? have?.id ?? ASSOCIATION} of ${AGENT_DOCUMENT} already exists`;
    return action === 'keep' && have && hasOurName(have) ? `WARN: Association ${exists}` : `Association ${exists}`;
  },

  basis: (_want, { id, version, foreign }) => ({ id: version === undefined ? id : `${id} ${version}`, ours: !foreign }),

  keep(want, have, { overwrite }) {
    const { schedule, targets, foreign } = have;
    if (!hasOurName(have)) return reasonOf(have);
    if (!foreign)
      return agentUpdate.diff(want, have).length === 0 && !recurs(schedule) ? pausedText(schedule) : undefined;
    const more = have.namesakes ? ` (${have.id}; ${also(have)})` : '';
    const why = `it does not carry the tag of session-manager and is left as it is${more}`;
    if (changes(want, have).length === 0) {
      return `${why} (${targetsText(targets)}, ${schedule}); --overwrite with --agent-update-targets or --agent-update-schedule changes it`;
    }
    return overwrite ? undefined : `${why}; --overwrite changes it, and keeps what you did not ask for`;
  },

  async judge(_target, want, have) {
    if (have?.foreign && have.tags) checkTagCount(WHAT, have.tags, TAKEOVER_TAGS);
    const settings = want.mayDrop ? [] : dropped(want, have);
    if (settings.length === 0) return;
    const names = settings.map(({ field, have: value }) => `${field} ${value}`).join(', ');
    throw new TargetError(
      'CronOnly',
      `association ${ASSOCIATION} has ${names}, which AWS takes only with a cron expression`,
      'give a cron(…) with --agent-update-schedule, or add --overwrite to drop that',
    );
  },

  async apply(target, want, have) {
    const ssm = await target.ssm();
    if (!have) return create(target, ssm, want);
    await removeAll(ssm, have.doubles);
    if (changes(want, have).length > 0) await change(ssm, have.id, want);
    const { foreign: _takenOver, tags: _theirs, details: _before, ...there } = have;
    return { ...there, ...changed(want, have), doubles: [] };
  },

  tags: async (target, { id }) => ssmTags(await target.ssm(), 'Association', id),

  tag: async (target, { id }, tags) => addSsmTags(await target.ssm(), 'Association', id, tags),

  removal: {
    standsAlone: true,

    decide(have, tags) {
      if (!hasOurName(have)) return undefined;
      if (!isTakenOver(tags)) return { action: 'delete', loss: 'agents are no longer updated by it' };
      const by = isOurVersion(have, tags)
        ? `version ${tags[REPLACED_TAG]}, which was there before, takes effect again`
        : `version ${have.version}, which is not ours, stays in effect`;
      return { action: 'update', summary: `Putting back ${WHAT}: ${by}`, loss: 'what session-manager changed in it' };
    },

    basis: ({ id }) => ({ id }),

    writes: ({ partition, region, account }, { id }, tags) => [
      {
        action: isTakenOver(tags) ? 'ssm:RemoveTagsFromResource' : 'ssm:DeleteAssociation',
        arns: [`arn:${partition.name}:ssm:${region}:${account}:association/${id}`],
        tags,
      },
    ],

    async remove(target, { id, doubles }, tags) {
      const ssm = await target.ssm();
      await removeAll(ssm, isTakenOver(tags) ? doubles : [...doubles, id]);
      if (isTakenOver(tags)) await putBack(ssm, id, tags);
    },
  },
};

/** Says that one of ours stays as its owner has set it, although it keeps nothing up to date. */
const pausedText = (schedule: string): string =>
  `its schedule was changed and is left as it is: ${schedule ? `${schedule} does not come again and again` : 'it has none'}, so no agent is kept up to date by it; --agent-update-schedule sets another`;

/** Says why an association of another name is enough, or why a second one would be none the better. */
function reasonOf({ name, id, schedule, targets, details }: FoundAssociation): string {
  const { agentVersion, calendars = [] } = details ?? {};
  const when = [schedule, ...calendars.map((calendar) => `while calendar ${calendar} is open`)].join(', ');
  const [does, second] =
    agentVersion === undefined
      ? ['already updates these nodes', 'only duplicate it']
      : [`already updates these nodes to version ${agentVersion} of the agent, and no further`, 'contradict it'];
  return `association ${name ?? id} ${does} (${targetsText(targets)}, ${when}); a second one would ${second}`;
}

type Asked = NonNullable<Inputs['agentUpdate']>;

const nodesOf = ({ targets = DEFAULT_TARGETS }: Asked): readonly AssociationTarget[] => targets;

/**
 * Chooses among the associations of our name: ours before those of others, of these one that is as asked. Tags cost a call each, so that of a single one
 * are only read where they decide something. One of others that runs only once is none that `setup` would count.
 */
async function choose(
  ssm: SSM,
  named: readonly FoundAssociation[],
  asked: Asked | undefined,
): Promise<FoundAssociation | undefined> {
  const [first, ...rest] = named;
  if (!first) return undefined;
  const isAsAsked = (one: FoundAssociation): boolean => !asked || changes(asked, one).length === 0;
  const isSettled = (one: FoundAssociation): boolean => isAsAsked(one) && (!asked || keepsUp(one, nodesOf(asked)));
  if (rest.length === 0 && isSettled(first)) return first;
  const tags = await tagsOf(ssm, named);
  const [ours, ...more] = named.filter((_, index) => isOurs(tags[index] ?? {}));
  if (ours) {
    const doubles = more.filter((other) => isMadeByUs(tags[named.indexOf(other)] ?? {}));
    return { ...ours, doubles: doubles.map(({ id }) => id), ...namesakes(named, [ours, ...doubles]) };
  }
  const theirs = asked ? named.filter(({ schedule }) => recurs(schedule)) : named;
  const other = theirs.find(isSettled) ?? theirs.find(isAsAsked) ?? theirs[0];
  return other && { ...other, foreign: true, tags: tags[named.indexOf(other)] ?? {}, ...namesakes(named, [other]) };
}

function namesakes(
  named: readonly FoundAssociation[],
  known: readonly FoundAssociation[],
): Pick<FoundAssociation, 'namesakes'> {
  const rest = named.filter((one) => !known.includes(one));
  return rest.length > 0 ? { namesakes: rest } : {};
}

const also = ({ namesakes: others = [] }: FoundAssociation): string =>
  `${others.map(({ id }) => id).join(', ')} of the same name ${others.length > 1 ? 'stay' : 'stays'} as well`;

const tagsOf = (ssm: SSM, associations: readonly FoundAssociation[]): Promise<readonly Tags[]> =>
  Promise.all(associations.map(({ id }) => ssmTags(ssm, 'Association', id)));

/** Tells whether a schedule is asked for that is no cron expression, in place of one that is. */
function losesCron(want: AskedAssociation, have: FoundAssociation): boolean {
  const { schedule } = changed(want, have);
  return schedule !== undefined && isCronExpression(have.schedule) && !isCronExpression(schedule);
}

/** Lists the settings that cannot stay, because AWS does not take them with the schedule that is asked for. */
const dropped = (want: AskedAssociation, have: FoundAssociation | undefined): AssociationDetails['withCronOnly'] =>
  have && losesCron(want, have) ? (have.details?.withCronOnly ?? []) : [];

/** Gives the schedule and targets of a new association. */
export const newAssociation = (want: AskedAssociation): Required<AskedAssociation> => ({
  schedule: want.schedule ?? DEFAULT_SCHEDULE,
  targets: nodesOf(want),
});

/** Gives its schedule and targets as they are afterwards. */
function outcome(want: AskedAssociation, have: FoundAssociation | undefined): Required<AskedAssociation> {
  if (!have) return newAssociation(want);
  const { schedule, targets } = have;
  return { schedule, targets, ...changed(want, have) };
}

function changes(want: AskedAssociation, have: FoundAssociation | undefined): readonly Difference[] {
  const { schedule, targets } = have ? changed(want, have) : outcome(want, have);
  return [
    ...(schedule === undefined ? [] : [{ field: 'scheduleExpression', have: have?.schedule || null, want: schedule }]),
    ...(targets
      ? [{ field: 'targets', have: (have && targetsText(have.targets)) || null, want: targetsText(targets) }]
      : []),
    ...(targets && have?.targetMaps !== undefined ? [{ field: 'targetMaps', have: have.targetMaps, want: null }] : []),
  ];
}

async function create(target: Target, ssm: SSM, want: WantedAssociation): Promise<FoundAssociation> {
  const { schedule, targets } = outcome(want, undefined);
  const { AssociationDescription: made } = await ssm.createAssociation({
    Name: AGENT_DOCUMENT,
    AssociationName: ASSOCIATION,
    ScheduleExpression: schedule,
    Targets: awsTargets(targets),
    Tags: toSsmTags(want.tags),
  });
  return { id: await settle(target, ssm, made?.AssociationId), name: ASSOCIATION, schedule, targets, doubles: [] };
}

// AWS takes any number of associations of one name. Every run that has created one looks again and keeps that of ours with
// the lowest id, so that runs at the same time end with the same one.
async function settle(target: Target, ssm: SSM, made: string | undefined): Promise<string> {
  const named = (await listWith(target, ssm, made)).filter(hasOurName);
  if (named.length < 2) return named[0]?.id ?? made ?? '';
  const tags = await tagsOf(ssm, named);
  const [first, ...rest] = named.filter((_, index) => isMadeByUs(tags[index] ?? {})).map(({ id }) => id);
  await removeAll(ssm, rest);
  return first ?? named[0]?.id ?? '';
}

const MOST_LOOKS = 5;

// The list can lag behind. Once it shows what we have made, it shows what others made before.
async function listWith(target: Target, ssm: SSM, made: string | undefined): Promise<readonly FoundAssociation[]> {
  for (let looks = 1; ; looks += 1) {
    const all = await listAssociations(ssm);
    if (made === undefined || looks === MOST_LOOKS || all.some(({ id }) => id === made)) return all;
    if (!(await target.backOff(200 * looks))) return all;
  }
}

async function removeAll(ssm: SSM, ids: readonly string[]): Promise<void> {
  for (const AssociationId of ids) {
    try {
      await ssm.deleteAssociation({ AssociationId });
    } catch (error) {
      if ((error as Error).name !== 'AssociationDoesNotExist') throw error;
    }
  }
}
