import type { Place } from '../aws/place.ts';
import { type SessionSettings, sessionSettings } from '../facts/session-settings.ts';
import type { SessionDocument } from '../resources/preferences/session-document.ts';
import { DOCUMENT } from '../resources/preferences/versions.ts';
import type { RegionAudit } from './region.ts';

/**
 * The Session documents that AWS offers in every region, with what becomes of their sessions. What carries SSH or a port is never
 * logged: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html
 * A single command is never streamed (agent/session/plugins/singlecommand of the agent), and AWS does not say whether it is logged at
 * its end: these documents have no inputs of their own.
 */
const OF_AWS: Readonly<Record<string, Logging>> = {
  'AWS-StartSSHSession': { kind: 'never' },
  'AWS-StartPortForwardingSession': { kind: 'never' },
  'AWS-StartPortForwardingSessionToRemoteHost': { kind: 'never' },
  'AWS-StartPortForwardingSessionToSocket': { kind: 'never' },
  'AWS-StartInteractiveCommand': { kind: 'unknown' },
  'AWS-StartNonInteractiveCommand': { kind: 'unknown' },
};

export const AWS_DOCUMENTS: readonly string[] = Object.keys(OF_AWS);

/**
 * What becomes of the sessions that a document starts: they are logged to these places, to none because it names none, or never,
 * whatever it names.
 */
export type Logging =
  | { readonly kind: 'logged'; readonly to: readonly string[] }
  | { readonly kind: 'off' | 'never' | 'unknown' };

/** A Session document with which somebody may start sessions. */
export interface UsableDocument {
  /** Of one that another account shares: its ARN. */
  readonly name: string;
  readonly arn: string;
  readonly logging: Logging;
}

/** Gives the ARN of a document of this account, or of AWS, whose documents belong to no account. */
export const documentArn = (
  name: string,
  { partition, region, account }: Place & { readonly account: string },
): string =>
  name.startsWith('arn:')
    ? name
    : `arn:${partition.name}:ssm:${region}:${name.startsWith('AWS-') ? '' : account}:document/${name}`;

/** Tells where sessions are logged: `log-group/sessions`, `bucket/logs`. */
export const placesOf = ({ logGroup, bucket }: Pick<SessionSettings, 'logGroup' | 'bucket'>): readonly string[] => [
  ...(logGroup === undefined ? [] : [`log-group/${logGroup}`]),
  ...(bucket === undefined ? [] : [`bucket/${bucket}`]),
];

/** Lists the documents of a region: that of the default shell, those of AWS and, where somebody is asked about by name, all others. */
export async function usableDocuments(facts: RegionAudit): Promise<readonly UsableDocument[]> {
  const settings = await facts.settings();
  const others = facts.question.principals === undefined ? [] : await facts.sessionDocuments().catch(() => []);
  const shell: Logging = settings ? loggingOf(settings.document) : { kind: 'off' };
  return [
    { name: DOCUMENT, logging: shell },
    ...Object.entries(OF_AWS).map(([name, logging]) => ({ name, logging })),
    ...others
      .filter(({ name }) => name !== DOCUMENT)
      .map(({ name, document }): Omit<UsableDocument, 'arn'> => ({
        name,
        logging: document ? loggingOf(document) : { kind: 'unknown' },
      })),
  ].map((one) => ({ ...one, arn: documentArn(one.name, facts.target) }));
}

/** Reads what becomes of the sessions that a document starts. */
export function loggingOf(document: SessionDocument): Logging {
  if (document.sessionType === 'Port') return { kind: 'never' };
  const settings = sessionSettings(document);
  const to = placesOf(settings);
  if (to.length > 0) return { kind: 'logged', to };
  const undecided = ['cloudWatchLogGroupName', 's3BucketName'].some((name) => settings.undecided.includes(name));
  // Documents for commands may have no inputs, and AWS does not say that those of the account count then.
  const unsaid =
    (document.sessionType ?? 'Standard_Stream') !== 'Standard_Stream' && Object.keys(document.inputs).length === 0;
  return { kind: undecided || unsaid ? 'unknown' : 'off' };
}
