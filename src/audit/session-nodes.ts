import type { Asked } from '../facts/simulation.ts';
import type { Instance } from '../facts/instances.ts';
import { isHybrid, type Node } from '../facts/nodes.ts';
import type { Target } from '../targets/target.ts';
import type { RegionAudit } from './region.ts';

/** A node on which a session can be started, as IAM is asked about it. */
export interface SessionNode {
  readonly id: string;
  /** Its ARN. */
  readonly resource: string;
  readonly tags: Readonly<Record<string, string>>;
  /** These are all that it has. */
  readonly tagsKnown: boolean;
}

const arnOf = ({ partition, region, account }: Target, service: string, thing: string): string =>
  `arn:${partition.name}:${service}:${region}:${account}:${thing}`;

/** Lists the running instances and the hybrid nodes of a region; what may not be read is left out. */
export async function sessionNodes({ target, instances, nodes }: RegionAudit): Promise<readonly SessionNode[]> {
  const [running, known] = await Promise.all([
    instances().catch((): readonly Instance[] => []),
    nodes().catch((): readonly Node[] => []),
  ]);
  return [
    ...running.map(({ id, tags }) => ({
      id,
      resource: arnOf(target, 'ec2', `instance/${id}`),
      tags,
      tagsKnown: true,
    })),
    ...known.filter(isHybrid).map(({ id }) => ({
      id,
      resource: arnOf(target, 'ssm', `managed-instance/${id}`),
      tags: {},
      tagsKnown: false,
    })),
  ];
}

/** Makes up a node, for a region where there is none, or none may be seen. */
export const anyNode = (target: Target): SessionNode => ({
  id: '',
  resource: arnOf(target, 'ec2', 'instance/i-0123456789abcdef0'),
  tags: {},
  tagsKnown: false,
});

/** Gives the condition keys that a request about a node has from its tags. */
export const tagContext = (tags: SessionNode['tags']): Asked['context'] =>
  Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`ssm:resourceTag/${key}`, [value]],
      [`aws:ResourceTag/${key}`, [value]],
    ]),
  );
