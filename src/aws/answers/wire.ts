import { Readable } from 'node:stream';
import { type Came, notAnAnswer } from './not-an-answer.ts';

/** An HTTP response as the SDK's handlers give it. */
export interface Response {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  body?: unknown;
}

type Headers = NonNullable<Response['headers']>;

/**
 * The form of a protocol's answers. `root`: the name of an XML document's first element, where the call is carried out; absent: the
 * answer is then a document in JSON, and only a refusal is XML. `bytes`: the answer is whatever somebody has stored, and only a refusal
 * is XML.
 */
export type Form = { readonly name: 'JSON' | 'bytes' } | { readonly name: 'XML'; readonly root?: string };

/** The most bytes that an answer may have; the longest ones of AWS, a thousand roles with their policies, have a tenth. */
const MOST_BYTES = 64 * 2 ** 20;

/** Says that there is no body. */
export const EMPTY = 'with an empty body';

/** Says that a body ends in the middle, or is otherwise not of its format. */
export const BROKEN = 'with a body that breaks off or cannot be read';

/** The bytes of a body that are looked at and, of these, shown. */
const HEAD = 2048;

/**
 * Reads the body of a response, and puts it in its place as bytes. Throws a NotAnAnswer for what cannot be an answer in this form,
 * whatever the operation: another status, another format, an error without a code, nothing where there must be something.
 */
export async function readWire(response: Response, call: Omit<Came, 'status' | 'head'>, form: Form): Promise<Came> {
  const { statusCode: status, headers = {} } = response;
  const nothingYet: Came = { ...call, status, head: '' };
  const body = await bytesOf(response.body);
  if (!body) throw notAnAnswer(nothingYet, `with more than ${MOST_BYTES / 2 ** 20} MB`);
  // The SDK hands on what is stored as a stream.
  response.body = form.name === 'bytes' && status < 300 ? Readable.from([body]) : body;
  const head = body.subarray(0, HEAD).toString();
  const came: Came = { ...nothingYet, head };
  if (form.name === 'bytes' && status < 300) return checkStored(came);
  if (body[0] === 0x1f && body[1] === 0x8b)
    throw notAnAnswer(nothingYet, 'with compressed data, for which nobody asked');
  if (status >= 300) checkRefusal(came, headers, body, form);
  else checkAnswer(came, headers, body, form.name === 'XML' && form.root === undefined ? { name: 'JSON' } : form);
  return came;
}

/** Reads a body of any kind that handlers give; undefined if it is too long. */
async function bytesOf(body: unknown): Promise<Buffer | undefined> {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array | string>) {
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer));
    length += chunk.length;
    if (length > MOST_BYTES) return undefined;
  }
  return Buffer.concat(chunks);
}

/** Passes what is stored, whole or in part: of that, only the headers tell whether S3 has sent it. */
function checkStored(came: Came): Came {
  if (came.status !== 200 && came.status !== 206) throw notAnAnswer(came, 'instead of 200');
  // It is nobody's business in messages.
  return { ...came, head: '…' };
}

function checkAnswer(came: Came, headers: Headers, body: Buffer, form: Form): void {
  const { status, head } = came;
  if (status !== 200) throw notAnAnswer(came, 'instead of 200');
  const kind = kindOf(head);
  if (kind === 'nothing') {
    // Whoever must say something is found out by what is missing.
    if (form.name === 'JSON') return checkType(came, headers, form);
    throw notAnAnswer(came, EMPTY, { mayPass: true });
  }
  if (kind !== form.name) throw notAnAnswer(came, `with ${kind} instead of ${form.name}`);
  checkType(came, headers, form);
  if (form.name === 'XML') checkRoot(came, form.root ?? '');
  else if (body.length <= HEAD) checkNoError(came);
}

/** The kind of a text by how it begins. Test endpoints write `null` where AWS writes nothing. */
function kindOf(head: string): 'nothing' | 'JSON' | 'a JSON list' | 'HTML' | 'XML' | 'text' {
  const text = head.replace(/^\uFEFF/, '').trim();
  if (text === '') return 'nothing';
  if (text.startsWith('{') || text === 'null') return 'JSON';
  if (text.startsWith('[')) return 'a JSON list';
  if (/^<(!doctype\s+html|html|head|body|title|script|meta)\b/i.test(text)) return 'HTML';
  return text.startsWith('<') ? 'XML' : 'text';
}

// Test endpoints label their answers wrongly; but then they number them, as AWS does.
function checkType(came: Came, headers: Headers, { name }: Form): void {
  const type = header(headers, /^content-type$/);
  if (type === undefined || type.toLowerCase().includes(name.toLowerCase())) return;
  if (header(headers, /^x-amzn?-request-?id$/) !== undefined) return;
  throw notAnAnswer(came, `as ${type.slice(0, 40)} instead of ${name}`);
}

function checkRoot(came: Came, wanted: string): void {
  const root = rootOf(came.head);
  if (root === undefined) throw notAnAnswer(came, BROKEN, { mayPass: true });
  if (root !== wanted) throw notAnAnswer(came, `with the answer ${root} instead of ${wanted}`);
}

/** Throws where an answer that says nothing else is an error. */
function checkNoError(came: Came): void {
  if (!came.head.includes('"__type"')) return;
  const { __type: type, ...rest } = parsed(came.head) ?? {};
  const others = Object.keys(rest).filter((name) => !/^(message|code)$/i.test(name));
  if (typeof type === 'string' && others.length === 0) throw notAnAnswer(came, 'with an error');
}

function checkRefusal(came: Came, headers: Headers, body: Buffer, form: Form): void {
  const kind = kindOf(came.head);
  const text = body.toString();
  if (form.name === 'JSON' ? hasJsonCode(headers, text) : kind === 'XML' && hasXmlCode(text)) return;
  const location = header(headers, /^location$/);
  if (came.status < 400 && location !== undefined) throw notAnAnswer(came, `and leads to ${hostIn(location)}`);
  throw notAnAnswer(came, kind === 'nothing' ? EMPTY : `with ${kind} that is no error of AWS`);
}

// The names that the SDK takes the code of an error from.
function hasJsonCode(headers: Headers, text: string): boolean {
  if (header(headers, /^x-amzn-(errortype|query-error)$/) !== undefined) return true;
  return Object.entries(parsed(text) ?? {}).some(
    ([name, value]) => /^(__type|code)$/i.test(name) && typeof value === 'string' && value !== '',
  );
}

const hasXmlCode = (text: string): boolean =>
  ['ErrorResponse', 'Response', 'Error'].includes(rootOf(text) ?? '') && /<Code>[^<]+<\/Code>/.test(text);

/** Gives the name of the first element; undefined where it is not whole. */
const rootOf = (text: string): string | undefined =>
  /^\uFEFF?\s*(?:<\?[^>]*>\s*|<!--[\s\S]*?-->\s*)*<(?:[\w-]+:)?([\w.-]+)[\s/>]/.exec(text)?.[1];

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

const header = (headers: Headers, name: RegExp): string | undefined =>
  Object.entries(headers).find(([each]) => name.test(each.toLowerCase()))?.[1];

const hostIn = (location: string): string => (URL.canParse(location) ? new URL(location).host : 'another path');
