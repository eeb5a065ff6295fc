/** A request as the SDK sends it, as far as it is looked at here. */
export interface Request {
  readonly headers?: Readonly<Record<string, string>>;
  readonly hostname?: string;
  readonly port?: number;
}

/** What came back for a request. */
export interface Came {
  readonly service: string;
  readonly operation: string;
  readonly request: Request;
  readonly status: number;
  /** The beginning of the body; '' if there is none. */
  readonly head: string;
}

/** Names the host that a request goes to, with its port where that is not the usual one. */
export const hostOf = ({ hostname = 'the endpoint', port }: Request = {}): string =>
  port === undefined ? hostname : `${hostname}:${port}`;

/**
 * What came back is nothing that AWS says: nothing follows from it. The SDK repeats a call by the status in `$metadata`, and where
 * there is a `$retryable`.
 */
export class NotAnAnswer extends Error {
  /** Who said what: `logs.us-east-1.amazonaws.com answered 200 with HTML instead of JSON ("<html>…")`. */
  readonly said: string;
  readonly $metadata: { readonly httpStatusCode?: number };
  /** Set where another try may be answered. */
  readonly $retryable?: Readonly<Record<string, never>>;

  constructor(operation: string, said: string, status?: number, mayPass = false, options?: ErrorOptions) {
    super(`${operation}: ${said}`, options);
    this.name = 'NotAnAnswer';
    this.said = said;
    this.$metadata = { ...(status !== undefined && { httpStatusCode: status }) };
    if (mayPass) this.$retryable = {};
  }
}

/** Makes the error for what came back, from a phrase that says what is wrong with it: `with HTML instead of JSON`. */
export function notAnAnswer(
  came: Came,
  wrong: string,
  { mayPass = false, ...options }: ErrorOptions & { readonly mayPass?: boolean } = {},
): NotAnAnswer {
  const { operation, request, status } = came;
  const shown = excerpt(came);
  const said = `${hostOf(request)} answered ${status} ${wrong}${shown === '' ? '' : ` (${shown})`}`;
  return new NotAnAnswer(operation, said, status, mayPass, options);
}

/** The most characters of a body that are shown. */
const SHOWN = 80;

// Whoever echoes a request, or breaks off in the middle of credentials, must not have them printed.
const SECRET =
  /authorization|credential|signature|aws4-hmac|secret|(security|session|access|id|auth)[-_ ]?(token|key)/i;

/** Gives the beginning of a body, in quotes, on one line and without anything that a terminal obeys; '' if there is none. */
function excerpt({ operation, request, head }: Came): string {
  const text = head
    .replace(/[\p{C}\p{Z}\s]+/gu, ' ')
    .replaceAll('"', "'")
    .trim();
  if (text === '') return '';
  const shown = text.slice(0, SHOWN);
  if (operation.startsWith('AssumeRole') || SECRET.test(shown) || repeats(shown, request))
    return 'not shown: it may hold secrets';
  return `"${shown}${text.length > SHOWN ? '…' : ''}"`;
}

/** Tells whether a text has a part of what proves who we are, however it is cut or wrapped. */
function repeats(text: string, { headers = {} }: Request): boolean {
  const proofs = Object.entries(headers).flatMap(([name, value]) => (/token|authorization/i.test(name) ? [value] : []));
  const words = text.match(/[a-z\d]{8,}/gi) ?? [];
  return words.some((word) => proofs.some((proof) => proof.includes(word)));
}
