import type { Instance } from '../../facts/instances.ts';
import type { Observation } from '../check.ts';
import { page } from '../page.ts';
import { awsCommand } from '../remedy.ts';
import type { Barrier } from './barrier.ts';
import { inOrder } from './remedies.ts';
import { hostOf } from './names.ts';
import type { Site } from './site.ts';

// An agent needs a few minutes after the start of its instance to register.
const STARTING = 5 * 60_000;

/**
 * Says what decides about the names of AWS in a VPC, and is not read, where all of its nodes are lost and no barrier explains it. What
 * answers for names answers for a whole VPC: one node that is online shows that it is in order. `now`: milliseconds since the epoch.
 */
export function namesNotRead(
  site: Site,
  barriers: readonly Barrier[],
  online: ReadonlySet<string>,
  now: number,
): Observation | undefined {
  const { vpc, zonesDenied } = site;
  const hosts = site.hosts.filter(({ instance }) => !isStarting(instance, now));
  if (hosts.length === 0 || site.hosts.some(({ instance }) => online.has(instance.id))) return undefined;
  const explained = new Set(barriers.filter(isOnTheWay).flatMap((barrier) => barrier.hosts.map(idOf)));
  const lost = hosts.map(idOf).filter((id) => !explained.has(id));
  if (lost.length === 0) return undefined;
  const [unread, zones] = zonesDenied ? [['route53:ListHostedZonesByVPC'], 'private hosted zones, '] : [[], ''];
  return {
    check: 'vpc.dns-not-read',
    verdict: 'unknown',
    subject: vpc.id,
    summary: `none of its nodes is online, and nothing that is read explains it; what may keep them from finding ${hostOf(site, 'ssm')} is not read: ${zones}DNS Firewall, resolver rules and Route 53 Profiles`,
    remedy: inOrder(looksAt(site), 'look at these'),
    ref: page('resolver-dns-firewall', 'Route53/latest/DeveloperGuide'),
    unread,
    unlessBroken: { registration: lost },
  };
}

const isStarting = ({ launched }: Instance, now: number): boolean => now - (launched?.getTime() ?? 0) < STARTING;

const idOf = ({ instance }: { readonly instance: Instance }): string => instance.id;

const isOnTheWay = ({ dependency: { service } }: Barrier): boolean => ['ssm', 'ssmmessages'].includes(service);

const looksAt = (site: Site) => {
  const { vpc, target, zonesDenied } = site;
  return [
    ...(zonesDenied
      ? [awsCommand(site, ['route53', 'list-hosted-zones-by-vpc'], { 'vpc-id': vpc.id, 'vpc-region': target.region })]
      : []),
    awsCommand(site, ['route53resolver', 'list-firewall-rule-group-associations'], { 'vpc-id': vpc.id }),
    awsCommand(site, ['route53resolver', 'list-resolver-rule-associations'], {
      filters: `Name=VPCId,Values=${vpc.id}`,
    }),
    awsCommand(site, ['route53profiles', 'list-profile-associations'], { 'resource-id': vpc.id }),
  ];
};
