import type { RetryStrategyV2 } from '@smithy/types';
import { once } from '../once.ts';
import { checkAnswers } from './answers/check.ts';
import { withLastAttempt } from './last-attempt.ts';
import { holdCredentials } from './secrets.ts';
import type { CredentialProvider } from './credentials/kept.ts';
import { renewal } from './renewal.ts';
import { inKnownOrder } from './middleware-order.ts';
import { sharedSettingsOf } from './shared-settings.ts';
import type { Throttling } from './throttling.ts';
import { type CallTrace, causeTeller, type Middleware, retryLimits, readOnlyLock, tracer } from './middleware.ts';

/** Sends requests: one of the SDK's request handlers (`NodeHttpHandler`), or one's own with the same `handle`. */
export type Handler = { handle(request: never, options?: never): Promise<object> };

/** The way to AWS, the same for every account and region of a run. */
export interface Connection {
  readonly handler: Handler;
  /** Instead of `handler`, for the clients of these profiles: each may trust certificates of its own. */
  readonly handlers?: ReadonlyMap<string, Handler>;
  /** Refuse every call that is not a read. */
  readonly readOnly: boolean;
  readonly trace?: (call: CallTrace) => void;
  /** Instead of the SDK's search for credentials. */
  readonly credentials?: CredentialProvider;
  /** Asks the user for the code that an MFA device shows, by its serial number. Absent: there is nobody to ask. */
  readonly mfaCode?: (serial: string) => Promise<string>;
  /** Is told the ARN of the owner of each credentials that accounts are entered with. */
  readonly signedIn?: (arn: string) => void;
  /** Instead of the SDK's retries. */
  readonly retryStrategy?: () => RetryStrategyV2;
  /** When it fires, no call is repeated more than once. */
  readonly interrupt?: AbortSignal;
  /** Takes note of what AWS refuses because there were too many calls, and sets their pace. */
  readonly throttling?: Throttling;
}

/** The region, the credentials and the time limit of a client's calls. */
export interface CallContext {
  readonly place: string;
  readonly region: string;
  readonly credentials: CredentialProvider;
  readonly profile?: string;
  readonly signal?: AbortSignal;
  /** Where throttling is noted, if not in `place`: the limits of AWS are those of the account that calls. */
  readonly limits?: string;
}

// Throttling is the normal state of a fan-out over many regions; AWS_MAX_ATTEMPTS and the profile override this.
const MAX_ATTEMPTS = 10;

/** The settings that a client is made with. */
export interface ClientConfig {
  region: string;
  credentials: CredentialProvider;
  requestHandler: Handler;
  profile?: string;
  maxAttempts?: () => Promise<number>;
  retryStrategy?: RetryStrategyV2;
}

/** The part of every SDK client that is adjusted here; its own types differ from service to service. */
interface AnyClient {
  readonly config: Record<string, unknown>;
  middlewareStack: { add(middleware: Middleware, options: object): void };
  send(command: unknown, options?: object): unknown;
}

/** Gives what sends the requests of a profile; undefined is the one in effect. */
export const handlerOf = ({ handler, handlers }: Connection, profile: string | undefined): Handler =>
  (profile !== undefined && handlers?.get(profile)) || handler;

/** Builds a client of any service, with the same limits, retries, lock and trace for all of them. */
export function connect<Client>(
  make: new (config: ClientConfig) => Client,
  connection: Connection,
  context: CallContext,
): Client {
  const { profile, signal } = context;
  const settings = sharedSettingsOf(connection, make, profile);
  const client = new make({
    ...settings.shared,
    region: context.region,
    // The SDK would keep what it once got, also where AWS has refused it.
    credentials: Object.assign(async () => holdCredentials(await context.credentials()), { memoized: true }),
    requestHandler: handlerOf(connection, profile),
    ...(profile !== undefined && { profile }),
    maxAttempts: async () => (await settings.attempts()) ?? MAX_ATTEMPTS,
    ...(connection.retryStrategy && { retryStrategy: connection.retryStrategy() }),
  });
  const adjusted = client as AnyClient;
  settings.learnFrom(adjusted.config);
  const { serviceId } = adjusted.config;
  const { interrupt, throttling } = connection;
  const strategy = adjusted.config['retryStrategy'] as () => Promise<RetryStrategyV2>;
  adjusted.config['retryStrategy'] = once(async () => {
    const given = await strategy();
    const noted = throttling ? throttling.noted(given, context.limits ?? context.place, String(serviceId)) : given;
    return interrupt ? withLastAttempt(noted, interrupt) : noted;
  });
  adjusted.config['serviceConfiguredEndpoint'] = () => settings.endpointOf(String(serviceId));
  // The SDK would copy the whole configuration for each call, to make a signer that is always the same.
  const newSigner = adjusted.config['signer'] as (scheme: unknown) => Promise<unknown>;
  let signer: Promise<unknown> | undefined;
  adjusted.config['signer'] = (scheme: unknown) => (signer ??= newSigner(scheme));
  // For a logger that drops it, the SDK would still copy every input and answer.
  adjusted.config['logger'] = undefined;
  const stack = adjusted.middlewareStack;
  if (connection.readOnly) stack.add(readOnlyLock, { step: 'initialize', name: 'readOnlyLock' });
  if (connection.trace) stack.add(tracer(connection.trace, context.place), { step: 'initialize', name: 'tracer' });
  stack.add(causeTeller, { step: 'initialize', name: 'causeTeller' });
  stack.add(renewal(context.credentials), { step: 'initialize', name: 'renewal', priority: 'low' });
  checkAnswers(stack);
  stack.add(retryLimits, { step: 'finalizeRequest', name: 'retryLimits', priority: 'low' });
  adjusted.middlewareStack = inKnownOrder(stack, settings.orders);
  if (signal) {
    const send = adjusted.send.bind(adjusted);
    adjusted.send = (command, options) => send(command, { ...options, abortSignal: signal });
  }
  return client;
}
