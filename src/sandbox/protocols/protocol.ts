import type { AwsError } from './aws-error.ts';
import type { Shape } from './shape.ts';
import type { WireRequest, WireResponse } from './wire.ts';

/** The way in which a service's calls and answers are written, and what AWS's front door answers under that protocol. */
export interface Protocol {
  /** Finds the operation that a request asks for; throws AwsError for a request that asks for none. */
  operation(request: WireRequest, target: string | undefined): string;
  /** Reads the input of a request; throws AwsError for a body that cannot be read. */
  input(request: WireRequest, shape: Shape): unknown;
  answer(operation: string, output: object, requestId: string): WireResponse;
  refusal(error: AwsError, requestId: string): WireResponse;
  /** The codes of refusals that any operation may meet, their status, and the message where AWS has one of its own here. */
  readonly codes: Readonly<Record<FrontRefusal, readonly [code: string, status: number, message?: string]>>;
}

export type FrontRefusal =
  | 'missingToken'
  | 'invalidToken'
  | 'expiredToken'
  | 'invalidSignature'
  | 'throttled'
  | 'denied'
  | 'unknownOperation'
  | 'malformed';
