import type { Statement } from '../policies/reading/policy.ts';
import { serviceName, type Trust, type TrustedService, trusts } from '../policies/reading/trust-policy.ts';
import { worksUnder } from './evidence.ts';
import type { NodeRole } from './node-roles.ts';
import { nodesUnder } from './nodes-under.ts';
import type { RegionAudit } from './region.ts';

/** A role whose trust policy does not let the service assume it that hands it to nodes, or of which that is not known. */
export interface Distrust extends Pick<NodeRole, 'role' | 'source'> {
  readonly answer: 'no' | 'unknown';
  /** The service, as trust policies name it: `ec2.amazonaws.com`. */
  readonly service: string;
  /** The regions in which nodes need it. */
  readonly regions: readonly RegionAudit[];
  /** The ids of these nodes; undefined where they cannot be read. */
  readonly nodes?: readonly string[];
  /** True if some of them are online, by credentials that they got before. */
  readonly online: boolean;
  /** The statement that denies it. */
  readonly denial?: Statement;
  /** Set where it is not known because something could not be read: the actions that this takes. */
  readonly unread?: readonly string[];
}

const SERVICES: Readonly<Record<NodeRole['source'], TrustedService>> = {
  profile: 'ec2',
  'host-management': 'ssm',
  activation: 'ssm',
};

/** A role in one region, with its nodes there. */
interface Need extends Trust {
  readonly facts: RegionAudit;
  readonly nodes: readonly string[] | undefined;
  readonly online: boolean;
  readonly unread: readonly string[];
}

/**
 * Finds the roles under which nodes should work now, but whose trust policies keep them from it. An instance works under
 * the role of Default Host Management, where that is on, if it gets no credentials of its own role.
 */
export async function distrustOf(roles: readonly NodeRole[]): Promise<readonly Distrust[]> {
  return (await Promise.all(roles.map(ofRole))).flat();
}

async function ofRole(node: NodeRole): Promise<readonly Distrust[]> {
  const { role, source, usedIn, unreadIn } = node;
  const service = SERVICES[source];
  const open = [...usedIn, ...unreadIn].map((facts) => ({ facts, ...trusts(role.trust, service, facts.target) }));
  const needs = await Promise.all(open.map(async (one) => (one.answer === 'yes' ? [] : needIn(node, one))));
  const found = needs.flat();
  // What a node that is online shows is not doubted.
  const failing = found.filter(({ answer }) => answer === 'no');
  const doubtful = found.filter(({ answer, online }) => answer === 'unknown' && !online);
  return [failing, doubtful].flatMap((alike): readonly Distrust[] => {
    const [first] = alike;
    if (!first || first.answer === 'yes') return [];
    const unread = alike.flatMap((one) => one.unread);
    const known = alike.flatMap(({ nodes }) => (nodes ? [nodes] : []));
    const nodes = known.length < alike.length ? undefined : known.flat();
    return [
      {
        role,
        source,
        answer: first.answer,
        service: serviceName(service, first.facts.target),
        regions: alike.map(({ facts }) => facts),
        ...(nodes !== undefined && { nodes }),
        online: alike.some(({ online }) => online),
        ...(first.denial && { denial: first.denial }),
        ...(first.answer === 'unknown' && unread.length > 0 && { unread: [...new Set(unread)] }),
      },
    ];
  });
}

async function needIn(
  node: NodeRole,
  { facts, ...trust }: Trust & { readonly facts: RegionAudit },
): Promise<readonly Need[]> {
  const nodes = await nodesUnder(node, facts).catch(() => undefined);
  if (nodes?.length === 0) return [];
  const fallback = node.source === 'profile' ? await hasFallback(facts) : 'no';
  if (fallback === 'yes') return [];
  // Whether anything needs the role is not known then.
  const answer = nodes === undefined || fallback === 'unknown' ? 'unknown' : trust.answer;
  const unread = [
    ...(nodes === undefined ? [READS_NODES[node.source]] : []),
    ...(fallback === 'unknown' ? ['ssm:GetServiceSetting'] : []),
    ...(node.role.trust ? [] : ['iam:GetRole']),
  ];
  return [{ ...trust, answer, facts, nodes, online: await worksUnder(node, facts), unread }];
}

const READS_NODES: Readonly<Record<NodeRole['source'], string>> = {
  profile: 'ec2:DescribeInstances',
  'host-management': 'ec2:DescribeInstances',
  activation: 'ssm:DescribeInstanceInformation',
};

const hasFallback = (facts: RegionAudit): Promise<'yes' | 'no' | 'unknown'> =>
  facts.hostManagementRole().then(
    (role) => (role === undefined ? 'no' : 'yes'),
    () => 'unknown',
  );
