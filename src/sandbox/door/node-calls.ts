import { partitionOf } from '../state/partitions.ts';
import type { State } from '../state/state.ts';
import type { Caller } from '../services/operation.ts';

/** A node, and where it is. */
export interface Node {
  readonly account: string;
  readonly region: string;
  readonly id: string;
}

/**
 * Finds as whom a node calls AWS: with the role of its instance profile, of Default Host Management, or of its activation.
 * Undefined where the state has no such role: then nothing is known that would keep it from anything.
 */
export function callerOfNode(state: State, { account, region, id }: Node): Caller | undefined {
  const here = state.accounts[account]?.[region];
  const { roles = {}, instanceProfiles = {} } = state.iam[account] ?? {};
  const { profile } = here?.instances[id] ?? {};
  const name =
    profile === undefined
      ? (here?.nodes[id]?.iamRole ?? here?.serviceSettings[HOST_MANAGEMENT]?.split('/').at(-1))
      : instanceProfiles[profile]?.roles[0];
  const role = name !== undefined && Object.hasOwn(roles, name) ? roles[name] : undefined;
  if (!role) return undefined;
  const arn = `arn:${partitionOf(region).id}:sts::${account}:assumed-role/${name}/${id}`;
  return { account, arn, userId: `${role.id}:${id}`, assumed: true };
}

const HOST_MANAGEMENT = '/ssm/managed-instance/default-ec2-instance-management-role';
