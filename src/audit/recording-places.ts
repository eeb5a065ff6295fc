import { sessionSettings } from '../facts/session-settings.ts';
import type { SessionDocument } from '../resources/preferences/session-document.ts';

/** Where the log of a session may be: in a log group, or in a bucket below a prefix. */
export type RecordingPlace =
  | { readonly kind: 'log-group'; readonly name: string }
  | { readonly kind: 'bucket'; readonly name: string; readonly prefix: string };

/** What a Session document says of the logs of its sessions. */
export interface RecordingRules {
  readonly kind: 'shell' | 'command' | 'port';
  readonly places: readonly RecordingPlace[];
  /** True if only a session knows a place: it depends on a parameter. */
  readonly undecided: boolean;
  /** True if it has no inputs, as documents for commands may: what the preferences say may count then. */
  readonly silent: boolean;
}

/** `log-group/sessions`, `bucket/logs/ssm` */
export const placeName = (place: RecordingPlace): string =>
  place.kind === 'log-group'
    ? `log-group/${place.name}`
    : ['bucket', place.name, place.prefix].filter((part) => part !== '').join('/');

/** Reads what a Session document says of the logs of its sessions. */
export function recordingRules(document: SessionDocument): RecordingRules {
  const { logGroup, bucket, prefix = '', undecided } = sessionSettings(document);
  const type = document.sessionType ?? 'Standard_Stream';
  return {
    kind: type === 'Port' ? 'port' : type === 'Standard_Stream' ? 'shell' : 'command',
    places: [
      ...(logGroup === undefined ? [] : [{ kind: 'log-group' as const, name: logGroup }]),
      ...(bucket === undefined ? [] : [{ kind: 'bucket' as const, name: bucket, prefix }]),
    ],
    undecided: PLACES.some((name) => undecided.includes(name)),
    silent: type !== 'Standard_Stream' && Object.keys(document.inputs).length === 0,
  };
}

const PLACES = ['cloudWatchLogGroupName', 's3BucketName', 's3KeyPrefix'];
