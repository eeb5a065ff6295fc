import type { Handler } from '../connection.ts';
import { NetworkFault, tlsFault } from '../network-fault.ts';

/** A handler for the SDK's own ways to credentials, and what went wrong with the last request. */
export interface NetworkMemory {
  readonly handler: Handler;
  /** The fault of the network that ended the last request; undefined if there was none. */
  fault(): NetworkFault | undefined;
}

/** Remembers faults of the network: the SDK's providers pass on no more of an error than its text. */
export function networkMemory(handler: Handler): NetworkMemory {
  let fault: NetworkFault | undefined;
  return {
    handler: {
      async handle(request: { readonly hostname: string }, options?: object) {
        fault = undefined;
        try {
          return await handler.handle(request as never, options as never);
        } catch (error) {
          fault = error instanceof NetworkFault ? error : tlsFault(error, request.hostname, 'AWS_ENDPOINT_URL');
          throw error;
        }
      },
    },
    fault: () => fault,
  };
}
