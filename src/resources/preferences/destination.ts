import type { Outputs } from '../resource.ts';
import { inputOf, type SessionDocument } from './session-document.ts';

/** The log group and the bucket that a document names; absent: none. */
export type Destination = NonNullable<Outputs['logsTo']>;

/** Reads what a document logs to. */
export function destinationOf(document: SessionDocument): Destination {
  const logGroup = String(inputOf(document, 'cloudWatchLogGroupName'));
  const bucket = String(inputOf(document, 's3BucketName'));
  return { ...(logGroup !== '' && { logGroup }), ...(bucket !== '' && { bucket }) };
}

/** Puts it into words that follow "logs": `to theirs`, `to S3 only`, `nowhere`. */
export function destinationText({ logGroup, bucket }: Destination): string {
  return logGroup === undefined ? (bucket === undefined ? 'nowhere' : 'to S3 only') : `to ${logGroup}`;
}
