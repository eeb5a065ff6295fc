import { type Decision, decide } from '../iam/decision.ts';
import { allows, parsePolicy } from '../iam/policy.ts';
import type { RequestContext } from '../iam/policy-conditions.ts';
import type { Context, Operation, Permission, RawInput, Service } from '../services/operation.ts';
import { rolesOf } from '../services/iam/account.ts';
import { type Principal, principalContext, principalOf } from '../services/iam/principal.ts';
import { policiesOf } from '../services/iam/simulated-policies.ts';
import { anything } from '../services/permission.ts';
import { isObject } from '../state/json.ts';
import { type Call, front } from './call.ts';

/** What was allowed for a call: an action on a resource, by the policies of these ids. */
export interface Allowance {
  readonly action: string;
  readonly resource: string;
  readonly policies: readonly string[];
}

/**
 * Refuses a call that the policies of its caller do not allow on every resource that it is about, with the tags and condition
 * keys of the request; gives what allowed it. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function enforce(
  call: Call,
  { service, operation }: { readonly service: Service; readonly operation: Operation },
  context: Context,
): readonly Allowance[] {
  const input: RawInput = isObject(call.input) ? call.input : {};
  const permissions = (service.permissions[call.operation] ?? anything)(context, input);
  if (permissions.length === 0) return [];
  const principal = ownerOf(context);
  const policies = policiesOf(context, principal, { excluded: [], added: [], boundary: undefined });
  return permissions.map((permission) => {
    const action = permission.action ?? operation.action ?? `${service.name}:${call.operation}`;
    const { resource } = permission;
    const own = byOwnPolicy(context, principal, action, permission);
    const requests = [resource, permission.alias ?? resource].map((name) => ({
      action,
      resource: name,
      context: contextOf(context, principal, permission),
    }));
    const { decision, sources, allowedByOrganization, allowedByBoundary } = strictest(
      requests.map((request) => decide(policies, request)),
    );
    const { sessionPolicy } = context.caller;
    if (sessionPolicy !== undefined && !isWithin(sessionPolicy, requests)) {
      throw front(
        call.protocol,
        'denied',
        `User: ${context.caller.arn} is not authorized to perform: ${action} on resource: ${resource} because no session policy allows the ${action} action`,
      );
    }
    const granted = own === 'granted' && decision === 'implicitDeny' && allowedByOrganization !== false;
    if (own !== 'refused' && (decision === 'allowed' || granted)) return { action, resource, policies: sources };
    const kind =
      own === 'refused'
        ? 'a resource-based policy'
        : allowedByOrganization === false
          ? 'a service control policy'
          : allowedByBoundary === false
            ? 'a permissions boundary'
            : 'an identity-based policy';
    const why =
      decision === 'explicitDeny'
        ? `with an explicit deny in ${kind}`
        : `because no ${kind.replace(/^an? /, '')} allows the ${action} action`;
    const what = `User: ${context.caller.arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
    throw front(call.protocol, 'denied', what);
  });
}

/** Tells whether a session policy allows a request about a thing by its names: what it does not allow, the role cannot. */
const isWithin = (document: string, requests: readonly Parameters<typeof decide>[1][]): boolean => {
  const policies = { identity: [{ id: 'session', document }], boundary: undefined, organization: undefined };
  return strictest(requests.map((request) => decide(policies, request))).decision === 'allowed';
};

/** Of the decisions about one thing by its names: what is denied by any of them is denied, what is allowed by one is allowed. */
const strictest = (decisions: readonly ReturnType<typeof decide>[]): ReturnType<typeof decide> =>
  decisions.find(({ decision }) => decision === 'explicitDeny') ??
  decisions.find(({ decision }) => decision === 'allowed') ??
  (decisions[0] as ReturnType<typeof decide>);

/** Decides about an action by the policies of the caller alone, for what is no operation. */
export function decisionOf(context: Context, action: string, permission: Permission): Decision {
  const principal = ownerOf(context);
  const policies = policiesOf(context, principal, { excluded: [], added: [], boundary: undefined });
  const { resource } = permission;
  return decide(policies, { action, resource, context: contextOf(context, principal, permission) }).decision;
}

/**
 * Reads a resource's own policy, of which only keys have one here. `granted`: it names the caller, which is enough; `delegated`: it leaves
 * the decision to IAM. https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
 */
function byOwnPolicy(
  { partition, account }: Context,
  { arn, identity }: Principal,
  action: string,
  { policy, keys = {} }: Permission,
): 'granted' | 'delegated' | 'refused' {
  if (policy === undefined) return 'delegated';
  const statements = parsePolicy(policy) ?? [];
  const one = Object.fromEntries(Object.entries(keys).map(([key, [value = '']]) => [key, value]));
  const admits = (...names: readonly string[]): boolean =>
    allows(statements, { principals: names.map((name) => ['AWS', name] as const), action, context: one });
  const everyone = [account, `arn:${partition.id}:iam::${account}:root`];
  if (!admits(arn, identity.id, ...everyone)) return 'refused';
  return admits(arn, identity.id) ? 'granted' : 'delegated';
}

// The ARN of a session lacks the path of its role.
function ownerOf(context: Context): Principal {
  const { arn } = context.caller;
  const [, name = ''] = /:assumed-role\/([^/]+)\//.exec(arn) ?? [];
  if (name === '') return principalOf(context, arn);
  const path = rolesOf(context)[name]?.path ?? '/';
  return principalOf(context, `arn:${context.partition.id}:iam::${context.account}:role${path}${name}`);
}

function contextOf(context: Context, principal: Principal, permission: Permission): RequestContext {
  const { tags = {}, requestTags = {}, tagKeys = Object.keys(requestTags), keys = {} } = permission;
  const [service = ''] = permission.resource.split(':').slice(2);
  const tagged = Object.entries(tags).flatMap(([name, value]): readonly (readonly [string, readonly string[]])[] => [
    [`aws:resourcetag/${name.toLowerCase()}`, [value]],
    ...(service === 'ssm' || service === 'ec2' || service === 'iam'
      ? [[`${service}:resourcetag/${name.toLowerCase()}`, [value]] as const]
      : []),
  ]);
  return new Map<string, readonly string[]>([
    ...principalContext(context, principal),
    ['aws:userid', [context.caller.userId]],
    ['aws:requestedregion', [context.region]],
    ['aws:securetransport', ['true']],
    ['aws:currenttime', [new Date(context.now).toISOString()]],
    ...tagged,
    ...Object.entries(requestTags).map(([name, value]) => [`aws:requesttag/${name.toLowerCase()}`, [value]] as const),
    ...(tagKeys.length > 0 ? [['aws:tagkeys', tagKeys] as const] : []),
    ...Object.entries(keys),
  ]);
}
