import { createHash } from 'node:crypto';
import type { AssociationDescription } from '@aws-sdk/client-ssm';
import type { SSM } from '../../aws/clients/ssm.ts';
import { TargetError } from '../../errors.ts';
import type { AssociationTarget } from '../../inputs/association-targets.ts';
import { isMadeByUs, isTakenOver, OWNER_TAG, REPLACED_TAG, TAKEN_OVER, WRITTEN_TAG } from '../ownership.ts';
import type { Tags } from '../resource.ts';
import { addSsmTags, ssmTags } from '../ssm-tags.ts';
import { AGENT_DOCUMENT, ASSOCIATION, awsTargets, type FoundAssociation, toAssociation } from './association.ts';
import { describeAssociation, WITH_CRON_ONLY } from './details.ts';
import { isCronExpression, sameSchedule } from './schedule.ts';
import { sameTargets, targetsText } from './targets.ts';

/** What is asked for of an association that is there; what is absent stays as it is. */
export interface AskedAssociation {
  readonly schedule?: string;
  readonly targets?: readonly AssociationTarget[];
}

/** Gives what is asked for and is not so yet, in whatever words. */
export const changed = (
  { schedule, targets }: AskedAssociation,
  have: Pick<FoundAssociation, 'schedule' | 'targets'>,
): AskedAssociation => ({
  ...(schedule !== undefined && !sameSchedule(schedule, have.schedule) && { schedule }),
  ...(targets && !sameTargets(targets, have.targets) && { targets }),
});

// UpdateAssociation resets every parameter that is left out: https://github.com/hashicorp/terraform-provider-aws/issues/3407
const RESENT = [
  'ScheduleExpression',
  'Targets',
  'TargetMaps',
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

type Settings = Pick<AssociationDescription, (typeof RESENT)[number]>;

/**
 * Changes what is asked for. What was in effect of an association that others made is remembered first. Rejects with
 * InvalidAssociationVersion where somebody else has changed it in the meantime.
 */
export async function change(ssm: SSM, id: string, asked: AskedAssociation): Promise<void> {
  const there = await describeAssociation(ssm, id);
  const { schedule, targets } = changed(asked, toAssociation(there));
  // The list from which it was read can lag behind; another run may have done it meanwhile.
  if (schedule === undefined && !targets) return;
  // Target maps contradict targets.
  const { TargetMaps: _maps, ...targeted } = there;
  const wanted: AssociationDescription = {
    ...(targets ? { ...targeted, Targets: awsTargets(targets) } : there),
    ...(schedule !== undefined && { ScheduleExpression: schedule }),
  };
  await remember(ssm, id, there, wanted);
  await write(ssm, id, wanted, there.AssociationVersion);
}

/**
 * Puts back what was in effect before the association was taken over, and takes our tags away. What somebody else has
 * made of it since stays. The tags go last: until then a run that was killed knows that there is something to do.
 */
export async function putBack(ssm: SSM, id: string, tags: Tags): Promise<void> {
  const there = await describeAssociation(ssm, id);
  if (isOurVersion(toAssociation(there), tags))
    await write(ssm, id, await replaced(ssm, id, tags), there.AssociationVersion);
  const TagKeys = [OWNER_TAG, REPLACED_TAG, WRITTEN_TAG];
  await ssm.removeTagsFromResource({ ResourceType: 'Association', ResourceId: id, TagKeys });
}

// AWS keeps all versions, at most 1,000 of an association, and removes none.
async function replaced(ssm: SSM, id: string, tags: Tags): Promise<AssociationDescription> {
  const version = tags[REPLACED_TAG] ?? '';
  const there = await describeAssociation(ssm, id, version);
  if (there.AssociationVersion === version) return there;
  throw new TargetError(
    'VersionGone',
    `version ${version} of association ${ASSOCIATION}, which was there before, cannot be read`,
    `set its schedule and targets by hand, then remove the tag ${OWNER_TAG} from it`,
  );
}

async function write(ssm: SSM, id: string, settings: Settings, latest: string | undefined): Promise<void> {
  const isCron = isCronExpression(settings.ScheduleExpression ?? '');
  const resent = RESENT.filter((name) => isCron || !(WITH_CRON_ONLY as readonly string[]).includes(name))
    .map((name) => [name, settings[name]] as const)
    .filter(([, value]) => isSet(value));
  await ssm.updateAssociation({
    ...Object.fromEntries(resent),
    AssociationId: id,
    Name: AGENT_DOCUMENT,
    // It must still be the latest, or AWS refuses: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateAssociation.html
    ...(latest !== undefined && { AssociationVersion: latest }),
  });
}

const isSet = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : value !== undefined && value !== '';

// Written before the change, so that a run that is killed in between cannot lose what was there before; and again when
// somebody else has changed the association since. Until the change is made, the version before it may be ours, too.
async function remember(
  ssm: SSM,
  id: string,
  there: AssociationDescription,
  wanted: AssociationDescription,
): Promise<void> {
  const { AssociationVersion: version } = there;
  const tags = await ssmTags(ssm, 'Association', id);
  if (isMadeByUs(tags)) return;
  if (version === undefined) {
    throw new TargetError(
      'NoVersions',
      `this endpoint keeps no versions of association ${ASSOCIATION}, so what others set could not be put back`,
      'change it by hand, or leave out --overwrite',
    );
  }
  const found = toAssociation(there);
  const isOurs = isOurVersion(found, tags);
  const next = markOf({ ...toAssociation(wanted), version: String(Number(version) + 1) });
  await addSsmTags(ssm, 'Association', id, {
    [OWNER_TAG]: TAKEN_OVER,
    [REPLACED_TAG]: (isOurs ? tags[REPLACED_TAG] : undefined) ?? version,
    [WRITTEN_TAG]: isOurs ? `${markOf(found)} ${next}` : next,
  });
}

type Version = Pick<FoundAssociation, 'version' | 'schedule' | 'targets'>;

/** Tells whether we wrote the version that is in effect of an association that was taken over. */
export const isOurVersion = (version: Version, tags: Tags): boolean =>
  isTakenOver(tags) && (tags[WRITTEN_TAG]?.split(' ').includes(markOf(version)) ?? false);

/** Identifies a version by its number and, because another writer may get the number that we expect, by what it says. */
function markOf({ version, schedule, targets }: Version): string {
  const content = JSON.stringify([schedule, targetsText(targets)]);
  return `${version}:${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
}
