import { once } from '../../once.ts';
import { ALWAYS_SENT } from './always-sent.ts';
import { type Came, hostOf, NotAnAnswer, notAnAnswer, type Request } from './not-an-answer.ts';
import { answeredBy } from './pages.ts';
import { BROKEN, EMPTY, type Form, readWire, type Response } from './wire.ts';

/** What the SDK knows of a call: `operationSchema` is `[…, input, output]`. */
interface CallContext {
  readonly clientName?: string;
  readonly commandName?: string;
  readonly __smithy_context?: { readonly operationSchema?: readonly unknown[] };
}

interface Result {
  readonly output: object;
  readonly response: unknown;
}

type Next = (args: unknown) => Promise<Result>;
type Middleware = (next: Next, context: CallContext) => Next;

/** The part of a client that calls go through. */
interface Stack {
  add(middleware: Middleware, options: object): void;
}

/**
 * Lets nothing pass for an answer that AWS would not say. What arrives is looked at twice: as it came, before the SDK reads it, and as
 * the SDK has read it. Both are inside the SDK's retries; a call fails with a NotAnAnswer that names the host, the operation and what
 * came.
 */
export function checkAnswers(stack: Stack): void {
  const known = new WeakMap<object, Came>();
  stack.add(outer(known), { step: 'deserialize', name: 'checkMembers', priority: 'high' });
  stack.add(inner(known), { step: 'deserialize', name: 'checkWire', priority: 'low' });
}

const inner =
  (known: WeakMap<object, Came>): Middleware =>
  (next, context) =>
  async (args) => {
    const result = await next(args);
    const response = result.response as Response;
    const { request } = args as { readonly request: Request };
    const service = (context.clientName ?? '').replace(/Client$/, '');
    const operation = operationOf(context);
    known.set(response, await readWire(response, { service, operation, request }, formOf(context, service, request)));
    return result;
  };

const operationOf = ({ commandName = '' }: CallContext): string => commandName.replace(/Command$/, '');

// Loaded with the first call: by then the SDK is there, too.
const members = once(() => import('./members.ts'));

const outer =
  (known: WeakMap<object, Came>): Middleware =>
  (next, context) =>
  async (args) => {
    let result: Result;
    try {
      result = await next(args);
    } catch (error) {
      throw unread(known, error);
    }
    const came = known.get(result.response as object);
    if (!came) return result;
    const { flawOf } = await members();
    const flaw = flawOf(outputSchema(context), result.output, ALWAYS_SENT[came.service]?.[came.operation] ?? []);
    if (flaw === undefined) {
      answeredBy.set(result.output, hostOf(came.request));
      return result;
    }
    throw isEmpty(came) ? notAnAnswer(came, EMPTY, { mayPass: true }) : notAnAnswer(came, flaw);
  };

const outputSchema = ({ __smithy_context: known }: CallContext): unknown => known?.operationSchema?.[5] ?? 'unit';

/** Gives the error for a body that the SDK could not read; its errors that AWS has answered stay as they are. */
function unread(known: WeakMap<object, Came>, error: unknown): unknown {
  if (error instanceof NotAnAnswer || typeof error !== 'object' || error === null || '$fault' in error) return error;
  const { $response: response } = error as { readonly $response?: object };
  const came = response && known.get(response);
  const mayPass = (came?.status ?? 0) < 300;
  return came ? notAnAnswer(came, isEmpty(came) ? EMPTY : BROKEN, { mayPass, cause: error }) : error;
}

const isEmpty = ({ head }: Came): boolean => head.trim() === '';

/** Finds the form of a call's answers by that of its request; only requests in JSON say so. */
function formOf(context: CallContext, service: string, { headers = {} }: Request): Form {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (type.includes('json')) return { name: 'JSON' };
  if (operationOf(context) === 'GetBucketPolicy') return { name: 'XML' };
  if (operationOf(context) === 'GetObject') return { name: 'bytes' };
  const isS3 = service === 'S3' || service === 'S3Control';
  return { name: 'XML', root: isS3 ? payloadOf(context) : `${operationOf(context)}Response` };
}

/** The elements of answers with several members. */
const ROOTS: Readonly<Record<string, string>> = {
  GetBucketAcl: 'AccessControlPolicy',
  GetBucketLifecycleConfiguration: 'LifecycleConfiguration',
  ListObjectsV2: 'ListBucketResult',
};

// S3 answers with what the operation is about, without anything around it: the only member of the output,
// whose names are fifth in a schema. One with several members is named in no schema:
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html
function payloadOf(context: CallContext): string {
  const root = ROOTS[operationOf(context)];
  if (root !== undefined) return root;
  const output = outputSchema(context);
  const schema = (typeof output === 'function' ? (output() as unknown) : output) as readonly unknown[];
  return String((schema[4] as readonly string[])[0]);
}
