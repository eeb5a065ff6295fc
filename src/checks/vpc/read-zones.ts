import type { SessionSettings } from '../../facts/session-settings.ts';
import type { Surroundings } from '../../facts/surroundings.ts';
import { holdAddresses, withHostedZones, zoneAnswer } from './names.ts';
import { hostnamesOf } from './hostnames.ts';
import { hasOwnResolvers } from './resolver-barriers.ts';
import type { Site } from './site.ts';

/** What asks for the private hosted zones of VPCs: the ids of nodes that are online, of VPCs whose endpoints lack private DNS, and the preferences. */
export interface ZoneReasons {
  readonly online: ReadonlySet<string>;
  readonly unnamed: ReadonlySet<string>;
  readonly settings: Pick<SessionSettings, 'key' | 'logGroup' | 'bucket'> | undefined;
}

/**
 * Reads the private hosted zones of a VPC where they may explain something: nodes are not online, an endpoint has no private DNS, or
 * sessions need a service of which nodes that are online show nothing.
 */
export async function withZones(site: Site, surroundings: Surroundings, reasons: ZoneReasons): Promise<Site> {
  const { online, unnamed, settings } = reasons;
  const isSuspect = unnamed.has(site.vpc.id) || site.hosts.some(({ instance }) => !online.has(instance.id));
  const asksZones = !hasOwnResolvers(site.vpc) && site.vpc.dnsSupport !== false;
  const needsMore = asksZones && (settings?.key ?? settings?.logGroup ?? settings?.bucket) !== undefined;
  if (!isSuspect && !needsMore) return site;
  const zones = await surroundings.hostedZones(site.vpc.id);
  if (zones === 'denied') return isSuspect ? { ...site, zonesDenied: true } : site;
  if (!zones || !concern({ ...site, hostedZones: zones })) return site;
  const addresses = holdAddresses(zones) ? await surroundings.endpointAddresses(site.vpc.id) : undefined;
  // Zones work only where the VPC has hostnames.
  const vpc = await hostnamesOf(surroundings, site.vpc);
  const found = withHostedZones({ ...site, vpc, ...(addresses && { addresses }) }, zones);
  return isSuspect || !isPassedBy(found) ? found : site;
}

const SERVICES = ['ssm', 'ssmmessages', 'ec2messages', 'kms', 'logs', 's3'];

/** Tells whether any zone answers for a service. */
const concern = (site: Site): boolean => SERVICES.some((service) => zoneAnswer(site, service));

/** Tells whether hosts that are online find ssm against what zones say: then they ask others for names. */
const isPassedBy = (site: Site): boolean =>
  ['ssm', 'ssmmessages'].some((service) => {
    const leads = zoneAnswer(site, service)?.leads;
    return leads === 'nothing' || leads === 'elsewhere';
  });
