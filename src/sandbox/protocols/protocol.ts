import type { AwsError } from './aws-error.ts';
import type { Shape } from './shape.ts';
import type { WireRequest, WireResponse } from './wire.ts';

/** The encoding of a service's calls and answers, and the answers of AWS's front door under that protocol. */
export interface Protocol {
  /** Finds the operation that a request asks for; throws AwsError for a request that asks for none. */
  operation(request: WireRequest, target: string | undefined): string;
  /** Reads the input of a request; throws AwsError for a body that cannot be read. */
  input(request: WireRequest, shape: Shape): unknown;
  answer(operation: string, output: object, requestId: string): WireResponse;
  refusal(error: AwsError, requestId: string): WireResponse;
  /** The codes of refusals that any operation can meet, their status, and AWS's message if this protocol has its own. */
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
