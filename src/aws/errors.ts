import { type Problem, TargetError, UserError } from '../errors.ts';
import { withoutSecrets } from './secrets.ts';
import { shellWord } from './shell-word.ts';

/** Says in one line what went wrong and, where known, what to do about it. Never contains a secret. */
export function explain(error: unknown, profile?: string): Problem {
  if (error instanceof TargetError) {
    return { code: error.code, message: oneLine(error.message), ...(error.advice && { advice: error.advice }) };
  }
  if (error instanceof UserError) return { code: error.code, message: oneLine(error.message) };
  const { name, message } = error as Error;
  const code = !name || name === 'Error' ? 'Unexpected' : oneLine(name);
  if (isSandboxFault(error)) {
    const where = 'set SESSION_MANAGER_SANDBOX_STATE to a file that can be written';
    return { code: 'NotWritable', message: oneLine(message), advice: where };
  }
  const advice = adviceFor(code, message ?? '', profile);
  if (advice?.message) return { code: advice.code ?? code, message: advice.message, advice: advice.advice };
  return {
    code: advice?.code ?? code,
    message: oneLine(message ?? String(error)),
    ...(advice && { advice: advice.advice }),
  };
}

/** Tells whether another run, or an attempt whose answer got lost, has changed what was read: read it again. */
export const isOvertaken = (error: unknown): boolean =>
  OVERTAKEN.has((error as Error).name) || isDefaultNow(error as Error) || needsTime(error);

// A version that is to be removed has become the default meanwhile; a document that is shared has an error of the same name.
const isDefaultNow = ({ name, message }: Error): boolean =>
  name === 'InvalidDocumentOperation' && /default version/i.test(message);

/** Tells whether AWS is still busy with a change: wait before reading again. */
export const needsTime = (error: unknown): boolean => BUSY.has((error as Error).name);

/** Tells whether a service control policy closes this region, or this action, for the whole account. */
export const isClosedByOrganization = (error: unknown): boolean =>
  isDenied(error) && /explicit deny in a service control policy/i.test((error as Error).message);

/** Tells whether access was denied. Each service has its own name for that; an answer without a body, as S3 gives to HEAD, has only its status. */
export function isDenied(error: unknown): boolean {
  const { name, $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
  if (/^(AccessDenied|UnauthorizedOperation|UnauthorizedAccess|Forbidden)/.test(name)) return true;
  return $metadata?.httpStatusCode === 403 && /^(Unknown|UnknownError|403)$/.test(name);
}

/** Resolves to undefined where reading is denied, or fails by one of these names; rejects with every other error. */
export async function unlessDenied<Value>(
  read: Promise<Value>,
  ...alike: readonly string[]
): Promise<Value | undefined> {
  try {
    return await read;
  } catch (error) {
    if (isDenied(error) || alike.includes((error as Error).name)) return undefined;
    throw error;
  }
}

/** Tells whether the region is not enabled for the account, by the answer that every service gives there. */
export const isRegionNotEnabled = (error: unknown): boolean =>
  ['UnrecognizedClientException', 'InvalidClientTokenId'].includes((error as Error).name);

/** Tells whether the endpoint, which is then not AWS, does not know the operation. */
export function isNotOffered(error: unknown): boolean {
  const { name, message, $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
  // Whoever cannot be understood says nothing about what there is.
  if (['NotAnAnswer', 'AnswerLost'].includes(name)) return false;
  const names = ['UnknownOperationException', 'UnknownOperation', 'InvalidAction', 'NotImplemented'];
  return names.includes(name) || $metadata?.httpStatusCode === 501 || /not (yet |been )*implemented/i.test(message);
}

const OVERTAKEN = new Set([
  'AnswerLost',
  'AlreadyExistsException',
  'NotFoundException',
  'KMSInvalidStateException',
  'DisabledException',
  'ResourceAlreadyExistsException',
  'ResourceNotFoundException',
  'DocumentAlreadyExists',
  'DuplicateDocumentContent',
  'DuplicateDocumentVersionName',
  'InvalidDocument',
  'InvalidDocumentVersion',
  'InvalidResourceId',
  'AssociationAlreadyExists',
  'AssociationDoesNotExist',
  'InvalidAssociationVersion',
  'EntityAlreadyExistsException',
  'NoSuchEntityException',
  'DeleteConflictException',
]);

const BUSY = new Set([
  // Whatever was created becomes visible only after a while.
  'AnswerLost',
  'OperationAbortedException',
  'TooManyUpdates',
  'DependencyTimeoutException',
  'InvalidUpdate',
  'ConcurrentModificationException',
]);

/** Tells whether the state of the sandbox, or the folder that it is in, cannot be written. */
function isSandboxFault(error: unknown): boolean {
  const { code = '', path } = error as NodeJS.ErrnoException;
  if (!['EACCES', 'EISDIR', 'ENOTDIR', 'EROFS', 'ENOSPC', 'EPERM'].includes(code) || path === undefined) return false;
  const state = process.env['SESSION_MANAGER_SANDBOX_STATE'] || 'sandbox.json';
  return path.includes(state) || state.startsWith(path);
}

interface Advice {
  readonly code?: string;
  readonly message?: string;
  readonly advice: string;
}

function adviceFor(code: string, message: string, profile: string | undefined): Advice | undefined {
  const login = profile ? `aws sso login --profile ${shellWord(profile)}` : 'aws sso login';
  const renew = `renew them: ${login}, or new keys in the environment`;
  // Its message holds words of whoever answered.
  if (code === 'NotAnAnswer' || code === 'AnswerLost') return { advice: KNOWN[code] ?? '' };
  if (/Credentials?Provider|TokenProvider/.test(code)) return credentialsAdvice(message, profile, login);
  if (/^(ExpiredToken|ExpiredTokenException|RequestExpired)$/.test(code)) {
    return { code: 'ExpiredToken', message: 'the credentials have expired', advice: renew };
  }
  if (/^(UnrecognizedClientException|InvalidClientTokenId|AuthFailure)$/.test(code)) {
    return { advice: `the credentials are not valid here: check them with aws sts get-caller-identity, or ${renew}` };
  }
  if (/^(SignatureDoesNotMatch|InvalidSignatureException)$/.test(code)) {
    return {
      message: 'AWS refused the signature',
      advice: 'check the secret access key and the clock of this machine',
    };
  }
  if (isDenied({ name: code })) return deniedAdvice(message);
  if (
    /^(TimeoutError|ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|NetworkingError)$/.test(code) ||
    /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ECONNRESET|ETIMEDOUT/.test(message)
  ) {
    return { advice: 'check the network, the proxy and AWS_ENDPOINT_URL, then run it again: what is done stays done' };
  }
  if (isNotOffered({ name: code, message })) return { advice: NOT_OFFERED };
  if (/^(KMS)?Internal|^ServiceUnavailable/.test(code)) return { advice: 'AWS failed internally: run it again' };
  if (/Throttl|TooManyRequests|RequestLimit|RateExceeded/.test(code)) {
    return { advice: 'AWS throttled every attempt: run it again later, or with a lower --concurrency' };
  }
  const known = Object.hasOwn(KNOWN, code) ? KNOWN[code] : undefined;
  return known === undefined ? undefined : { advice: known };
}

function credentialsAdvice(message: string, profile: string | undefined, login: string): Advice {
  if (/sso|token|expired|refresh/i.test(message) && !/^Could not (load|resolve) credentials/.test(message)) {
    return { code: 'ExpiredToken', message: oneLine(message), advice: `run ${login}` };
  }
  const searched = profile
    ? `looked in profile ${profile} of ~/.aws/config and ~/.aws/credentials`
    : 'looked in the environment (AWS_ACCESS_KEY_ID, AWS_PROFILE), ~/.aws/config and ~/.aws/credentials, SSO, web identity, the container and the instance metadata';
  return {
    code: 'NoCredentials',
    message: `no AWS credentials: ${searched}`,
    advice: `run aws configure or ${login}, or set AWS_PROFILE; --noop and --sandbox need no credentials`,
  };
}

function deniedAdvice(message: string): Advice {
  const action = /perform: ([\w-]+:\w+)/.exec(message)?.[1];
  if (/explicit deny in a service control policy/i.test(message)) {
    return {
      code: 'DeniedByOrganization',
      advice: `a service control policy of the organization denies ${action ?? 'this'} here: leave the region out with --exclude-regions, or have the policy changed`,
    };
  }
  if (/explicit deny/i.test(message)) return { advice: `find the policy that denies ${action ?? 'this'} explicitly` };
  return { advice: action ? `allow these credentials ${action}` : 'allow these credentials this action' };
}

const NOT_OFFERED =
  'this endpoint does not offer the operation: leave out what needs it, for example with --no-agent-update';

const KNOWN: Readonly<Record<string, string>> = {
  Unreachable: 'check the network, the proxy and AWS_ENDPOINT_URL, then run it again: what is done stays done',
  NotAnAnswer:
    'something other than AWS answered: check AWS_ENDPOINT_URL, the proxy and whether this network asks to sign in',
  AnswerLost: 'run it again: what is done stays done, and what was made is found',
  InvalidDocumentOperation: 'if the document is shared, stop sharing it first: aws ssm modify-document-permission',
  InvalidDocumentContent:
    'AWS refuses an input of the document: doctor --only prefs, with the flags that lead here, says which, and the flag that sets it',
  DocumentLimitExceeded: 'delete documents that are not needed, or ask AWS for a higher quota',
  DocumentVersionLimitExceeded:
    'setup deletes only versions that it wrote: delete another one that nobody needs (aws ssm delete-document --document-version)',
  AssociationLimitExceeded: 'delete associations that are not needed, or use --no-agent-update',
  EntityAlreadyExistsException:
    'IAM has something of that name under another path, or in other capitals, which session-manager did not make: choose another name, or delete it if nobody needs it',
  QuotaExceeded: 'a quota is used up: delete what is not needed, or ask AWS for a higher quota',
  MalformedPolicyDocumentException:
    'the caller must be able to change the key policy: use a role of the account itself, and try again if the role is new',
  AbortError: 'raise --timeout, or run it again: what is done stays done',
};

const oneLine = (text: string): string =>
  withoutSecrets(text)
    .replace(/\s+/g, ' ')
    .replace(/\b(AKIA|ASIA)[A-Z0-9]{8,}\b/g, '$1…')
    .replace(/\bSignature=[\da-f]{16,}/gi, 'Signature=…')
    .trim()
    .slice(0, 600);
