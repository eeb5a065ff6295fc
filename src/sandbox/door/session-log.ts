import { type Clock, systemClock } from '../../channel/clock.ts';
import { logFile, recording, streamedEvents, uploadedEvents } from '../agent/recording.ts';
import { AwsError } from '../protocols/aws-error.ts';
import type { SessionLog } from '../state/ssm.ts';
import { callerOfNode, type Node } from './node-calls.ts';
import type { Sandbox } from './sandbox.ts';
import type { LogWish } from './session-wish.ts';

/** The log of one session, as the agent of its node writes it. */
export interface Logging {
  /** Checks, before anything runs, what the documents require; gives why the session is refused, '' if it is not. */
  prepare(): Promise<string>;
  take(data: Buffer): void;
  /** Writes what is still to be written; does nothing the second time. */
  finish(): Promise<void>;
}

interface Options {
  readonly sandbox: Sandbox;
  readonly node: Node;
  readonly sessionId: string;
  /** ARN of the user. */
  readonly owner: string;
  readonly wish: LogWish;
  /** A command without a terminal, which is never streamed. */
  readonly isCommand: boolean;
  /** Something has been logged there. */
  onLogged(log: SessionLog): Promise<void>;
  readonly clock?: Clock;
}

/** How often lines are streamed, in milliseconds. */
const PERIOD = 1000;

const REFUSED = {
  group:
    "We couldn't start the session because encryption is not set up on the selected CloudWatch Logs log group. Either encrypt the log group or choose an option to enable logging without encryption.",
  bucket:
    "We couldn't start the session because encryption is not set up on the selected Amazon S3 bucket. Either encrypt the bucket or choose an option to enable logging without encryption.",
} as const;

/**
 * Logs a session as agents do (agent/session/plugins/shell in aws/amazon-ssm-agent): a terminal that is streamed while it runs,
 * anything else when it is over; and not at all where the role of the node does not allow it.
 */
export function sessionLogging(options: Options): Logging {
  const { sandbox, node, sessionId, owner, wish, isCommand, onLogged, clock = systemClock } = options;
  const { group, bucket, prefix } = wish;
  const began = clock.now();
  const kept = recording();
  const key = [...prefix.split('/').filter((part) => part !== ''), `${sessionId}.log`].join('/');
  let hasGroup = false;
  let hasStream = false;
  let finished: Promise<void> | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let stopClock: (() => void) | undefined;

  async function call(service: string, operation: string, input: object, region = node.region): Promise<object> {
    const caller = callerOfNode(await sandbox.snapshot(), node);
    return sandbox.callAs(caller, { service, operation, input, account: node.account, region });
  }

  /** Tells whether the node sees the group, and that it is encrypted. */
  async function lookAtGroup(): Promise<boolean> {
    const answer = (await unlessRefused(call('logs', 'DescribeLogGroups', { logGroupNamePrefix: group }))) as
      | { readonly logGroups: readonly { readonly logGroupName: string; readonly kmsKeyId?: string }[] }
      | undefined;
    const found = answer?.logGroups.find(({ logGroupName }) => logGroupName === group);
    hasGroup = found !== undefined;
    return found?.kmsKeyId !== undefined;
  }

  async function regionOfBucket(): Promise<string | undefined> {
    const { buckets } = await sandbox.snapshot();
    return Object.hasOwn(buckets, bucket) ? buckets[bucket]?.region : undefined;
  }

  async function put(messages: readonly string[]): Promise<void> {
    const place = { logGroupName: group, logStreamName: sessionId };
    if (messages.length === 0) return;
    if (!hasStream) {
      await call('logs', 'CreateLogStream', place);
      hasStream = true;
      await onLogged({ group });
    }
    const logEvents = messages.map((message) => ({ timestamp: clock.now(), message }));
    await call('logs', 'PutLogEvents', { ...place, logEvents });
  }

  const runAsUser = 'ssm-user';
  const stream = (isOver: boolean): Promise<void> =>
    put(
      streamedEvents(
        kept.news(isOver),
        { region: node.region, node: node.id, owner, sessionId, runAsUser },
        clock.now(),
      ),
    );
  const after = (work: () => Promise<void>): Promise<unknown> => (queue = queue.then(() => unlessRefused(work())));

  function streamFromTimeToTime(): void {
    stopClock = clock.after(PERIOD, () => {
      void after(() => stream(false));
      streamFromTimeToTime();
    });
  }

  async function upload(): Promise<void> {
    const file = logFile(kept.whole(), began, clock.now());
    const region = bucket === '' ? undefined : await regionOfBucket();
    if (region !== undefined) {
      await unlessRefused(
        call('s3', 'PutObject', { Bucket: bucket, Key: key, Body: file }, region).then(() =>
          onLogged({ s3: { bucket, key } }),
        ),
      );
    }
    // Where streaming is on, a command without a terminal is not logged here at all.
    if (hasGroup && !wish.streams) await unlessRefused(put(uploadedEvents(file)));
  }

  return {
    async prepare() {
      const isEncrypted = group !== '' && (await lookAtGroup());
      if (group !== '' && wish.needsEncryptedGroup && !isEncrypted) return REFUSED.group;
      if (bucket !== '' && wish.needsEncryptedBucket) {
        const region = await regionOfBucket();
        const found = region && (await unlessRefused(call('s3', 'GetBucketEncryption', { Bucket: bucket }, region)));
        if (!found) return REFUSED.bucket;
      }
      if (hasGroup && wish.streams && !isCommand) streamFromTimeToTime();
      return '';
    },
    take: kept.add,
    finish() {
      finished ??= (async () => {
        const wasStreamed = stopClock !== undefined;
        stopClock?.();
        if (wasStreamed) await after(() => stream(true));
        await upload();
      })();
      return finished;
    },
  };
}

/** What is refused is not logged: nobody is told. */
async function unlessRefused<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
