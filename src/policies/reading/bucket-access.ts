import type { Place } from '../../aws/place.ts';
import { conditionHolds, type Context, type KeyValues } from './condition-match.ts';
import type { Policy, Statement } from './policy.ts';
import { isOn } from './reach.ts';
import { principalTag, type PrincipalTags } from './principal-tags.ts';
import { readPrincipal, type Requester, whoIsNamed } from './requester.ts';
import { allOf, coversAction, type Answer } from './statement-match.ts';

/**
 * The answer of a bucket policy about a role. `denied`: these statements deny it, whatever else allows it. `granted`: it names the
 * role, and within the bucket's account nothing else is needed. `silent`: IAM decides. `unknown`: these statements may deny it, and
 * `perhaps`: these may allow it, which only a real request tells.
 */
export interface BucketAccess {
  readonly answer: 'denied' | 'granted' | 'perhaps' | 'silent' | 'unknown';
  readonly statements: readonly Statement[];
}

/** A role of the bucket's account that puts session logs into the bucket, or asks how it is encrypted. */
export interface BucketRequest {
  readonly role: { readonly arn: string; readonly id?: string; readonly tags?: PrincipalTags };
  readonly action: string;
  readonly resource: string;
  /** The default encryption of the bucket, of an upload. */
  readonly encryption?: BucketEncryption;
  /** Further condition keys of the request, by name. */
  readonly context?: Readonly<Record<string, KeyValues>>;
}

export interface BucketEncryption {
  /** `AES256` or `aws:kms…`. */
  readonly algorithm: string;
  /** ARN, id or alias of the key, where it is not AWS's own. */
  readonly key?: string;
  /** Whether the role may read it. */
  readonly readable: Answer;
}

/**
 * Evaluates the policy of a bucket of this account for what the agent sends: over TLS, with credentials of the role, and with
 * the headers of uploads. https://github.com/aws/amazon-ssm-agent/blob/mainline/agent/s3util/s3util.go
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys
 */
export function bucketAccess(
  policy: Policy | undefined,
  place: Place & { readonly account: string },
  request: BucketRequest,
): BucketAccess {
  const { role, action, resource } = request;
  const requester = readPrincipal(role.arn);
  if (!policy || !requester) return { answer: 'silent', statements: [] };
  // Agents of every age speak TLS 1.2, and newer ones 1.3.
  const contexts = ['1.2', '1.3'].flatMap((tls) =>
    headersOf(request).flatMap((headers) =>
      STORAGE.map((storage) =>
        requestContext(requester, place, role, { ...request.context, ...headers, ...storage, 's3:tlsversion': [tls] }),
      ),
    ),
  );
  const found = policy.Statement.filter((statement) => coversAction(statement, action)).map((statement) => {
    const { fits, directly } = whoIsNamed(statement, requester);
    const [first = 'unknown', ...others] = contexts.map((context) => conditionHolds(statement.Condition, context));
    const holds = others.every((other) => other === first) ? first : 'unknown';
    return { statement, directly, applies: allOf([fits, isOn(statement, resource), holds]) };
  });
  const those = (effect: Statement['Effect'], applies: Answer): readonly Statement[] =>
    found
      .filter(
        (one) => one.statement.Effect === effect && one.applies === applies && (effect === 'Deny' || one.directly),
      )
      .map(({ statement }) => statement);
  const answers = [
    { answer: 'denied', statements: those('Deny', 'yes') },
    { answer: 'unknown', statements: those('Deny', 'unknown') },
    { answer: 'granted', statements: those('Allow', 'yes') },
    { answer: 'perhaps', statements: those('Allow', 'unknown') },
  ] as const;
  return answers.find(({ statements }) => statements.length > 0) ?? { answer: 'silent', statements: [] };
}

type Headers = Readonly<Partial<Record<string, KeyValues>>>;

/**
 * Lists the headers that the agent may send, by their condition keys. With every upload it gives the owner of the bucket all rights
 * (from 2.3.722.0 on), and names the default encryption of the bucket (from 3.0.502.0 on), if it may read that.
 */
function headersOf({ action, encryption }: BucketRequest): readonly Headers[] {
  if (!action.startsWith('s3:PutObject')) return [{}];
  const acl = { 's3:x-amz-acl': ['bucket-owner-full-control'] };
  if (!encryption || !['AES256', 'aws:kms'].includes(encryption.algorithm)) return [acl];
  const { algorithm, key, readable } = encryption;
  const named = {
    ...acl,
    's3:x-amz-server-side-encryption': [algorithm],
    // It is sent as it is written, and S3 compares ARNs.
    ...(key !== undefined && {
      's3:x-amz-server-side-encryption-aws-kms-key-id': key.startsWith('arn:') ? [key] : ('unknown' as const),
    }),
  };
  return [...(readable === 'no' ? [] : [named]), ...(readable === 'yes' ? [] : [acl])];
}

/** The class of an upload that names none; no page says whether policies see it. */
const STORAGE: readonly Headers[] = [{}, { 's3:x-amz-storage-class': ['STANDARD'] }];

/** What the agent sends no header for, but those: neither tags nor locks nor conditions. */
const NOT_SENT =
  /^s3:(x-amz-(acl$|copy-source|grant-|metadata-directive|server-side-encryption|storage-class|website-redirect)|requestobjecttag|object-lock-|if-(none-)?match$)/;

function requestContext(
  { account, arn = '' }: Requester,
  { region, account: owner }: Place & { readonly account: string },
  { id, tags }: BucketRequest['role'],
  headers: Headers,
): Context {
  const known: Headers = {
    ...headers,
    'aws:multifactorauthpresent': 'absent',
    'aws:principalaccount': [account],
    'aws:principalarn': [arn],
    'aws:principalisawsservice': ['false'],
    'aws:principaltype': ['AssumedRole'],
    'aws:requestedregion': [region],
    'aws:resourceaccount': [owner],
    'aws:securetransport': ['true'],
    // Only requests that a service makes in its own name, or for others, have these.
    'aws:sourceaccount': 'absent',
    'aws:sourcearn': 'absent',
    'aws:viaawsservice': ['false'],
    // Of a session: the id of the role, and the name of the instance.
    ...(id !== undefined && { 'aws:userid': [`${id}:i-0123456789abcdef0`] }),
    's3:authtype': ['REST-HEADER'],
    // A log of more than 5 MB goes up in parts, of which only the last one creates it.
    's3:objectcreationoperation': ['true'],
    's3:resourceaccount': [owner],
    's3:signatureversion': ['AWS4-HMAC-SHA256'],
  };
  return (key) => known[key] ?? (NOT_SENT.test(key) ? 'absent' : principalTag(tags, key));
}
