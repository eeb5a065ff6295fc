import { hostOf, NotAnAnswer, type Request } from './answers/not-an-answer.ts';
import { endOf, NetworkFault, tlsFault } from './network-fault.ts';
import { withoutSecrets } from './secrets.ts';

/** One API call as `--debug` shows it. Never holds parameters or answers. */
export interface CallTrace {
  readonly service: string;
  readonly operation: string;
  /** `account/region`. */
  readonly place: string;
  /** HTTP status; undefined when no answer arrived. */
  readonly status?: number;
  readonly error?: string;
  readonly attempts: number;
  readonly milliseconds: number;
}

interface Answer {
  readonly $metadata: { readonly httpStatusCode?: number; readonly attempts?: number };
}

type Next = (args: unknown) => Promise<{ output: Answer; response: unknown }>;
interface CallContext {
  readonly clientName?: string;
  readonly commandName?: string;
}

/** A middleware of any SDK client, at any step, as far as ours look at it. */
export type Middleware = (next: Next, context: CallContext) => Next;

const operationOf = (context: CallContext): string => (context.commandName ?? '').replace(/Command$/, '');

const READS = /^(BatchGet|Describe|Get|List|Lookup|Search|Simulate|AssumeRole)/;

/** Refuses every call that is not a read: a plan cannot change anything, even by mistake. */
export const readOnlyLock: Middleware = (next, context) => (args) => {
  const operation = operationOf(context);
  if (READS.test(operation)) return next(args);
  throw new Error(`${operation} would change something, and this command only reads`);
};

// These have no idempotency token: after a lost answer, asking again could create a second key, association or version.
const NOT_REPEATABLE = new Set(['CreateKey', 'CreateAssociation', 'CreatePolicyVersion']);

type SdkError = Error & Partial<Answer>;

// What stands for an SDK error keeps its status in a field of its own, and its cause to itself until the retries are
// over: the SDK would retry on a 500 in `$metadata`, its own or that of its cause.
class StandIn extends Error {
  readonly status: number | undefined;
  readonly #instead: SdkError;

  constructor(name: string, message: string, instead: SdkError) {
    super(message);
    this.name = name;
    this.status = instead.$metadata?.httpStatusCode;
    this.#instead = instead;
  }

  tellCause(): void {
    this.cause = this.#instead;
  }
}

/** Sits outside the SDK's retries, and throws what the errors of `retryLimits` stand for. */
export const causeTeller: Middleware = (next, context) => async (args) => {
  try {
    return await next(args);
  } catch (error) {
    const host = silent.get(error as SdkError);
    if (host !== undefined) throw dropped(operationOf(context), host, error as SdkError);
    if (error instanceof StandIn) error.tellCause();
    throw inWords(error as Error);
  }
};

/** Names the operation and the host of which the SDK's own error says nothing. */
function dropped(operation: string, host: string, error: SdkError): Error {
  const { code } = error as NodeJS.ErrnoException;
  const what = code === undefined ? 'gave no answer in time' : `closed the connection before it answered (${code})`;
  const { $metadata } = error;
  const named = new Error(`${operation}: ${host} ${what}`, { cause: error });
  return Object.assign(named, { name: 'Unreachable', ...($metadata && { $metadata }) });
}

// An answer can have anything in place of the code and the message of a refusal.
function inWords(error: Error): Error {
  const { name, message } = error as { readonly name: unknown; readonly message: unknown };
  if (typeof name !== 'string') error.name = 'UnknownError';
  if (typeof message !== 'string') error.message = JSON.stringify(message) ?? '';
  return error;
}

// Nothing listens there, there is no such host, or what comes is no answer: a few tries are enough, ten would take fifteen seconds.
const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND']);
const ENOUGH = 3;

interface Sent {
  readonly request?: Request;
}

// A connection that ended without an answer; the SDK repeats the call as often as it may.
const DROPPED = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** The host that gave no answer, by the error. */
const silent = new WeakMap<object, string>();

// The SDK writes `attempt=1; max=10`.
function isLastTry(args: unknown): boolean {
  const header = (args as Sent).request?.headers?.['amz-sdk-request'] ?? '';
  const [, attempt = '1', most = ENOUGH] = /attempt=(\d+)(?:; max=(\d+))?/.exec(header) ?? [];
  return Number(attempt) >= Math.min(ENOUGH, Number(most));
}

/** Gives the error for what is no answer: itself where the SDK may repeat the call, or nothing was done. */
function unbelieved(error: NotAnAnswer, operation: string, isLast: boolean): Error {
  const { $metadata, $retryable, name, message, said } = error;
  const { httpStatusCode: status = 0 } = $metadata;
  const isOnce = NOT_REPEATABLE.has(operation);
  if (status >= 300) return isOnce && status >= 500 ? lost(operation, said, error) : error;
  if ($retryable && !isLast && !isOnce) return error;
  // The work may be done: after a write, what is there is read again.
  return READS.test(operation) ? new StandIn(name, message, error) : lost(operation, said, error);
}

const lost = (operation: string, why: string, error: SdkError): StandIn =>
  new StandIn('AnswerLost', `${operation}: no answer arrived (${why})`, error);

/** Sits inside the SDK's retries and ends them where another try could do harm, or would be of no use. */
export const retryLimits: Middleware = (next, context) => async (args) => {
  const operation = operationOf(context);
  try {
    return await next(args);
  } catch (error) {
    if (error instanceof NotAnAnswer) throw unbelieved(error, operation, isLastTry(args));
    const { name, message, $metadata } = error as SdkError;
    const host = hostOf((args as Sent).request);
    const fault = error instanceof NetworkFault ? error : tlsFault(error, host, 'AWS_ENDPOINT_URL');
    if (fault) throw fault.passing && !isLastTry(args) ? fault : endOf(operation, fault);
    // The SDK takes this name for throttling, but KMS, Logs and SSM mean a quota, which no pause brings back.
    if (name === 'LimitExceededException') throw new StandIn('QuotaExceeded', message, error as SdkError);
    const { code } = error as NodeJS.ErrnoException;
    if (UNREACHABLE.has(code ?? '') && isLastTry(args)) {
      throw new StandIn('Unreachable', `${operation}: ${host} cannot be reached (${code})`, error as SdkError);
    }
    if (DROPPED.has(code ?? '') || name === 'TimeoutError') silent.set(error as SdkError, host);
    const status = $metadata?.httpStatusCode ?? 0;
    const refused = status >= 400 && status < 500;
    if (!NOT_REPEATABLE.has(operation) || refused || name === 'AbortError') throw error;
    throw lost(operation, message, error as SdkError);
  }
};

/** Reports every call when it is over, with its retries. */
export const tracer =
  (trace: (call: CallTrace) => void, place: string): Middleware =>
  (next, context) =>
  async (args) => {
    const started = performance.now();
    const report = (metadata: Partial<Answer['$metadata']>, error?: string): void =>
      trace({
        service: (context.clientName ?? '').replace(/Client$/, ''),
        operation: operationOf(context),
        place,
        ...(metadata.httpStatusCode !== undefined && { status: metadata.httpStatusCode }),
        ...(error !== undefined && { error }),
        attempts: metadata.attempts ?? 1,
        milliseconds: Math.round(performance.now() - started),
      });
    try {
      const result = await next(args);
      report(result.output.$metadata);
      return result;
    } catch (error) {
      const { name, $metadata } = error as SdkError;
      const { status } = error as Partial<StandIn>;
      report({ ...(status !== undefined && { httpStatusCode: status }), ...$metadata }, withoutSecrets(name));
      throw error;
    }
  };
