import type { Outputs } from '../resource.ts';
import { readInput } from './input-reading.ts';
import type { SessionDocument } from './session-document.ts';

/** The log group and the bucket that a document names; absent: none. */
export type Destination = NonNullable<Outputs['logsTo']>;

/** Reads what a document logs to; a name that only a session has is given as it is written. */
export function destinationOf(document: SessionDocument): Destination {
  const named = (field: string): string => {
    const { value, text = '' } = readInput(document, field);
    return String(value ?? text);
  };
  const logGroup = named('cloudWatchLogGroupName');
  const bucket = named('s3BucketName');
  return { ...(logGroup !== '' && { logGroup }), ...(bucket !== '' && { bucket }) };
}

/** Puts it into words that follow "logs": `to theirs`, `to S3 only`, `nowhere`. */
export function destinationText({ logGroup, bucket }: Destination): string {
  return logGroup === undefined ? (bucket === undefined ? 'nowhere' : 'to S3 only') : `to ${logGroup}`;
}

/** Tells whether sessions are logged to a bucket and to no log group. */
export const isToBucketOnly = ({ logGroup, bucket }: Destination): boolean =>
  logGroup === undefined && bucket !== undefined;
