import { CALLS, type Calls, EVERY_RUN, OTHER_ACTIONS } from './catalogue/calls.ts';

/** Lists the calls that a run of one check can make, those of every run included, in alphabetical order. */
export function callsOf(id: string): Calls {
  const own = ownCallsOf(id);
  const services = [...new Set([...Object.keys(EVERY_RUN), ...Object.keys(own)])].toSorted();
  return Object.fromEntries(
    services.map((service) => [service, [...(EVERY_RUN[service] ?? []), ...(own[service] ?? [])].toSorted()]),
  );
}

/** Lists the calls that a check can make besides those of every run. */
export const ownCallsOf = (id: string): Calls => CALLS.find(({ ids }) => ids.includes(id))?.calls ?? {};

/** Lists the IAM actions that a run of one check takes, in alphabetical order. */
export const permissionsFor = (id: string): readonly string[] =>
  namesOf(callsOf(id))
    .filter((call) => !FREE.includes(call))
    .map((call) => OTHER_ACTIONS[call] ?? call)
    .toSorted();

/** Names calls as IAM does: `ec2:DescribeVpcs`. */
export const namesOf = (calls: Calls): readonly string[] =>
  Object.entries(calls).flatMap(([service, operations]) => operations.map((operation) => `${service}:${operation}`));

/** The calls that take no permission: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
const FREE: readonly string[] = ['sts:GetCallerIdentity'];
