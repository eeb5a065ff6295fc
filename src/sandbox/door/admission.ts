import { sandboxUserId } from '../iam/sandbox-user.ts';
import { AwsError } from '../protocols/aws-error.ts';
import { awsJson } from '../protocols/aws-json.ts';
import type { Opening } from '../relay/relay.ts';
import type { Caller, Context } from '../services/operation.ts';
import type { State } from '../state/state.ts';
import { authenticate, authorize, callerOf } from './authority.ts';
import type { Call } from './call.ts';
import { decisionOf } from './enforcement.ts';
import type { Faults } from './faults.ts';
import { signatureOf } from './upgrade-signature.ts';

/** Who is believed at the door of data channels. */
export interface Admission {
  readonly faults: Faults;
  /** The secrets of credentials that the sandbox did not hand out by AssumeRole, by access key id. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Also clients that do not sign, as older ones do not; and of credentials whose secret is not known, only the scope counts. */
  readonly unsigned: boolean;
}

/**
 * Tells whether a request may open the data channel of a session: it is signed, for the service and the region of the session, and
 * its caller may `ssmmessages:OpenDataChannel`. `context` is that of the session's owner, as whom those count who do not sign.
 */
export function mayOpen(opening: Opening, context: Context, { faults, secrets, unsigned }: Admission): boolean {
  const { state, account, region, now } = context;
  const signature = signatureOf(opening);
  if (signature === 'malformed') return false;
  if (signature === 'none') return unsigned && isAllowed(opening, withUserId(context), faults);
  const { accessKeyId, token } = signature;
  if (signature.service !== SERVICE || signature.region !== region) return false;
  const secret = secretOf(state, secrets, accessKeyId);
  if (secret === undefined ? !unsigned : !signature.isBy(secret, now)) return false;
  const authorization = { accessKeyId, region, service: SERVICE };
  return isAllowed(opening, { ...context, caller: callerOf(state, authorization, account) }, faults, {
    authorization,
    token,
  });
}

const SERVICE = 'ssmmessages';
const OPERATION = 'OpenDataChannel';

function secretOf(state: State, secrets: Admission['secrets'], accessKeyId: string): string | undefined {
  if (Object.hasOwn(state.sessions, accessKeyId)) return state.sessions[accessKeyId]?.secret;
  return Object.hasOwn(secrets, accessKeyId) ? secrets[accessKeyId] : undefined;
}

function withUserId(context: Context): Context {
  const { state, account, caller } = context;
  const session = Object.values(state.sessions).find(({ arn }) => arn === caller.arn);
  const owner: Caller = { ...caller, userId: session?.userId ?? sandboxUserId(account) };
  return { ...context, caller: owner };
}

function isAllowed(
  { sessionId }: Opening,
  context: Context,
  faults: Faults,
  signed?: Required<Pick<Call, 'authorization' | 'token'>>,
): boolean {
  const { state, caller, account, region, partition, now } = context;
  const call: Call = {
    protocol: awsJson,
    authorization: { accessKeyId: '', region, service: SERVICE },
    token: undefined,
    ...signed,
    service: SERVICE,
    operation: OPERATION,
    input: {},
    plan: new AwsError('UnknownOperationException', ''),
  };
  try {
    authenticate(state, call, caller, faults, now);
    authorize(state, call, caller, faults);
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
  if (!faults.enforcePolicies) return true;
  // The policies that AWS recommends name sessions by the user id, which the ids of sessions begin with only in part.
  const decisions = [sessionId, `${caller.userId}-${sessionId.split('-').at(-1)}`].map((id) =>
    decisionOf({ ...context, account: caller.account }, `${SERVICE}:${OPERATION}`, {
      resource: `arn:${partition.id}:ssm:${region}:${account}:session/${id}`,
    }),
  );
  return decisions.includes('allowed') && !decisions.includes('explicitDeny');
}
