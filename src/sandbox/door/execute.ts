import { randomUUID } from 'node:crypto';
import { AwsError } from '../protocols/aws-error.ts';
import type { WireResponse } from '../protocols/wire.ts';
import type { Caller, Context, SessionInput } from '../services/operation.ts';
import { partitionOf } from '../state/partitions.ts';
import type { Path } from '../state/patch.ts';
import { emptyRegion, type State } from '../state/state.ts';
import type { Outcome } from '../state/store.ts';
import { authenticate, authorize, callerOf } from './authority.ts';
import { type Call, front } from './call.ts';
import type { Fate } from './chaos.ts';
import { type Allowance, enforce } from './enforcement.ts';
import type { Faults } from './faults.ts';
import { asSeen, type Past } from './past.ts';

/** The outcome of a call. */
export interface Executed {
  readonly response: WireResponse;
  readonly account: string;
  readonly changed: Outcome<unknown>['changed'];
  /** The code of the refusal. */
  readonly error?: string;
  /** What allowed it, where the policies of callers are enforced. */
  readonly allowed?: readonly Allowance[];
}

interface Options {
  readonly faults: Faults;
  readonly fate: Fate;
  readonly now: number;
  readonly sessionInputs: readonly SessionInput[];
  readonly relay?: string | undefined;
  readonly noSessions?: string | undefined;
  /** What services that lag still show. */
  readonly past?: Past | undefined;
}

/** Executes a call on the state as AWS would, or refuses it. Synchronous; a refused operation has changed nothing. */
export function execute(state: State, call: Call, options: Options & { readonly account: string }): Executed {
  const requestId = randomUUID();
  const caller = call.authorization && callerOf(state, call.authorization, options.account);
  const account = caller?.account ?? '';
  let touched = false;
  let allowed: readonly Allowance[] | undefined;
  try {
    if (call.plan instanceof AwsError && !caller) throw call.plan;
    if (!caller) throw new Error('a call without a caller has a plan');
    const output = perform(state, call, caller, {
      ...options,
      touch: () => (touched = true),
      allow: (found) => (allowed = found),
    });
    const mutates = !(call.plan instanceof AwsError) && call.plan.operation.mutates;
    return {
      response: call.protocol.answer(call.operation, output, requestId),
      account,
      changed: mutates ? 'part' : 'nothing',
      ...(allowed && { allowed }),
    };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const refusal = error.code === 'SerializationException' ? front(call.protocol, 'malformed', error.message) : error;
    const changed = touched ? 'anything' : 'nothing';
    return {
      response: call.protocol.refusal(refusal, requestId),
      account,
      changed,
      error: refusal.code,
      ...(allowed && { allowed }),
    };
  }
}

/** Finds the part of the state that a call changes if it is not refused: where its service keeps its things. */
export function partOf(state: State, call: Call, account: string): Path {
  const { service, authorization } = call;
  if (service === 'sts' || !authorization) return ['sessions'];
  // The names of buckets are unique across all accounts.
  if (service === 's3') return ['buckets'];
  const caller = callerOf(state, authorization, account);
  return service === 'iam' ? ['iam', caller.account] : ['accounts', caller.account, authorization.region];
}

function perform(
  state: State,
  call: Call,
  caller: Caller,
  options: Options & { readonly touch: () => void; readonly allow: (found: readonly Allowance[]) => void },
): object {
  const { faults, fate, now, sessionInputs, relay, noSessions, touch, past } = options;
  const { protocol, plan } = call;
  const region = call.authorization?.region ?? '';
  if (faults.missingServices?.includes(call.service)) {
    throw new AwsError('InternalFailure', `API for service '${call.service}' is not implemented`, 501);
  }
  authenticate(state, call, caller, faults, now);
  if (fate === 'throttled') throw front(protocol, 'throttled', 'Rate exceeded');
  if (plan instanceof AwsError) throw plan;
  if (fate === 'failed') throw new AwsError(plan.service.internal, 'An internal failure (a fault of the sandbox)', 500);
  const existing = state.accounts[caller.account]?.[region];
  const here = existing ?? emptyRegion();
  const { account } = caller;
  const partition = partitionOf(region);
  const place = { account, region, partition, caller };
  const current: Context = { state, here, ...place, now, faults, sessionInputs, relay, noSessions, touch };
  authorize(state, call, caller, faults);
  if (faults.enforcePolicies) options.allow(enforce(call, plan, current));
  const action = `${call.service}:${call.operation}`;
  const context = past ? asSeen(current, plan.operation, action, past, call.input) : current;
  const output = plan.operation.run(context, call.input, (message) => new AwsError(plan.service.invalid, message));
  // The state holds no regions in which nothing was ever made.
  if (!existing && Object.values(here).some((things) => Object.keys(things).length > 0)) {
    (state.accounts[account] ??= {})[region] = here;
  }
  return output;
}
