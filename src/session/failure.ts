import { explain } from '../aws/errors.ts';
import type { Closed, Step } from '../channel/session.ts';

/** What can be why a session does not start. */
export type Suspect = 'caller' | 'channel' | 'node' | 'key' | 'log-group' | 'bucket' | 'run-as' | 'document';

/** A session that did not start. */
export interface Failure {
  /** The step that failed, and what was said of it: one line. */
  readonly line: string;
  /** What to do, where the line alone tells. */
  readonly advice?: string;
  /** Whom to look at; empty: it is clear already, or nothing that can be looked at. */
  readonly suspects: readonly Suspect[];
}

/** Reads why the service refused a session. `profile`: by which the caller got there. */
export function failureToStart(error: unknown, profile?: string): Failure {
  const { code, message, advice } = explain(error, profile);
  const suspects = BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? [];
  const named = message.includes(code) || code === 'Unexpected' ? message : `${message.replace(/\.$/, '')} (${code})`;
  return { line: `StartSession failed: ${named}`, ...(advice !== undefined && { advice }), suspects };
}

/** Tells whether the service has refused a session because it was given no reason. */
export function wantsReason(error: unknown): boolean {
  const { name, message } = error as Error;
  return (
    !name.startsWith('AccessDenied') &&
    /\breason\b/i.test(message) &&
    /requir|missing|must|provide|specif/i.test(message)
  );
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartSession.html#API_StartSession_Errors */
const BY_CODE: readonly (readonly [pattern: RegExp, suspects: readonly Suspect[]])[] = [
  [/^(AccessDenied|UnauthorizedOperation|DeniedByOrganization)/, ['caller']],
  [/^TargetNotConnected/, ['node']],
  [/^InvalidDocument/, ['document']],
  [/^(InvalidInstanceId|InvalidTarget)/, ['node']],
];

/** Reads why a session ended before it had begun. */
export function failureOf({ reason, step }: Closed): Failure {
  if (step === undefined) return { line: reason, suspects: [] };
  return { line: `${STEP[step]}: ${reason || 'it was ended without a reason'}`, suspects: suspectsOf(step, reason) };
}

const STEP: Readonly<Record<Step, string>> = {
  connection: 'the data channel could not be opened',
  handshake: 'the handshake with the node failed',
  key: 'the handshake with the node failed',
  agent: 'the node ended the session before it began',
};

function suspectsOf(step: Step, reason: string): readonly Suspect[] {
  if (step === 'connection') return /HTTP 40[13]/.test(reason) ? ['channel'] : [];
  if (step === 'key') return ['key'];
  if (step === 'handshake') return SILENT;
  return SAID.find(([pattern]) => pattern.test(reason))?.[1] ?? [...NODE_SIDE];
}

/** Why a node may say nothing at all. */
export const SILENT: readonly Suspect[] = ['node', 'key'];

/** Everything that an agent may have meant. */
const NODE_SIDE: readonly Suspect[] = ['node', 'key', 'log-group', 'bucket', 'run-as'];

/** What agents say, in amazon-ssm-agent: agent/session/plugins, agent/session/datachannel, agent/session/utility. */
const SAID: readonly (readonly [pattern: RegExp, suspects: readonly Suspect[]])[] = [
  [/log group|cloudwatch/i, ['log-group']],
  [/s3|bucket/i, ['bucket']],
  [/run ?as|start pty|ssm-user|user\b.*(does not|doesn't) exist/i, ['run-as']],
  [/kms|data key|encrypt|decrypt|challenge/i, ['key']],
  [/plugin with name|not supported|unsupported/i, ['node']],
  // The node has connected to nothing: that is about its own servers.
  [/connect\b|connection to destination|ECONNREFUSED|denied destination/i, []],
];

/** Thrown where a session has not started. */
export class NotStartedError extends Error {
  override name = 'NotStartedError';
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.line, options);
    this.failure = failure;
  }
}
