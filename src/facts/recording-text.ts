import { StringDecoder } from 'node:string_decoder';
import { isDenied } from '../aws/errors.ts';
import { TargetError } from '../errors.ts';
import type { Target } from '../targets/target.ts';

/** An event of a log stream. */
export interface StreamEvent {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly message: string;
}

/** Events that were read, and the token of the place after them. */
export interface EventPage {
  readonly events: readonly StreamEvent[];
  readonly next: string;
}

/**
 * Reads the events of a log stream from its beginning, or from a place on; pages can be empty although there are more. The end is a page
 * whose token is that of the page before. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export async function* readEvents(
  target: Target,
  { group, stream }: { readonly group: string; readonly stream: string },
  from?: string,
): AsyncGenerator<EventPage> {
  const logs = await target.logs();
  let token = from;
  for (;;) {
    const page = await logs.getLogEvents({
      logGroupName: group,
      logStreamName: stream,
      startFromHead: true,
      ...(token !== undefined && { nextToken: token }),
    });
    const events = (page.events ?? []).map(({ timestamp: time = 0, message = '' }) => ({ time, message }));
    const next = page.nextForwardToken ?? token ?? '';
    yield { events, next };
    if (next === token || next === '') return;
    token = next;
  }
}

/** So many bytes are read at once. */
const PART = 8 * 2 ** 20;

/** Reads an object as text, part by part. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export async function* readText(
  target: Target,
  { bucket, key, bytes }: { readonly bucket: string; readonly key: string; readonly bytes: number },
): AsyncGenerator<string> {
  const s3 = await target.s3();
  // A bucket of another region is read there.
  s3.config.followRegionRedirects = true;
  const decoder = new StringDecoder('utf8');
  for (let from = 0; from < bytes; from += PART) {
    const to = Math.min(from + PART, bytes) - 1;
    const { Body: body } = await s3
      .getObject({ Bucket: bucket, Key: key, Range: `bytes=${from}-${to}` })
      .catch((error: unknown) => {
        throw isDenied(error) ? refusal(error as Error, `${bucket}/${key}`) : error;
      });
    if (body) yield decoder.write(Buffer.from(await body.transformToByteArray()));
  }
  const rest = decoder.end();
  if (rest !== '') yield rest;
}

/** S3 often says no more than "Access Denied". */
function refusal(error: Error, object: string): Error {
  if (/\b(s3|kms):/.test(error.message)) return error;
  return new TargetError(
    'AccessDenied',
    `s3://${object} may not be read (s3:GetObject): ${error.message}`,
    'allow s3:GetObject on it, and kms:Decrypt on its key where it has one: session-manager policy operator --for recordings',
    { cause: error },
  );
}
