import { assertShape, type Shape } from '../protocols/shape.ts';
import type { Partition } from '../state/partitions.ts';
import type { RegionState, State } from '../state/state.ts';
import type { Tags } from '../state/tags.ts';

/** A caller, as GetCallerIdentity shows it. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  /** True if its credentials come from AssumeRole. */
  readonly assumed: boolean;
  /** The policy that its session was begun with, as JSON text. */
  readonly sessionPolicy?: string;
}

/** An input that Session documents can have, and the numbers that it can be. */
export interface SessionInput {
  /** `idleSessionTimeout`; `shellProfile.linux` for a member. */
  readonly field: string;
  readonly least?: number;
  readonly most?: number;
}

/** Failures on purpose inside services. */
export interface ServiceFaults {
  /** The number of times that CloudWatch Logs refuses a key with a new policy, or a new key, before it accepts it. */
  readonly freshKeyRefusals?: number;
  /**
   * Milliseconds for which KMS, IAM and lists of Systems Manager can still show what was there before a change, and for
   * which documents are being made, changed or deleted.
   */
  readonly lag?: number;
  /** Accounts whose roles cannot be assumed. */
  readonly deniedAccounts?: readonly string[];
  /** The most seconds for which the credentials of assumed roles hold. */
  readonly sessionSeconds?: number;
}

/** Everything that an operation works with. */
export interface Context {
  readonly state: State;
  /** The part of the state of this account and region. */
  readonly here: RegionState;
  readonly account: string;
  readonly region: string;
  readonly partition: Partition;
  readonly caller: Caller;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly faults: ServiceFaults;
  readonly sessionInputs: readonly SessionInput[];
  /** Where sessions are to be had: `ws://127.0.0.1:1234`; absent: nowhere. */
  readonly relay?: string | undefined;
  /** Why no sessions are begun; absent: they are. */
  readonly noSessions?: string | undefined;
  /** Says that the state has changed although the call is refused. */
  touch(): void;
}

/** One operation: the shape of its input, and a synchronous function that throws AwsError before it changes anything. */
export interface Operation {
  readonly mutates: boolean;
  readonly input: Shape;
  /** The IAM action that allows it, if it is not named like the operation: `s3:ListBucket`. */
  readonly action?: string;
  /** Executes it. Throws what `refuse` makes of AWS's message for an input that does not match the shape. */
  run(context: Context, input: unknown, refuse: (message: string) => Error): object;
}

/** One question to IAM: an action on a resource. */
export interface Permission {
  /** `kms:TagResource`; absent: the action of the operation itself. */
  readonly action?: string;
  /** An ARN, or `*` where the action has no resource. */
  readonly resource: string;
  /** Another ARN by which policies may name it. */
  readonly alias?: string;
  /** The tags that the resource has: aws:ResourceTag. */
  readonly tags?: Tags;
  /** The tags that the request sets: aws:RequestTag and aws:TagKeys. */
  readonly requestTags?: Tags;
  /** The names of the tags that the request takes away: aws:TagKeys. */
  readonly tagKeys?: readonly string[];
  /** The resource's own policy, which has to allow the caller or the account of the caller. */
  readonly policy?: string;
  /** Condition keys of the service, in lower case. */
  readonly keys?: Readonly<Record<string, readonly string[]>>;
}

/** An input whose shape has not been checked yet. */
export type RawInput = Readonly<Record<string, unknown>>;

/** Lists everything that has to be allowed before an operation runs. */
export type Permissions = (context: Context, input: RawInput) => readonly Permission[];

/** One AWS service and the operations the sandbox knows of it. */
export interface Service {
  /** The signing name, which is also the IAM prefix of its actions. */
  readonly name: string;
  readonly protocol: 'aws-json' | 'query' | 'ec2-query' | 'rest-json' | 'rest-xml' | 'route53-xml';
  /** Its prefix of X-Amz-Target. */
  readonly target?: string;
  /** The version of its API that requests of the query protocol name. */
  readonly version?: string;
  /** The XML namespace of its answers. */
  readonly namespace?: string;
  /** The code of a refused input. */
  readonly invalid: string;
  /** The code of its own failure. */
  readonly internal: string;
  readonly operations: Readonly<Record<string, Operation>>;
  /** What IAM is asked before an operation runs, by operation. */
  readonly permissions: Readonly<Record<string, Permissions>>;
}

type Run<T> = (context: Context, input: T) => object | void;

/** Makes an operation that changes nothing. */
export function reads<T>(input: Shape<T>, run: Run<T>): Operation {
  return operation(false, input, run);
}

/** Makes an operation that changes the state unless it throws. */
export function writes<T>(input: Shape<T>, run: Run<T>): Operation {
  return operation(true, input, run);
}

function operation<T>(mutates: boolean, input: Shape<T>, run: Run<T>): Operation {
  return {
    mutates,
    input,
    run(context, value, refuse) {
      assertShape(input, value, refuse);
      return run(context, value) ?? {};
    },
  };
}
