import { SANDBOX_USER, sandboxUserId } from '../iam/sandbox-user.ts';
import { matchesAction } from '../iam/wildcard.ts';
import type { Caller } from '../services/operation.ts';
import { isObject } from '../state/json.ts';
import { partitionOf } from '../state/partitions.ts';
import { isEnabled, type State } from '../state/state.ts';
import type { Authorization } from './authorization.ts';
import { type Call, front } from './call.ts';
import type { Faults } from './faults.ts';

const INVALID = 'The security token included in the request is invalid.';
const EXPIRED = 'The security token included in the request is expired';

/** Finds the owner of these credentials: a session that the sandbox handed out, or the user `sandbox` of an account. */
export function callerOf(state: State, authorization: Authorization, account: string): Caller {
  const { accessKeyId, region } = authorization;
  const session = Object.hasOwn(state.sessions, accessKeyId) ? state.sessions[accessKeyId] : undefined;
  if (session) {
    const { account: entered, arn, userId, policy } = session;
    return { account: entered, arn, userId, assumed: true, ...(policy !== undefined && { sessionPolicy: policy }) };
  }
  const own = /^\d{12}$/.test(accessKeyId) ? accessKeyId : account;
  return {
    account: own,
    arn: `arn:${partitionOf(region).id}:iam::${own}:user/${SANDBOX_USER}`,
    userId: sandboxUserId(own),
    assumed: false,
  };
}

/** Refuses credentials that are wrong, expired, or not valid in this region. */
export function authenticate(state: State, call: Call, caller: Caller, faults: Faults, now: number): void {
  const { protocol, authorization, token } = call;
  if (!authorization?.accessKeyId) return;
  const { accessKeyId, region } = authorization;
  const session = caller.assumed ? state.sessions[accessKeyId] : undefined;
  if (session && token !== session.token) throw front(protocol, 'invalidToken', INVALID);
  if (faults.expired || (session && Date.parse(session.expires) <= now)) throw front(protocol, 'expiredToken', EXPIRED);
  if (faults.disabledRegions?.includes(region) || !isEnabled(state, caller.account, region)) {
    throw front(protocol, 'invalidToken', INVALID);
  }
}

/** Refuses a call that a policy of the organization denies, or no policy allows. */
export function authorize({ organization }: State, call: Call, caller: Caller, faults: Faults): void {
  const { protocol, authorization, service, operation } = call;
  const region = authorization?.region ?? '';
  const action = call.action ?? `${service}:${operation}`;
  const refusal = `User: ${caller.arn} is not authorized to perform: ${action}${resourceOf(call, caller, region)}`;
  // No policy of the organization binds its management account.
  const closed = organization?.managementAccount === caller.account ? [] : organization?.closedRegions;
  if (service !== 'sts' && [faults.closedRegions, closed].some((regions) => regions?.includes(region))) {
    throw front(protocol, 'denied', `${refusal} with an explicit deny in a service control policy`);
  }
  // Nothing can deny GetCallerIdentity.
  if (faults.deniedActions && action !== 'sts:GetCallerIdentity' && matchesAction(faults.deniedActions, action)) {
    throw front(protocol, 'denied', `${refusal} because no identity-based policy allows the ${action} action`);
  }
}

/** Writes the part of a refusal that names the resource. The Describe actions of EC2 are about no particular one. */
function resourceOf({ service, input }: Call, caller: Caller, region: string): string {
  const partition = partitionOf(region).id;
  if (service === 'ec2') return '';
  if (service === 's3') {
    const bucket = isObject(input) ? String(input['Bucket']) : '';
    return ` on resource: "arn:${partition}:s3:::${bucket}"`;
  }
  // IAM's ARNs have no region.
  return ` on resource: arn:${partition}:${service}:${service === 'iam' ? '' : region}:${caller.account}:*`;
}
