import type { AssociationDescription } from '@aws-sdk/client-ssm';
import type { SSM } from '../../aws/clients/ssm.ts';
import type { Difference } from '../resource.ts';

/** What AWS tells of an association only when it is described, as far as it decides whether agents are kept up to date. */
export interface AssociationDetails {
  /** Names or ARNs of the change calendars without which it does not run. */
  readonly calendars: readonly string[];
  /** The version of the agent that it installs; absent: the latest. */
  readonly agentVersion?: string;
  /** True if it also replaces newer agents by that version. */
  readonly downgrades: boolean;
  /** The number of the version of AWS's document that it runs; absent: whichever AWS makes the default, or the latest. */
  readonly documentVersion?: string;
  /** The settings that it has and that AWS takes only with a cron expression. */
  readonly withCronOnly: readonly Setting[];
}

type Setting = Pick<Difference, 'field' | 'have'>;

/** The parameters of UpdateAssociation that AWS takes only with a cron expression. */
export const WITH_CRON_ONLY = ['ApplyOnlyAtCronInterval', 'ScheduleOffset', 'Duration'] as const;

/**
 * The values of the parameter `version` with which the agent updates itself to the latest one (`determineTarget` in
 * agent/update/processor/processor.go of aws/amazon-ssm-agent).
 */
const NEWEST: ReadonlySet<string> = new Set(['', 'latest', 'None']);

/** Describes an association, or a version of it. */
export async function describeAssociation(
  ssm: SSM,
  AssociationId: string,
  version?: string,
): Promise<AssociationDescription> {
  const AssociationVersion = version === undefined ? {} : { AssociationVersion: version };
  const { AssociationDescription: there = {} } = await ssm.describeAssociation({
    AssociationId,
    ...AssociationVersion,
  });
  return there;
}

/** Reads the details of an association. */
export async function readDetails(ssm: SSM, id: string): Promise<AssociationDetails> {
  const there = await describeAssociation(ssm, id);
  const { CalendarNames: calendars = [], Parameters: parameters = {}, DocumentVersion: documentVersion = '' } = there;
  const agentVersion = parameters['version']?.[0]?.trim() ?? '';
  return {
    calendars,
    ...(!NEWEST.has(agentVersion) && { agentVersion }),
    downgrades: parameters['allowDowngrade']?.[0] === 'true',
    ...(/^\d+$/.test(documentVersion) && { documentVersion }),
    withCronOnly: WITH_CRON_ONLY.flatMap((name) => {
      const have = there[name];
      return have ? [{ field: name.charAt(0).toLowerCase() + name.slice(1), have }] : [];
    }),
  };
}
