import type { Association } from '@aws-sdk/client-ssm';
import type { SSM } from '../aws/clients/ssm.ts';
import type { AssociationTarget } from '../inputs/association-targets.ts';
import { isOurs, ownedTags } from './ownership.ts';
import { differences, type Resource, type Tags } from './resource.ts';
import { addSsmTags, ssmTags, toSsmTags } from './ssm-tags.ts';

/** AWS's document that updates the agent, and the name of our association of it. */
export const AGENT_DOCUMENT = 'AWS-UpdateSSMAgent';
export const ASSOCIATION = 'SsmAgent';

interface WantedAssociation {
  readonly schedule: string;
  readonly targets: readonly AssociationTarget[];
  readonly tags: Tags;
}

export interface FoundAssociation {
  readonly id: string;
  readonly name: string | undefined;
  readonly schedule: string;
  readonly targets: readonly AssociationTarget[];
  /** Ids of further associations of ours with the same name: two runs at once, or a lost answer, can leave them. */
  readonly doubles: readonly string[];
  /** The status of its last run: `Success`, `Failed`, `Pending`; absent where AWS does not say. */
  readonly status?: string;
}

/** The State Manager association that keeps the agent up to date. */
export const agentUpdate: Resource<WantedAssociation, FoundAssociation> = {
  id: 'agent-update',
  scope: 'region',

  title: () => `association ${ASSOCIATION} of ${AGENT_DOCUMENT}`,

  want: ({ agentUpdate: asked, tags }) => asked && { ...asked, tags: ownedTags('agent-update', tags) },

  async read(target, { agentUpdate: asked }) {
    const ssm = await target.ssm();
    const all = await listAssociations(ssm);
    const [first, ...rest] = all.filter(({ name }) => name === ASSOCIATION);
    if (first) return { ...first, doubles: await oursAmong(ssm, rest) };
    // An association without a schedule ran once, and keeps nothing up to date.
    return all.find((other) => asked && other.schedule !== '' && coversAll(other.targets, asked.targets));
  },

  diff({ schedule, targets }, have) {
    return [
      ...differences(
        { scheduleExpression: schedule, targets: targetsText(targets) },
        { scheduleExpression: have?.schedule, targets: have && targetsText(have.targets) },
      ),
      ...(have && have.doubles.length > 0 ? [{ field: 'associations', have: have.doubles.length + 1, want: 1 }] : []),
    ];
  },

  sentence(action, { schedule, targets }, have) {
    const what = `association ${ASSOCIATION} of ${AGENT_DOCUMENT}`;
    if (action === 'create') return `Creating ${what}: ${schedule}, ${targetsText(targets)}`;
    if (action === 'update') return `Updating ${what}: ${schedule}, ${targetsText(targets)}`;
    if (action === 'keep') return `Association ${have?.name ?? have?.id} of ${AGENT_DOCUMENT} already exists`;
    return `Association ${ASSOCIATION} of ${AGENT_DOCUMENT} already exists`;
  },

  keep(_want, { name, id, schedule, targets }) {
    if (name === ASSOCIATION) return undefined;
    return `association ${name ?? id} already updates these nodes (${targetsText(targets)}, ${schedule}); a second one would only duplicate it`;
  },

  async apply(target, want, have) {
    const ssm = await target.ssm();
    if (have) {
      await removeAll(ssm, have.doubles);
      if (have.schedule !== want.schedule || targetsText(have.targets) !== targetsText(want.targets)) {
        await update(ssm, have.id, want);
      }
      return { ...have, ...want, doubles: [] };
    }
    await ssm.createAssociation({
      Name: AGENT_DOCUMENT,
      AssociationName: ASSOCIATION,
      ScheduleExpression: want.schedule,
      Targets: awsTargets(want.targets),
      Tags: toSsmTags(want.tags),
    });
    return settle(ssm, want);
  },

  tags: async (target, { id }) => ssmTags(await target.ssm(), 'Association', id),

  tag: async (target, { id }, tags) => addSsmTags(await target.ssm(), 'Association', id, tags),

  removal: {
    standsAlone: true,

    decide({ name }) {
      if (name !== ASSOCIATION) return undefined;
      return { action: 'delete', loss: 'agents are no longer updated by it' };
    },

    async remove(target, { id, doubles }) {
      await removeAll(await target.ssm(), [...doubles, id]);
    },
  },
};

// AWS takes any number of associations of one name. Every run that has created one looks again and keeps the one with
// the lowest id, so that runs at the same time end with the same one.
async function settle(ssm: SSM, want: WantedAssociation): Promise<FoundAssociation> {
  const named = (await listAssociations(ssm)).filter(({ name }) => name === ASSOCIATION);
  const [first, ...rest] = named;
  await removeAll(ssm, await oursAmong(ssm, rest));
  return { id: first?.id ?? '', name: ASSOCIATION, ...want, doubles: [] };
}

async function oursAmong(ssm: SSM, associations: readonly FoundAssociation[]): Promise<readonly string[]> {
  const owned = await Promise.all(associations.map(async ({ id }) => isOurs(await ssmTags(ssm, 'Association', id))));
  return associations.filter((_, index) => owned[index]).map(({ id }) => id);
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

// UpdateAssociation resets every parameter that is left out: https://github.com/hashicorp/terraform-provider-aws/issues/3407
const RESENT = [
  'Parameters',
  'DocumentVersion',
  'OutputLocation',
  'AssociationName',
  'AutomationTargetParameterName',
  'MaxErrors',
  'MaxConcurrency',
  'ComplianceSeverity',
  'SyncCompliance',
  'ApplyOnlyAtCronInterval',
  'CalendarNames',
  'TargetLocations',
  'ScheduleOffset',
  'Duration',
  'AlarmConfiguration',
  'AssociationDispatchAssumeRole',
] as const;

/** The parameters that AWS takes only with a cron expression. */
const WITH_CRON_ONLY = new Set<string>(['ApplyOnlyAtCronInterval', 'ScheduleOffset', 'Duration']);

async function update(ssm: SSM, AssociationId: string, want: WantedAssociation): Promise<void> {
  const { AssociationDescription: there = {} } = await ssm.describeAssociation({ AssociationId });
  const names = RESENT.filter((name) => want.schedule.startsWith('cron') || !WITH_CRON_ONLY.has(name));
  const resent = Object.fromEntries(
    names.map((name) => [name, there[name]] as const).filter(([, value]) => isSet(value)),
  );
  await ssm.updateAssociation({
    ...resent,
    AssociationId,
    Name: AGENT_DOCUMENT,
    ScheduleExpression: want.schedule,
    Targets: awsTargets(want.targets),
  });
}

const isSet = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : value !== undefined && value !== '';

/** Lists all associations of AWS's document that updates the agent, whoever made them. */
export async function listAssociations(ssm: SSM): Promise<readonly FoundAssociation[]> {
  const AssociationFilterList = [{ key: 'Name' as const, value: AGENT_DOCUMENT }];
  const found: FoundAssociation[] = [];
  for await (const page of ssm.paginateListAssociations({ AssociationFilterList }, { pageSize: 50 })) {
    found.push(...(page.Associations ?? []).map(toAssociation));
  }
  return found.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

function toAssociation({
  AssociationId,
  AssociationName,
  ScheduleExpression,
  Targets,
  InstanceId,
  Overview,
}: Association): FoundAssociation {
  const targets = (Targets ?? []).map(({ Key = '', Values = [] }) => ({ key: Key, values: Values }));
  const legacy = InstanceId && targets.length === 0 ? [{ key: 'InstanceIds', values: [InstanceId] }] : targets;
  return {
    id: AssociationId ?? '',
    name: AssociationName,
    schedule: ScheduleExpression ?? '',
    targets: legacy,
    doubles: [],
    ...(Overview?.Status && { status: Overview.Status }),
  };
}

const awsTargets = (targets: readonly AssociationTarget[]): { Key: string; Values: string[] }[] =>
  targets.map(({ key, values }) => ({ Key: key, Values: [...values] }));

// Targets are joined by AND, the values of one by OR; their order does not matter.
export const targetsText = (targets: readonly AssociationTarget[]): string =>
  targets
    .flatMap(({ key, values }) =>
      key === 'InstanceIds' && values.includes('*') ? ['all nodes'] : values.map((value) => `${key}=${value}`),
    )
    .toSorted()
    .join(', ');

/** Tells whether every node that the second targets match is matched by the first. */
function coversAll(wide: readonly AssociationTarget[], narrow: readonly AssociationTarget[]): boolean {
  if (wide.length === 0) return false;
  return wide.every(
    ({ key, values }) =>
      (key === 'InstanceIds' && values.includes('*')) ||
      narrow.some((other) => other.key === key && other.values.every((value) => values.includes(value))),
  );
}
