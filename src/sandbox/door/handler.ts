import { Readable } from 'node:stream';
import type { WireResponse } from '../protocols/wire.ts';
import type { Sandbox } from './sandbox.ts';

/** A request as the SDK's clients hand it to a request handler (`HttpRequest` of @smithy/core). */
interface HandlerRequest {
  readonly method: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>> | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The answer that the clients expect. */
interface HandlerResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | Readable;
}

/** The part of an AbortSignal that is used. */
interface Signal {
  readonly aborted: boolean;
  addEventListener?(type: 'abort', listener: () => void, options?: { once: boolean }): void;
  removeEventListener?(type: 'abort', listener: () => void): void;
}

/** A request handler for SDK clients that calls the sandbox in this process. A body that is already bytes is read without a stream. */
export interface SandboxHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(
    request: HandlerRequest,
    options?: { readonly abortSignal?: Signal | undefined },
  ): Promise<{ response: HandlerResponse }>;
  destroy(): void;
  updateHttpClientConfig(key: never, value: never): void;
  httpHandlerConfigs(): Record<string, never>;
}

export function sandboxHandler(sandbox: Sandbox): SandboxHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request, options) {
      const signal = options?.abortSignal;
      if (signal?.aborted) throw aborted();
      const answer = sandbox.handle({
        method: request.method,
        host: request.hostname,
        path: request.path,
        query: queryTexts(request.query ?? {}),
        headers: request.headers,
        body: bodyText(request.body),
      });
      return { response: toResponse(await (signal ? unlessAborted(answer, signal) : answer)) };
    },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

function toResponse({ status, headers, body }: WireResponse): HandlerResponse {
  const bytes = Buffer.from(body);
  return {
    statusCode: status,
    headers: { ...headers, date: new Date().toUTCString() },
    // What a client is to read as it comes, such as an object of S3, has to be a stream.
    body: headers['content-type'] === 'binary/octet-stream' ? Readable.from([bytes]) : bytes,
  };
}

function queryTexts(query: NonNullable<HandlerRequest['query']>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value ?? ''].flat().join()]));
}

function bodyText(body: unknown): string {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  throw new TypeError('the sandbox reads no streams: pass a string or bytes');
}

async function unlessAborted<T>(work: Promise<T>, signal: Signal): Promise<T> {
  let stop: (() => void) | undefined;
  const abort = new Promise<never>((_resolve, reject) => {
    stop = () => reject(aborted());
    signal.addEventListener?.('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, abort]);
  } finally {
    if (stop) signal.removeEventListener?.('abort', stop);
  }
}

function aborted(): Error {
  return Object.assign(new Error('Request aborted'), { name: 'AbortError' });
}
